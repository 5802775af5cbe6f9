"""Templates to fill in: a header with the labels of one language, two example rows, the allowed codes, a guide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, Literal

from app.core.i18n import Label, Language
from app.core.reference import country_name
from app.core.tabular import csv_header, csv_lines
from app.core.workbooks import new_workbook
from app.imports.cells.fields import ImportField, fields_of
from app.imports.drafts import ImportTarget
from app.imports.mapping.examples import EXAMPLES, INSTEAD, LEFT_OUT, MEMBER_COLUMNS, MEMBER_EXAMPLES
from app.imports.mapping.names import MEMBER
from app.imports.mapping.people import MEMBER_FIELDS

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # it has annotations, but does not say so

_ROWS_CHECKED: Final = 5_000
_WIDEST: Final = 40
_DATA, _MEMBERS = Label("Dữ liệu", "Data"), Label("Thành viên", "Members")
_CODES, _GUIDE = Label("Mã", "Codes"), Label("Hướng dẫn", "Guide")
_CODES_HEADER: Final = Label("Trường|Cột|Mã|Tiếng Việt|Tiếng Anh", "Field|Column|Code|Vietnamese|English")
_GUIDE_HEADER: Final = Label("Cột|Trường|Cách ghi|Bắt buộc|Ví dụ", "Column|Field|How to fill it in|Required|Example")
_YES, _NO = Label("Có", "Yes"), Label("Không", "No")
_REQUIRED: Final = Label("Bắt buộc", "Required")
_WAYS: Final = {
    "integer": Label("Số nguyên", "A whole number"),
    "boolean": Label("Có hoặc Không", "Yes or No"),
    "date": Label("Ngày, ví dụ 2026-05-12", "A day, such as 2026-05-12"),
    "partial_date": Label(
        "Ngày, tháng hoặc năm: 2026-05-12, 2026-05, 2026", "A day, a month or a year: 2026-05-12, 2026-05, 2026"
    ),
    "enum": Label("Một giá trị của trang Mã", "One of the sheet Codes"),
    "country": Label("Tên nước hoặc mã ISO 3166-1", "A country's name or ISO 3166-1 code"),
    "object": Label("JSON như trong API", "JSON as in the API"),
    "string": Label("Văn bản", "Text"),
}
_REFERENCE: Final = Label("Tên hoặc mã của bản ghi đã có", "The name or id of a record that exists")
_SEVERAL: Final = Label("; nhiều giá trị cách nhau bằng dấu chấm phẩy", "; several with semicolons between them")


@dataclass(frozen=True, slots=True)
class _TemplateColumn:
    target: str
    header: str
    field: ImportField | None
    """None for a column that is no field."""


@dataclass(frozen=True, slots=True)
class _Table:
    columns: list[_TemplateColumn]
    rows: list[list[Any]]


def build_template(target: ImportTarget, language: Language, kind: Literal["xlsx", "csv"]) -> bytes:
    """The bytes of the file. Blocking, for some tens of milliseconds."""
    data = _table(_columns_of(target, language), EXAMPLES[target.name], language)
    if kind == "csv":
        return csv_header([column.header for column in data.columns]) + csv_lines(data.rows)
    members = _table(_member_columns(target, language), MEMBER_EXAMPLES, language) if target.takes_members else None
    return _Book(target, data, members, language).build()


def _table(columns: list[_TemplateColumn], examples: Sequence[Mapping[str, Any]], language: Language) -> _Table:
    return _Table(columns, [[_shown(one, row.get(one.target), language) for one in columns] for row in examples])


def _member_columns(target: ImportTarget, language: Language) -> list[_TemplateColumn]:
    """What names the delegation, then the member."""
    title = fields_of(target.collection.create)["title"]
    fields = {"title": title} | {MEMBER + name: MEMBER_FIELDS[name] for name in MEMBER_COLUMNS}
    return [_TemplateColumn(name, _in(language, field.label), field) for name, field in fields.items()]


def _columns_of(target: ImportTarget, language: Language) -> list[_TemplateColumn]:
    columns: list[_TemplateColumn] = []
    others = INSTEAD.get(target.name, {})
    for name, field in fields_of(target.collection.create).items():
        if name != LEFT_OUT.get(target.name):
            columns.append(_TemplateColumn(name, _in(language, field.label), field))
        beside = [(other, label) for other, (after, label) in others.items() if after == name]
        columns += [_TemplateColumn(other, _in(language, label), None) for other, label in beside]
    return columns


def _in(language: Language, label: Label) -> str:
    return label.vi if language == "vi" else label.en


def _shown(column: _TemplateColumn, value: Any, language: Language) -> Any:  # noqa: ANN401  # an example, as it lies
    """An example as an official of that language would type it."""
    if isinstance(value, list):
        return "; ".join(_shown(column, item, language) for item in value)
    if isinstance(value, bool):
        return _in(language, _YES if value else _NO)
    field = column.field
    if value is not None and field is not None and field.choices is not None:
        return field.choices(value).label(language)
    is_country = field.item == "country" if field is not None else column.target == "subject.country"
    return country_name(value, language) if value is not None and is_country else value


class _Book:
    """One workbook in the making."""

    def __init__(self, target: ImportTarget, data: _Table, members: _Table | None, language: Language) -> None:
        self._file = BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = new_workbook(self._file, options)
        self._target, self._language = target, language
        self._tables = [(_DATA, data), *([(_MEMBERS, members)] if members is not None else [])]
        self._columns = [column for _, table in self._tables for column in table.columns]
        self._bold = self._book.add_format({"bold": True})
        self._text = self._book.add_format({"num_format": "@"})

    def build(self) -> bytes:
        names = [*(name for name, _ in self._tables), _CODES, _GUIDE]
        *sheets, codes, guide = (self._book.add_worksheet(_in(self._language, name)) for name in names)
        self._write_guide(guide)
        ranges = self._write_codes(codes)
        for sheet, (_, table) in zip(sheets, self._tables, strict=True):
            self._write_data(sheet, table, ranges)
        self._book.close()
        return self._file.getvalue()

    def _write_data(self, sheet: "Worksheet", table: _Table, ranges: dict[str, str]) -> None:
        """Required headers are bold and say so; cells of text keep their leading zeros."""
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(table.columns):
            is_text = column.field is None or column.field.item in ("string", "partial_date", "enum", "country")
            sheet.set_column(place, place, min(len(column.header) + 6, _WIDEST), self._text if is_text else None)
            required = column.field is None or column.field.required
            sheet.write_string(0, place, column.header, self._bold if required else None)
            if required:
                sheet.write_comment(0, place, _in(self._language, _REQUIRED))
            if column.target in ranges:
                options = {"validate": "list", "source": ranges[column.target], "error_type": "warning"}
                sheet.data_validation(1, place, _ROWS_CHECKED, place, options)
        for line, row in enumerate(table.rows, start=1):
            self._write_row(sheet, line, row)

    def _write_codes(self, sheet: "Worksheet") -> dict[str, str]:
        """Every code with both labels; of each field the range of its labels, by which cells are checked."""
        self._write_row(sheet, 0, _in(self._language, _CODES_HEADER).split("|"), bold=True)
        sheet.set_column(0, 4, 28)
        shown, line, ranges = ("D" if self._language == "vi" else "E"), 1, {}
        for column in self._columns:
            if column.field is None or column.field.choices is None:
                continue
            first = line + 1
            for item in column.field.choices:
                self._write_row(sheet, line, [column.target, column.header, item.value, item.label_vi, item.label_en])
                line += 1
            if not column.field.is_list:
                ranges[column.target] = f"='{sheet.name}'!${shown}${first}:${shown}${line}"
        return ranges

    def _write_guide(self, sheet: "Worksheet") -> None:
        self._write_row(sheet, 0, _in(self._language, _GUIDE_HEADER).split("|"), bold=True)
        sheet.set_column(0, 4, 36)
        cells = [(table, place, column) for _, table in self._tables for place, column in enumerate(table.columns)]
        for line, (table, place, column) in enumerate(cells, start=1):
            required = column.field is None or column.field.required
            example = next((row[place] for row in table.rows if row[place] is not None), None)
            words = [column.header, column.target, self._way(column), _in(self._language, _YES if required else _NO)]
            self._write_row(sheet, line, [*words, example])

    def _way(self, column: _TemplateColumn) -> str:
        field = column.field
        if field is None:
            return _in(self._language, _WAYS["string"])
        way = _REFERENCE if column.target in self._target.references else _WAYS.get(field.item, _WAYS["string"])
        several = _in(self._language, _SEVERAL) if field.is_list and field.item != "object" else ""
        return _in(self._language, way) + several

    def _write_row(self, sheet: "Worksheet", line: int, row: list[Any], *, bold: bool = False) -> None:
        for place, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(line, place, value)
            elif value is not None:
                sheet.write_string(line, place, value, self._bold if bold else None)
