"""What anniversaries are made from: whole rows, whoever looks, for what keeps them true."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, cast, or_, select

from app.agreements.models import Agreement
from app.anniversaries.models import Anniversary
from app.core.db.list_index import lists_any
from app.core.db.types import Id
from app.org_units.models import OrgUnit
from app.partners.models import Partner
from app.relationships.models import Relationship, Stage


def told_of(source_ids: list[str], partner_ids: list[str], unit_ids: list[str]) -> Select[Any]:
    """Anniversaries of these relationships and agreements, deleted ones too, and of these partners and units.

    Locked: two writes of one source take turns.
    """
    columns = {Anniversary.relationship_id: source_ids, Anniversary.agreement_id: source_ids}
    columns[Anniversary.partner_id] = partner_ids
    named: list[ColumnElement[bool]] = [column.in_(ids) for column, ids in columns.items() if ids]
    named += [lists_any(Anniversary, "org_unit_ids", unit_ids)] if unit_ids else []
    return select(Anniversary).where(or_(*named)).order_by(Anniversary.id).with_for_update(of=Anniversary)


def ties_of(ids: Collection[str]) -> Select[Any]:
    """Relationships of these partners and units."""
    sides = or_(Relationship.partner_id.in_(ids), Relationship.org_unit_id.in_(ids))
    return select(Relationship).where(sides, Relationship.deleted_at.is_(None)).order_by(Relationship.id)


def papers_of(relationship_ids: Collection[str]) -> Select[Any]:
    """Agreements under these relationships, which take their pillar from them."""
    return select(Agreement).where(Agreement.relationship_id.in_(relationship_ids), Agreement.deleted_at.is_(None))


def sides_of(ties: Collection[Relationship]) -> list[Select[Any]]:
    """The partners and the units of relationships."""
    partners = select(Partner).where(Partner.id.in_({tie.partner_id for tie in ties}))
    return [partners, select(OrgUnit).where(OrgUnit.id.in_({tie.org_unit_id for tie in ties}))]


def _made() -> Select[Any]:
    made = select(cast(Anniversary.derived_id, Id))  # text, for it may be the id of either
    return made.where(Anniversary.derived_id.is_not(None), Anniversary.deleted_at.is_(None))


def ties_without() -> Select[Any]:
    """Relationships that should have made an anniversary and have not, by id."""
    found = select(Relationship).where(Relationship.deleted_at.is_(None), Relationship.established_on.is_not(None))
    return found.where(Relationship.stage != Stage.ENDED, Relationship.id.not_in(_made())).order_by(Relationship.id)


def papers_without() -> Select[Any]:
    """Agreements that should have made an anniversary and have not, by id."""
    found = select(Agreement).where(Agreement.deleted_at.is_(None), Agreement.signed_on.is_not(None))
    return found.where(Agreement.parent_id.is_(None), Agreement.id.not_in(_made())).order_by(Agreement.id)
