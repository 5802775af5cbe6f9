"""Reading contacts: `readable` first, everything else from it."""

from typing import Any

from sqlalchemy import Select, or_, select

from app.auth.principal import Principal
from app.auth.visibility import visible
from app.contacts.models import Contact
from app.contacts.schemas import ContactRead, PartnerContactQuery
from app.core.filters import filtered
from app.core.listing import DetailQuery, Listing
from app.core.names import matches_name, name_rank
from app.core.schema import read_columns
from app.core.sorting import Row
from app.core.statements import WHOLE, OneRecord, kept_unfiltered, one_record
from app.core.validity import valid_on
from app.org_units import queries as org_units
from app.org_units.models import OrgUnit
from app.partners import queries as partners
from app.partners.models import Partner

FIELDS = read_columns(ContactRead, Contact)


def readable(principal: Principal, *, deleted: bool = False) -> Select[Any]:
    """The contacts that the caller may know of: those whose partner or unit they may know of too."""
    partner = partners.readable(principal).where(Partner.id == Contact.partner_id)
    unit = org_units.readable(principal).where(OrgUnit.id == Contact.org_unit_id)
    return select(Contact.id).where(
        visible(Contact, principal, deleted=deleted),
        or_(partner.correlate(Contact).exists(), unit.correlate(Contact).exists()),
    )


def _partner(principal: Principal) -> Row:
    return partners.label_of(principal, FIELDS["partner_id"])


def _org_unit(principal: Principal) -> Row:
    return org_units.label_of(principal, FIELDS["org_unit_id"])


_SORTS = ("id", "role", "position_vi", "term_from", "term_to", "last_verified_on", "created_at", "updated_at")
LISTING = Listing(
    id=Contact.id,
    fields=FIELDS,
    sorts={"full_name": Contact.name_sort, **{name: FIELDS[name] for name in _SORTS}},
    expands={"partner": _partner, "org_unit": _org_unit},
)
_FILTERS = {name: FIELDS[name] for name in ("partner_id", "org_unit_id", "role", "updated_at")}


@kept_unfiltered
def search_contacts(principal: Principal, query: PartnerContactQuery) -> Select[Any]:
    """The list with its filters."""
    statement = filtered(readable(principal), query, _FILTERS)
    if query.as_of is not None:
        statement = statement.where(valid_on(Contact.term_from, Contact.term_to, query.as_of))
    if query.q is not None:
        statement = statement.where(matches_name(Contact, query.q))
    return statement


def contacts_of(principal: Principal, partner_id: str, query: PartnerContactQuery) -> Select[Any]:
    """One partner's contacts, with the filters."""
    return search_contacts(principal, query).where(Contact.partner_id == partner_id)


def rank_contacts(query: PartnerContactQuery) -> Row | None:
    """The order of hits, if the query searches."""
    return name_rank(Contact) if query.q is not None else None


def read_contact(principal: Principal, id_: str, query: DetailQuery = WHOLE) -> OneRecord:
    """One contact's answer."""
    return one_record(readable, Contact, LISTING, principal, id_, query)


def country_of(principal: Principal, partner_id: str) -> Select[Any]:
    """The partner's country, in whose way a number is dialled."""
    return partners.readable(principal).where(Partner.id == partner_id).with_only_columns(Partner.country)
