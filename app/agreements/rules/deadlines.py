"""The clocks of the law (thời hạn: R2, R4, R5) and of renewal clauses, as an agreement keeps them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import count, islice, takewhile
from typing import Any, Final, NamedTuple, Protocol

from app.agreements.rules.spans import add_months
from app.agreements.rules.status import ENDINGS, Act, Paper, end_on

CONSULTATION_WORKING_DAYS: Final = 7
REPORT_DAYS: Final = 15
_REPORTING: Final = frozenset({"provincial_people_council", "provincial_people_committee"})
_NOTIFIED: Final = frozenset({"terminate", "withdraw", "suspend"})
_ONE_DAY: Final = timedelta(days=1)
_WHOLE_DAY: Final = len("2026-01-01")
_MOST_PERIODS, _MONTHS_AHEAD = 12, 120
_RENEWAL: Final = "renewal_notice"


class Deadline(NamedTuple):
    """One clock: `due_on` None where its day cannot be known, which the basis then explains."""

    kind: str
    due_on: date | None
    basis: str
    done_on: date | None = None


class ClockedPaper(Paper, Protocol):
    """An agreement, as far as its deadlines go; the last two as the table stores them."""

    @property
    def signing_capacity(self) -> str: ...
    @property
    def legal_regime(self) -> str: ...
    @property
    def under_law(self) -> bool: ...
    @property
    def renewal(self) -> Mapping[str, Any] | None: ...
    @property
    def deadlines(self) -> Sequence[Mapping[str, Any]]: ...


def consultation(due_on: date | None, unknown_year: int | None, signed_on: str | None) -> Deadline:
    """R2: the agencies asked answer within 7 working days of a complete dossier (Điều 19, 27).

    `unknown_year` is the one without a calendar of working days, where there is no `due_on`. It is over once the paper
    is signed.
    """
    basis = f"Luật 70/2020/QH14, Điều 19 và 27: {CONSULTATION_WORKING_DAYS} ngày làm việc kể từ khi đủ hồ sơ"
    if unknown_year is not None:
        basis += f"; chưa có lịch ngày làm việc năm {unknown_year}"
    return Deadline("consultation", due_on, basis, _whole_day(signed_on))


def deadlines_of(paper: ClockedPaper, acts: Sequence[Act], asked: Deadline | None, today: date) -> list[dict[str, Any]]:
    """Every deadline [{kind, due_on, done_on, basis}] by day, dates as text; what was done stays done.

    `asked` is the consultation's. A deadline that moved keeps its `done_on`; so do past notices of renewal.
    """
    made = [asked] if asked and paper.under_law else []
    made += [*_reports(paper), *_notices(paper, acts), *_renewal_notices(paper, acts, today)]
    kept = _keep_done([_as_json(deadline) for deadline in made], paper.deadlines)
    return sorted(kept, key=lambda item: (item["due_on"] is None, item["due_on"], item["kind"]))


def next_due_on(deadlines: Iterable[Mapping[str, Any]]) -> date | None:
    """The first day on which something open is due."""
    days = [item["due_on"] for item in deadlines if item["due_on"] is not None and item["done_on"] is None]
    return date.fromisoformat(min(days)) if days else None


def _whole_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text is not None and len(text) == _WHOLE_DAY else None


def _reports(paper: ClockedPaper) -> Iterator[Deadline]:
    """R4 (Điều 19): papers signed in the province's name under the law, on a day that is known."""
    signed = _whole_day(paper.signed_on)
    of_the_law = paper.under_law and paper.legal_regime == "law_2020"
    if signed is not None and of_the_law and paper.signing_capacity in _REPORTING:
        basis = f"Luật 70/2020/QH14, Điều 19: {REPORT_DAYS} ngày kể từ ngày ký"
        for kind in ("prime_minister_report", "ministry_copy"):
            yield Deadline(kind, signed + timedelta(days=REPORT_DAYS), basis)


def _notices(paper: ClockedPaper, acts: Sequence[Act]) -> Iterator[Deadline]:
    """R5 (Điều 34): one for each act."""
    basis = f"Luật 70/2020/QH14, Điều 34: {REPORT_DAYS} ngày kể từ ngày có hiệu lực"
    for act in acts:
        if paper.under_law and act.kind in _NOTIFIED:
            yield Deadline("termination_notice", act.effective_on + timedelta(days=REPORT_DAYS), basis)


def _renewal_notices(paper: ClockedPaper, acts: Sequence[Act], today: date) -> Iterator[Deadline]:
    """One for each period of a paper that renews itself, from the present one on, as far as ten years ahead."""
    renewal, end = paper.renewal or {}, end_on(date.max, paper, acts)
    ended = any(act.kind in ENDINGS for act in acts)
    if not paper.renews_automatically or paper.signed_on is None or end is None or ended:
        return
    notice = timedelta(days=renewal.get("notice_days") or 0)
    coming = (expiry for expiry in _periods(end, renewal.get("months")) if expiry >= today)
    near = takewhile(lambda expiry: expiry <= add_months(today, _MONTHS_AHEAD), coming)
    for expiry in islice(near, _MOST_PERIODS):
        yield Deadline(_RENEWAL, expiry - notice, f"Tự động gia hạn sau ngày {expiry.isoformat()}")


def _periods(end: date, months: int | None) -> Iterator[date]:
    """The last days of the periods, the first of which ends on `end`."""
    if months is None:
        return iter((end,))
    return (add_months(end + _ONE_DAY, months * number) - _ONE_DAY for number in count())


def _as_json(deadline: Deadline) -> dict[str, Any]:
    days = {"due_on": deadline.due_on, "done_on": deadline.done_on}
    texts = {name: day.isoformat() if day is not None else None for name, day in days.items()}
    return {"kind": deadline.kind, **texts, "basis": deadline.basis}


def _keep_done(made: list[dict[str, Any]], held: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    left = [dict(old) for old in held if old["done_on"] is not None]
    found: set[int] = set()
    for is_same in (_on_same_day, _of_same_matter):
        for index, item in enumerate(made):
            old = None if index in found else _take(left, item, is_same)
            if old is not None:
                made[index] = {**old, "due_on": item["due_on"], "basis": item["basis"]}
                found.add(index)
    return made + [old for old in left if old["kind"] == _RENEWAL]


def _take(
    left: list[dict[str, Any]], item: dict[str, Any], is_same: Callable[[Any, Any], bool]
) -> dict[str, Any] | None:
    """The first done one of the same, which is used up."""
    old = next((old for old in left if is_same(old, item)), None)
    if old is not None:
        left.remove(old)
    return old


def _on_same_day(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    return (old["kind"], old["due_on"]) == (new["kind"], new["due_on"])


def _of_same_matter(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """The same clock on another day; periods are told apart by their end, which their basis names."""
    return bool(old["kind"] == new["kind"] and (old["kind"] != _RENEWAL or old["basis"] == new["basis"]))
