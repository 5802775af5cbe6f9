"""The collections that files go to: each slice's own functions, what its fields point to, what its records go by."""

from typing import Final

from app.activities import queries as activities
from app.activities.models import Activity
from app.activities.routes import COLLECTION as ACTIVITIES
from app.activities.schemas import ActivityUpdate
from app.activities.service import activity_verbs
from app.agreements import queries as agreements
from app.agreements.models import Agreement
from app.agreements.routes import COLLECTION as AGREEMENTS
from app.agreements.schemas.agreements import AgreementUpdate
from app.agreements.service import agreement_verbs
from app.anniversaries import queries as anniversaries
from app.anniversaries.models import Anniversary
from app.anniversaries.routes import COLLECTION as ANNIVERSARIES
from app.anniversaries.schemas import AnniversaryUpdate
from app.anniversaries.service import anniversary_verbs
from app.contacts import queries as contacts
from app.contacts.models import Contact
from app.contacts.routes import COLLECTION as CONTACTS
from app.contacts.schemas import ContactUpdate
from app.contacts.service import contact_verbs
from app.delegations import queries as delegations
from app.delegations.models import Delegation
from app.delegations.routes import COLLECTION as DELEGATIONS
from app.delegations.schemas.delegations import DelegationUpdate
from app.delegations.service import delegation_verbs
from app.documents import queries as documents
from app.documents.models import Document
from app.documents.routes import COLLECTION as DOCUMENTS
from app.documents.schemas import DocumentUpdate
from app.documents.service import document_verbs
from app.greetings import queries as greetings
from app.greetings.models import Greeting, GreetingPolicy
from app.greetings.queries import policies
from app.greetings.routes.greetings import COLLECTION as GREETINGS
from app.greetings.routes.policies import COLLECTION as POLICIES
from app.greetings.schemas.greetings import GreetingUpdate
from app.greetings.schemas.policies import GreetingPolicyUpdate
from app.greetings.service.greetings import greeting_verbs
from app.greetings.service.policies import greeting_policy_verbs
from app.imports.drafts import ImportTarget
from app.org_units import queries as org_units
from app.org_units.models import OrgUnit
from app.org_units.routes import COLLECTION as ORG_UNITS
from app.org_units.schemas import OrgUnitUpdate
from app.org_units.service import org_unit_verbs
from app.partners import queries as partners
from app.partners.models import Partner
from app.partners.routes import COLLECTION as PARTNERS
from app.partners.schemas import PartnerUpdate
from app.partners.service import partner_verbs
from app.relationships import queries as relationships
from app.relationships.models import Relationship
from app.relationships.routes import COLLECTION as RELATIONSHIPS
from app.relationships.schemas import RelationshipUpdate
from app.relationships.service import relationship_verbs
from app.tasks import queries as tasks
from app.tasks.models import Task
from app.tasks.routes import COLLECTION as TASKS
from app.tasks.schemas import TaskUpdate
from app.tasks.service import task_verbs

BY_ID: Final = ("id",)
BY_EXTERNAL_ID: Final = ("source_system", "external_id")

