"""Taking back what an import wrote, but for what somebody changed since."""

import pytest

from app.partners.models import Partner
from tests.imports.meanwhile import UNIT, partners, patch, shown
from tests.imports.sending import Sender, codes, csv_of


class TestUndo:
    async def test_restores_each_field_of_each_update(self, sender: Sender, office: str, partner: Partner) -> None:
        header = ["code", "org_unit", "direction", "title", "countries", "partners", "planned_from", "planned_to",
                  "headcount_planned", "in_plan", "unplanned_reason", "purpose", "funding", "itinerary",
                  "confidentiality", "note"]  # fmt: skip
        funding = '[{"source":"state_budget","planned":{"amount":"1000","currency":"VND"},"actual":null}]'
        itinerary = '[{"date":"2026-05-12","place":"Phonsavan"}]'
        before = ["DR-1", UNIT, "outbound", "Đoàn một", "LA", "Xiêng Khoảng", "2026-05", "2026-06", 12, "true", "",
                  "Thăm", funding, "", "internal", "Dòng một\nDòng hai"]  # fmt: skip
        after = ["DR-1", UNIT, "inbound", "Đoàn đổi tên", "KR; LA", "(xóa)", "2026-05-11", "2026-05-14", "(xóa)",
                 "false", "Đột xuất", "(xóa)", "(xóa)", itinerary, "public", "(xóa)"]  # fmt: skip
        told = await sender.commit(csv_of(header, before))
        [row] = await sender.rows(told["id"])
        held = await shown(sender, row["record_id"], "delegations")
        changed = await sender.commit(csv_of(header, after))
        [row] = await sender.rows(changed["id"])
        assert row["action"] == "update"
        now = await shown(sender, row["record_id"], "delegations")
        assert {name for name in header[3:] if name in now and now[name] == held[name]} == set()
        undone = await sender.ask(changed["id"], "undo")
        assert undone["state"] == "undone"
        restored = await shown(sender, row["record_id"], "delegations")
        stamps = {"version", "updated_at"}
        assert {name: value for name, value in restored.items() if name not in stamps} == {
            name: value for name, value in held.items() if name not in stamps
        }

    async def test_restores_a_status_that_no_patch_takes(self, sender: Sender, office: str) -> None:
        header = ["code", "org_unit", "direction", "title", "status"]
        told = await sender.commit(csv_of(header, ["DR-1", UNIT, "outbound", "Đoàn một", "proposed"]))
        [row] = await sender.rows(told["id"])
        changed = await sender.commit(csv_of(header, ["DR-1", UNIT, "outbound", "Đoàn một", "cancelled"]))
        assert (await shown(sender, row["record_id"], "delegations"))["status"] == "cancelled"
        assert (await sender.ask(changed["id"], "undo"))["state"] == "undone"
        assert (await shown(sender, row["record_id"], "delegations"))["status"] == "proposed"

    async def test_leaves_what_was_changed_since_and_says_so(self, sender: Sender, partner: Partner) -> None:
        file = partners(["Xiêng Khoảng", "A"], ["Hủa Phăn", "B"], ["Bò Kẹo", "C"])
        told = await sender.commit(file, "partners")
        ids = [row["record_id"] for row in await sender.rows(told["id"])]
        await patch(sender, ids[1], note="của người khác")
        undone = await sender.ask(told["id"], "undo")
        assert undone["state"] == "partly_undone"
        rows = await sender.rows(told["id"])
        assert [(row["status"], codes(row)) for row in rows] == [
            ("undone", []), ("conflict", ["precondition_failed"]), ("undone", [])
        ]  # fmt: skip
        assert [row["line"] for row in await sender.rows(told["id"], status="conflict")] == [3]
        assert (await shown(sender, partner.id))["name_en"] == "Xiangkhouang"
        names = {item["name_vi"] for item in await sender.listed("/v1/partners")}
        assert names == {"Xiêng Khoảng", "Hủa Phăn"}

    async def test_leaves_an_update_that_was_changed_since(self, sender: Sender, partner: Partner) -> None:
        told = await sender.commit(partners(["Xiêng Khoảng", "A"]), "partners")
        await patch(sender, partner.id, name_en="B")
        assert (await sender.ask(told["id"], "undo"))["state"] == "partly_undone"
        assert (await shown(sender, partner.id))["name_en"] == "B"

    async def test_leaves_what_others_name_since(self, sender: Sender, office: str) -> None:
        told = await sender.commit(partners(["Xiêng Khoảng", "A"], ["Hủa Phăn", "B"]), "partners")
        first, _ = (row["record_id"] for row in await sender.rows(told["id"]))
        body = {"org_unit_id": office, "direction": "outbound", "title": "Đoàn", "partner_ids": [first]}
        assert (await sender.client.post("/v1/delegations", json=body)).status_code == 201
        undone = await sender.ask(told["id"], "undo")
        assert undone["state"] == "partly_undone"
        assert [row["status"] for row in await sender.rows(told["id"])] == ["conflict", "undone"]
        assert [item["name_vi"] for item in await sender.listed("/v1/partners")] == ["Xiêng Khoảng"]

    @pytest.mark.parametrize("by", ["another", "hand"])
    async def test_leaves_a_delegation_whose_members_were_changed_since(
        self, sender: Sender, office: str, by: str
    ) -> None:
        header = ["org_unit", "direction", "code", "title", "Họ và tên", "Chức vụ"]
        people = [(1, "Người Một"), (1, "Người Hai"), (2, "Người Ba")]
        rows = [[UNIT, "outbound", f"DR-{number}", f"Đoàn {number}", name, "A"] for number, name in people]
        told = await sender.commit(csv_of(header, *rows))
        first, second = await sender.listed("/v1/delegations", expand="members", sort="code")
        members = f"/v1/delegations/{first['id']}/members"
        if by == "another":
            answer = await sender.client.post(members, json={"role": "member", "full_name": "Người Khác"})
        else:
            answer = await sender.client.patch(f"{members}/{first['members'][0]['id']}", json={"position": "B"})
        assert answer.status_code in {200, 201}, answer.text
        undone = await sender.ask(told["id"], "undo")
        assert undone["state"] == "partly_undone"
        staged = await sender.rows(told["id"])
        assert [(row["status"], codes(row)) for row in staged] == [
            ("conflict", ["precondition_failed"]),
            ("conflict", ["precondition_failed"]),
            ("undone", []),
        ]
        [left] = await sender.listed("/v1/delegations", expand="members")
        assert (left["id"], len(left["members"])) == (first["id"], 3 if by == "another" else 2)
        assert (await sender.client.get(f"/v1/delegations/{second['id']}")).status_code == 404

    async def test_takes_back_rows_that_hang_on_each_other(self, sender: Sender) -> None:
        header = ["kind", "name_vi", "source_system", "external_id", "parent"]
        rows = [["province", "Tỉnh Một", "a", "1", ""], ["department", "Sở Một", "a", "2", ""]]
        await sender.commit(csv_of(header, *rows), "org-units")
        told = await sender.commit(
            csv_of(header, ["province", "Tỉnh Hai", "a", "3", ""], ["department", "Sở Một", "a", "2", "Tỉnh Một"]),
            "org-units",
        )
        assert (await sender.ask(told["id"], "undo"))["state"] == "undone"
        assert {item["name_vi"]: item["parent_id"] for item in await sender.listed("/v1/org-units")} == {
            "Tỉnh Một": None, "Sở Một": None
        }  # fmt: skip

    async def test_writes_the_history_of_what_it_took_back(self, sender: Sender, partner: Partner) -> None:
        told = await sender.commit(partners(["Xiêng Khoảng", "A"]), "partners")
        await sender.ask(told["id"], "undo")
        history = (await sender.client.get(f"/v1/partners/{partner.id}/history")).json()["items"]
        entries = [(item["import_id"], item["changes"].get("name_en")) for item in history]
        assert [entry for entry in entries if entry[0] is not None] == [
            (told["id"], ["A", "Xiangkhouang"]), (told["id"], ["Xiangkhouang", "A"])
        ]  # fmt: skip
