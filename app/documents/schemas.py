"""Documents as the API takes and shows them."""

from typing import Annotated

from pydantic import MISSING, AfterValidator, BeforeValidator, Field, StringConstraints

from app.core.dates import PartialDate
from app.core.i18n import Label
from app.core.listing import SearchQuery
from app.core.schema import (
    Answer,
    LongText,
    RecordCreate,
    RecordId,
    RecordRead,
    RecordUpdate,
    Schema,
    ShortText,
    split_commas,
)
from app.documents.models import DocumentType

Number = Annotated[ShortText, StringConstraints(max_length=100), Label("Số, ký hiệu", "Number")]
Type = Annotated[DocumentType, Label("Loại văn bản", "Type")]
Issuer = Annotated[ShortText, Label("Cơ quan ban hành", "Issuer")]
IssuerId = Annotated[RecordId, Label("Đơn vị ban hành", "Issuing unit")]
IssuedOn = Annotated[PartialDate, Label("Ngày ban hành", "Issued on")]
PublishedOn = Annotated[PartialDate, Label("Ngày đăng", "Published on")]
Signer = Annotated[ShortText, Label("Người ký", "Signer")]
Subject = Annotated[LongText, StringConstraints(min_length=1, max_length=2_000), Label("Trích yếu", "Subject")]


def _once_each(ids: list[str]) -> list[str]:
    return list(dict.fromkeys(ids))


DocumentIds = Annotated[list[RecordId], Field(max_length=100), AfterValidator(_once_each)]
Implements = Annotated[DocumentIds, Label("Triển khai văn bản", "Implements")]
Replaces = Annotated[DocumentIds, Label("Thay thế văn bản", "Replaces")]


class PrintedDates(Schema):
    """Ngày in sai: a printed date that cannot be, beside the right one in the field of its name (R20)."""

    issued_on: ShortText | MISSING = MISSING
    published_on: ShortText | MISSING = MISSING


class PrintedDatesPatch(Schema):
    """A merge patch of them: null takes one away."""

    issued_on: ShortText | MISSING | None = MISSING
    published_on: ShortText | MISSING | None = MISSING


_PRINTED = Label("Ngày như bản in", "Dates as printed")


class DocumentCreate(RecordCreate):
    """A new document."""

    number: Number | None = None
    type: Type
    issuer: Issuer | None = None
    issuer_id: IssuerId | None = None
    issued_on: IssuedOn | None = None
    published_on: PublishedOn | None = None
    signer: Signer | None = None
    subject: Subject
    implements: Implements = []
    replaces: Replaces = []
    dates_as_printed: Annotated[PrintedDates, _PRINTED] = PrintedDates()


class DocumentUpdate(RecordUpdate):
    """A merge patch of a document."""

    number: Number | MISSING | None = MISSING
    type: Type | MISSING = MISSING
    issuer: Issuer | MISSING | None = MISSING
    issuer_id: IssuerId | MISSING | None = MISSING
    issued_on: IssuedOn | MISSING | None = MISSING
    published_on: PublishedOn | MISSING | None = MISSING
    signer: Signer | MISSING | None = MISSING
    subject: Subject | MISSING = MISSING
    implements: Implements | MISSING = MISSING
    replaces: Replaces | MISSING = MISSING
    dates_as_printed: Annotated[PrintedDatesPatch, _PRINTED] | MISSING = MISSING


class DocumentLabel(Schema):
    """A document as other records show it when expanded."""

    id: RecordId
    number: str | None
    type: DocumentType
    issued_on: str | None
    subject: str


class DocumentRead(RecordRead):
    """A document. `implements` and `replaces` hold ids, or labels when expanded."""

    number: str | None
    type: DocumentType
    issuer: str | None
    issuer_id: RecordId | None
    issued_on: str | None
    published_on: str | None
    signer: str | None
    subject: str
    implements: list[RecordId] | list[DocumentLabel]
    replaces: list[RecordId] | list[DocumentLabel]
    dates_as_printed: dict[str, str]


class ChainLink(DocumentLabel):
    """A document of a chain, `depth` steps away."""

    depth: int


class DocumentChain(Answer):
    """What a document implements and replaces, and what implements and replaces it, step by step; the nearest first."""

    implements: list[ChainLink]
    implemented_by: list[ChainLink]
    replaces: list[ChainLink]
    replaced_by: list[ChainLink]


class DocumentQuery(SearchQuery):
    """Filters of the list."""

    type: Annotated[list[DocumentType] | None, BeforeValidator(split_commas)] = None
    number: Annotated[str | None, StringConstraints(max_length=100)] = None
    issuer_id: Annotated[list[RecordId] | None, BeforeValidator(split_commas)] = None
    signer: Annotated[str | None, StringConstraints(max_length=200)] = None
    issued_from: Annotated[
        PartialDate | None, Field(description="issued then or later; a date known to its year counts where it may be")
    ] = None
    issued_to: Annotated[PartialDate | None, Field(description="issued then or earlier")] = None
    implements: Annotated[RecordId | None, Field(description="documents that implement this one")] = None
    replaces: Annotated[RecordId | None, Field(description="documents that replace this one")] = None
