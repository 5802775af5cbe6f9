"""`/v1/meta/{collection}`: what a frontend needs to draw a form, read from the schemas themselves."""

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Union, get_args, get_origin

from annotated_types import MaxLen
from pydantic import MISSING, BaseModel
from pydantic.fields import FieldInfo

from app.core.dates import PartialDate
from app.core.i18n import Label, Labelled
from app.core.listing import Listing

_BEYOND_FILTERS = {"limit", "cursor", "sort", "count", "fields", "expand"}
_RECORD_LABELS = {
    "id": Label("Mã bản ghi", "Id"),
    "version": Label("Phiên bản", "Version"),
    "created_at": Label("Tạo lúc", "Created at"),
    "updated_at": Label("Sửa lúc", "Updated at"),
    "created_by": Label("Người tạo", "Created by"),
    "updated_by": Label("Người sửa", "Updated by"),
}


@dataclass(frozen=True, slots=True)
class Restricted:
    """In a field's `Annotated`: shown only to callers cleared for restricted data."""


@dataclass(frozen=True, slots=True)
class Collection:
    """One collection, as its slice describes it."""

    name: str
    create: type[BaseModel]
    read: type[BaseModel]
    query: type[BaseModel]
    listing: Listing
    states: Mapping[str, list[str]] = field(default_factory=dict)

    def describe(self) -> dict[str, Any]:
        """The answer of `/v1/meta/{collection}` (api.md, 6)."""
        filters = self.query.model_fields
        return {
            "collection": self.name,
            "fields": [self._field(name) for name in self.read.model_fields],
            "filters": [
                {"name": name, "type": type_name(info.annotation), "values": values_of(info.annotation)}
                for name, info in filters.items()
                if name not in _BEYOND_FILTERS
            ],
            "sorts": list(self.listing.sorts),
            "expands": list(self.listing.expands),
            "states": dict(self.states),
        }

    def _field(self, name: str) -> dict[str, Any]:
        writable = self.create.model_fields.get(name)
        info = writable or self.read.model_fields[name]
        found = list(metadata_of(info))
        label = next((item for item in found if isinstance(item, Label)), _RECORD_LABELS.get(name, Label(name, name)))
        lengths = [length for item in found if (length := _max_length(item)) is not None]
        return {
            "name": name,
            "type": type_name(info.annotation, found),
            "required": writable is not None and writable.is_required(),
            "max_length": min(lengths, default=None),
            "label_vi": label.vi,
            "label_en": label.en,
            "values": values_of(info.annotation),
            "importable": writable is not None,
            "restricted": any(isinstance(item, Restricted) for item in found),
        }


def _max_length(item: object) -> int | None:
    length = item.max_length if isinstance(item, MaxLen) else getattr(item, "max_length", None)
    return length if isinstance(length, int) else None


def metadata_of(info: FieldInfo) -> Iterator[Any]:
    """What stands in the field's `Annotated`, and in those that its type is made of."""
    yield from info.metadata
    yield from _nested(info.annotation)


def _nested(annotation: Any) -> Iterator[Any]:  # noqa: ANN401  # any type form
    if get_origin(annotation) is Annotated:
        inner, *metadata = get_args(annotation)
        yield from metadata
        yield from _nested(inner)
    elif get_origin(annotation) in (Union, types.UnionType):
        for part in get_args(annotation):
            yield from _nested(part)


def core_type(annotation: Any) -> Any:  # noqa: ANN401
    """The type itself, without Annotated, None and MISSING around it."""
    if get_origin(annotation) is Annotated:
        return core_type(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        return core_type(next(part for part in get_args(annotation) if part not in (type(None), MISSING)))
    return annotation


_TYPES: dict[type, str] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    Decimal: "decimal",
    datetime: "timestamp",
    date: "date",
    str: "string",
}


def type_name(annotation: Any, metadata: list[Any] | None = None) -> str:  # noqa: ANN401
    """A word for the type: string, integer, boolean, date, partial_date, timestamp, enum, list, object."""
    core = core_type(annotation)
    if any(item in get_args(PartialDate)[1:] for item in metadata or []):
        return "partial_date"
    if get_origin(core) is list:
        return "list"
    if isinstance(core, type) and issubclass(core, StrEnum):
        return "enum"
    if isinstance(core, type) and issubclass(core, BaseModel):
        return "object"
    return _TYPES.get(core, "object")


def values_of(annotation: Any) -> list[dict[str, str]]:  # noqa: ANN401
    """The codes of an enum, or of a list of them, with both labels."""
    core = core_type(annotation)
    core = core_type(get_args(core)[0]) if get_origin(core) is list else core
    if not (isinstance(core, type) and issubclass(core, Labelled)):
        return []
    return [{"code": item.value, "label_vi": item.label_vi, "label_en": item.label_en} for item in core]
