"""Rows of one import that get into each other's way from different chunks, stored or not."""

from contextlib import AsyncExitStack

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.bulk import Bulk, table_of
from app.core.db.engine import Database
from app.delegations.models import Delegation
from app.imports.work import checking, committing, newcomers
from tests.conftest import Statements
from tests.imports.meanwhile import UNIT, assert_adds_up
from tests.imports.sending import Sender, codes, csv_of

HEADER = ["org_unit", "direction", "source_system", "external_id", "code", "title", "planned_from"]
MEMBERS = ["org_unit", "direction", "code", "title", "Họ và tên", "member.source_system", "member.external_id"]


@pytest.fixture(params=[1, 2])
def at_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """So many rows of a file are judged and stored at a time."""
    for module in (checking, committing):
        monkeypatch.setattr(module, "_IN_BULK", request.param)
    return int(request.param)


def line(external_id: str, code: str, title: str) -> list[str]:
    return [UNIT, "outbound", "s", external_id, code, title, "2026-05-12"]


TWICE = csv_of(HEADER, line("1", "X-1", "Một"), line("2", "", "Hai"), line("3", "X-1", "Ba"), line("4", "X-4", "Tư"))


@pytest.mark.usefixtures("office", "at_once")
class TestOneCodeTwice:
    async def test_names_the_first_line_wherever_the_second_stands(self, sender: Sender) -> None:
        told = await sender.send(TWICE, max_error_rate=0)
        assert_adds_up(told, created=3, failed=1)
        rows = await sender.rows(told["id"])
        assert [codes(row) for row in rows] == [[], [], ["duplicate_in_file"], []]
        assert [rows[2]["errors"][0][name] for name in ("column", "field", "line")] == ["code", "code", 2]

    @pytest.mark.parametrize("corrected", [2, 4])
    async def test_is_good_once_either_line_is_corrected(self, sender: Sender, corrected: int) -> None:
        told = await sender.send(TWICE, max_error_rate=0)
        await sender.correct(told["id"], corrected, code="X-9")
        done = await sender.ask(told["id"], "commit")
        assert_adds_up(done, created=4)
        given = [item["code"] for item in await sender.listed("/v1/delegations", sort="title")]
        assert {"X-1", "X-9", "X-4"} < set(given)

    async def test_of_two_units_is_two_codes(self, sender: Sender) -> None:
        body = {"name_vi": "Sở khác", "kind": "department", "code": "KHAC"}
        assert (await sender.client.post("/v1/org-units", json=body)).status_code == 201
        other = ["KHAC", *line("2", "X-1", "Hai")[1:]]
        assert_adds_up(await sender.commit(csv_of(HEADER, line("1", "X-1", "Một"), other)), created=2)

    async def test_of_a_collection_without_bulk_names_the_first_line_too(self, sender: Sender) -> None:
        header = ["kind", "name_vi", "code", "source_system", "external_id"]
        units = [
            ["department", f"Sở {key}", code, "s", key] for key, code in zip("abcd", ["A", "", "A", ""], strict=True)
        ]
        told = await sender.send(csv_of(header, *units), "org-units")
        assert [codes(row) for row in await sender.rows(told["id"])] == [[], [], ["duplicate_in_file"], []]

    async def test_is_told_of_external_ids_where_another_key_comes_first(self, sender: Sender) -> None:
        file = csv_of(HEADER, line("1", "X-1", "Một"), line("1", "X-2", "Hai"))
        told = await sender.send(file, match_on=[["org_unit_id", "code"]])
        rows = await sender.rows(told["id"])
        assert [(codes(row), [error["column"] for error in row["errors"]]) for row in rows] == [
            ([], []), (["duplicate_in_file"], ["external_id"])
        ]  # fmt: skip


@pytest.mark.usefixtures("office", "at_once")
class TestOneCodeTwiceUnseen:
    """By the check, as if it came between the check and the commit."""

    @pytest.fixture(autouse=True)
    def _unseen(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(checking, "claims_of", lambda *_: [])

    async def test_in_chunks_that_follow_each_other_is_refused(self, sender: Sender) -> None:
        told = await sender.send(TWICE, max_error_rate=0)
        assert_adds_up(told, created=4)
        back = await sender.ask(told["id"], "commit")
        assert back["state"] == "validated"
        assert [codes(row) for row in await sender.rows(told["id"])] == [[], [], ["already_used"], []]
        assert await sender.listed("/v1/delegations") == []

    async def test_fails_the_second_alone_in_a_partial_import(self, sender: Sender) -> None:
        told = await sender.send(TWICE, transaction="partial")
        done = await sender.ask(told["id"], "commit")
        assert_adds_up(done, created=3, failed=1)
        assert {item["title"] for item in await sender.listed("/v1/delegations")} == {"Một", "Hai", "Tư"}


@pytest.mark.usefixtures("office", "at_once")
class TestACodeThatTheRegistryGives:
    @pytest.mark.parametrize("transaction", ["atomic", "partial"])
    async def test_is_none_that_the_file_has_given_before(self, sender: Sender, transaction: str) -> None:
        file = csv_of(HEADER, line("1", "DR-2026-0001", "Một"), line("2", "", "Hai"), line("3", "", "Ba"))
        done = await sender.commit(file, transaction=transaction)
        assert done["state"] == "completed"
        given = {item["title"]: item["code"] for item in await sender.listed("/v1/delegations")}
        assert given == {"Một": "DR-2026-0001", "Hai": "DR-2026-0002", "Ba": "DR-2026-0003"}


@pytest.mark.usefixtures("office", "at_once")
class TestOneMemberTwice:
    @pytest.mark.parametrize("transaction", ["atomic", "partial"])
    async def test_is_refused_by_its_external_id(self, sender: Sender, transaction: str) -> None:
        rows = [[UNIT, "outbound", f"X-{n}", f"Đoàn {n}", f"Người {n}", "s", key] for n, key in enumerate("aba")]
        told = await sender.send(csv_of(MEMBERS, *rows), transaction=transaction)
        done = await sender.ask(told["id"], "commit")
        assert done["state"] == ("validated" if transaction == "atomic" else "completed_with_errors")
        assert [codes(row) for row in await sender.rows(told["id"])] == [[], [], ["already_used"]]


@pytest.mark.usefixtures("office")
class TestPlannerOfPostgresql:
    async def test_learns_of_the_first_chunk_before_the_others_are_looked_up(
        self, sender: Sender, session: AsyncSession, monkeypatch: pytest.MonkeyPatch, statements: Statements
    ) -> None:
        monkeypatch.setattr(committing, "_IN_BULK", 2)
        monkeypatch.setattr(newcomers, "_MANY", 2)
        await sender.commit(csv_of(HEADER, *(line(str(n), f"X-{n}", f"Đoàn {n}") for n in range(8))))
        expected = ["import_rows", "delegations", "delegation_members", "delegations", "delegation_members"]
        counted = [each.rpartition(" ")[2] for each in statements.seen if each.startswith("ANALYZE")]
        assert counted == (expected if session.get_bind().dialect.name == "postgresql" else [])

    async def test_waits_for_no_other_import_that_counts(self, live_app: FastAPI) -> None:
        database: Database = live_app.state.database
        async with AsyncExitStack() as held:
            for _ in range(1 if database.is_sqlite else 2):
                await Bulk(await held.enter_async_context(database.writing("test"))).count(table_of(Delegation))
