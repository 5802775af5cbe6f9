"""What an import may do with records that are there, with blank cells, and with a file of many faults."""

from typing import Any

import pytest

from app.partners.models import Partner
from tests.imports.meanwhile import KEY, UNIT, assert_adds_up, partners, shown
from tests.imports.sending import Sender, codes, csv_of


class TestMode:
    FILE = partners(["Xiêng Khoảng", "Xieng Khouang"], ["Hủa Phăn", "Houaphanh"])

    @pytest.mark.parametrize(
        ("mode", "known", "new"),
        [
            ("create", ("fail", ["record_exists"]), ("create", [])),
            ("update", ("update", []), ("fail", ["record_missing"])),
            ("upsert", ("update", []), ("create", [])),
            ("fill", ("unchanged", []), ("fail", ["record_missing"])),
        ],
    )
    async def test_says_which_rows_may_be_written(
        self, sender: Sender, partner: Partner, mode: str, known: tuple[str, list[str]], new: tuple[str, list[str]]
    ) -> None:
        told = await sender.send(self.FILE, "partners", mode=mode)
        assert [(row["action"], codes(row)) for row in await sender.rows(told["id"])] == [known, new]

    async def test_fill_puts_values_only_where_there_are_none(self, sender: Sender, partner: Partner) -> None:
        header = ["kind", *KEY, "name_en", "website", "note"]
        row = ["local_government", "LA", "Xiêng Khoảng", "Xieng Khouang", "https://xk.example", "Mới"]
        told = await sender.commit(csv_of(header, row), "partners", mode="fill")
        [staged] = await sender.rows(told["id"])
        assert staged["diff"] == {"website": [None, "https://xk.example"]}
        record = await shown(sender, partner.id)
        assert (record["name_en"], record["website"], record["note"]) == ("Xiangkhouang", "https://xk.example", "Cũ")

    async def test_update_writes_what_differs_and_keeps_the_rest(self, sender: Sender, partner: Partner) -> None:
        told = await sender.commit(partners(["Xiêng Khoảng", "Xieng Khouang"]), "partners", mode="update")
        assert_adds_up(told, updated=1)
        record = await shown(sender, partner.id)
        assert (record["name_en"], record["note"], record["version"]) == ("Xieng Khouang", "Cũ", 2)


class TestABlankCell:
    FILE = partners(["Xiêng Khoảng", ""], more="note")

    @pytest.mark.parametrize(("blank", "note"), [("ignore", "Cũ"), ("clear", None)])
    async def test_clears_only_if_the_spec_says_so(
        self, sender: Sender, partner: Partner, blank: str, note: str | None
    ) -> None:
        await sender.commit(self.FILE, "partners", blank=blank)
        assert (await shown(sender, partner.id))["note"] == note

    @pytest.mark.parametrize(
        ("spec", "cell", "note"),
        [
            ({}, "(xóa)", None),
            ({"clear_token": "#"}, "#", None),
            ({"clear_token": "#"}, "(xóa)", "(xóa)"),
            ({"clear_token": None}, "(xóa)", "(xóa)"),
        ],
    )
    async def test_is_not_needed_where_a_cell_says_clear(
        self, sender: Sender, partner: Partner, spec: dict[str, Any], cell: str, note: str | None
    ) -> None:
        await sender.commit(partners(["Xiêng Khoảng", cell], more="note"), "partners", **spec)
        assert (await shown(sender, partner.id))["note"] == note

    async def test_empties_a_list_and_leaves_what_cannot_be_empty(self, sender: Sender, office: str) -> None:
        header = ["org_unit", "code", "direction", "title", "countries", "in_plan", "headcount_planned",
                  "unplanned_reason"]  # fmt: skip
        start = [UNIT, "DR-1", "outbound", "Đoàn một"]
        told = await sender.commit(csv_of(header, [*start, "LA; KR", "false", 12, "Đột xuất"]))
        [row] = await sender.rows(told["id"])
        await sender.commit(csv_of(header, [UNIT, "DR-1", "", "", "(xóa)", "", "(xóa)", "Lý do khác"]), blank="clear")
        record = await shown(sender, row["record_id"], "delegations")
        assert (record["countries"], record["headcount_planned"]) == ([], None)
        assert (record["title"], record["direction"]) == ("Đoàn một", "outbound")

    async def test_clears_a_name_of_another_record(self, sender: Sender, partner: Partner) -> None:
        header = ["kind", *KEY, "parent"]
        child = ["city", "LA", "Phonsavan"]
        told = await sender.commit(csv_of(header, ["local_government", *child[1:], "Xiêng Khoảng"]), "partners")
        [row] = await sender.rows(told["id"])
        assert (await shown(sender, row["record_id"]))["parent_id"] == partner.id
        await sender.commit(csv_of(header, ["local_government", *child[1:], "(xóa)"]), "partners")
        assert (await shown(sender, row["record_id"]))["parent_id"] is None


class TestErrorRate:
    FILE = partners(["Xiêng Khoảng", "A"], ["Hủa Phăn", "B"], ["Bò Kẹo", "C"]) + b"no such kind,LA,D,\r\n"

    @pytest.mark.parametrize(("most", "status"), [(0, 409), (0.24, 409), (0.25, 202), (1, 202)])
    async def test_decides_whether_a_commit_is_taken(self, sender: Sender, most: float, status: int) -> None:
        told = await sender.send(self.FILE, "partners", max_error_rate=most)
        assert_adds_up(told, created=3, failed=1)
        answer = await sender.client.post(f"/v1/imports/{told['id']}/commit")
        assert answer.status_code == status
        if status == 202:
            done = await sender.rest(told["id"])
            assert done["state"] == "completed_with_errors"
            assert_adds_up(done, created=3, failed=1)
        assert len(await sender.listed("/v1/partners")) == (3 if status == 202 else 0)

    async def test_of_nought_lets_a_whole_file_pass(self, sender: Sender) -> None:
        told = await sender.commit(partners(["Xiêng Khoảng", "A"]), "partners", max_error_rate=0)
        assert told["state"] == "completed"

    async def test_counts_neither_blank_lines_nor_what_is_skipped(self, sender: Sender) -> None:
        blanks = b",,,\r\n" * 20
        told = await sender.send(self.FILE + blanks, "partners", max_error_rate=0.1)
        assert_adds_up(told, created=3, failed=1, blank=20)
        assert (await sender.client.post(f"/v1/imports/{told['id']}/commit")).json()["code"] == "too_many_errors"

    @pytest.mark.parametrize(("most", "state", "stored"), [(0.25, "completed_with_errors", 3), (0.2, "validated", 0)])
    async def test_decides_what_auto_commit_does(self, sender: Sender, most: float, state: str, stored: int) -> None:
        told = await sender.send(self.FILE, "partners", auto_commit=True, max_error_rate=most)
        assert told["state"] == state
        assert len(await sender.listed("/v1/partners")) == stored
