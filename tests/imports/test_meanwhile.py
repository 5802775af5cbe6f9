"""What becomes of rows whose records somebody else changed between the check and the commit."""

import pytest

from app.imports.work import committing
from app.partners.models import Partner
from tests.imports.meanwhile import UNIT, assert_adds_up, delegations, partners, patch, shown
from tests.imports.sending import Sender, codes, csv_of


class TestACodeTakenMeanwhile:
    FILE = delegations(["DR-1", "Đoàn một"], ["DR-2", "Đoàn hai"], ["DR-3", "Đoàn ba"])

    async def _take(self, sender: Sender, office: str, code: str = "DR-2") -> None:
        body = {"org_unit_id": office, "direction": "outbound", "code": code, "title": "Đoàn khác"}
        assert (await sender.client.post("/v1/delegations", json=body)).status_code == 201

    async def test_fails_its_row_alone_in_a_partial_import(self, sender: Sender, office: str) -> None:
        told = await sender.send(self.FILE, transaction="partial")
        await self._take(sender, office)
        done = await sender.ask(told["id"], "commit")
        assert done["state"] == "completed_with_errors"
        assert_adds_up(done, created=2, failed=1)
        rows = await sender.rows(told["id"])
        assert [(row["action"], row["status"]) for row in rows] == [
            ("create", "committed"), ("fail", "pending"), ("create", "committed")
        ]  # fmt: skip
        assert [(error["code"], error["column"]) for error in rows[1]["errors"]] == [("already_used", "code")]
        titles = {item["title"] for item in await sender.listed("/v1/delegations")}
        assert titles == {"Đoàn một", "Đoàn khác", "Đoàn ba"}
        undone = await sender.ask(told["id"], "undo")
        assert undone["state"] == "undone"
        assert [item["title"] for item in await sender.listed("/v1/delegations")] == ["Đoàn khác"]

    async def test_brings_an_atomic_import_back_with_nothing_stored(self, sender: Sender, office: str) -> None:
        told = await sender.send(self.FILE, max_error_rate=0)
        await self._take(sender, office)
        back = await sender.ask(told["id"], "commit")
        assert back["state"] == "validated"
        assert_adds_up(back, created=2, failed=1)
        assert [item["title"] for item in await sender.listed("/v1/delegations")] == ["Đoàn khác"]
        refused = await sender.client.post(f"/v1/imports/{told['id']}/commit")
        assert refused.json()["code"] == "too_many_errors"
        corrected = await sender.correct(told["id"], 3, code="DR-4")
        assert (corrected["action"], corrected["errors"]) == ("create", [])
        done = await sender.ask(told["id"], "commit")
        assert done["state"] == "completed"
        assert_adds_up(done, created=3)
        assert len(await sender.listed("/v1/delegations")) == 4

    @pytest.mark.parametrize("at_once", [1, 2_000])
    @pytest.mark.parametrize("transaction", ["partial", "atomic"])
    async def test_takes_the_members_of_its_delegation_along(
        self, sender: Sender, office: str, transaction: str, at_once: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(committing, "_IN_BULK", at_once)
        header = ["org_unit", "direction", "code", "title", "Họ và tên", "Chức vụ"]
        first, second = ([UNIT, "outbound", code, f"Đoàn {code}"] for code in ("DR-1", "DR-2"))
        rows = [[*first, "Người Một", "A"], [*first, "Người Hai", "B"], [*second, "Người Ba", "C"]]
        told = await sender.send(csv_of(header, *rows), transaction=transaction)
        assert_adds_up(told, created=3)
        await self._take(sender, office, "DR-1")
        done = await sender.ask(told["id"], "commit")
        staged = await sender.rows(told["id"])
        if transaction == "atomic":
            assert done["state"] == "validated"
            assert len(await sender.listed("/v1/delegations")) == 1
            assert codes(staged[0]) == ["already_used"]
            return
        assert done["state"] == "completed_with_errors"
        assert_adds_up(done, created=1, failed=2)
        assert [codes(row) for row in staged] == [["already_used"], ["head_line_failed"], []]
        kept = {item["title"]: item for item in await sender.listed("/v1/delegations", expand="members")}
        assert {title: [one["full_name"] for one in item["members"]] for title, item in kept.items()} == {
            "Đoàn khác": [], "Đoàn DR-2": ["Người Ba"]
        }  # fmt: skip

    @pytest.mark.parametrize("transaction", ["partial", "atomic"])
    async def test_is_told_of_a_collection_without_bulk_too(self, sender: Sender, transaction: str) -> None:
        header = ["kind", "name_vi", "source_system", "external_id"]
        rows = [["department", "Sở Một", "a", "1"], ["department", "Sở Hai", "a", "2"]]
        told = await sender.send(csv_of(header, *rows), "org-units", transaction=transaction)
        body = {"kind": "department", "name_vi": "Sở khác", "source_system": "a", "external_id": "2"}
        assert (await sender.client.post("/v1/org-units", json=body)).status_code == 201
        done = await sender.ask(told["id"], "commit")
        assert_adds_up(done, created=1, failed=1)
        names = {item["name_vi"] for item in await sender.listed("/v1/org-units")}
        if transaction == "partial":
            assert (done["state"], names) == ("completed_with_errors", {"Sở Một", "Sở khác"})
        else:
            assert (done["state"], names) == ("validated", {"Sở khác"})
            again = await sender.correct(told["id"], 3, external_id="3")
            assert again["action"] == "create"
            assert (await sender.ask(told["id"], "commit"))["state"] == "completed"


class TestARecordChangedMeanwhile:
    @pytest.mark.parametrize("transaction", ["partial", "atomic"])
    async def test_is_not_overwritten(self, sender: Sender, partner: Partner, transaction: str) -> None:
        file = partners(["Hủa Phăn", "Houaphanh"], ["Xiêng Khoảng", "Xieng Khouang"])
        told = await sender.send(file, "partners", transaction=transaction)
        await patch(sender, partner.id, name_en="Xiengkhuang")
        done = await sender.ask(told["id"], "commit")
        assert done["state"] == ("completed_with_errors" if transaction == "partial" else "validated")
        assert_adds_up(done, created=1, failed=1)
        row = (await sender.rows(told["id"]))[1]
        assert codes(row) == ["precondition_failed"]
        assert "2" in row["errors"][0]["detail"]
        assert (await shown(sender, partner.id))["name_en"] == "Xiengkhuang"
        assert len(await sender.listed("/v1/partners")) == (2 if transaction == "partial" else 1)
        if transaction == "atomic":  # looked at again, the row is judged by what the record is now
            again = await sender.correct(told["id"], 3, name_en="Xieng Khouang")
            assert again["diff"] == {"name_en": ["Xiengkhuang", "Xieng Khouang"]}
            assert (await sender.ask(told["id"], "commit"))["state"] == "completed"
            assert (await shown(sender, partner.id))["name_en"] == "Xieng Khouang"

    async def test_is_missing_once_it_is_deleted(self, sender: Sender, partner: Partner) -> None:
        told = await sender.send(partners(["Xiêng Khoảng", "Xieng Khouang"]), "partners", transaction="partial")
        assert (await sender.client.delete(f"/v1/partners/{partner.id}")).status_code == 204
        done = await sender.ask(told["id"], "commit")
        assert_adds_up(done, failed=1)
        assert codes((await sender.rows(told["id"]))[0]) == ["not_found"]

    async def test_that_a_row_names_fails_that_row(self, sender: Sender, office: str, partner: Partner) -> None:
        header = ["org_unit", "direction", "title", "partners"]
        file = csv_of(header, [UNIT, "outbound", "Đoàn một", "Xiêng Khoảng"], [UNIT, "outbound", "Đoàn hai", ""])
        told = await sender.send(file, transaction="partial")
        assert_adds_up(told, created=2)
        assert (await sender.client.delete(f"/v1/partners/{partner.id}")).status_code == 204
        done = await sender.ask(told["id"], "commit")
        assert_adds_up(done, created=1, failed=1)
        row = (await sender.rows(told["id"]))[0]
        assert [(error["code"], error["column"]) for error in row["errors"]] == [("unknown_reference", "partners")]


class TestAnExternalIdTakenMeanwhile:
    HEADER = ("org_unit", "direction", "title", "source_system", "external_id", "Họ và tên", "member.external_id")

    def _file(self, *rows: tuple[str, str, str, str]) -> bytes:
        """Each row: title, external id, member, the member's external id."""
        return csv_of(self.HEADER, *([UNIT, "outbound", title, "van-thu", *rest] for title, *rest in rows))

    async def test_fails_its_row(self, sender: Sender, office: str) -> None:
        told = await sender.send(self._file(("Đoàn một", "A1", "", ""), ("Đoàn hai", "A2", "", "")))
        body = {"org_unit_id": office, "direction": "outbound", "title": "Đoàn khác"}
        named = {"source_system": "van-thu", "external_id": "A2"}
        assert (await sender.client.post("/v1/delegations", json=body | named)).status_code == 201
        back = await sender.ask(told["id"], "commit")
        assert back["state"] == "validated"
        assert_adds_up(back, created=1, failed=1)
        [row] = await sender.rows(told["id"], action="fail")
        assert [(error["code"], error["column"]) for error in row["errors"]] == [("already_used", "external_id")]
        again = await sender.correct(told["id"], row["line"], title="Đoàn hai")
        assert (again["action"], again["diff"]) == ("update", {"title": ["Đoàn khác", "Đoàn hai"]})
        done = await sender.ask(told["id"], "commit")
        assert_adds_up(done, created=1, updated=1)

    async def test_of_a_member_fails_the_line_that_brings_it(self, sender: Sender, office: str) -> None:
        header = (*self.HEADER, "member.source_system")
        rows = [[UNIT, "outbound", f"Đoàn {n}", "van-thu", f"A{n}", f"Người {n}", f"M{n}", "so"] for n in (1, 2)]
        told = await sender.send(csv_of(header, *rows), transaction="partial")
        assert told["detected"]["unknown_columns"] == []
        body = {"org_unit_id": office, "direction": "outbound", "title": "Đoàn khác"}
        other = (await sender.client.post("/v1/delegations", json=body)).json()["id"]
        member = {"full_name": "Người khác", "source_system": "so", "external_id": "M2"}
        assert (await sender.client.post(f"/v1/delegations/{other}/members", json=member)).status_code == 201
        done = await sender.ask(told["id"], "commit")
        assert done["state"] == "completed_with_errors"
        assert_adds_up(done, created=1, failed=1)
        [row] = await sender.rows(told["id"], action="fail")
        assert codes(row) == ["already_used"]
        assert {item["title"] for item in await sender.listed("/v1/delegations")} == {"Đoàn 1", "Đoàn khác"}