_ALL = (
    ImportTarget(
        collection=ORG_UNITS,
        model=OrgUnit,
        update=OrgUnitUpdate,
        readable=org_units.readable,
        verbs=lambda work: org_unit_verbs(work.session, work.principal),
        references={"parent_id": "org-units"},
        keys=(BY_ID, BY_EXTERNAL_ID, ("code",), ("kind", "name_vi")),
    ),
    ImportTarget(
        collection=DOCUMENTS,
        model=Document,
        update=DocumentUpdate,
        readable=documents.readable,
        verbs=lambda work: document_verbs(work.session, work.principal, work.terms.today),
        references={"issuer_id": "org-units", "implements": "documents", "replaces": "documents"},
        # A number alone comes again in every province and year.
        keys=(BY_ID, BY_EXTERNAL_ID, ("number", "issued_on", "issuer")),
        whole=("type", "subject", "number", "issued_on", "issuer"),
        days=("issued_on",),
    ),
    ImportTarget(
        collection=PARTNERS,
        model=Partner,
        update=PartnerUpdate,
        readable=partners.readable,
        verbs=lambda work: partner_verbs(work.session, work.principal),
        references={"parent_id": "partners", "members": "partners"},
        keys=(
            BY_ID,
            BY_EXTERNAL_ID,
            ("country", "subdivision", "name_vi"),
            ("country", "name_vi"),
            ("kind", "name_vi"),
        ),
    ),
    ImportTarget(
        collection=RELATIONSHIPS,
        model=Relationship,
        update=RelationshipUpdate,
        readable=relationships.readable,
        verbs=lambda work: relationship_verbs(work.session, work.principal),
        references={
            "org_unit_id": "org-units",
            "partner_id": "partners",
            "lead_unit_id": "org-units",
            "inherited_from": "relationships",
        },
        keys=(BY_ID, BY_EXTERNAL_ID, ("org_unit_id", "partner_id", "type", "channel")),
    ),
    ImportTarget(
        collection=CONTACTS,
        model=Contact,
        update=ContactUpdate,
        readable=contacts.readable,
        verbs=lambda work: contact_verbs(work.session, work.principal),
        references={"partner_id": "partners", "org_unit_id": "org-units"},
        keys=(
            BY_ID,
            BY_EXTERNAL_ID,
            ("partner_id", "full_name", "position_vi"),
            ("org_unit_id", "full_name", "position_vi"),
            ("partner_id", "full_name"),
            ("org_unit_id", "full_name"),
        ),
    ),
    ImportTarget(
        collection=DELEGATIONS,
        model=Delegation,
        update=DelegationUpdate,
        readable=delegations.readable,
        verbs=lambda work: delegation_verbs(work.session, work.principal, work.terms),
        references={"org_unit_id": "org-units", "partner_ids": "partners", "plan_item_id": "tasks"},
        keys=(
            BY_ID,
            BY_EXTERNAL_ID,
            ("org_unit_id", "code"),
            ("org_unit_id", "direction", "title", "planned_from"),
            ("org_unit_id", "direction", "title", "actual_from"),
            ("org_unit_id", "direction", "title"),
        ),
        takes_members=True,
        days=("planned_from", "actual_from"),
    ),
    ImportTarget(
        collection=AGREEMENTS,
        model=Agreement,
        update=AgreementUpdate,
        readable=agreements.readable,
        verbs=lambda work: agreement_verbs(work.session, work.principal, work.terms),
        references={
            "relationship_id": "relationships",
            "delegation_id": "delegations",
            "predecessor_id": "agreements",
            "parent_id": "agreements",
            "lead_unit_id": "org-units",
        },
        keys=(BY_ID, BY_EXTERNAL_ID, ("title_vi", "signed_on")),
        whole=("title_vi", "signed_on", "name_type"),
    ),
    ImportTarget(
        collection=ANNIVERSARIES,
        model=Anniversary,
        update=AnniversaryUpdate,
        readable=anniversaries.readable,
        verbs=lambda work: anniversary_verbs(work.session, work.principal),
        references={"lead_unit_id": "org-units"},
        keys=(BY_ID, BY_EXTERNAL_ID, ("title_vi", "kind")),
    ),
    ImportTarget(
        collection=GREETINGS,
        model=Greeting,
        update=GreetingUpdate,
        readable=greetings.readable,
        verbs=lambda work: greeting_verbs(work.session, work.principal, work.terms),
        references={
            "anniversary_id": "anniversaries",
            "org_unit_id": "org-units",
            "partner_id": "partners",
            "reply_to_id": "greetings",
        },
        keys=(
            BY_ID,
            BY_EXTERNAL_ID,
            ("org_unit_id", "direction", "type", "partner_id", "occurrence_date"),
            ("org_unit_id", "direction", "type", "partner_id", "sent_on"),
            ("org_unit_id", "direction", "type", "partner_id", "received_on"),
        ),
        whole=(
            "org_unit_id",
            "direction",
            "type",
            "partner_id",
            "occasion",
            "occurrence_date",
            "sent_on",
            "received_on",
        ),
        days=("occurrence_date", "sent_on", "received_on"),
    ),
    ImportTarget(
        collection=POLICIES,
        model=GreetingPolicy,
        update=GreetingPolicyUpdate,
        readable=policies.readable,
        verbs=lambda work: greeting_policy_verbs(work.session, work.principal),
        keys=(BY_ID, BY_EXTERNAL_ID, ("kind", "tier", "year_class", "pillar")),
    ),
    ImportTarget(
        collection=TASKS,
        model=Task,
        update=TaskUpdate,
        readable=tasks.readable,
        verbs=lambda work: task_verbs(work.session, work.principal),
        references={"document_id": "documents", "lead_unit_id": "org-units", "coordinating_unit_ids": "org-units"},
        # Numbers begin anew in a section of many plans.
        keys=(BY_ID, BY_EXTERNAL_ID, ("document_id", "section_path", "number"), ("document_id", "title")),
    ),
    ImportTarget(
        collection=ACTIVITIES,
        model=Activity,
        update=ActivityUpdate,
        readable=activities.readable,
        verbs=lambda work: activity_verbs(work.session, work.principal, work.terms),
        references={
            "org_unit_id": "org-units",
            "partner_ids": "partners",
            "delegation_id": "delegations",
            "plan_item_id": "tasks",
        },
        keys=(BY_ID, BY_EXTERNAL_ID, ("org_unit_id", "title", "held_from"), ("org_unit_id", "title")),
        days=("held_from",),
    ),
)
TARGETS: Final = {target.name: target for target in _ALL}
"""By the collection's name in addresses. Feeds are their owner's own, with secrets: no file makes them."""
