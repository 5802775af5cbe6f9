"""What every schema shares: strictness, text, and the fields that the contract gives each record (api.md, 1)."""

import warnings
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import (
    MISSING,
    AfterValidator,
    AnyHttpUrl,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic.warnings import UnsupportedFieldAttributeWarning
from pydantic_core import PydanticCustomError

from app.core.i18n import Label, Labelled
from app.core.secrecy import refuse_marking, refuse_state_secret
from app.core.text import normalize_text

# FastAPI gives every parameter an alias, and silences this while it declares a route; what is built later would warn.
warnings.filterwarnings("ignore", category=UnsupportedFieldAttributeWarning)


class Confidentiality(Labelled):
    """Độ mật nội bộ. State secrets (Mật and above) have no place here: QĐ 1178/QĐ-TTg, domain.md 10."""

    PUBLIC = "public", "Công khai", "Public"
    INTERNAL = "internal", "Nội bộ", "Internal"
    RESTRICTED = "restricted", "Hạn chế", "Restricted"


_FIRST_YEAR, _LAST_YEAR = 1900, 2999


def split_commas(value: Any) -> Any:  # noqa: ANN401  # whatever the query string held
    """`country=LA,KH` and `country=LA&country=KH` are the same list."""
    if not isinstance(value, list):
        return value
    return [part for text in value for part in (text.split(",") if isinstance(text, str) else [text])]


def _web_address(value: str) -> str:
    try:
        AnyHttpUrl(value)
    except ValidationError as error:
        code = "invalid_format"
        raise PydanticCustomError(code, "not a web address") from error
    return value


def _storable(moment: datetime) -> datetime:
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        code = "out_of_range"
        raise PydanticCustomError(code, "the year is out of range")
    return moment


_Text = Annotated[str, AfterValidator(normalize_text), AfterValidator(refuse_marking)]
Name = Annotated[_Text, StringConstraints(min_length=1, max_length=500)]
ShortText = Annotated[_Text, StringConstraints(min_length=1, max_length=200)]
LongText = Annotated[_Text, StringConstraints(max_length=20_000)]
Moment = Annotated[AwareDatetime, AfterValidator(_storable)]
"""An instant with its UTC offset, of years that both databases order alike whatever the offset."""
WebAddress = Annotated[str, StringConstraints(max_length=2_000), AfterValidator(_web_address)]
RecordId = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"),
    Field(description="UUIDv7", examples=["0198f2b4-7c1e-7d3a-9f10-5b6c7d8e9f00"]),
]
SourceSystem = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9._-]+$", max_length=100), Label("Hệ thống nguồn", "Source system")
]
ExternalId = Annotated[
    str,
    AfterValidator(normalize_text),
    StringConstraints(min_length=1, max_length=200),
    Label("Mã ở hệ thống nguồn", "External id"),
]
ConfidentialityField = Annotated[
    Confidentiality, BeforeValidator(refuse_state_secret), Label("Mức phổ biến", "Confidentiality")
]


class Answer(BaseModel):
    """What is documented, and sent as JSON that the database made: built when the documents are first asked for."""

    model_config = ConfigDict(defer_build=True)


class Schema(BaseModel):
    """Strict about names: an unknown field is a fault, never ignored. Built when the first request needs it."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, defer_build=True)


class Citation(Schema):
    """Nguồn dẫn: a registered document or a web address, and the place in it."""

    document_id: RecordId | None = None
    url: WebAddress | None = None
    locator: ShortText | None = None
    note: ShortText | None = None

    @model_validator(mode="after")
    def name_one_source(self) -> Self:
        if (self.document_id is None) == (self.url is None):
            code = "invalid_value"
            raise PydanticCustomError(code, "give either document_id or url")
        return self


Citations = Annotated[list[Citation], Field(max_length=100), Label("Nguồn dẫn", "Citations")]
Note = Annotated[LongText, Label("Ghi chú", "Note")]


class ExternalKey(Schema):
    """Another system's id of a record."""

    source_system: SourceSystem
    external_id: ExternalId


class RecordCreate(Schema):
    """The common fields that a caller may give."""

    source_system: SourceSystem | None = None
    external_id: ExternalId | None = None
    confidentiality: ConfidentialityField = Confidentiality.INTERNAL
    citations: Citations = []
    note: Note | None = None


class RecordUpdate(Schema):
    """A JSON merge patch (RFC 7396): an absent field stays; null clears where the type allows it."""

    source_system: SourceSystem | MISSING | None = MISSING
    external_id: ExternalId | MISSING | None = MISSING
    confidentiality: ConfidentialityField | MISSING = MISSING
    citations: Citations | MISSING = MISSING
    note: Note | MISSING | None = MISSING


class RecordRead(Answer):
    """The common fields of every answer. No defaults: what is documented is always there."""

    id: RecordId
    version: int
    created_at: datetime
    updated_at: datetime
    created_by: str
    updated_by: str
    source_system: str | None
    external_id: str | None
    confidentiality: Confidentiality
    citations: list[Citation]
    note: str | None


def stored_values(schema: Schema) -> dict[str, Any]:
    """The fields as a table stores them, absent ones left out: nested models as JSON, enums and dates as themselves."""
    return {name: nested_json(value) for name, value in schema.__dict__.items() if value is not MISSING}


def nested_json(value: Any) -> Any:  # noqa: ANN401  # any field's value
    """Models as JSON, also those in a list; all else as it is."""
    if isinstance(value, list):
        return [nested_json(item) for item in value]
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else value


def read_columns(schema: type[BaseModel], model: Any, derived: Mapping[str, Any] | None = None) -> dict[str, Any]:  # noqa: ANN401  # a Record class
    """The columns of an answer in the schema's order: `derived` where given, else the model's own of that name."""
    derived = derived or {}
    return {name: derived[name] if name in derived else getattr(model, name) for name in schema.model_fields}
