"""Rows of delegations and members for writing in bulk, past the flush listeners: nothing of it asks the database.

They bring their stamps, derived days and search columns along; the audit is written beside them (audit/bulk.py). A test
holds what comes out equal to what `create_delegation` makes.
"""

from collections.abc import Mapping
from typing import Any, Final, cast

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.auth.visibility import require_scope
from app.core.errors import InvalidRequest
from app.core.names import search_columns
from app.core.schema import Confidentiality
from app.core.terms import Terms
from app.delegations import rules
from app.delegations.models import Delegation, DelegationMember, DelegationStatus
from app.delegations.service.checks import (
    Named,
    contradictions,
    derive,
    itinerary_faults,
    records_named,
    require_approver,
)

Row = dict[str, Any]
_OURS: Final[Row] = {"agreement_ids": [], "transitions": [], "changes": []}


class _Unmapped:
    """The values of a row under the names of its columns, without the ORM's bookkeeping, which costs ten times more."""

    unit_columns = Delegation.unit_columns
    unit_lists = Delegation.unit_lists

    def __init__(self, values: Row) -> None:
        self.__dict__ = values

    def assign(self, **values: Any) -> None:  # noqa: ANN401  # any column's value
        self.__dict__.update(values)


_BLANK: Final[Row] = dict.fromkeys(Delegation.__table__.columns.keys())
_BLANK_MEMBER: Final[Row] = dict.fromkeys(DelegationMember.__table__.columns.keys())


def complete_delegation(values: Mapping[str, Any], principal: Principal, terms: Terms) -> Row:
    """The columns of a new delegation from the stored values of its Create schema; id, code and stamps are still null.

    Raises OutOfScope, NotPermitted.
    """
    row = _permitted(values, principal)
    derive(cast("Delegation", _Unmapped(row)), terms)
    return row


def checked_delegation(values: Mapping[str, Any], principal: Principal, terms: Terms) -> Row:
    """The same of values that nobody has held against each other yet, without what is derived of them.

    Raises InvalidRequest too.
    What `create_delegation` refuses beside that, unknown references and codes in use, `BulkDelegations` looks up.
    """
    row = _permitted(values, principal)
    facts = cast("Delegation", _Unmapped(row))
    if faults := [*contradictions(facts, terms.today), *itinerary_faults(facts)]:
        raise InvalidRequest(errors=faults)
    return row


def _permitted(values: Mapping[str, Any], principal: Principal) -> Row:
    row = {**_BLANK, **values, **_OURS}
    row["status"] = row["status"] or DelegationStatus.PROPOSED
    if row["status"] in rules.AFTER_DECISION:
        require_approver(principal)
    require_scope(principal, cast("Delegation", _Unmapped(row)))
    return row


def named_in(row: Row) -> list[Named]:
    """The records that a row names, cited documents among them."""
    named = records_named(cast("Delegation", _Unmapped(row)))
    for index, citation in enumerate(row["citations"]):
        if citation["document_id"] is not None:
            named.append(Named("citations", f"/{index}/document_id", citation["document_id"]))
    return named


def finish_delegation(session: AsyncSession, row: Row, id_: str) -> Row:
    """Id, version, stamps and search columns: the row as the table stores it, once it has a code."""
    row["id"] = id_
    _stamp(session, row)
    if row["code"]:
        refresh_search(row)
    return row


def refresh_search(row: Row) -> None:
    """The columns that search reads, once the row has its code."""
    row.update(search_columns([row["title"]], [row["code"]]))


def member_row(session: AsyncSession, values: Mapping[str, Any], delegation_id: str) -> Row:
    """A new member as the table stores it; `values` have its id, its place and, sealed, its passport's number."""
    row = {**_BLANK_MEMBER, **values, "delegation_id": delegation_id}
    _stamp(session, row)
    row.update(search_columns([row["full_name"]], []))
    return row


def _stamp(session: AsyncSession, row: Row) -> None:
    moment, actor = session.info["now"], session.info["actor"]
    row["version"] = 1
    row["created_at"] = row["updated_at"] = moment
    row["created_by"] = row["updated_by"] = actor
    row["confidentiality"] = row["confidentiality"] or Confidentiality.INTERNAL
    row["citations"] = row["citations"] or []
