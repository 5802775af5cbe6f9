"""The table of feeds."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.i18n import Labelled
from app.core.model import Record


class FeedShow(Labelled):
    """What a feed tells of an occurrence."""

    FULL = "full", "Đầy đủ", "Full"
    TITLE_ONLY = "title_only", "Chỉ tiêu đề", "Title only"


class FeedLanguage(Labelled):
    """The language of a feed's titles."""

    VI = "vi", "Tiếng Việt", "Vietnamese"
    EN = "en", "Tiếng Anh", "English"


class Feed(Record):
    """Lịch theo dõi: a query of occurrences at a secret address; only the hash of its token is stored.

    It shows what the key that made it may see now, and dies with that key.
    """

    __tablename__ = "feeds"
    more_table_args: ClassVar[tuple[Any, ...]] = (
        Index("ix_feeds_digest", "digest", unique=True),
        Index(None, "owner_key_id"),
    )
    is_private: ClassVar[bool] = True

    name: Mapped[str] = mapped_column(String(200))
    owner_key_id: Mapped[str] = mapped_column(ForeignKey("api_keys.id"))
    prefix: Mapped[str] = mapped_column(String(16))
    digest: Mapped[str] = mapped_column(String(64), info={"secret": True})
    query: Mapped[dict[str, Any]]
    alarms: Mapped[list[Any]] = mapped_column(default=list)
    show: Mapped[FeedShow]
    lang: Mapped[FeedLanguage]
    last_used_at: Mapped[datetime | None] = mapped_column(info={"unaudited": True})
