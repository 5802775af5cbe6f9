"""The staged rows of an import, its errors and its results, as pages, groups and files."""

import csv
import io
from typing import Any

import httpx
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.documentation import Page
from app.core.model import new_id
from app.imports.models import ImportJob, ImportState, RowAction, RowStatus
from app.imports.schemas import ErrorGroups, ImportRowRead
from app.imports.service import refusals
from tests.factories.imports import make_import, make_import_row, make_refused_row
from tests.test_answers import assert_holds
from tests.test_contract import assert_is_problem

Session = AsyncSession
pytestmark = pytest.mark.usefixtures("importer")


def address_of(job: ImportJob, path: str = "rows") -> str:
    return f"/v1/imports/{job.id}/{path}"


@pytest.fixture
async def job(session: Session, me: str) -> ImportJob:
    return await make_import(session, me)


async def rows_of(client: httpx.AsyncClient, job: ImportJob, **query: str) -> list[dict[str, Any]]:
    answer = await client.get(address_of(job), params=query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def table_of(client: httpx.AsyncClient, job: ImportJob, path: str, language: str = "en") -> list[list[str]]:
    answer = await client.get(address_of(job, path), headers={"accept-language": language})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == f'attachment; filename="import-{job.id}-{path}"'
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


class TestRows:
    async def test_show_what_the_file_has_and_what_would_be_written(
        self, client: httpx.AsyncClient, session: Session, job: ImportJob
    ) -> None:
        id_ = new_id()
        diff = {"title": ["Cũ", "Đoàn 2"]}
        await make_import_row(
            session, job, 2, action=RowAction.UPDATE, record_id=id_, version=3, values={"title": "Đoàn 2"}, diff=diff
        )
        answer = await client.get(address_of(job))
        assert_holds(Page[ImportRowRead], answer.content)
        assert answer.json()["items"] == [
            {
                "line": 2,
                "sheet": None,
                "action": "update",
                "status": "pending",
                "record_id": id_,
                "version": 3,
                "raw": {"Tên đoàn": "Đoàn 2", "Số người": "12"},
                "values": {"title": "Đoàn 2"},
                "diff": diff,
                "errors": [],
                "warnings": [],
                "candidates": [],
            }
        ]

    async def test_say_what_is_wrong_in_the_callers_language(
        self, client: httpx.AsyncClient, session: Session, job: ImportJob
    ) -> None:
        await make_refused_row(session, job, 2, "unknown_value", candidates=[{"id": "x"}])
        answer = await client.get(address_of(job), headers={"accept-language": "en"})
        (row,) = answer.json()["items"]
        assert (row["action"], row["candidates"]) == ("fail", [{"id": "x"}])
        (error,) = row["errors"]
        assert (error["column"], error["field"], error["code"]) == ("Số người", "headcount_planned", "unknown_value")
        assert error["detail"] == "The value is not one of: allowed."

    async def test_never_show_what_is_sealed(self, client: httpx.AsyncClient, session: Session, job: ImportJob) -> None:
        cell, member = (
            {"mask": "•••4567", "sealed": "x.y.z"},
            {"passport_number": "•••4567", "passport_sealed": "x.y.z"},
        )
        await make_import_row(session, job, 2, raw=["Đoàn 2", cell], values={"members": [member]})
        await make_refused_row(session, job, 3, raw=["Đoàn 3", cell])
        first, _ = await rows_of(client, job)
        assert first["raw"]["Số người"] == "•••4567"
        assert first["values"] == {"members": [{"passport_number": "•••4567"}]}
        for path in ("rows", "errors", "errors.csv"):
            answer = await client.get(address_of(job, path))
            assert "•••4567" in answer.text
            assert "x.y.z" not in answer.text

    async def test_have_a_name_for_every_cell_of_the_header(
        self, client: httpx.AsyncClient, session: Session, me: str
    ) -> None:
        job = await make_import(session, me, columns=[["Ghi chú", "note+"], ["Ghi chú", "note+"], ["", None]])
        await make_import_row(session, job, 2, raw=["a", "b", "c", "beyond"])
        (row,) = await rows_of(client, job)
        assert row["raw"] == {"Ghi chú": "a", "Ghi chú (2)": "b", "#3": "c"}

    async def test_tell_what_became_of_them_from_the_marks_of_the_import(
        self, client: httpx.AsyncClient, session: Session, me: str
    ) -> None:
        job = await make_import(session, me, committed_through=5, undone_from=4)
        for line, action in enumerate((RowAction.CREATE, RowAction.FAIL, *[RowAction.CREATE] * 4), 2):
            await make_import_row(session, job, line, action=action)
        await make_import_row(session, job, 8, status=RowStatus.CONFLICT)
        told = [row["status"] for row in await rows_of(client, job)]
        assert told == ["committed", "pending", "undone", "undone", "undone", "undone", "conflict"]
        for status, lines in (("committed", [2]), ("conflict,pending", [3, 8])):
            assert [row["line"] for row in await rows_of(client, job, status=status)] == lines

    async def test_are_filtered_by_action(self, client: httpx.AsyncClient, session: Session, job: ImportJob) -> None:
        for line, action in enumerate(RowAction, 2):
            await make_import_row(session, job, line, action=action)
        found = await rows_of(client, job, action="fail,blank", fields="line,action")
        assert found == [{"line": 6, "action": "fail"}, {"line": 7, "action": "blank"}]

    async def test_come_once_each_over_the_pages(
        self, client: httpx.AsyncClient, session: Session, job: ImportJob
    ) -> None:
        for line in range(2, 9):
            await make_import_row(session, job, line)
        seen, link = [], f"{address_of(job)}?limit=3"
        while link:
            answer = await client.get(link)
            seen += [row["line"] for row in answer.json()["items"]]
            link = answer.links["next"]["url"] if "next" in answer.links else ""
        assert seen == list(range(2, 9))

    async def test_of_another_import_are_not_reached_by_its_cursor(
        self, client: httpx.AsyncClient, session: Session, job: ImportJob, me: str
    ) -> None:
        other = await make_import(session, me)
        for line in (2, 3):
            await make_import_row(session, job, line)
        cursor = (await client.get(address_of(job), params={"limit": "1"})).json()["next_cursor"]
        answer = await client.get(address_of(other), params={"cursor": cursor})
        assert_is_problem(answer, 400, "cursor_mismatch")


class TestErrors:
    async def test_are_grouped_by_code_and_column(
        self, client: httpx.AsyncClient, session: Session, job: ImportJob
    ) -> None:
        for line in (5, 6, 7, 12):
            await make_refused_row(session, job, line)
        fault = {"column": None, "field": None, "code": "duplicate_in_file", "values": {"line": 5}}
        await make_refused_row(session, job, 14, errors=[fault])
        await make_import_row(session, job, 15)
        answer = await client.get(address_of(job, "errors"))
        assert_holds(ErrorGroups, answer.content)
        numbers, duplicates = answer.json()["items"]
        assert (numbers["code"], numbers["column"], numbers["field"]) == (
            "unreadable_number",
            "Số người",
            "headcount_planned",
        )
        assert (numbers["count"], numbers["lines"]) == (4, "5-7, 12")
        assert numbers["examples"] == [{"line": line, "value": "nhiều"} for line in (5, 6, 7)]
        assert (duplicates["code"], duplicates["column"], duplicates["lines"]) == ("duplicate_in_file", None, "14")
        assert duplicates["examples"] == [{"line": 14, "value": None}]

    async def test_are_read_in_slices(
        self, client: httpx.AsyncClient, session: Session, job: ImportJob, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(refusals, "AT_ONCE", 2)
        for line in range(2, 7):
            await make_refused_row(session, job, line)
        (group,) = (await client.get(address_of(job, "errors"))).json()["items"]
        assert (group["count"], group["lines"]) == (5, "2-6")
        assert len(await table_of(client, job, "errors.csv")) == 6
        assert len(await table_of(client, job, "results.csv")) == 6

    async def test_of_too_many_kinds_are_told_of_the_first(
        self, client: httpx.AsyncClient, session: Session, job: ImportJob, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(refusals, "_MOST_GROUPS", 1)
        await make_refused_row(session, job, 2, "not_a_number", "too_short")
        groups = (await client.get(address_of(job, "errors"))).json()["items"]
        assert [group["code"] for group in groups] == ["not_a_number"]

    async def test_come_as_a_file_of_the_refused_rows(
        self, client: httpx.AsyncClient, session: Session, job: ImportJob
    ) -> None:
        await make_import_row(session, job, 2)
        await make_refused_row(session, job, 3, "not_a_number", "too_short", raw=["=1+1"])
        header, row = await table_of(client, job, "errors.csv")
        assert header == ["Tên đoàn", "Số người", "_line", "_column", "_code", "_message"]
        words = "Must be a number.; Too short or too few."
        assert row == ["'=1+1", "", "3", "Số người", "not_a_number; too_short", words]
        assert (await table_of(client, job, "errors.csv", "vi"))[1][-1].startswith("Phải là số.")

    async def test_come_as_a_workbook(self, client: httpx.AsyncClient, session: Session, job: ImportJob) -> None:
        await make_refused_row(session, job, 3, "not_a_number", raw=["=1+1", "nhiều"])
        answer = await client.get(address_of(job, "errors.xlsx"), headers={"accept-language": "en"})
        assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
        assert sheet == [
            ["Tên đoàn", "Số người", "_line", "_column", "_code", "_message"],
            ["=1+1", "nhiều", 3, "Số người", "not_a_number", "Must be a number."],
        ]

    async def test_that_no_workbook_can_hold_are_refused(
        self, client: httpx.AsyncClient, session: Session, job: ImportJob
    ) -> None:
        await make_refused_row(session, job, 3, raw=["a" * 40_000])
        assert_is_problem(await client.get(address_of(job, "errors.xlsx")), 413, "cell_too_long")


class TestResults:
    async def test_tell_what_became_of_every_line(self, client: httpx.AsyncClient, session: Session, me: str) -> None:
        job = await make_import(session, me, state=ImportState.COMPLETED, committed_through=5)
        id_, other = new_id(), new_id()
        await make_import_row(session, job, 2, action=RowAction.UPDATE, record_id=id_, version=4)
        await make_refused_row(session, job, 3)
        await make_import_row(session, job, 4, action=RowAction.BLANK)
        await make_import_row(session, job, 5, action=RowAction.CREATE, record_id=other)
        assert await table_of(client, job, "results.csv") == [
            ["_line", "_status", "_id", "_version"],
            ["2", "committed", id_, "4"],
            ["3", "pending", "", ""],
            ["4", "committed", "", ""],
            ["5", "committed", other, "1"],
        ]
