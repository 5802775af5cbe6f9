"""Anniversaries that make themselves: of a relationship's chosen origin, and of an agreement's signing.

A flush listener keeps them true in the transaction of whatever changed: they are made, corrected, withdrawn and brought
back with their source, whichever road the write took. Bulk statements pass it by: `derive_missing` follows those.
What an office changed by hand (`derived_from.kept`) stays as it is.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, event, inspect
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from app.agreements.models import Agreement
from app.anniversaries.models import Anniversary, AnniversaryKind, Calendar, Feb29, SubjectType
from app.anniversaries.month_days import index_key
from app.anniversaries.origins import origin_of
from app.anniversaries.queries import sources
from app.anniversaries.subjects import facts_of
from app.core.model import Record, new_id
from app.org_units.models import OrgUnit
from app.partners.models import Partner
from app.relationships.models import Relationship, Stage

Source = Relationship | Agreement
_TOLD = ("name_vi", "name_en", "country", "kind")
"""What anniversaries tell of a partner or a unit."""
_AT_ONCE = 500


def make_of(session: Session, source: Source) -> dict[str, Any] | None:
    """The columns of the anniversary that this record makes; None if it makes none.

    A relationship makes one of its chosen origin unless it has ended, an agreement one of its signing unless it is
    the child of another: the paper of an amendment or a renewal (R6).
    """
    if source.deleted_at is not None:
        return None
    made = _of_tie(session, source) if isinstance(source, Relationship) else _of_paper(source)
    if made is None:
        return None
    return made | facts_of(session, source) | {"confidentiality": source.confidentiality, "derived_id": source.id}


def _of_tie(session: Session, tie: Relationship) -> dict[str, Any] | None:
    unit, partner = session.get(OrgUnit, tie.org_unit_id), session.get(Partner, tie.partner_id)
    if tie.established_on is None or tie.stage == Stage.ENDED or unit is None or partner is None:
        return None
    ours, theirs = unit.name_en or unit.name_vi, partner.name_en or partner.name_vi
    cited = next((claim["citation"] for claim in tie.origin_claims if claim["chosen"]), None)
    return {
        "kind": AnniversaryKind.TWINNING,
        "subject": {"type": SubjectType.RELATIONSHIP.value, "id": tie.id, "code": None},
        "title_vi": f"Ngày thiết lập quan hệ {unit.name_vi} – {partner.name_vi}",
        "title_en": f"Establishment of relations between {ours} and {theirs}",
        "origin_date": tie.established_on,
        "citations": [cited] if cited else list(tie.citations),
    }


def _of_paper(paper: Agreement) -> dict[str, Any] | None:
    if paper.signed_on is None or paper.parent_id is not None:
        return None
    return {
        "kind": AnniversaryKind.AGREEMENT_SIGNING,
        "subject": {"type": SubjectType.AGREEMENT.value, "id": paper.id, "code": None},
        "title_vi": f"Ngày ký {paper.title_vi}",
        "title_en": f"Signing of {paper.title_foreign or paper.title_vi}",
        "origin_date": paper.signed_on,
        "citations": list(paper.citations),
    }


@event.listens_for(Session, "before_flush", insert=True)  # first, for the others stamp and index what this adds
def _follow(session: Session, _context: object, _instances: object) -> None:
    changed = [row for row in session.new | session.dirty if isinstance(row, Record) and _matters(session, row)]
    if changed:
        follow_changes(session, changed)


def _matters(session: Session, row: Record) -> bool:
    if isinstance(row, Relationship | Agreement):
        return row in session.new or session.is_modified(row)
    return isinstance(row, Partner | OrgUnit) and row not in session.new and _has_changed(row, _TOLD)


def _has_changed(row: Record, names: Sequence[str]) -> bool:
    attributes = inspect(row).attrs
    return any(name in attributes and attributes[name].history.has_changes() for name in names)


def follow_changes(session: Session, changed: Iterable[Record]) -> None:
    """Make, correct, withdraw and bring back what these rows ask for, without a flush."""
    rows = _affected(session, changed)
    told: dict[str, list[Anniversary]] = {}
    for one in _told_of([row for row in rows.values() if row not in session.new], session):
        told.setdefault(one.subject["id"], []).append(one)
    for row in rows.values():
        mine = told.get(row.id, [])
        for one in mine:
            if one.derived_id is None:
                one.assign(**facts_of(session, row))
        if isinstance(row, Relationship | Agreement):
            _keep_true(session, row, next((one for one in mine if one.derived_id is not None), None))


def _affected(session: Session, changed: Iterable[Record]) -> dict[str, Record]:
    """The changed rows by id, after the relationships that name them and the agreements under these."""
    rows: dict[str, Record] = {}
    for row in changed:
        row.id = row.id or new_id()  # a new row has none before its flush, and its anniversary is to name it
        rows[row.id] = row
    repaired: list[Record] = []
    if named := _ids_of(rows.values(), Partner, OrgUnit):
        repaired += session.scalars(sources.ties_of(named)).all()
    moved = [row.id for row in rows.values() if isinstance(row, Relationship) and _has_changed(row, ("pillar",))]
    if moved:
        repaired += session.scalars(sources.papers_of(moved)).all()
    return {row.id: row for row in repaired} | rows


def _told_of(stored: Sequence[Record], session: Session) -> Sequence[Anniversary]:
    """The anniversaries whose subject is one of these rows."""
    if not stored:
        return ()
    source_ids = _ids_of(stored, Relationship, Agreement)
    statement = sources.told_of(source_ids, _ids_of(stored, Partner), _ids_of(stored, OrgUnit))
    return session.scalars(statement).all()


def _ids_of(rows: Iterable[Record], *kinds: type[Record]) -> list[str]:
    return [row.id for row in rows if isinstance(row, kinds)]


def _keep_true(session: Session, source: Source, derived: Anniversary | None) -> None:
    made = make_of(session, source)
    if made is None:
        if derived is not None:
            derived.assign(deleted_at=derived.deleted_at or source.deleted_at or session.info["now"])
    elif derived is None:
        session.add(_new(made))
    else:
        kept = (derived.derived_from or {}).get("kept", ())
        derived.assign(deleted_at=None, **{name: value for name, value in made.items() if name not in kept})
        derived.assign(month_day=index_key(origin_of(derived)))


def _new(made: dict[str, Any]) -> Anniversary:
    collection = "relationships" if made["subject"]["type"] == SubjectType.RELATIONSHIP else "agreements"
    row = Anniversary(
        **made,
        calendar=Calendar.GREGORIAN,
        feb29=Feb29.FEB28,
        derived_from={"collection": collection, "id": made["derived_id"], "kept": []},
    )
    row.month_day = index_key(origin_of(row))
    return row


async def derive_missing(session: AsyncSession) -> int:
    """Make what bulk statements left unmade, and flush it; how many there were."""
    made = 0
    for statement, model in ((sources.ties_without(), Relationship), (sources.papers_without(), Agreement)):
        last = ""
        while rows := (await session.scalars(_next(statement, model, last))).all():
            made += await session.run_sync(_make_all, rows)
            await session.flush()
            last = rows[-1].id
    return made


def _next(statement: Select[Any], model: type[Source], last: str) -> Select[Any]:
    after = statement.where(model.id > last) if last else statement
    return after.limit(_AT_ONCE)


def _make_all(session: Session, rows: Sequence[Source]) -> int:
    ties = [row for row in rows if isinstance(row, Relationship)]
    sides = [
        session.scalars(statement).all() for statement in sources.sides_of(ties)
    ]  # held, so that each is read once
    derived = [_new(made) for row in rows if (made := make_of(session, row)) is not None]
    session.add_all(derived)
    del sides
    return len(derived)
