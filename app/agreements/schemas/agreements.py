"""The record: as it is written, answered, and asked for."""

from typing import Annotated

from pydantic import MISSING, BaseModel, BeforeValidator, Field

from app.agreements.models import (
    AgreementStatus,
    LegalRegime,
    NameType,
    ProcedureType,
    SigningCapacity,
    SigningMode,
)
from app.agreements.schemas import fields as f
from app.core.dates import CalendarDate, PartialDate
from app.core.i18n import Label
from app.core.listing import DetailQuery, SearchQuery
from app.core.schema import RecordCreate, RecordId, RecordRead, RecordUpdate, split_commas
from app.partners.schemas import CountryCode

StatusAsOf = Annotated[
    CalendarDate | None, Field(description="`status` and `expires_on` as of this day instead of today")
]


class AgreementCreate(RecordCreate):
    """A new agreement; signed or still in preparation."""

    title_vi: f.TitleVi
    title_foreign: f.TitleForeign | None = None
    name_type: f.NameTypeField
    signing_capacity: f.Capacity
    legal_regime: f.Regime | None = None
    under_law: f.UnderLaw | None = None
    procedure_type: f.Procedure = ProcedureType.ORDINARY
    parties: f.Parties
    relationship_id: f.RelationshipId | None = None
    fields: f.Fields = []
    summary: f.Summary | None = None
    dossier_complete_on: f.DossierCompleteOn | None = None
    prime_minister_consent: f.Consent | None = None
    signed_on: f.SignedOn | None = None
    place: f.Place | None = None
    signing_mode: f.Mode | None = None
    delegation_id: f.DelegationId | None = None
    languages: f.Languages = []
    effective_on: f.EffectiveOn | None = None
    ends_on: f.EndsOn | None = None
    term_months: f.TermMonths | None = None
    renewal: f.RenewalField | None = None
    predecessor_id: f.PredecessorId | None = None
    parent_id: f.ParentId | None = None
    lead_unit_id: f.LeadUnitId | None = None
    original_location: f.OriginalLocation | None = None


class AgreementUpdate(RecordUpdate):
    """A merge patch of an agreement; what was signed is corrected with `X-Change-Comment` alone."""

    title_vi: f.TitleVi | MISSING = MISSING
    title_foreign: f.TitleForeign | MISSING | None = MISSING
    name_type: f.NameTypeField | MISSING = MISSING
    signing_capacity: f.Capacity | MISSING = MISSING
    legal_regime: f.Regime | MISSING = MISSING
    under_law: f.UnderLaw | MISSING = MISSING
    procedure_type: f.Procedure | MISSING = MISSING
    parties: f.Parties | MISSING = MISSING
    relationship_id: f.RelationshipId | MISSING | None = MISSING
    fields: f.Fields | MISSING = MISSING
    summary: f.Summary | MISSING | None = MISSING
    dossier_complete_on: f.DossierCompleteOn | MISSING | None = MISSING
    prime_minister_consent: f.Consent | MISSING | None = MISSING
    signed_on: f.SignedOn | MISSING | None = MISSING
    place: f.Place | MISSING | None = MISSING
    signing_mode: f.Mode | MISSING | None = MISSING
    delegation_id: f.DelegationId | MISSING | None = MISSING
    languages: f.Languages | MISSING = MISSING
    effective_on: f.EffectiveOn | MISSING | None = MISSING
    ends_on: f.EndsOn | MISSING | None = MISSING
    term_months: f.TermMonths | MISSING | None = MISSING
    renewal: f.RenewalField | MISSING | None = MISSING
    predecessor_id: f.PredecessorId | MISSING | None = MISSING
    parent_id: f.ParentId | MISSING | None = MISSING
    lead_unit_id: f.LeadUnitId | MISSING | None = MISSING
    original_location: f.OriginalLocation | MISSING | None = MISSING


class AgreementLabel(BaseModel):
    """An agreement as other records show it when expanded."""

    id: RecordId
    title_vi: str
    title_foreign: str | None
    name_type: NameType
    signed_on: str | None


