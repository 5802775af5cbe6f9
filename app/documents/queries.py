"""Reading documents: `readable` first, everything else from it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import JSON, Select, Text, case, cast, func, literal, or_, select
from sqlalchemy.orm import aliased

from app.auth.principal import Principal
from app.auth.visibility import visible
from app.core.db.json_lists import is_listed
from app.core.db.json_sql import JsonObject, json_bytes, json_list
from app.core.db.types import Id
from app.core.filters import filtered
from app.core.listing import DetailQuery, Listing
from app.core.model import Base, Record
from app.core.names import matches_name, name_rank
from app.core.schema import read_columns
from app.core.sorting import Row
from app.core.statements import WHOLE, OneRecord, kept_unfiltered, one_record
from app.core.validity import may_lie_between
from app.documents.models import Document
from app.documents.schemas import DocumentLabel, DocumentQuery, DocumentRead
from app.org_units.queries import label_of as org_unit_label_of

FIELDS = read_columns(DocumentRead, Document)
CHAINS = ("implements", "replaces")
_DEEPEST = 50


def readable(principal: Principal, *, deleted: bool = False) -> Select[Any]:
    """The documents that the caller may know of."""
    return select(Document.id).where(visible(Document, principal, deleted=deleted))


def citation_references(
    principal: Principal, citations: Sequence[Mapping[str, Any]], held: Collection[str | None] = ()
) -> dict[str, Select[Any]]:
    """For `require_references`: the pointer of each cited document, and the select that must find it.

    Documents in `held`, which the record cited before, are not asked for again: the caller may be unable to see them.
    """
    return {
        f"/citations/{index}/document_id": readable(principal).where(Document.id == document_id)
        for index, citation in enumerate(citations)
        if (document_id := citation.get("document_id")) is not None and document_id not in held
    }


def _issuer_unit(principal: Principal) -> Row:
    return org_unit_label_of(principal, Document.issuer_id)


def _listed_in(principal: Principal, ids: Row) -> Row:
    document = aliased(Document)
    label = JsonObject(read_columns(DocumentLabel, document))
    found = select(label).where(is_listed(document.id, ids), visible(document, principal))
    return json_list(found.order_by(document.id).correlate(Document))


def _implements(principal: Principal) -> Row:
    return _listed_in(principal, FIELDS["implements"])


def _replaces(principal: Principal) -> Row:
    return _listed_in(principal, FIELDS["replaces"])


LISTING = Listing(
    id=Document.id,
    fields=FIELDS,
    sorts={
        "subject": Document.name_sort,
        **{name: FIELDS[name] for name in ("id", "number", "type", "issued_on", "created_at", "updated_at")},
    },
    expands={"issuer_unit": _issuer_unit, "implements": _implements, "replaces": _replaces},
)
_FILTERS = {name: FIELDS[name] for name in ("type", "number", "issuer_id", "signer", "updated_at")}


@kept_unfiltered
def search_documents(principal: Principal, query: DocumentQuery) -> Select[Any]:
    """The list with its filters."""
    statement = filtered(readable(principal), query, _FILTERS)
    if query.issued_from is not None or query.issued_to is not None:
        statement = statement.where(may_lie_between(Document.issued_on, query.issued_from, query.issued_to))
    for name in CHAINS:
        if (wanted := getattr(query, name)) is not None:
            statement = statement.where(is_listed(literal(wanted, Id), FIELDS[name]))
    if query.q is not None:
        statement = statement.where(matches_name(Document, query.q))
    return statement


def rank_documents(query: DocumentQuery) -> Row | None:
    """The order of hits, if the query searches."""
    return name_rank(Document) if query.q is not None else None


def read_document(principal: Principal, id_: str, query: DetailQuery = WHOLE) -> OneRecord:
    """One document's answer."""
    return one_record(readable, Document, LISTING, principal, id_, query)


def read_chain(principal: Principal, id_: str) -> Select[Any]:
    """The chains of one document as JSON; they stop at a document that the caller may not see."""
    chains = {
        "implements": _links(principal, id_, "implements", upward=True),
        "implemented_by": _links(principal, id_, "implements", upward=False),
        "replaces": _links(principal, id_, "replaces", upward=True),
        "replaced_by": _links(principal, id_, "replaces", upward=False),
    }
    return readable(principal).where(Document.id == id_).with_only_columns(json_bytes(chains))


def _links(principal: Principal, id_: str, name: str, *, upward: bool) -> Row:
    start, here, there = aliased(Document), aliased(Document), aliased(Document)
    found = select(start.id, literal(0).label("depth")).where(start.id == id_).cte(recursive=True)
    lists = getattr(here if upward else there, name)
    linked = is_listed(there.id, lists) if upward else is_listed(here.id, lists)
    step = select(there.id, found.c.depth + 1).join_from(found, here, here.id == found.c.id).join(there, linked)
    found = found.union(step.where(visible(there, principal), found.c.depth < _DEEPEST))
    nearest = select(found.c.id, func.min(found.c.depth).label("depth")).where(found.c.depth > 0).group_by(found.c.id)
    levels, document = nearest.subquery(), aliased(Document)
    link = JsonObject({**read_columns(DocumentLabel, document), "depth": levels.c.depth})
    rows = select(link).join_from(levels, document, document.id == levels.c.id)
    return json_list(rows.order_by(levels.c.depth, document.id))


def reaches(name: str, ids: Sequence[str], id_: str) -> Select[Any]:
    """Finds a row if one of `ids`, or a document that they implement or replace (`name`) at any remove, is `id_`.

    Deleted documents and those that the caller cannot see count too: a chain must have no loop whoever looks.
    """
    start, here, there = aliased(Document), aliased(Document), aliased(Document)
    above = select(start.id).where(start.id.in_(ids)).cte(recursive=True)
    step = select(there.id).join_from(above, here, here.id == above.c.id)
    above = above.union(step.join(there, is_listed(there.id, getattr(here, name))))
    return select(above.c.id).where(above.c.id == id_)


def referring_to(id_: str) -> Mapping[str, Select[Any]]:
    """By collection, the name of a field in which a live record names this document, however deep; itself apart.

    An id is told from other text by its shape, so that every JSON column is looked through the same way.
    """
    found = {}
    for mapper in Base.registry.mappers:
        if issubclass(model := mapper.class_, Record):
            columns = [column for column in model.__table__.columns if isinstance(column.type, JSON)]
            names_it = [(cast(column, Text).contains(id_), literal(column.name)) for column in columns]
            live = model.deleted_at.is_(None), model.id != id_
            said = select(case(*names_it)).where(or_(*(condition for condition, _ in names_it)), *live)
            found[model.__tablename__] = said.limit(1)
    return found
