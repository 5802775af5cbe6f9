"""Looking through every collection at once: one UNION ALL of each collection's own readable rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, Select, Text, column, literal, select, table, union_all
from sqlalchemy.orm import aliased

from app.activities import queries as activities
from app.activities.models import Activity
from app.agreements import queries as agreements
from app.agreements.models import Agreement
from app.anniversaries import queries as anniversaries
from app.anniversaries.models import Anniversary
from app.auth.principal import Principal
from app.contacts import queries as contacts
from app.contacts.models import Contact
from app.core.db.json_sql import JsonObject, JsonText
from app.core.db.types import Id, Instant
from app.core.errors import UnknownParameter
from app.core.filters import filtered
from app.core.listing import Listing
from app.core.names import Named, matches_name, name_rank
from app.core.problems import Fault
from app.core.sorting import Row
from app.core.statements import kept_unfiltered
from app.delegations import queries as delegations
from app.delegations.models import Delegation
from app.documents import queries as documents
from app.documents.models import Document
from app.org_units import queries as org_units
from app.org_units.models import OrgUnit
from app.partners import queries as partners
from app.partners.models import Partner
from app.relationships import queries as relationships
from app.relationships.models import Relationship
from app.search.schemas import HitQuery
from app.tasks import queries as tasks
from app.tasks.models import Task

_BY_OTHER_NAMES = 3

_hits = table(
    "hits",
    column("type", Text),
    column("id", Id),
    column("title", Text),
    column("facts", JsonText),
    column("spellings", JsonText),
    column("rank", Integer),
    column("name_sort", OrgUnit.name_sort.type),
    column("updated_at", Instant),
)
RANK = _hits.c.rank
LISTING = Listing(
    id=_hits.c.id,
    # The route finishes three of these: a subtitle is made of the facts, a highlight and its text of the spellings.
    fields={
        "type": _hits.c.type,
        "id": _hits.c.id,
        "title": _hits.c.title,
        "subtitle": _hits.c.facts,
        "highlight": _hits.c.spellings,
        "rank": _hits.c.rank,
        "matched": _hits.c.spellings,
    },
    sorts={"title": _hits.c.name_sort, "type": _hits.c.type, "id": _hits.c.id},
    default_sort="title",
)


@dataclass(frozen=True, slots=True)
class Source:
    """A collection whose records have names: how its hits are read. The first of the `spellings` is the title."""

    model: type[Named]
    readable: Callable[[Principal], Select[Any]]
    spellings: Mapping[str, Row]
    facts: Mapping[str, Row]


SOURCES = {
    "partners": Source(
        Partner,
        partners.readable,
        {name: getattr(Partner, name) for name in ("name_vi", "name_en", "name_local", "aliases")},
        {"kind": Partner.kind, "country": Partner.country},
    ),
    "org-units": Source(
        OrgUnit,
        org_units.readable,
        {name: getattr(OrgUnit, name) for name in ("name_vi", "name_en", "code")},
        {"kind": OrgUnit.kind, "text": OrgUnit.code},
    ),
    "documents": Source(
        Document,
        documents.readable,
        {name: getattr(Document, name) for name in ("subject", "number")},
        {"kind": Document.type, "text": Document.number},
    ),
    "contacts": Source(
        Contact,
        contacts.readable,
        {name: getattr(Contact, name) for name in ("full_name", "native_name")},
        {"kind": Contact.role, "text": Contact.position_vi},
    ),
    "delegations": Source(
        Delegation,
        delegations.readable,
        {name: getattr(Delegation, name) for name in ("title", "code")},
        {"kind": Delegation.direction, "text": Delegation.code},
    ),
    "agreements": Source(
        Agreement,
        agreements.readable,
        {name: getattr(Agreement, name) for name in ("title_vi", "title_foreign")},
        {"kind": Agreement.name_type, "text": Agreement.signed_on},
    ),
    "tasks": Source(
        Task,
        tasks.readable,
        {name: getattr(Task, name) for name in ("title", "section_path")},
        {"kind": Task.kind, "text": Task.section_path},
    ),
    "activities": Source(
        Activity, activities.readable, {"title": Activity.title}, {"kind": Activity.kind, "text": Activity.held_from}
    ),
    "anniversaries": Source(
        Anniversary,
        anniversaries.readable,
        {name: getattr(Anniversary, name) for name in ("title_vi", "title_en")},
        {"kind": Anniversary.kind, "text": Anniversary.origin_date, "country": Anniversary.country},
    ),
}
_RELATIONSHIPS = "relationships"
TYPES = (*SOURCES, _RELATIONSHIPS)


@kept_unfiltered
def find_hits(principal: Principal, query: HitQuery) -> Select[Any]:
    """Every readable record that `q` leads to. Raises UnknownParameter for a type that is not offered."""
    wanted = query.types or TYPES
    if unknown := [name for name in wanted if name not in TYPES]:
        fault = Fault("unknown_value", "types", "parameter", {"allowed": ", ".join(TYPES)})
        raise UnknownParameter(errors=[fault], unknown=unknown, allowed=sorted(TYPES))
    branches = [_named_hits(principal, name, query.q) for name in SOURCES if name in wanted]
    if _RELATIONSHIPS in wanted:
        branches.append(_relationship_hits(principal, query.q))
    found = select(_hits.c.id).add_cte(union_all(*branches).cte(_hits.name))
    return filtered(found, query, {"updated_at": _hits.c.updated_at})


def _named_hits(principal: Principal, name: str, q: str) -> Select[Any]:
    source = SOURCES[name]
    model = source.model
    columns: list[Any] = [
        literal(name).label("type"),
        model.id,
        next(iter(source.spellings.values())).label("title"),
        JsonObject({"type": literal(name), **source.facts}).label("facts"),
        JsonObject(source.spellings).label("spellings"),
        name_rank(model).label("rank"),
        model.name_sort,
        model.updated_at,
    ]
    return source.readable(principal).where(matches_name(model, q)).with_only_columns(*columns)


def _relationship_hits(principal: Principal, q: str) -> Select[Any]:
    """A relationship has no name but those of its two sides, so that it ranks with the aliases."""
    unit, partner = aliased(OrgUnit), aliased(Partner)
    found = relationships.readable(principal).where(relationships.matches_sides(q))
    found = found.join(unit, unit.id == Relationship.org_unit_id).join(partner, partner.id == Relationship.partner_id)
    names = {f"partner_{name}": getattr(partner, name) for name in SOURCES["partners"].spellings}
    names |= {f"unit_{name}": getattr(unit, name) for name in SOURCES["org-units"].spellings}
    facts = {"type": literal(_RELATIONSHIPS), "kind": Relationship.type, "text": Relationship.established_on}
    columns: list[Any] = [
        literal(_RELATIONSHIPS).label("type"),
        Relationship.id,
        (unit.name_vi + " – " + partner.name_vi).label("title"),
        JsonObject(facts).label("facts"),
        JsonObject(names).label("spellings"),
        literal(_BY_OTHER_NAMES).label("rank"),
        unit.name_sort,
        Relationship.updated_at,
    ]
    return found.with_only_columns(*columns)
