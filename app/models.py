"""Every table, so that the metadata is whole wherever it is used."""

from app.activities.models import Activity
from app.agreements.models import Agreement, AgreementAct, AgreementOpinion
from app.anniversaries import deriving as _deriving  # noqa: F401  # the listener must hear whatever is written
from app.anniversaries.models import Anniversary
from app.audit.models import AuditEntry
from app.auth.models import ApiKey
from app.contacts.models import Contact
from app.core.idempotency import IdempotencyRecord
from app.core.model import Base
from app.delegations.models import CodeCounter, Delegation, DelegationMember, DelegationOpinion
from app.documents.models import Document
from app.feeds.models import Feed
from app.greetings.models import Greeting, GreetingPolicy
from app.imports.models import ImportJob, ImportProfile, ImportRow
from app.org_units.models import OrgUnit
from app.partners.models import Partner
from app.relationships.models import Relationship
from app.tasks.models import Task

__all__ = [
    "Activity",
    "Agreement",
    "AgreementAct",
    "AgreementOpinion",
    "Anniversary",
    "ApiKey",
    "AuditEntry",
    "Base",
    "CodeCounter",
    "Contact",
    "Delegation",
    "DelegationMember",
    "DelegationOpinion",
    "Document",
    "Feed",
    "Greeting",
    "GreetingPolicy",
    "IdempotencyRecord",
    "ImportJob",
    "ImportProfile",
    "ImportRow",
    "OrgUnit",
    "Partner",
    "Relationship",
    "Task",
]
