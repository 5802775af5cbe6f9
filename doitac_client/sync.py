"""The client that waits."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Self, cast

import httpx

from doitac_client import imports, records, wire
from doitac_client.asking import ask
from doitac_client.downloads import download, format_of
from doitac_client.imports import ImportResult, OnProgress, Wanted
from doitac_client.landing import Target
from doitac_client.steps import Again, Answer, Call, Failure, Flow, Json, Record, Records, Step, T


class Doitac:
    """A server, asked with one key. `doitac.partners` is `doitac.collection("partners")`, `org_units` is `org-units`.

    `retries`: how often a call is sent again after 429, 503, a lost connection or, where nothing can happen twice,
    another error of the server. `timeout`: seconds without a sign of life. `language` of details: vi or en.
    """

    def __init__(
        self,
        base_url: str,
        key: str | None = None,
        *,
        timeout: float = 30.0,
        retries: int = 4,
        language: str = "vi",
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._http = httpx.Client(transport=transport, **wire.client_options(base_url, key, timeout, language))
        self._retries = retries
        self.imports = Imports(self)
        self.exports = Exports(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __getattr__(self, name: str) -> "Collection":
        if name.startswith("_"):
            raise AttributeError(name)
        return self.collection(name.replace("_", "-"))

    def close(self) -> None:
        self._http.close()

    def collection(self, name: str) -> "Collection":
        """By its name in the address: `partners`, `org-units`."""
        return Collection(self, name)

    def search(self, q: str, **filters: object) -> Iterator[Record]:
        """Hits in every collection, the best first."""
        return self.walk(records.list_call(records.address("search"), {"q": q, **filters}))

    def changes(self, after: str | None = None, **filters: object) -> Iterator[Record]:
        """Every change after a mark, until there is nothing new; an item's `cursor` is the mark to go on from."""
        return self.walk(
            records.list_call(records.address("changes"), {"after": after, **filters}, records.LARGEST_PAGE)
        )

    def call(self, method: str, path: str, values: object = None, **params: object) -> Json:
        """Any other operation: `call("POST", f"/v1/delegations/{id}/transitions", {"to": "submitted"})`."""
        return self.run(records.write(method, path, values, params=params))

    def walk(self, call: Call | None) -> Iterator[Record]:
        """The items of every page, each page fetched when it is needed."""
        while call is not None:
            page = self.run(ask(call)).json()
            yield from page["items"]
            call = records.next_page(call, page)

    def run(self, flow: Flow[T]) -> T:
        """Carry a flow out."""
        outcome: Answer | Failure | bool | None = None
        with closing(flow):
            while True:
                try:
                    step = flow.send(outcome)
                except StopIteration as end:
                    return cast("T", end.value)
                outcome = self._perform(step)

    def _perform(self, step: Step) -> Answer | Failure | bool | None:
        if isinstance(step, Call):
            return self._send(step)
        if isinstance(step, Again) and step.attempt >= self._retries:
            return False
        time.sleep(step.seconds)
        return True

    def _send(self, call: Call) -> Answer | Failure:
        receiving = False
        try:
            with wire.opened(call) as options, self._http.stream(call.method, call.path, **options) as response:
                if call.into is None or not response.is_success:
                    return wire.answer_of(response, response.read())
                receiving = True
                for chunk in response.iter_bytes():
                    call.into.write(chunk)
                return wire.answer_of(response)
        except httpx.RequestError as error:
            return wire.failure_of(error, was_receiving=receiving)


