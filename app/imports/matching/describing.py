"""What tells one record from another of its collection: its names, and what a list of candidates shows of it."""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any, Final

CODES: Final[Mapping[str, str]] = {
    "org-units": "code",
    "documents": "number",
    "partners": "subdivision",
    "delegations": "code",
    "greetings": "reference_number",
}
"""The column that people write as the record's code; a partner's is that of its province by ISO 3166-2."""

NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "org-units": ("name_vi", "name_en"),
    "documents": ("subject", "number"),
    "partners": ("name_vi", "name_en", "name_local"),
    "contacts": ("full_name", "native_name"),
    "delegations": ("title",),
    "agreements": ("title_vi", "title_foreign"),
    "anniversaries": ("title_vi", "title_en"),
    "tasks": ("title",),
    "activities": ("title",),
}
"""The columns that name a record, as its model's `names` has them; what has none is not found by name."""

_SHOWN: Final[Mapping[str, tuple[str, ...]]] = {
    "org-units": ("name_vi", "kind", "code", "valid_from", "valid_to"),
    "documents": ("number", "subject", "issued_on"),
    "partners": ("name_vi", "kind", "country", "subdivision", "admin_level"),
    "relationships": ("org_unit_id", "partner_id", "channel"),
    "contacts": ("full_name", "position_vi"),
    "delegations": ("code", "title"),
    "agreements": ("title_vi", "signed_on"),
    "anniversaries": ("title_vi", "origin_date"),
    "greetings": ("type", "occasion", "reference_number"),
    "greeting-policies": ("kind", "tier", "year_class"),
    "tasks": ("title", "section_path", "number"),
    "activities": ("title", "held_from"),
}


def shown_columns(collection: str) -> tuple[str, ...]:
    """The columns of a candidate, its id first."""
    return ("id", *_SHOWN[collection])


def candidate_of(collection: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A candidate as JSON, from a row with at least `shown_columns`."""
    return {name: json_value(row[name]) for name in shown_columns(collection)}


def json_value(value: Any) -> Any:  # noqa: ANN401  # a stored value
    """As the API shows it."""
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value
