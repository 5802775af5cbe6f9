"""The tables of agreements, their acts, and the opinions asked for them."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db.list_index import CodeList
from app.core.i18n import Labelled
from app.core.model import Record
from app.core.names import Named, name_index
from app.delegations.models import Verdict


class NameType(Labelled):
    """Tên gọi (Luật 70/2020/QH14, Điều 6): the nine names and `other`; treaty names are refused (R1)."""

    THOA_THUAN = "thoa_thuan", "Thỏa thuận", "Agreement"
    THONG_CAO = "thong_cao", "Thông cáo", "Communiqué"
    TUYEN_BO = "tuyen_bo", "Tuyên bố", "Declaration"
    Y_DINH_THU = "y_dinh_thu", "Ý định thư", "Letter of intent"
    BAN_GHI_NHO = "ban_ghi_nho", "Bản ghi nhớ", "Memorandum of understanding"
    BIEN_BAN_THOA_THUAN = "bien_ban_thoa_thuan", "Biên bản thỏa thuận", "Minutes of agreement"
    BIEN_BAN_TRAO_DOI = "bien_ban_trao_doi", "Biên bản trao đổi", "Minutes of exchange"
    CHUONG_TRINH_HOP_TAC = "chuong_trinh_hop_tac", "Chương trình hợp tác", "Cooperation programme"
    KE_HOACH_HOP_TAC = "ke_hoach_hop_tac", "Kế hoạch hợp tác", "Cooperation plan"
    OTHER = "other", "Tên gọi khác", "Other"


class SigningCapacity(Labelled):
    """Danh nghĩa ký (domain.md 1.3)."""

    PROVINCIAL_PEOPLE_COUNCIL = "provincial_people_council", "HĐND cấp tỉnh", "Provincial People's Council"
    PROVINCIAL_PEOPLE_COMMITTEE = "provincial_people_committee", "UBND cấp tỉnh", "Provincial People's Committee"
    DEPARTMENT = "department", "Sở, ban, ngành", "Department"
    DISTRICT_PEOPLE_COMMITTEE = (
        "district_people_committee",
        "UBND cấp huyện (trước 01/07/2025)",
        "District (historical)",
    )
    BORDER_COMMUNE = "border_commune", "UBND cấp xã biên giới", "Border commune"
    ORGANIZATION = "organization", "Cơ quan cấp tỉnh của tổ chức", "Provincial body of an organization"
    PARTY_COMMITTEE = "party_committee", "Cấp ủy Đảng", "Party committee"
    OTHER = "other", "Khác", "Other"


class LegalRegime(Labelled):
    """Chế độ pháp lý, by the day of signing, or outside the law (Luật 70/2020/QH14, Điều 1.2)."""

    LAW_2020 = "law_2020", "Luật 70/2020/QH14", "Law 70/2020/QH14"
    ORDINANCE_2007 = "ordinance_2007", "Pháp lệnh 2007", "Ordinance of 2007"
    EARLIER = "earlier", "Trước Pháp lệnh 2007", "Before the Ordinance of 2007"
    PARTY_PAPER = "party_paper", "Văn kiện của Đảng", "Party paper"
    NGO_AID = "ngo_aid", "Viện trợ PCPNN", "NGO aid"
    ODA = "oda", "ODA, vay ưu đãi", "ODA"
    CIVIL_CONTRACT = "civil_contract", "Hợp đồng dân sự", "Civil contract"


class ProcedureType(Labelled):
    """Trình tự, thủ tục."""

    ORDINARY = "ordinary", "Thông thường", "Ordinary"
    SIMPLIFIED = "simplified", "Rút gọn", "Simplified"


class SigningMode(Labelled):
    """Hình thức ký."""

    IN_PERSON = "in_person", "Trực tiếp", "In person"
    ONLINE = "online", "Trực tuyến", "Online"
    CIRCULATION = "circulation", "Luân chuyển", "By circulation"


class AgreementStatus(Labelled):
    """Tình trạng, derived for any day (R9)."""

    PREPARING = "preparing", "Đang chuẩn bị", "In preparation"
    NOT_IN_FORCE = "not_in_force", "Chưa có hiệu lực", "Not yet in force"
    IN_FORCE = "in_force", "Còn hiệu lực", "In force"
    EXPIRING = "expiring", "Sắp hết hạn", "Expiring"
    EXPIRED = "expired", "Hết hạn", "Expired"
    TERMINATED = "terminated", "Chấm dứt hiệu lực", "Terminated"
    WITHDRAWN = "withdrawn", "Rút khỏi", "Withdrawn"
    SUSPENDED = "suspended", "Tạm đình chỉ", "Suspended"
    REPLACED = "replaced", "Bị thay thế", "Replaced"


class ActKind(Labelled):
    """Hành vi đối với thỏa thuận (Luật 70/2020/QH14, Điều 33 và 34; NĐ 177/2025/NĐ-CP)."""

    AMEND = "amend", "Sửa đổi, bổ sung", "Amend"
    RENEW = "renew", "Gia hạn", "Renew"
    TERMINATE = "terminate", "Chấm dứt hiệu lực", "Terminate"
    WITHDRAW = "withdraw", "Rút khỏi", "Withdraw"
    SUSPEND = "suspend", "Tạm đình chỉ", "Suspend"
    RESUME = "resume", "Tiếp tục thực hiện", "Resume"
    REPLACE = "replace", "Thay thế", "Replace"
    INHERIT = "inherit", "Thừa kế", "Inherit"


class InheritanceOutcome(Labelled):
    """Kết quả xử lý thỏa thuận được thừa kế (NĐ 177/2025/NĐ-CP)."""

    KEEP = "keep", "Giữ nguyên", "Keep"
    AMEND = "amend", "Sửa đổi, bổ sung", "Amend"
    REPLACE = "replace", "Ký văn bản thay thế", "Replace"
    TERMINATE = "terminate", "Chấm dứt", "Terminate"
    WITHDRAW = "withdraw", "Rút khỏi", "Withdraw"
    SUSPEND = "suspend", "Tạm đình chỉ", "Suspend"
    PENDING = "pending", "Chờ xử lý", "Pending"


class DeadlineKind(Labelled):
    """Thời hạn (R2, R4, R5)."""

    CONSULTATION = "consultation", "Cơ quan được hỏi trả lời", "Answers of the consulted"
    PRIME_MINISTER_REPORT = "prime_minister_report", "Báo cáo Thủ tướng", "Report to the Prime Minister"
    MINISTRY_COPY = "ministry_copy", "Gửi bản sao Bộ Ngoại giao", "Copy to the Ministry"
    TERMINATION_NOTICE = "termination_notice", "Thông báo Bộ Ngoại giao", "Notice to the Ministry"
    RENEWAL_NOTICE = "renewal_notice", "Báo trước về gia hạn", "Renewal notice"


class Agreement(Named):
    """Thỏa thuận quốc tế, as signed: acts tell what became of it, and never rewrite it.

    `parties` [{side, org_unit_id or partner_id, name_as_signed, signer, position}]; `renewal` {automatic, months,
    notice_days}; `prime_minister_consent` {document_id or number, on}; `deadlines` [{kind, due_on, done_on, basis}].
    Derived from those at each write: `partner_ids`, `org_unit_ids` and `countries` of the parties,
    `responsible_unit_id` (the Vietnamese unit that answers for it now), `starts_on` and `expires_on` (whole days, R9),
    `next_due_on`.
    """

    __tablename__ = "agreements"
    more_table_args: ClassVar[tuple[Any, ...]] = (
        name_index("agreements"),
        Index(None, "signed_on"),
        Index(None, "expires_on"),
        Index(None, "next_due_on"),
        Index(None, "relationship_id"),
        Index(None, "delegation_id"),
        Index(None, "predecessor_id"),
        Index(None, "parent_id"),
        Index(None, "lead_unit_id"),
        Index(None, "responsible_unit_id"),
    )
    unit_columns: ClassVar[tuple[str, ...]] = ("lead_unit_id", "responsible_unit_id")
    unit_lists: ClassVar[tuple[str, ...]] = ("org_unit_ids",)
    reference_lists: ClassVar[dict[str, tuple[str, ...]]] = {
        "partner_ids": ("partners",),
        "org_unit_ids": ("org_units",),
    }

    title_vi: Mapped[str]
    title_foreign: Mapped[str | None]
    name_type: Mapped[NameType]
    signing_capacity: Mapped[SigningCapacity]
    legal_regime: Mapped[LegalRegime]
    under_law: Mapped[bool]
    procedure_type: Mapped[ProcedureType]
    parties: Mapped[list[Any]] = mapped_column(default=list)
    relationship_id: Mapped[str | None] = mapped_column(ForeignKey("relationships.id"))
    fields: Mapped[list[Any]] = mapped_column(default=list)
    summary: Mapped[str | None]
    dossier_complete_on: Mapped[date | None]
    prime_minister_consent: Mapped[dict[str, Any] | None]
    signed_on: Mapped[str | None] = mapped_column(String(10))
    place: Mapped[str | None]
    signing_mode: Mapped[SigningMode | None]
    delegation_id: Mapped[str | None] = mapped_column(ForeignKey("delegations.id"))
    languages: Mapped[list[Any]] = mapped_column(default=list)
    effective_on: Mapped[str | None] = mapped_column(String(10))
    ends_on: Mapped[str | None] = mapped_column(String(10))
    term_months: Mapped[int | None]
    renewal: Mapped[dict[str, Any] | None]
    renews_automatically: Mapped[bool] = mapped_column(default=False, info={"unaudited": True})
    predecessor_id: Mapped[str | None] = mapped_column(ForeignKey("agreements.id"))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("agreements.id"))
    lead_unit_id: Mapped[str | None] = mapped_column(ForeignKey("org_units.id"))
    original_location: Mapped[str | None]
    deadlines: Mapped[list[Any]] = mapped_column(default=list)
    act_count: Mapped[int] = mapped_column(default=0)
    partner_ids: Mapped[list[Any]] = mapped_column(CodeList, default=list, info={"unaudited": True})
    org_unit_ids: Mapped[list[Any]] = mapped_column(CodeList, default=list)
    countries: Mapped[list[Any]] = mapped_column(CodeList, default=list, info={"unaudited": True})
    responsible_unit_id: Mapped[str | None] = mapped_column(ForeignKey("org_units.id"))
    starts_on: Mapped[date | None] = mapped_column(info={"unaudited": True})
    expires_on: Mapped[date | None] = mapped_column(info={"unaudited": True})
    next_due_on: Mapped[date | None] = mapped_column(info={"unaudited": True})

    def names(self) -> list[str | None]:
        """In Vietnamese, and as the other side has it."""
        return [self.title_vi, self.title_foreign]

    def repoint(self, name: str, old: str, new: str) -> None:
        """A party that went up in another is led to it; its name as signed stays."""
        super().repoint(name, old, new)
        if name == "partner_ids":
            parties = [{**party, "partner_id": new} if party["partner_id"] == old else party for party in self.parties]
            self.assign(parties=parties)


class AgreementAct(Record):
    """Hành vi pháp lý đối với một thỏa thuận; history, in the order of `sequence` on one day.

    `ends_on` is the new end that a renewal gives, `child_id` the paper that amends, renews or replaces (R6); an
    inheritance has `to_unit_id`, `basis`, `outcome`, and the day when the foreign party was told.
    """

    __tablename__ = "agreement_acts"
    more_table_args: ClassVar[tuple[Any, ...]] = (
        Index(None, "agreement_id", "effective_on", "sequence"),
        Index(None, "document_id"),
        Index(None, "child_id"),
        Index(None, "to_unit_id"),
    )
    sides: ClassVar[tuple[str, ...]] = ("agreement_id",)

    agreement_id: Mapped[str] = mapped_column(ForeignKey("agreements.id"))
    sequence: Mapped[int]
    kind: Mapped[ActKind]
    effective_on: Mapped[date]
    document_id: Mapped[str | None] = mapped_column(ForeignKey("documents.id"))
    ends_on: Mapped[str | None] = mapped_column(String(10))
    expires_on: Mapped[date | None] = mapped_column(info={"unaudited": True})
    child_id: Mapped[str | None] = mapped_column(ForeignKey("agreements.id"))
    to_unit_id: Mapped[str | None] = mapped_column(ForeignKey("org_units.id"))
    basis: Mapped[str | None]
    outcome: Mapped[InheritanceOutcome | None]
    foreign_party_notified_on: Mapped[date | None]


class AgreementOpinion(Record):
    """Ý kiến của cơ quan được hỏi về một thỏa thuận (Luật 70/2020/QH14, Điều 19)."""

    __tablename__ = "agreement_opinions"
    more_table_args: ClassVar[tuple[Any, ...]] = tuple(
        Index(None, name) for name in ("agreement_id", "agency_id", "document_id")
    )
    sides: ClassVar[tuple[str, ...]] = ("agreement_id",)

    agreement_id: Mapped[str] = mapped_column(ForeignKey("agreements.id"))
    agency_id: Mapped[str | None] = mapped_column(ForeignKey("org_units.id"))
    agency_name: Mapped[str | None]
    sent_on: Mapped[date]
    due_on: Mapped[date]
    answered_on: Mapped[date | None]
    verdict: Mapped[Verdict | None]
    document_id: Mapped[str | None] = mapped_column(ForeignKey("documents.id"))
