"""`PATCH /v1/imports/{id}/rows/{line}`: cells of a staged line are put right, and the line is judged again."""

from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.imports.models import ImportJob, ImportState, RowAction
from app.imports.rules import counters_of
from app.imports.schemas import ImportRowRead
from tests.factories.imports import make_import, make_import_row
from tests.test_answers import assert_holds
from tests.test_contract import assert_is_problem

pytestmark = pytest.mark.usefixtures("importer")
COLUMNS = [["Tên", "name_vi"], ["Loại", "kind"], ["Thừa", None]]
FAULT = {"column": "Loại", "field": "kind", "code": "unknown_choice", "values": {"allowed": "", "text": "huyện"}}


async def make_failed(session: AsyncSession, me: str, **changes: Any) -> ImportJob:
    """An import of org units whose line 3 was refused for its kind."""
    counters = counters_of({"fail": 1})
    job = await make_import(session, me, collection="org-units", columns=COLUMNS, counters=counters, **changes)
    job.spec = {**job.spec, "collection": "org-units"}
    await make_import_row(session, job, 3, action=RowAction.FAIL, raw=["Nghệ An", "huyện"], errors=[FAULT])
    return job


async def correct(client: httpx.AsyncClient, job: ImportJob, cells: dict[str, Any], line: int = 3) -> httpx.Response:
    return await client.patch(f"/v1/imports/{job.id}/rows/{line}", json={"cells": cells})


class TestCorrecting:
    async def test_judges_the_line_again(self, client: httpx.AsyncClient, session: AsyncSession, me: str) -> None:
        job = await make_failed(session, me)
        answer = await correct(client, job, {"Loại": "tỉnh"})
        assert answer.status_code == 200, answer.text
        assert_holds(ImportRowRead, answer.content)
        row = answer.json()
        assert (row["action"], row["errors"]) == ("create", [])
        assert row["raw"] == {"Tên": "Nghệ An", "Loại": "tỉnh", "Thừa": None}
        assert row["values"] == {"name_vi": "Nghệ An", "kind": "province"}
        (listed,) = (await client.get(f"/v1/imports/{job.id}/rows")).json()["items"]
        assert listed == row
        counters = (await client.get(f"/v1/imports/{job.id}")).json()["counters"]
        assert (counters["created"], counters["failed"]) == (1, 0)

    async def test_may_leave_it_refused(self, client: httpx.AsyncClient, session: AsyncSession, me: str) -> None:
        job = await make_failed(session, me)
        row = (await correct(client, job, {"Loại": "làng", "Tên": "Hà Tĩnh"})).json()
        assert row["action"] == "fail"
        assert [error["column"] for error in row["errors"]] == ["Loại"]
        assert row["raw"]["Tên"] == "Hà Tĩnh"

    async def test_on_trial_changes_nothing(self, client: httpx.AsyncClient, session: AsyncSession, me: str) -> None:
        job = await make_failed(session, me)
        address = f"/v1/imports/{job.id}/rows"
        trial = await client.patch(f"{address}/3", params={"validate_only": "true"}, json={"cells": {"Loại": "tỉnh"}})
        assert trial.json()["action"] == "create"
        assert [row["action"] for row in (await client.get(address)).json()["items"]] == ["fail"]

    async def test_knows_the_columns_of_the_file_alone(
        self, client: httpx.AsyncClient, session: AsyncSession, me: str
    ) -> None:
        job = await make_failed(session, me)
        body = assert_is_problem(await correct(client, job, {"Loại": "tỉnh", "a/b": "x"}), 422, "invalid_request")
        assert [(fault["pointer"], fault["code"]) for fault in body["errors"]] == [("/cells/a~1b", "unknown_field")]

    async def test_knows_the_lines_of_the_file_alone(
        self, client: httpx.AsyncClient, session: AsyncSession, me: str
    ) -> None:
        job = await make_failed(session, me)
        assert_is_problem(await correct(client, job, {"Loại": "tỉnh"}, 4), 404, "not_found")
        assert_is_problem(await correct(client, job, {"Loại": "tỉnh"}, 0), 422, "invalid_request")

    async def test_is_for_what_was_checked_and_not_yet_written(
        self, client: httpx.AsyncClient, session: AsyncSession, me: str
    ) -> None:
        job = await make_failed(session, me, state=ImportState.COMPLETED)
        body = assert_is_problem(await correct(client, job, {"Loại": "tỉnh"}), 409, "illegal_import_state")
        assert body["allowed"] == ["undo"]
