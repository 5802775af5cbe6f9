"""Columns of forms A, B and C that say more than one field holds, or say it in words of their own."""

import re
from functools import partial
from typing import Final

from app.core.text import fold
from app.delegations.schemas.delegations import DelegationCreate
from app.imports.cells.booleans import boolean_reader
from app.imports.cells.dates import DateOrder
from app.imports.cells.fields import ImportField, fields_of
from app.imports.cells.periods import Period, read_period, split_length
from app.imports.cells.readers import reader_of
from app.imports.cells.words import folded, remember
from app.imports.drafts import Cell, CellFault, Draft
from app.imports.mapping.notes import add_note

_FIELDS: Final = fields_of(DelegationCreate)
_WHOLE_DAY: Final = len("2026-05-12")
_REST: Final = re.compile(r"[;:(\n]|,\s|\s(?:gồm|bao gồm|trong đó|including)\s", re.IGNORECASE)
_DAY_AT_END: Final = re.compile(r"ngày\s+(?P<day>\d.*)$", re.IGNORECASE | re.DOTALL)


class PeriodColumn:
    """Thời gian: two fields, from and to. A length beside it (`05 ngày`) stays in the note."""

    __slots__ = ("_needs_days", "_read_text", "fills", "header", "target")

    def __init__(self, header: str, target: str, fills: tuple[str, str], order: DateOrder | None) -> None:
        self.header = header
        self.target = target
        self.fills = fills
        self._read_text = remember(partial(_read_text, order=order))
        self._needs_days = fills[0] == "actual_from"

    def read(self, cell: Cell, draft: Draft) -> None:
        period, has_length = self._read_text(cell) if isinstance(cell, str) else (read_period(cell, None), False)
        days = [day for day in period if day is not None]
        if self._needs_days and any(len(day) != _WHOLE_DAY for day in days):
            raise CellFault("unreadable_date")
        draft.values.update((name, day) for name, day in zip(self.fills, period, strict=True) if day is not None)
        if has_length:
            add_note(draft, self.header, cell)


def _read_text(text: str, order: DateOrder | None) -> tuple[Period, bool]:
    """The period, and whether its length stands beside it."""
    return read_period(text, order), split_length(text)[1] is not None


class HeadcountColumn:
    """Số người/thành phần: the number; what stands behind it goes to the note, and words without a number too."""

    __slots__ = ("_read", "_read_text", "fills", "header", "target")

    def __init__(self, header: str, field: ImportField) -> None:
        self.header = header
        self.target = field.name
        self.fills = (field.name,)
        self._read = reader_of(field, None)
        self._read_text = remember(self._read_words)

    def read(self, cell: Cell, draft: Draft) -> None:
        number, is_more = self._read_text(cell) if isinstance(cell, str) else (self._read(cell), False)
        if number is not None:
            draft.values[self.target] = number
        if is_more:
            add_note(draft, self.header, cell)

    def _read_words(self, text: str) -> tuple[int | None, bool]:
        """The number, and whether the text says more than that."""
        if not any(char.isdigit() for char in text):
            return None, True
        number, *rest = _REST.split(text, maxsplit=1)
        try:
            return self._read(text), False
        except CellFault:
            if not rest:
                raise
            return self._read(number.strip()), True


class PlanColumn:
    """Trong/ngoài kế hoạch, with the reason: `Phát sinh: theo thư mời`; a header `Ngoài kế hoạch` asks the opposite."""

    __slots__ = ("_asks_unplanned", "_read", "_read_text", "fills", "header", "target")

    def __init__(self, header: str, target: str) -> None:
        self.header = header
        self.target = target
        self.fills = ("in_plan", "unplanned_reason")
        self._asks_unplanned = target == "unplanned"
        self._read = boolean_reader(target)
        self._read_text = remember(self._read_words)

    def read(self, cell: Cell, draft: Draft) -> None:
        in_plan, reason = self._read_text(cell) if isinstance(cell, str) else (self._in_plan(cell), None)
        draft.values["in_plan"] = in_plan
        if reason:
            draft.values.setdefault("unplanned_reason", reason)

    def _read_words(self, text: str) -> tuple[bool, str | None]:
        """Whether it is in the plan, and why not."""
        try:
            return self._in_plan(text), None
        except CellFault:
            word, *reason = _REST.split(text, maxsplit=1)
            if not reason or self._in_plan(word.strip()):
                raise
            return False, reason[0].strip(" )")

    def _in_plan(self, cell: Cell) -> bool:
        return self._read(cell) is not self._asks_unplanned


class StatusColumn:
    """Tình trạng, as form C says it: `phát sinh` is a delegation outside of the plan, and says nothing of its life."""

    __slots__ = ("_read", "fills", "header", "target")

    def __init__(self, header: str, _order: DateOrder | None) -> None:
        self.header = header
        self.target = "status"
        self.fills = ("status", "in_plan")
        self._read = reader_of(_FIELDS["status"], None)

    def read(self, cell: Cell, draft: Draft) -> None:
        if isinstance(cell, str) and folded(cell) == "phatsinh":
            draft.values["in_plan"] = False
        else:
            draft.values["status"] = self._read(cell)


class ReportColumn:
    """Đã nộp báo cáo: the day on which it was; `Đã nộp` without one is kept as a line of the note."""

    __slots__ = ("_boolean", "_date", "fills", "header", "target")

    def __init__(self, header: str, order: DateOrder | None) -> None:
        self.header = header
        self.target = "report"
        self.fills = ("report_submitted_on",)
        self._date = reader_of(_FIELDS["report_submitted_on"], order)
        self._boolean = boolean_reader("report")

    def read(self, cell: Cell, draft: Draft) -> None:
        if not isinstance(cell, str) or cell.lstrip()[:1].isdigit():
            self._read_day(cell, draft)
        elif day := _DAY_AT_END.search(cell):
            draft.values["report_submitted_on"] = self._date(day["day"].strip(" .)"))
            add_note(draft, self.header, cell)
        elif not self._says_no(cell):
            add_note(draft, self.header, cell)

    def _read_day(self, cell: Cell, draft: Draft) -> None:
        try:
            draft.values["report_submitted_on"] = self._date(cell)
        except CellFault:
            if cell not in (True, False, 0, 1, "0", "1"):
                raise
            if cell in (True, 1, "1"):
                add_note(draft, self.header, "x")

    def _says_no(self, text: str) -> bool:
        if fold(text).startswith("chua"):
            return True
        try:
            return not self._boolean(text)
        except CellFault:
            return False


class StructureColumn:
    """A field of several parts (thư mời, chương trình): JSON goes into it, a sentence about it into the note."""

    __slots__ = ("_read", "fills", "header", "target")

    def __init__(self, header: str, field: ImportField) -> None:
        self.header = header
        self.target = field.name
        self.fills = (field.name,)
        self._read = reader_of(field, None)

    def read(self, cell: Cell, draft: Draft) -> None:
        if isinstance(cell, str) and not cell.lstrip().startswith(("{", "[")):
            add_note(draft, self.header, cell)
        else:
            draft.values[self.target] = self._read(cell)
