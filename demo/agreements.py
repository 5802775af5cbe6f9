"""Agreements that nobody signed, with every turn that one can take; what follows from them comes from the rules."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from app.agreements.models import (
    ActKind,
    Agreement,
    AgreementAct,
    DeadlineKind,
    LegalRegime,
    NameType,
    ProcedureType,
    SigningCapacity,
    SigningMode,
)
from app.agreements.rules import deadlines as clocks
from app.agreements.rules import regimes, spans
from demo import wording
from demo.delegations import UnitYear
from demo.dice import weigh
from demo.lives import OVER
from demo.partners import Host
from demo.rows import Row, row_of
from demo.stories import STORIES, Act, Story, Terms, tell

_CAPACITIES = weigh(
    {
        SigningCapacity.PROVINCIAL_PEOPLE_COMMITTEE: 55,
        SigningCapacity.DEPARTMENT: 25,
        SigningCapacity.ORGANIZATION: 12,
        SigningCapacity.PARTY_COMMITTEE: 8,
    }
)
_NAMES = weigh(
    {
        NameType.BAN_GHI_NHO: 45,
        NameType.THOA_THUAN: 20,
        NameType.BIEN_BAN_THOA_THUAN: 10,
        NameType.CHUONG_TRINH_HOP_TAC: 10,
        NameType.KE_HOACH_HOP_TAC: 8,
        NameType.Y_DINH_THU: 7,
    }
)
_PAPER_TITLES = {ActKind.AMEND: "Sửa đổi", ActKind.RENEW: "Gia hạn", ActKind.REPLACE: "Thay thế"}
_ON_A_TRIP, _FORGOTTEN = 0.6, 0.04
_PUNCTUAL_DAYS = 3


@dataclass(slots=True)
class Papers:
    """The rows of a block."""

    agreements: list[Row] = field(default_factory=list)
    acts: list[Row] = field(default_factory=list)


def make_papers(year: UnitYear, trips: Sequence[Row], count: int) -> Papers:
    """So many agreements, the papers of their acts apart; trips on which one was signed are told of it."""
    papers = Papers()
    free = [trip for trip in trips if trip["status"] in OVER]
    is_present = year.span.first <= year.today <= year.span.last
    first = 0 if is_present else year.dice.between(0, len(STORIES) - 1)
    for number in range(count):
        story = STORIES[(first + number) % len(STORIES)]
        trip = free.pop(year.dice.between(0, len(free) - 1)) if free and year.dice.happens(_ON_A_TRIP) else None
        _add_paper(papers, year, story, trip, number + 1)
    return papers


def _add_paper(papers: Papers, year: UnitYear, story: Story, trip: Row | None, number: int) -> None:
    latest = min(year.span.last, year.today)
    back = year.dice.between(0, (latest - year.span.first).days)
    signed_on = trip["actual_to"] if trip else latest - timedelta(days=back)
    terms = tell(year.dice, story, signed_on, year.today)
    host = _host_of(year, trip)
    paper = _make_paper(year, host, terms, f"agreement-{year.code}-{year.span.first.year}-{number}")
    if trip is not None and terms.signed_on is not None:
        paper.delegation_id = trip["id"]
        trip["agreement_ids"] = [paper.id]
    acts = [_make_act(year, paper, act, order) for order, act in enumerate(terms.acts, 1)]
    paper.act_count = len(acts)
    _derive(year, paper, acts)
    children = [_make_child(year, paper, act) for act in acts if act.kind in _PAPER_TITLES]
    papers.agreements += [row_of(one) for one in (paper, *children)]
    papers.acts += [row_of(act) for act in acts]


def _host_of(year: UnitYear, trip: Row | None) -> Host:
    if trip is None:
        return year.dice.pick(year.hosts)
    return next(host for host in year.hosts if host.id == trip["partner_ids"][0])


def _make_paper(year: UnitYear, host: Host, terms: Terms, key: str) -> Agreement:
    dice, topic = year.dice, year.dice.pick(wording.TOPICS)
    name_type = dice.draw(_NAMES)
    capacity = dice.draw(_CAPACITIES)
    signed_on = terms.signed_on.isoformat() if terms.signed_on else None
    return Agreement(
        id=year.ids.next(),
        external_id=key,
        title_vi=f"{name_type.label_vi} Thử với {host.name} về {topic}",
        title_foreign=f"{name_type.label_en} with {host.name} (sample)",
        name_type=name_type,
        signing_capacity=capacity,
        procedure_type=ProcedureType.ORDINARY,
        parties=[
            _party("vietnamese", org_unit_id=year.unit_id, position="Lãnh đạo (mẫu)"),
            _party("foreign", partner_id=host.id, name_as_signed=host.name),
        ],
        partner_ids=[host.id],
        org_unit_ids=[year.unit_id],
        countries=[host.country],
        fields=[topic],
        summary=f"Hợp tác về {topic} (dữ liệu mẫu).",
        signed_on=signed_on,
        place=host.name if signed_on else None,
        signing_mode=SigningMode.IN_PERSON if signed_on else None,
        languages=["vi", "en"],
        effective_on=terms.effective_on.isoformat() if terms.effective_on else None,
        ends_on=terms.ends_on.isoformat() if terms.ends_on else None,
        term_months=terms.term_months,
        renewal=terms.renewal,
        lead_unit_id=year.unit_id,
        responsible_unit_id=year.unit_id,
        deadlines=[],
        act_count=0,
    )


def _party(side: str, **values: Any) -> dict[str, Any]:  # noqa: ANN401  # a party's fields
    nothing = dict.fromkeys(("org_unit_id", "partner_id", "name_as_signed", "signer", "position"))
    return {"side": side, **nothing, **values}


def _make_act(year: UnitYear, paper: Agreement, told: Act, order: int) -> AgreementAct:
    return AgreementAct(
        id=year.ids.next(),
        external_id=f"{paper.external_id}-act-{order}",
        agreement_id=paper.id,
        sequence=order,
        kind=told.kind,
        effective_on=told.on,
        ends_on=told.ends_on.isoformat() if told.ends_on else None,
        expires_on=told.ends_on,
        basis="Căn cứ mẫu",
    )


def _make_child(year: UnitYear, paper: Agreement, act: AgreementAct) -> Agreement:
    """The paper that an act is written in (R6), signed on its day."""
    link = {"predecessor_id": paper.id} if act.kind is ActKind.REPLACE else {"parent_id": paper.id}
    act.child_id = year.ids.next()
    child = Agreement(
        id=act.child_id,
        external_id=f"{act.external_id}-paper",
        title_vi=f"{_PAPER_TITLES[act.kind]}: {paper.title_vi}",
        name_type=paper.name_type,
        signing_capacity=paper.signing_capacity,
        procedure_type=ProcedureType.SIMPLIFIED,
        signed_on=act.effective_on.isoformat(),
        signing_mode=SigningMode.CIRCULATION,
        deadlines=[],
        **{name: getattr(paper, name) for name in _INHERITED},
        **link,
    )
    _derive(year, child, [])
    return child


_INHERITED = (
    "parties",
    "partner_ids",
    "org_unit_ids",
    "countries",
    "fields",
    "languages",
    "lead_unit_id",
    "responsible_unit_id",
)


def _derive(year: UnitYear, paper: Agreement, acts: Sequence[AgreementAct]) -> None:
    """What a write would have made of it; most of what fell due was done in time."""
    paper.legal_regime = LegalRegime(regimes.default_regime(paper.signed_on, paper.signing_capacity))
    paper.under_law = regimes.is_under_law(paper.legal_regime, paper.signing_capacity)
    paper.renews_automatically = bool(paper.renewal and paper.renewal["automatic"])
    paper.starts_on = spans.starts_on(paper.signed_on, paper.effective_on)
    paper.expires_on = spans.expires_on(paper.starts_on, paper.ends_on, paper.term_months)
    deadlines = clocks.deadlines_of(paper, acts, None, year.today)
    paper.deadlines = list(_mark_done(year, deadlines))
    paper.next_due_on = clocks.next_due_on(paper.deadlines)


def _mark_done(year: UnitYear, deadlines: Sequence[Row]) -> Iterator[Row]:
    for deadline in deadlines:
        due = date.fromisoformat(deadline["due_on"])
        done = due - timedelta(days=_PUNCTUAL_DAYS)
        kept = due < year.today and deadline["kind"] != DeadlineKind.RENEWAL_NOTICE
        yield deadline | {"done_on": done.isoformat() if kept and not year.dice.happens(_FORGOTTEN) else None}
