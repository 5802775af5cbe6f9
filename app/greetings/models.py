"""The tables of greetings and of the policy that asks for them."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.anniversaries.models import AnniversaryKind
from app.core.i18n import Labelled
from app.core.model import Record
from app.partners.models import PartnerTier
from app.relationships.models import Pillar


class GreetingDirection(Labelled):
    """Chiều."""

    SENT = "sent", "Gửi đi", "Sent"
    RECEIVED = "received", "Nhận được", "Received"


class GreetingType(Labelled):
    """Loại (NĐ 18/2022/NĐ-CP, Điều 35; domain.md 12.8)."""

    LETTER = "letter", "Thư mừng", "Letter"
    TELEGRAM = "telegram", "Điện mừng", "Telegram"
    FLOWERS = "flowers", "Lẵng hoa", "Flowers"
    CARD = "card", "Thiệp", "Card"
    CONDOLENCE = "condolence", "Điện chia buồn", "Condolence"
    SYMPATHY = "sympathy", "Thăm hỏi", "Sympathy"
    THANKS = "thanks", "Thư cảm ơn", "Thanks"


class GreetingChannel(Labelled):
    """Kênh."""

    PARTY = "party", "Đảng", "Party"
    GOVERNMENT = "government", "Chính quyền", "Government"
    COUNCIL = "council", "Hội đồng nhân dân", "Council"
    FRONT = "front", "Mặt trận, đoàn thể", "Front and mass organizations"


class GreetingStatus(Labelled):
    """Trạng thái; a received one begins as `received` and may be answered."""

    DRAFT = "draft", "Dự thảo", "Draft"
    SUBMITTED = "submitted", "Đã trình", "Submitted"
    SIGNED = "signed", "Đã ký", "Signed"
    SENT = "sent", "Đã gửi", "Sent"
    RECEIVED = "received", "Đã nhận", "Received"
    ANSWERED = "answered", "Có phúc đáp", "Answered"
    CANCELLED = "cancelled", "Hủy", "Cancelled"


class YearClass(Labelled):
    """Loại năm (NĐ 145/2013/NĐ-CP, Điều 3)."""

    ROUND = "round", "Năm tròn", "Round year"
    FIVE = "five", "Năm lẻ 5", "Year ending in 5"
    OTHER = "other", "Năm khác", "Other year"


class PartyRank(Labelled):
    """Cấp của người gửi, người nhận, from the highest down; what equal rank (đối đẳng) is measured by (R24)."""

    HEAD_OF_PROVINCE = "head_of_province", "Người đứng đầu cấp tỉnh", "Head of a province"
    DEPUTY_HEAD = "deputy_head", "Cấp phó của người đứng đầu cấp tỉnh", "Deputy head of a province"
    DEPARTMENT_HEAD = "department_head", "Giám đốc sở và tương đương", "Head of a department"
    DEPUTY_DEPARTMENT_HEAD = "deputy_department_head", "Phó giám đốc sở và tương đương", "Deputy head of a department"
    OTHER = "other", "Khác", "Other"


class PolicyAction(Labelled):
    """Hình thức: what an office can do on the day (domain.md 4.1)."""

    LETTER = "letter", "Thư mừng", "Letter"
    TELEGRAM = "telegram", "Điện mừng", "Telegram"
    FLOWERS = "flowers", "Lẵng hoa", "Flowers"
    CARD = "card", "Thiệp", "Card"
    BULLETIN = "bulletin", "Bản tin", "Bulletin"
    RECEPTION = "reception", "Gặp mặt", "Reception"
    DELEGATION = "delegation", "Cử đoàn", "Delegation"
    CEREMONY = "ceremony", "Lễ kỷ niệm", "Ceremony"


class Greeting(Record):
    """Thư, điện mừng. `sender` and `recipient` {org_unit_id or partner_id, contact_id, name, position, rank}."""

    __tablename__ = "greetings"
    more_table_args: ClassVar[tuple[Any, ...]] = (
        Index(None, "anniversary_id", "occurrence_date"),
        Index(None, "org_unit_id"),
        Index(None, "partner_id"),
        Index(None, "due_on"),
        Index(None, "reply_to_id"),
    )
    unit_columns: ClassVar[tuple[str, ...]] = ("org_unit_id",)
    sides: ClassVar[tuple[str, ...]] = ("org_unit_id", "partner_id")

    direction: Mapped[GreetingDirection]
    type: Mapped[GreetingType]
    anniversary_id: Mapped[str | None] = mapped_column(ForeignKey("anniversaries.id"))
    occurrence_date: Mapped[str | None] = mapped_column(String(10))
    occasion: Mapped[str | None]
    org_unit_id: Mapped[str] = mapped_column(ForeignKey("org_units.id"))
    partner_id: Mapped[str | None] = mapped_column(ForeignKey("partners.id"))
    country: Mapped[str | None] = mapped_column(String(2))
    channel: Mapped[GreetingChannel | None]
    sender: Mapped[dict[str, Any]] = mapped_column(default=dict)
    recipient: Mapped[dict[str, Any]] = mapped_column(default=dict)
    languages: Mapped[list[Any]] = mapped_column(default=list)
    draft: Mapped[str | None]
    translation: Mapped[str | None]
    reference_number: Mapped[str | None] = mapped_column(String(100))
    due_on: Mapped[date | None]
    signed_on: Mapped[date | None]
    sent_on: Mapped[date | None]
    received_on: Mapped[date | None]
    sent_via: Mapped[str | None]
    status: Mapped[GreetingStatus]
    reply_to_id: Mapped[str | None] = mapped_column(ForeignKey("greetings.id"))
    publicity: Mapped[str | None]

    def repoint(self, name: str, old: str, new: str) -> None:
        """Who wrote or was written to, when that went up in another."""
        super().repoint(name, old, new)
        for side in ("sender", "recipient"):
            party = getattr(self, side)
            if party.get("partner_id") == old:
                self.assign(**{side: {**party, "partner_id": new}})


class GreetingPolicy(Record):
    """Chính sách thư, điện mừng: what an anniversary of this kind asks for; an absent column means any.

    `pillar` is kept with it, for a Party's day is greeted by the Party. The most exact policy wins.
    """

    __tablename__ = "greeting_policies"

    kind: Mapped[AnniversaryKind]
    tier: Mapped[PartnerTier | None]
    year_class: Mapped[YearClass | None]
    pillar: Mapped[Pillar | None]
    actions: Mapped[list[Any]] = mapped_column(default=list)
    basis: Mapped[str | None]
