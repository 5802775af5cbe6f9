"""Calls on collections. Filters are the API's own names; a trailing `_` is dropped (`from_`), a list is joined."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final
from urllib.parse import quote
from uuid import uuid4

from doitac_client.asking import ask
from doitac_client.steps import Call, Flow, Json, Record

LARGEST_PAGE: Final = 200


def list_call(path: str, filters: Mapping[str, object], page_size: int | None = None) -> Call:
    """The first page of a list; of the server's own size if none is given."""
    return Call("GET", path, params_of({"limit": page_size, **filters}))


def next_page(call: Call, page: Record) -> Call | None:
    """The call for the page after this one; None after the last."""
    if "next_after" in page:
        mark = {"after": page["next_after"]} if page["has_more"] else None
    else:
        mark = {"cursor": page["next_cursor"]} if page.get("next_cursor") else None
    return Call("GET", call.path, {**call.params, **mark}) if mark else None


def write(
    method: str,
    path: str,
    values: object = None,
    *,
    version: int | None = None,
    params: Mapping[str, object] | None = None,
) -> Flow[Json]:
    """Send a body, if there is one; the JSON of the answer, None if it has none. Each POST has a key of its own."""
    headers = {"accept": "application/json"}
    if values is not None:
        patch = method == "PATCH"
        headers["content-type"] = "application/merge-patch+json" if patch else "application/json"
    if version is not None:
        headers["if-match"] = f'"{version}"'
    if method == "POST":
        headers["idempotency-key"] = str(uuid4())
    content = None if values is None else json.dumps(values, ensure_ascii=False, default=_plain).encode()
    answer = yield from ask(Call(method, path, params_of(params or {}), headers, content))
    return answer.json() if answer.is_success and answer.content else None


def batch_of(operations: Sequence[Mapping[str, object]], mode: str) -> Record:
    """The body of a batch: each operation `{"op": "create" | "update" | "upsert" | "delete", ...}`, at most 500."""
    return {"mode": mode, "operations": list(operations)}


def address(*parts: str) -> str:
    """`/v1/...`, whatever an external id is made of."""
    return "/".join(["/v1", *(quote(part, safe="") for part in parts)])


def params_of(filters: Mapping[str, object]) -> dict[str, str]:
    """Query parameters as the API takes them; None is left out."""
    return {name.removesuffix("_"): _text(value) for name, value in filters.items() if value is not None}


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ",".join(_text(item) for item in value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _plain(value: object) -> str:
    """A day or moment as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    message = f"not JSON: {type(value).__name__}"
    raise TypeError(message)