class Collection:
    """Records of one kind, as dicts of the API's own fields."""

    def __init__(self, doitac: Doitac, name: str) -> None:
        self._doitac = doitac
        self._name = name

    def list(self, **filters: object) -> Iterator[Record]:
        """Every record that the filters let through, page after page; `limit` is a page's size."""
        return self._doitac.walk(records.list_call(records.address(self._name), filters, records.LARGEST_PAGE))

    def get(self, id: str, **options: object) -> Record:
        return cast("Record", self._write("GET", id, params=options))

    def create(self, values: Mapping[str, object], **options: object) -> Record:
        """Once, however often it must be sent. `validate_only=True` only checks."""
        return cast("Record", self._write("POST", values=values, params=options))

    def update(self, id: str, patch: Mapping[str, object], version: int | None = None) -> Record:
        """A merge patch; with `version`, only if nobody changed the record since (412 otherwise)."""
        return cast("Record", self._write("PATCH", id, values=patch, version=version))

    def delete(self, id: str, version: int | None = None) -> None:
        self._write("DELETE", id, version=version)

    def restore(self, id: str) -> Record:
        return cast("Record", self._write("POST", id, "restore"))

    def upsert(self, source: str, external_id: str, values: Mapping[str, object], version: int | None = None) -> Record:
        """Create the record of this external id, or put these values in its place."""
        return cast("Record", self._write("PUT", "by-external-id", source, external_id, values=values, version=version))

    def batch(self, operations: Sequence[Mapping[str, object]], mode: str = "atomic") -> Records:
        """One result an operation, in order."""
        return list(self._write("POST", "batch", values=records.batch_of(operations, mode))["results"])

    def history(self, id: str, **filters: object) -> Iterator[Record]:
        return self._doitac.walk(records.list_call(records.address(self._name, id, "history"), filters))

    def _write(
        self,
        method: str,
        *parts: str,
        values: object = None,
        version: int | None = None,
        params: Mapping[str, object] | None = None,
    ) -> Json:
        path = records.address(self._name, *parts)
        return self._doitac.run(records.write(method, path, values, version=version, params=params))


class Imports:
    """`/v1/imports`."""

    def __init__(self, doitac: Doitac) -> None:
        self._doitac = doitac

    def run(
        self,
        path: Path | str,
        collection: str,
        *,
        commit: Wanted = False,
        on_progress: OnProgress | None = None,
        profile: str | None = None,
        **spec: object,
    ) -> ImportResult:
        """Upload, check, and commit if `commit` says so and no more rows failed than `max_error_rate` allows."""
        given = {"collection": collection, **spec}
        return self._doitac.run(imports.run_import(Path(path), given, commit, on_progress, profile))

    def get(self, id: str) -> ImportResult:
        return ImportResult(self._doitac.call("GET", records.address("imports", id)))

    def wait(self, id: str, on_progress: OnProgress | None = None) -> ImportResult:
        return self._doitac.run(imports.wait_for_rest(id, on_progress))

    def commit(self, id: str, on_progress: OnProgress | None = None) -> ImportResult:
        return self._doitac.run(imports.finish_act(id, "commit", on_progress))

    def cancel(self, id: str, on_progress: OnProgress | None = None) -> ImportResult:
        return self._doitac.run(imports.finish_act(id, "cancel", on_progress))

    def resume(self, id: str, on_progress: OnProgress | None = None) -> ImportResult:
        return self._doitac.run(imports.finish_act(id, "resume", on_progress))

    def undo(self, id: str, on_progress: OnProgress | None = None) -> ImportResult:
        return self._doitac.run(imports.finish_act(id, "undo", on_progress))

    def errors(self, id: str) -> Iterator[Record]:
        """What is wrong, by code and column."""
        return self._doitac.walk(records.list_call(records.address("imports", id, "errors"), {}))

    def rows(self, id: str, **filters: object) -> Iterator[Record]:
        """Staged rows; `status`, `action`."""
        return self._doitac.walk(
            records.list_call(records.address("imports", id, "rows"), filters, records.LARGEST_PAGE)
        )

    def correct(self, id: str, line: int, cells: Mapping[str, object]) -> Record:
        """Cells by header; the row as it is checked then."""
        return self._doitac.run(imports.correct_row(id, line, cells))

    def download_errors(self, id: str, target: Target, format: str | None = None) -> None:
        """The refused rows as CSV or XLSX (by the file's name), to be mended and sent again."""
        name = f"errors.{format_of(target, format)}"
        self._doitac.run(download(records.address("imports", id, name), {}, target))

    def download_results(self, id: str, target: Target) -> None:
        """Line, status, id and version of every row, as CSV."""
        self._doitac.run(download(records.address("imports", id, "results.csv"), {}, target))


class Exports:
    """`/v1/exports`."""

    def __init__(self, doitac: Doitac) -> None:
        self._doitac = doitac

    def download(self, collection: str, target: Target, *, format: str | None = None, **filters: object) -> None:
        """Every record that the filters let through as csv, xlsx or ndjson; by the file's name if not said."""
        options = {"format": format_of(target, format), **filters}
        self._doitac.run(download(records.address("exports", collection), options, target))
