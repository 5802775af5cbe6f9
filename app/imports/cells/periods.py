"""Periods as plans write them, read to the days, months or years that they name.

    written                                           read as
    quý III/2026, Quý 3 năm 2026, Q3/2026             2026-07 to 2026-09
    quý II-III/2026                                   2026-04 to 2026-09
    6 tháng đầu năm 2026, 6 tháng cuối năm 2026       2026-01 to 2026-06, 2026-07 to 2026-12
    tháng 5/2026, 2026                                that month, that year: as its beginning and as its end
    tháng 5-6/2026, từ tháng 5 đến tháng 6 năm 2026   2026-05 to 2026-06
    12-15/5/2026, từ 12/5 đến 15/5/2026               2026-05-12 to 2026-05-15
    28/4 - 03/5/2026, 12/05/2026 - 15/05/2026         both days; the first takes its year and month from the second
    12/5/2026                                         that day, as beginning and end
    12/5/2026 (5 ngày), từ 12/5/2026                  from that day; its end is not worked out
    tháng 5/2026, 05 ngày                             that month; `split_length` tells the days
    28/12 - 03/01/2027                                refused: in one year it would end before it begins
    nửa đầu tháng 5/2026, cuối năm, 05 ngày           refused: they name no day, month or year

Nothing is worked out: each figure of the result stands in the cell.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from app.core.dates import compare
from app.imports.cells.dates import DateOrder, join_date, parse_date, place_figures, read_partial_date
from app.imports.cells.words import unmark_cell
from app.imports.drafts import Cell, CellFault

_WHOLE, _MONTH, _LAST_MONTH = len("2026-05-12"), len("2026-05"), 12
_QUARTERS: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_LEAD: Final = re.compile(r"^(?:du kien:? |trong |ca )*(?P<from>(?:tu|from) (?:ngay )?)?")
_LENGTH: Final = r"\(?(?<![0-9/.-])(?P<days>[0-9]{1,3}) ?(?:ngay|days?)(?: [0-9]{1,3} dem)?\)?"
_LENGTHS: Final = (re.compile(rf"^{_LENGTH}(?:[,;:]? |$)"), re.compile(rf"[,;]? ?{_LENGTH}$"))
_QUARTER: Final = re.compile(
    r"(?:quy|q)[ .]?(?P<number>iii|ii|iv|i|[1-4])(?:(?:,? nam |, | ?[/-] ?| )(?P<year>[0-9]{4}))?"
)
_MONTHS_OF_YEAR: Final = re.compile(r"(?P<count>[0-9]{1,2}) thang (?P<end>dau|cuoi) nam (?P<year>[0-9]{4})")
_PARTINGS: Final = (
    re.compile(r" (?:(?:den|toi)(?: het)?(?: ngay)?|until|till|to) "),
    re.compile(r" - "),
    re.compile(r" ?- ?"),
)
_BARE_DAY: Final = re.compile(r"(?:ngay )?(?P<day>[0-9]{1,2})")
_DAY_AND_MONTH: Final = re.compile(r"(?:ngay )?(?P<first>[0-9]{1,2}) ?[/.-] ?(?P<second>[0-9]{1,2})")
_NAMED_DAY: Final = re.compile(r"(?:ngay )?(?P<day>[0-9]{1,2}) (?:thang )?(?P<month>[0-9]{1,2}|[a-z]+)")
_BARE_MONTH: Final = re.compile(r"(?:thang |t)(?P<month>[0-9]{1,2})")


class Period(NamedTuple):
    """From when to when, as partial dates; an end that is not told is None."""

    start: str
    end: str | None


def read_period(cell: Cell, order: DateOrder | None) -> Period:
    """Raises CellFault: unreadable_date, invalid_date, ambiguous_date, end_before_start."""
    if not isinstance(cell, str):
        day = read_partial_date(cell, order)
        return Period(day, day)
    return _read_text(cell, order)


def _read_text(cell: str, order: DateOrder | None) -> Period:
    text, days = split_length(cell)
    lead = _LEAD.match(text)
    opens = lead is not None and lead["from"] is not None
    text = _LEAD.sub("", text)
    one = _read_one(text, order)
    if one is None:
        return _read_two(text, order)
    goes_on = opens or (len(one.start) == _WHOLE and days not in (None, 1))
    return Period(one.start, None) if goes_on else one


def split_length(text: str) -> tuple[str, int | None]:
    """The text without marks and without a length before or after it: `Tháng 5/2026 (05 ngày)` → `thang 5/2026`, 5.

    Raises CellFault too_long.
    """
    plain = unmark_cell(text)
    for pattern in _LENGTHS:
        found = pattern.search(plain)
        if found is not None:
            return (plain[: found.start()] + plain[found.end() :]).strip(" ,;()"), int(found["days"])
    return plain, None


def _read_one(text: str, order: DateOrder | None) -> Period | None:
    day = parse_date(text, order)
    if day is not None:
        return Period(day, day)
    quarter = _QUARTER.fullmatch(text)
    if quarter is not None and quarter["year"]:
        return _read_quarter(quarter["number"], int(quarter["year"]))
    months = _MONTHS_OF_YEAR.fullmatch(text)
    return _read_months(int(months["count"]), months["end"], int(months["year"])) if months is not None else None


def _read_quarter(number: str, year: int) -> Period:
    last = 3 * (_QUARTERS.get(number) or int(number))
    return Period(join_date(year, last - 2), join_date(year, last))


def _read_months(count: int, end: str, year: int) -> Period:
    first, last = (1, count) if end == "dau" else (_LAST_MONTH + 1 - count, _LAST_MONTH)
    return Period(join_date(year, first), join_date(year, last))


def _read_two(text: str, order: DateOrder | None) -> Period:
    for left, right in _halves(text):
        end = _read_one(right, order) or (_read_one(f"quy {right}", order) if _QUARTER.fullmatch(left) else None)
        start = end and (_read_one(left, order) or _complete(left, end, order))
        if start and end and end.end is not None:
            if compare(start.start, end.end) > 0:
                raise CellFault("end_before_start")
            return Period(start.start, end.end)
    raise CellFault("unreadable_date")


def _halves(text: str) -> Iterator[tuple[str, str]]:
    """The text parted in two by a word, by a dash between spaces, by a lone dash; never by one of several."""
    for pattern in _PARTINGS:
        parts = pattern.split(text)
        if len(parts) == len(("left", "right")):
            yield parts[0], parts[1]


def _complete(left: str, end: Period, order: DateOrder | None) -> Period | None:
    """A beginning that leaves to the end what both have in common."""
    year = int(end.start[:4])
    if len(end.start) == _WHOLE:
        day = _complete_day(left, end.start, order)
        return Period(day, day) if day else None
    month, quarter = _BARE_MONTH.fullmatch(left), _QUARTER.fullmatch(left)
    if month is not None and len(end.start) == _MONTH and end.start == end.end:
        return Period(join_date(year, int(month["month"])), None)
    return _read_quarter(quarter["number"], year) if quarter is not None and end.start != end.end else None


def _complete_day(left: str, end: str, order: DateOrder | None) -> str | None:
    year, month = int(end[:4]), int(end[5:7])
    bare, figures, named = (pattern.fullmatch(left) for pattern in (_BARE_DAY, _DAY_AND_MONTH, _NAMED_DAY))
    if bare is not None:
        return join_date(year, month, int(bare["day"]))
    if figures is not None:
        return join_date(year, *place_figures(int(figures["first"]), int(figures["second"]), year, order))
    # A month by name is read with the year of the end, as a whole day would be.
    return parse_date(f"{left} {year}", order) if named is not None else None