class AgreementRead(RecordRead):
    """An agreement. `status`, `deadlines` and the fields after them follow from the others and from its acts."""

    title_vi: str
    title_foreign: str | None
    name_type: NameType
    signing_capacity: SigningCapacity
    legal_regime: LegalRegime
    under_law: bool
    procedure_type: ProcedureType
    parties: list[f.Party]
    relationship_id: RecordId | None
    fields: list[str]
    summary: str | None
    dossier_complete_on: CalendarDate | None
    prime_minister_consent: f.PrimeMinisterConsent | None
    signed_on: str | None
    place: str | None
    signing_mode: SigningMode | None
    delegation_id: RecordId | None
    languages: list[str]
    effective_on: str | None
    ends_on: str | None
    term_months: int | None
    renewal: f.Renewal | None
    predecessor_id: RecordId | None
    parent_id: RecordId | None
    lead_unit_id: RecordId | None
    original_location: str | None
    status: Annotated[AgreementStatus, Label("Tình trạng", "Status")]
    deadlines: Annotated[list[f.Deadline], Label("Thời hạn", "Deadlines")]
    next_due_on: Annotated[CalendarDate | None, Label("Hạn gần nhất", "Next due on")]
    starts_on: Annotated[
        CalendarDate | None, Field(description="the first day in force"), Label("Hiệu lực từ", "Starts on")
    ]
    expires_on: Annotated[
        CalendarDate | None,
        Field(description="the last day in force, renewals counted"),
        Label("Hiệu lực đến", "Expires on"),
    ]
    responsible_unit_id: Annotated[
        RecordId | None,
        Field(description="the unit that answers for it now; null where several might"),
        Label("Đơn vị chịu trách nhiệm hiện nay", "Responsible unit"),
    ]
    partner_ids: Annotated[list[RecordId], Label("Đối tác", "Partners")]
    org_unit_ids: Annotated[list[RecordId], Label("Đơn vị ký", "Org units")]
    countries: Annotated[list[str], Label("Nước", "Countries")]


class AgreementDetailQuery(DetailQuery):
    """The parameters of one agreement's answer."""

    status_as_of: StatusAsOf = None


class AgreementQuery(SearchQuery):
    """Filters of the list; `q` searches both titles."""

    status: Annotated[list[AgreementStatus] | None, BeforeValidator(split_commas)] = None
    status_as_of: StatusAsOf = None
    name_type: Annotated[list[NameType] | None, BeforeValidator(split_commas)] = None
    signing_capacity: Annotated[list[SigningCapacity] | None, BeforeValidator(split_commas)] = None
    legal_regime: Annotated[list[LegalRegime] | None, BeforeValidator(split_commas)] = None
    under_law: Annotated[bool | None, Field(description="with `count=exact`, the official count (R8)")] = None
    country: Annotated[
        list[CountryCode] | None, BeforeValidator(split_commas), Field(description="of a partner that signed")
    ] = None
    partner_id: Annotated[list[RecordId] | None, BeforeValidator(split_commas)] = None
    org_unit_id: Annotated[
        list[RecordId] | None,
        BeforeValidator(split_commas),
        Field(description="signed, leads or answers for it now"),
    ] = None
    signed_from: Annotated[
        PartialDate | None,
        Field(description="signed then or later; a date known to its year counts where it may be"),
    ] = None
    signed_to: Annotated[PartialDate | None, Field(description="signed then or earlier")] = None
    ends_from: Annotated[PartialDate | None, Field(description="`expires_on` then or later")] = None
    ends_to: Annotated[PartialDate | None, Field(description="`expires_on` then or earlier")] = None
    relationship_id: Annotated[list[RecordId] | None, BeforeValidator(split_commas)] = None
    delegation_id: Annotated[list[RecordId] | None, BeforeValidator(split_commas)] = None
    parent_id: Annotated[list[RecordId] | None, BeforeValidator(split_commas)] = None
    predecessor_id: Annotated[list[RecordId] | None, BeforeValidator(split_commas)] = None
