"""Templates: what they hold, and that they can be imported as they are."""

import csv
import io
from collections.abc import Sequence
from typing import Any, Literal

import pytest
from python_calamine import CalamineWorkbook

from app.core.i18n import Language
from app.imports.drafts import Cell, Draft
from app.imports.mapping.headers import map_columns
from app.imports.mapping.member_sheets import map_member_sheet
from app.imports.mapping.templates import build_template
from app.imports.targets import TARGETS
from tests.imports.mapping.drafting import read_line

SOME_ID = "0198f2b4-7c1e-7d3a-9f10-5b6c7d8e9f00"
EVERY = pytest.mark.parametrize("collection", TARGETS)
LANGUAGES = pytest.mark.parametrize("language", ["vi", "en"])


def sheets_of(collection: str, language: Language) -> dict[str, list[list[Any]]]:
    made = build_template(TARGETS[collection], language, "xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(made))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def rows_of(collection: str, language: Language, kind: Literal["xlsx", "csv"]) -> list[Sequence[Cell]]:
    if kind == "xlsx":
        return list(next(iter(sheets_of(collection, language).values())))
    text = build_template(TARGETS[collection], language, "csv").decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def resolve(draft: Draft) -> dict[str, Any]:
    """The draft's values once the matcher has found every name."""
    for naming in draft.namings:
        draft.values[naming.field] = [SOME_ID] if naming.is_list else SOME_ID
    return draft.values


@EVERY
@LANGUAGES
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
class TestTemplatesAreFiles:
    def test_every_header_is_known_and_no_required_one_lacks(
        self, collection: str, language: Language, kind: Literal["xlsx", "csv"]
    ) -> None:
        header = [str(cell) for cell in rows_of(collection, language, kind)[0]]
        mapped = map_columns(TARGETS[collection], header, {})
        assert all(target is not None for _, target in mapped.columns)
        assert (mapped.unknown, mapped.missing, mapped.warnings) == ([], [], [])

    def test_the_two_examples_pass_the_schema(
        self, collection: str, language: Language, kind: Literal["xlsx", "csv"]
    ) -> None:
        header, *examples = rows_of(collection, language, kind)
        assert len(examples) == 2
        for example in examples:
            draft = read_line(collection, dict(zip(map(str, header), example, strict=True)))
            made = TARGETS[collection].collection.create.model_validate(resolve(draft))
            assert made.model_fields_set


class TestTemplatesHelp:
    def test_the_csv_opens_with_a_bom(self) -> None:
        assert build_template(TARGETS["tasks"], "vi", "csv").startswith(b"\xef\xbb\xbf")

    @LANGUAGES
    def test_every_code_is_listed_with_both_labels(self, language: Language) -> None:
        codes = sheets_of("delegations", language)["Mã" if language == "vi" else "Codes"]
        label = "Chiều" if language == "vi" else "Direction"
        assert ["direction", label, "outbound", "Đoàn ra", "Outbound"] in codes
        assert len({row[0] for row in codes[1:] if not row[0].startswith("member.")}) == 6
        assert {row[0] for row in codes[1:] if row[0].startswith("member.")} == {"member.role", "member.passport_type"}

    @LANGUAGES
    def test_every_column_is_explained(self, language: Language) -> None:
        data, members, _, guide = sheets_of("delegations", language).values()
        assert [row[0] for row in guide[1:]] == data[0] + members[0]
        assert all(row[2] for row in guide[1:])
        yes = "Có" if language == "vi" else "Yes"
        required = [row[1] for row in guide[1:] if row[3] == yes]
        assert required == ["direction", "title", "org_unit_id", "leader", "title", "member.full_name"]

    @LANGUAGES
    def test_the_members_sheet_is_known_for_one(self, language: Language) -> None:
        _, (header, *examples), *_ = sheets_of("delegations", language).values()
        mapped = map_member_sheet(TARGETS["delegations"], header, {}, None)
        assert mapped is not None
        assert all(target is not None for _, target in mapped.columns)
        assert (mapped.unknown, mapped.warnings, len(examples)) == ([], [], 2)

    def test_values_stand_in_the_language_asked_for(self) -> None:
        vietnamese, english = (rows_of("delegations", language, "csv")[1] for language in ("vi", "en"))
        assert {"Đoàn ra", "Lào", "Có"} <= set(vietnamese)
        assert {"Outbound", "Laos", "Yes"} <= set(english)

    def test_examples_are_plainly_made_up(self) -> None:
        for collection in TARGETS:
            for example in rows_of(collection, "vi", "csv")[1:]:
                assert any("ví dụ" in str(cell).lower() or "mẫu" in str(cell).lower() for cell in example), collection
