"""The records that a greeting names, each by its pointer, and what a caller must see of them."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select

from app.anniversaries import queries as anniversaries
from app.anniversaries.models import Anniversary
from app.auth.principal import Principal
from app.contacts import queries as contacts
from app.contacts.models import Contact
from app.core.model import Record
from app.documents import queries as documents
from app.documents.models import Document
from app.greetings import queries
from app.greetings.models import Greeting
from app.org_units import queries as org_units
from app.org_units.models import OrgUnit
from app.partners import queries as partners
from app.partners.models import Partner

Place = tuple[Callable[[Principal], Select[Any]], type[Record]]
_UNIT: Place = (org_units.readable, OrgUnit)
_PARTNER: Place = (partners.readable, Partner)
_CONTACT: Place = (contacts.readable, Contact)
_DOCUMENT: Place = (documents.readable, Document)
_OWN: dict[str, Place] = {
    "org_unit_id": _UNIT,
    "partner_id": _PARTNER,
    "anniversary_id": (anniversaries.readable, Anniversary),
    "reply_to_id": (queries.readable, Greeting),
}
_OF_A_PARTY: dict[str, Place] = {"org_unit_id": _UNIT, "partner_id": _PARTNER, "contact_id": _CONTACT}


def named_by(row: Greeting) -> dict[str, tuple[Place, str]]:
    """Every record that the greeting names."""
    named: dict[str, tuple[Place, str | None]] = {
        f"/{name}": (place, getattr(row, name)) for name, place in _OWN.items()
    }
    for side in ("sender", "recipient"):
        party = getattr(row, side)
        named |= {f"/{side}/{name}": (place, party.get(name)) for name, place in _OF_A_PARTY.items()}
    for index, citation in enumerate(row.citations):
        named[f"/citations/{index}/document_id"] = (_DOCUMENT, citation["document_id"])
    return {pointer: (place, id_) for pointer, (place, id_) in named.items() if id_ is not None}


def referred(principal: Principal, place: Place, id_: str) -> Select[Any]:
    """The select that must find the record."""
    readable, model = place
    return readable(principal).where(model.id == id_)
