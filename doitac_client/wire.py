"""A call as httpx takes it, and what httpx says as a flow takes it: shared by both clients."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from doitac_client.steps import Answer, Call, Failure

_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


def client_options(base_url: str, key: str | None, timeout: float, language: str) -> dict[str, Any]:
    """For httpx.Client and httpx.AsyncClient. The base is the server's, with or without `/v1`."""
    headers = {"accept-language": language, "user-agent": "doitac-client"}
    if key:
        headers["authorization"] = f"Bearer {key}"
    return {"base_url": base_url.rstrip("/").removesuffix("/v1"), "headers": headers, "timeout": timeout}


@contextmanager
def opened(call: Call) -> Iterator[dict[str, Any]]:
    """The arguments of httpx's `stream`; a file to upload is open meanwhile, from its beginning."""
    headers = dict(call.headers)
    # Only what changes nothing follows a merged record to the one that took its place.
    arguments: dict[str, Any] = {"headers": headers, "params": call.params, "follow_redirects": call.method == "GET"}
    if call.upload is None:
        yield arguments | {"content": call.content}
        return
    headers["content-type"] = f"multipart/form-data; boundary={call.upload.boundary}"
    with call.upload.path.open("rb") as file:
        files = {"file": (call.upload.path.name, file, "application/octet-stream")}
        yield arguments | {"data": dict(call.upload.fields), "files": files}


def answer_of(response: httpx.Response, content: bytes = b"") -> Answer:
    """The response, its body read."""
    return Answer(response.status_code, response.headers, content)


def failure_of(error: httpx.RequestError, *, was_receiving: bool) -> Failure:
    """Words for people: httpx leaves some of its errors without any."""
    words = str(error) or type(error).__name__
    return Failure(words, was_sent=not isinstance(error, _NEVER_SENT), was_receiving=was_receiving)
