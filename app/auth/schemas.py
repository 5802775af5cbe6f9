"""Keys and callers as the API shows them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from app.auth.rules import Role
from app.core.i18n import Label
from app.core.listing import ListQuery
from app.core.schema import Confidentiality, Moment, RecordId, RecordRead, Schema, ShortText

Roles = Annotated[list[Role], Field(min_length=1, max_length=4), Label("Vai trò", "Roles")]
Clearance = Annotated[Confidentiality, Label("Mức được xem", "Clearance")]
OrgUnitIds = Annotated[list[RecordId], Field(max_length=200), Label("Phạm vi đơn vị", "Org units")]


class ApiKeyCreate(Schema):
    """`org_unit_ids: []` means every unit."""

    name: Annotated[ShortText, Label("Tên khóa", "Name")]
    roles: Roles
    clearance: Clearance = Confidentiality.INTERNAL
    org_unit_ids: OrgUnitIds = []
    expires_at: Moment | None = None
    require_if_match: Annotated[bool, Label("Bắt buộc If-Match", "Require If-Match")] = False


class ApiKeyRead(RecordRead):
    """A key without its secret."""

    name: str
    prefix: str
    roles: list[Role]
    clearance: Confidentiality
    org_unit_ids: list[RecordId]
    require_if_match: bool
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


class ApiKeyIssued(ApiKeyRead):
    """A new key, with its secret shown this once."""

    key: str


class ApiKeyQuery(ListQuery):
    """Keys have no filters of their own."""


class Me(Schema):
    """Who the caller is and what they may do."""

    principal_id: str
    kind: Literal["api_key", "user"]
    name: str
    roles: list[Role]
    clearance: Confidentiality
    org_unit_ids: list[RecordId]
    permissions: list[str]
