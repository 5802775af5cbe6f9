"""Every table, so that the metadata is whole wherever it is used."""

from app.audit.models import AuditEntry
from app.auth.models import ApiKey
from app.contacts.models import Contact
from app.core.idempotency import IdempotencyRecord
from app.core.model import Base
from app.documents.models import Document
from app.org_units.models import OrgUnit
from app.partners.models import Partner
from app.relationships.models import Relationship

__all__ = [
    "ApiKey",
    "AuditEntry",
    "Base",
    "Contact",
    "Document",
    "IdempotencyRecord",
    "OrgUnit",
    "Partner",
    "Relationship",
]
