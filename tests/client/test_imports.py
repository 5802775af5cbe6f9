"""Imports through the client, against a server with its worker."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from doitac_client import AsyncDoitac, Doitac, DoitacError
from doitac_client.imports import ImportResult
from doitac_client.steps import Record
from tests.client.conftest import Said, StartScript, write_book


@pytest.fixture
def mixed(tmp_path: Path, prefix: str) -> Path:
    """One row of three names a kind that there is not."""
    rows = [f"{prefix} {n},{kind}" for n, kind in enumerate(["commune", "x", "commune"])]
    return write_book(tmp_path / "lẫn.csv", "name_vi,kind", *rows)


def names(doitac: Doitac, prefix: str) -> list[str]:
    return [unit["name_vi"].removeprefix(f"{prefix} ") for unit in doitac.org_units.list(q=prefix, sort="name_vi")]


class TestRun:
    def test_only_checks_unless_told(self, waiting: Doitac, good: Path, prefix: str) -> None:
        result = waiting.imports.run(good, "org-units")
        assert (result.state, result.counters["created"], result.failed) == ("validated", 2, 0)
        assert (result.is_committed, result.is_usable, result.is_within_limit) == (False, True, True)
        assert names(waiting, prefix) == []

    def test_commits_and_shows_how_it_goes(self, waiting: Doitac, good: Path, prefix: str) -> None:
        seen: list[Record] = []
        result = waiting.imports.run(good, "org-units", commit=True, on_progress=seen.append, comment="sổ cũ")
        assert (result.state, result.is_committed, result.warnings) == ("completed", True, [])
        states = [job["state"] for job in seen]
        assert (states[0] in {"uploaded", "parsing", "validating", "validated"}, states[-1]) == (True, "completed")
        assert seen[-1]["file_name"] == "tốt.csv"
        assert names(waiting, prefix) == ["hai", "một"]

    async def test_is_the_same_when_awaited(self, awaited: AsyncDoitac, good: Path, prefix: str) -> None:
        result = await awaited.imports.run(str(good), "org-units", commit=True)
        assert (result.state, (await awaited.imports.get(result.id)).state) == ("completed", "completed")
        assert len([unit async for unit in awaited.org_units.list(q=prefix)]) == 2

    def test_commits_nothing_where_too_many_rows_failed(self, waiting: Doitac, mixed: Path, prefix: str) -> None:
        result = waiting.imports.run(mixed, "org-units", commit=True)
        assert (result.state, result.failed, result.is_within_limit) == ("validated", 1, False)
        assert names(waiting, prefix) == []

    def test_commits_the_others_where_that_is_allowed(self, waiting: Doitac, mixed: Path, prefix: str) -> None:
        result = waiting.imports.run(mixed, "org-units", commit=True, max_error_rate=0.5, transaction="partial")
        assert (result.state, result.counters["created"]) == ("completed_with_errors", 2)
        assert names(waiting, prefix) == ["0", "2"]

    def test_asks_who_decides(self, waiting: Doitac, mixed: Path, prefix: str) -> None:
        asked: list[ImportResult] = []

        def decide(result: ImportResult) -> bool:
            asked.append(result)
            return False

        assert waiting.imports.run(mixed, "org-units", commit=decide, max_error_rate=1).state == "validated"
        assert [result.failed for result in asked] == [1]

    def test_commits_by_itself_whatever_the_spec_says(self, waiting: Doitac, good: Path, prefix: str) -> None:
        assert waiting.imports.run(good, "org-units", auto_commit=True).state == "validated"

    def test_of_an_unknown_collection_is_refused(self, waiting: Doitac, good: Path) -> None:
        with pytest.raises(DoitacError) as refused:
            waiting.imports.run(good, "planets")
        assert refused.value.status == 422

    def test_takes_a_saved_spec(self, waiting: Doitac, tmp_path: Path, prefix: str) -> None:
        waiting.call("PUT", "/v1/import-profiles/cũ", {"collection": "org-units", "columns": {"Gọi là": "name_vi"}})
        book = tmp_path / "sổ.csv"
        book.write_text(f"Gọi là,kind\n{prefix} một,commune\n", encoding="utf-8")
        assert waiting.imports.run(book, "org-units", profile="cũ").counters["created"] == 1


class TestSending:
    def test_again_is_the_same_bytes_and_key(self, scripted: StartScript, book: Path) -> None:
        busy = Said(503, b"{}", {"retry-after": "0"})
        done = b'{"id": "1", "state": "failed", "counters": {}, "warnings": [], "spec": {}}'
        server = scripted(busy, Said(202, done), Said(200, done))
        with Doitac(server.base_url, "k") as client:
            result = client.imports.run(book, "org-units")
        first, second = server.heard[:2]
        assert (first.body, first.headers["idempotency-key"]) == (second.body, second.headers["idempotency-key"])
        assert first.headers["content-type"] == second.headers["content-type"]
        assert first.body.index(b'"collection": "org-units"') < first.body.index(book.read_bytes())
        assert (result.is_usable, result.failed) == (False, 0)

    def test_of_a_file_that_is_not_there_is_the_callers_own_error(self, waiting: Doitac, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            waiting.imports.run(tmp_path / "none.csv", "org-units")


class TestWhatWasRefused:
    @pytest.fixture
    def checked(self, waiting: Doitac, mixed: Path) -> Iterator[ImportResult]:
        result = waiting.imports.run(mixed, "org-units")
        yield result
        if waiting.imports.get(result.id).state == "validated":
            assert waiting.imports.cancel(result.id).state == "cancelled"

    def test_is_told_by_code_and_column(self, waiting: Doitac, checked: ImportResult) -> None:
        (group,) = waiting.imports.errors(checked.id)
        assert (group["column"], group["count"], group["lines"]) == ("kind", 1, "3")
        assert group["examples"] == [{"line": 3, "value": "x"}]

    def test_is_told_row_by_row(self, waiting: Doitac, checked: ImportResult) -> None:
        rows = waiting.imports.rows(checked.id, action="fail", limit=1)
        assert [(row["line"], row["raw"]["kind"]) for row in rows] == [(3, "x")]

    @pytest.mark.parametrize(("name", "magic"), [("sai.csv", b"\xef\xbb\xbf"), ("sai.xlsx", b"PK")])
    def test_comes_as_a_file(
        self, waiting: Doitac, checked: ImportResult, tmp_path: Path, name: str, magic: bytes
    ) -> None:
        waiting.imports.download_errors(checked.id, tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(magic)

    def test_is_corrected_and_committed(
        self, waiting: Doitac, checked: ImportResult, tmp_path: Path, prefix: str
    ) -> None:
        assert waiting.imports.correct(checked.id, 3, {"kind": "commune"})["action"] == "create"
        assert waiting.imports.commit(checked.id).state == "completed"
        assert names(waiting, prefix) == ["0", "1", "2"]
        waiting.imports.download_results(checked.id, tmp_path / "results.csv")
        assert (tmp_path / "results.csv").read_text(encoding="utf-8-sig").count("committed") == 3

    async def test_is_corrected_and_committed_when_awaited(
        self, awaited: AsyncDoitac, mixed: Path, tmp_path: Path, prefix: str
    ) -> None:
        result = await awaited.imports.run(mixed, "org-units")
        assert [group["lines"] async for group in awaited.imports.errors(result.id)] == ["3"]
        assert len([row async for row in awaited.imports.rows(result.id)]) == 3
        await awaited.imports.download_errors(result.id, tmp_path / "sai.csv")
        assert "_code" in (tmp_path / "sai.csv").read_text(encoding="utf-8-sig")
        await awaited.imports.correct(result.id, 3, {"kind": "commune"})
        assert (await awaited.imports.commit(result.id)).state == "completed"
        await awaited.imports.download_results(result.id, tmp_path / "results.csv")
        assert (tmp_path / "results.csv").stat().st_size
        assert (await awaited.imports.undo(result.id)).state == "undone"


class TestAfterwards:
    def test_it_is_undone(self, waiting: Doitac, good: Path, prefix: str) -> None:
        result = waiting.imports.run(good, "org-units", commit=True)
        assert waiting.imports.undo(result.id).state == "undone"
        assert names(waiting, prefix) == []

    def test_it_is_undone_but_for_what_was_changed_since(self, waiting: Doitac, good: Path, prefix: str) -> None:
        result = waiting.imports.run(good, "org-units", commit=True)
        changed = next(waiting.org_units.list(q=f"{prefix} một"))
        waiting.org_units.update(changed["id"], {"note": "đã sửa"})
        assert waiting.imports.undo(result.id).state == "partly_undone"
        assert [row["record_id"] for row in waiting.imports.rows(result.id, status="conflict")] == [changed["id"]]

    def test_what_cannot_be_done_is_refused(self, waiting: Doitac, good: Path) -> None:
        result = waiting.imports.run(good, "org-units")
        with pytest.raises(DoitacError) as refused:
            waiting.imports.resume(result.id)
        assert refused.value.status == 409
        assert waiting.imports.wait(result.id).state == "validated"
        assert waiting.imports.cancel(result.id).state == "cancelled"

    async def test_what_cannot_be_done_is_refused_when_awaited(self, awaited: AsyncDoitac, good: Path) -> None:
        result = await awaited.imports.run(good, "org-units")
        with pytest.raises(DoitacError):
            await awaited.imports.resume(result.id)
        assert (await awaited.imports.wait(result.id)).state == "validated"
        assert (await awaited.imports.cancel(result.id)).state == "cancelled"
