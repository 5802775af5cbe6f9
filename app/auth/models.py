"""API keys as stored: never the key, only its keyed hash."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import Record, coded
from app.core.schema import Confidentiality


class ApiKey(Record):
    """Khóa API. `digest` is HMAC-SHA256 of the key under the server's pepper; `last_used_at` moves once a minute."""

    __tablename__ = "api_keys"
    more_table_args: ClassVar[tuple[Any, ...]] = (Index(None, "digest", unique=True),)
    is_private: ClassVar[bool] = True

    name: Mapped[str] = mapped_column(String(200))
    prefix: Mapped[str] = mapped_column(String(16))
    digest: Mapped[str] = mapped_column(String(64), info={"secret": True})
    roles: Mapped[list[Any]]
    clearance: Mapped[Confidentiality] = mapped_column(coded(Confidentiality, "clearance"))
    org_unit_ids: Mapped[list[Any]] = mapped_column(default=list)
    require_if_match: Mapped[bool] = mapped_column(default=False)
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None] = mapped_column(info={"unaudited": True})
