"""The fields that a file can fill, as the Create schemas declare them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, get_args, get_origin

from pydantic import BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from app.core.i18n import Label, Labelled
from app.core.meta import core_type, metadata_of, type_name
from app.core.money import Money
from app.partners.schemas import CountryCode

_UNNAMED = Label("", "")


@dataclass(frozen=True, slots=True)
class ImportField:
    """One field of a Create schema, or of an object inside it."""

    name: str
    item: str
    """A word of `core.meta.type_name`, or `country` or `money`; of a list the word for its items."""
    is_list: bool
    choices: type[Labelled] | None
    """The enum of an enum, or of a list of them."""
    is_coded: bool
    """Held to a pattern, as ids and codes are: no comma is part of it, so one may part the items of a list."""
    required: bool
    label: Label


@lru_cache(maxsize=256)
def fields_of(create: type[BaseModel]) -> dict[str, ImportField]:
    """The fields of a schema by name, in its order."""
    return {name: _field_of(name, info) for name, info in create.model_fields.items()}


def _field_of(name: str, info: FieldInfo) -> ImportField:
    found = list(metadata_of(info))
    core = core_type(info.annotation)
    is_list = get_origin(core) is list
    inner: Any = get_args(core)[0] if is_list else info.annotation
    of_items = list(metadata_of(FieldInfo.from_annotation(inner))) if is_list else found
    kind = core_type(inner)
    word = _word_of(inner, of_items)
    return ImportField(
        name=name,
        item=word,
        is_list=is_list,
        choices=kind if isinstance(kind, type) and issubclass(kind, Labelled) else None,
        is_coded=any(isinstance(item, StringConstraints) and item.pattern for item in of_items),
        required=info.is_required(),
        label=next((item for item in found if isinstance(item, Label)), _UNNAMED),
    )


def _word_of(annotation: Any, found: Sequence[Any]) -> str:  # noqa: ANN401  # any type form
    if core_type(annotation) is Money:
        return "money"
    if any(item in found for item in get_args(CountryCode)[1:]):
        return "country"
    return type_name(annotation, list(found))
