"""Hits and events as the API shows them."""

from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints

from app.core.dates import PartialDate
from app.core.i18n import Labelled
from app.core.listing import ListQuery
from app.core.schema import Answer, RecordId, split_commas


class HitQuery(ListQuery):
    """What to look for, and where."""

    q: Annotated[str, StringConstraints(min_length=1, max_length=200), Field(description="accents and spaces apart")]
    types: Annotated[
        list[str] | None,
        BeforeValidator(split_commas),
        Field(description="collections to look in, such as `partners,delegations`; absent: every one"),
    ] = None


class Hit(Answer):
    """A record of any collection that a name leads to."""

    type: Annotated[str, Field(description="its collection")]
    id: RecordId
    title: str
    subtitle: Annotated[str, Field(description="what it is, in the caller's language")]
    highlight: Annotated[str | None, Field(description="`matched` as HTML, the part that was found in <em>")]
    rank: Annotated[
        int, Field(description="0 with these accents, 1 a name starts so, 2 a name contains it, 3 an alias")
    ]
    matched: Annotated[str, Field(description="the spelling that was found")]


class EventType(Labelled):
    """Sự kiện trên dòng thời gian."""

    ACTIVITY_HELD = "activity_held", "Hoạt động", "Activity"
    AGREEMENT_ACT = "agreement_act", "Xử lý thỏa thuận", "Act on an agreement"
    AGREEMENT_SIGNED = "agreement_signed", "Ký thỏa thuận", "Agreement signed"
    CONTACT_TERM_BEGAN = "contact_term_began", "Bắt đầu nhiệm kỳ", "Term of office began"
    CONTACT_TERM_ENDED = "contact_term_ended", "Kết thúc nhiệm kỳ", "Term of office ended"
    DELEGATION_IN = "delegation_in", "Đoàn vào", "Inbound delegation"
    DELEGATION_OUT = "delegation_out", "Đoàn ra", "Outbound delegation"
    DOCUMENT_ISSUED = "document_issued", "Ban hành văn bản", "Document issued"
    GREETING_RECEIVED = "greeting_received", "Nhận thư, điện", "Greeting received"
    GREETING_SENT = "greeting_sent", "Gửi thư, điện", "Greeting sent"
    PARTNER_BEGAN = "partner_began", "Đối tác bắt đầu tồn tại", "Partner came into being"
    PARTNER_ENDED = "partner_ended", "Đối tác chấm dứt", "Partner came to its end"
    PARTNER_SUCCEEDED_BY = "partner_succeeded_by", "Được đối tác khác kế thừa", "Succeeded by another partner"
    PARTNER_SUCCEEDS = "partner_succeeds", "Kế thừa đối tác khác", "Succeeds another partner"
    RECORDED = "recorded", "Ghi sổ", "Written into the registry"
    RELATIONSHIP_CLAIMED = "relationship_claimed", "Ngày thiết lập theo nguồn khác", "Origin claimed by a source"
    RELATIONSHIP_ESTABLISHED = "relationship_established", "Thiết lập quan hệ", "Relationship established"


class TimelineQuery(ListQuery):
    """Filters of a timeline."""

    type: Annotated[list[EventType] | None, BeforeValidator(split_commas)] = None
    on_from: Annotated[PartialDate | None, Field(description="happened then or later")] = None
    on_to: Annotated[PartialDate | None, Field(description="happened then or earlier")] = None


class TimelineEvent(Answer):
    """Something that touches a partner."""

    on: Annotated[PartialDate | None, Field(description="when it happened, as far as it is known")]
    at: Annotated[datetime, Field(description="when the registry last wrote it down")]
    type: EventType
    collection: Annotated[str, Field(description="where the record that tells of it lies")]
    record_id: RecordId
    title: str
    detail: str | None
