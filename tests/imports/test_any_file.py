"""A file of any cells under headers that the collection knows: judged to the last line, it never breaks a thing."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncSession

from app.imports.mapping.names import header_names
from app.imports.models import RowAction
from app.imports.schemas import Counters
from app.imports.targets import TARGETS
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.imports.pairs import PAIRS, add_sides
from tests.imports.registry import COLLECTIONS
from tests.imports.sending import Sender, csv_of

ACTIONS = {action.value for action in RowAction}
CELLS = [
    "", " ", "0", "-1", "1e999", "9" * 40, "12 người", "1.250.000.000 đ", "15.000 USD", "x", "có", "true", "(xóa)",
    "31/02/2026", "05/04/2026", "2026", "2026-05", "quý III/2026", "12-15/5/2026", "0000-00-00", "29/02/1900", "46000",
    "LA", "KR-29", "Lào", "Lào; Hàn Quốc", "Gwangju", "Sở Ngoại vụ", "SNV", "outbound", "Đoàn ra", "proposed", "hủy",
    "ngân sách nhà nước", "a:b", "01890000-0000-7000-8000-000000000000", "not-an-id", "example@a.vn", "+84 912 345 678",
    "[", "[]", "[1]", "{}", "{", '["a", null]', '[{"a": 1}]', '{"type": "event"}', "[[[[[[", "null", '"', "'=x", "=1+1",
    "\\", "a\nb", "a;b;;c", "Ông A, Giám đốc", "1. A\n2. B", "TỔNG CỘNG", "#REF!", "\u202e", "\U0001f600", "ﬁ",
    "e\u0301" * 9, "a" * 3_000, "\ufffe", "\x1f", "1/1/1", "24:00", "٣", "Ⅲ",
]  # fmt: skip
KINDS = {"direction": ["outbound", "inbound"], "kind": ["department", "local_government", "other", "conference"]}


def _headers(collection: str) -> list[str]:
    """What columns may go to, and what nothing takes."""
    return [*header_names(TARGETS[collection]).allowed(), "Ghi chú", "Không biết", ""]


def _cells(header: str) -> st.SearchStrategy[str]:
    text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
    return st.one_of(st.sampled_from(KINDS.get(header, CELLS)), st.sampled_from(CELLS), text)


@st.composite
def files(draw: st.DrawFn) -> tuple[str, bytes]:
    """A collection, and a CSV for it."""
    collection = draw(st.sampled_from(COLLECTIONS))
    header = draw(st.lists(st.sampled_from(_headers(collection)), min_size=1, max_size=12))
    rows = draw(st.lists(st.tuples(*(_cells(name) for name in header)), max_size=6))
    return collection, csv_of(header, *rows)


@st.composite
def spoilt_files(draw: st.DrawFn) -> tuple[str, bytes]:
    """A collection, and a CSV of good records, here and there another cell, some with more columns."""
    collection = draw(st.sampled_from(COLLECTIONS))
    header, *good = PAIRS[collection]
    more = draw(st.lists(st.sampled_from(_headers(collection)), max_size=3))
    cells = [st.one_of(*[st.just(cell)] * 6, _cells(name)) for cell, name in zip(good[0], header, strict=True)]
    rows = draw(st.lists(st.tuples(*cells, *map(_cells, more)), min_size=1, max_size=4))
    return collection, csv_of([*header, *more], *rows, [*good[1], *[""] * len(more)])


SPECS = st.fixed_dictionaries(
    {
        "mode": st.sampled_from(["create", "update", "upsert", "fill"]),
        "blank": st.sampled_from(["ignore", "clear"]),
        "transaction": st.sampled_from(["atomic", "partial"]),
        "dates": st.sampled_from(["auto", "DMY", "MDY", "YMD"]),
        "format": st.sampled_from(["auto", "csv"]),
        "auto_commit": st.booleans(),
        "max_error_rate": st.just(1),
    }
)


@pytest.fixture
async def sender(sender: Sender, session: AsyncSession) -> Sender:
    """With units and partners that cells may name."""
    await add_sides(sender.client, session)
    await make_org_unit(session, name_vi="Sở Ngoại vụ", code="SNV")
    await make_partner(session, name_vi="Gwangju", country="KR", subdivision="KR-29")
    return sender


def assert_is_told(told: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    """Its counters are those of its rows, and what went wrong has words."""
    counters = dict(told["counters"])
    assert set(counters) == set(Counters.model_fields)
    assert counters.pop("rows_read") == sum(counters.values()) == len(rows)
    assert {row["action"] for row in rows} <= ACTIONS
    for row in rows:
        assert (row["action"] == "fail") is bool(row["errors"]), row
        for error in row["errors"]:
            assert error["detail"], row
            assert error["detail"] != error["code"], row


class TestAnyFile:
    @settings(max_examples=20)
    @given(file=files() | spoilt_files(), spec=SPECS)
    async def test_is_judged_line_by_line(self, sender: Sender, file: tuple[str, bytes], spec: dict[str, Any]) -> None:
        collection, content = file
        told = await sender.send(content, collection, **spec)
        if told["state"] == "failed":  # a file as a whole may be none: then it says why, and holds no rows
            assert (told["error"]["code"] != "import_stopped", bool(told["error"]["detail"])) == (True, True), told
            return
        assert told["state"] in {"validated", "completed", "completed_with_errors"}, told
        assert_is_told(told, await sender.rows(told["id"]))
        for path in ("errors", "errors.csv", "results.csv"):
            assert (await sender.client.get(f"/v1/imports/{told['id']}/{path}")).status_code == 200
        if told["state"] == "validated":
            told = await sender.ask(told["id"], "commit")
            assert told["state"] in {"completed", "completed_with_errors", "validated"}, told
            assert_is_told(told, await sender.rows(told["id"]))
        if told["state"] != "validated":
            undone = await sender.ask(told["id"], "undo")
            assert undone["state"] in {"undone", "partly_undone"}, undone
