"""`/v1/exports/{collection}`: every collection with every filter of its list, as a file."""

from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from app.activities import queries as activities
from app.agreements import queries as agreements
from app.anniversaries import queries as anniversaries
from app.auth.deps import MayRead
from app.contacts import queries as contacts
from app.core.routing import SliceRouter
from app.delegations import queries as delegations
from app.documents import queries as documents
from app.exports.files import FILE, answer_export, today_of
from app.exports.schemas import (
    ActivityExport,
    AgreementExport,
    AnniversaryExport,
    ContactExport,
    DelegationExport,
    DocumentExport,
    GreetingExport,
    GreetingPolicyExport,
    OrgUnitExport,
    PartnerExport,
    RelationshipExport,
    TaskExport,
)
from app.exports.service import Export
from app.greetings import queries as greetings
from app.greetings.queries import policies
from app.org_units import queries as org_units
from app.partners import queries as partners
from app.relationships import queries as relationships
from app.tasks import queries as tasks

router = SliceRouter("/v1/exports", "exports")
ROUTERS = [router]


@router.get("/org-units", **FILE)
async def export_org_units(request: Request, caller: MayRead, query: Annotated[OrgUnitExport, Query()]) -> Response:
    """Units of ours."""
    found, rank = org_units.search_org_units(caller, query), org_units.rank_org_units(query)
    return await answer_export(request, Export("org-units", found, org_units.LISTING, query, caller, rank))


@router.get("/documents", **FILE)
async def export_documents(request: Request, caller: MayRead, query: Annotated[DocumentExport, Query()]) -> Response:
    """Documents."""
    found, rank = documents.search_documents(caller, query), documents.rank_documents(query)
    return await answer_export(request, Export("documents", found, documents.LISTING, query, caller, rank))


@router.get("/partners", **FILE)
async def export_partners(request: Request, caller: MayRead, query: Annotated[PartnerExport, Query()]) -> Response:
    """Partners."""
    found, rank = partners.search_partners(caller, query), partners.rank_partners(query)
    return await answer_export(request, Export("partners", found, partners.LISTING, query, caller, rank))


@router.get("/relationships", **FILE)
async def export_relationships(
    request: Request, caller: MayRead, query: Annotated[RelationshipExport, Query()]
) -> Response:
    """Relationships between our units and partners."""
    found, rank = relationships.search_relationships(caller, query), relationships.rank_relationships(query)
    return await answer_export(request, Export("relationships", found, relationships.LISTING, query, caller, rank))


@router.get("/contacts", **FILE)
async def export_contacts(request: Request, caller: MayRead, query: Annotated[ContactExport, Query()]) -> Response:
    """Contacts; e-mail and phone are null to who is not cleared for restricted data."""
    found, rank = contacts.search_contacts(caller, query), contacts.rank_contacts(query)
    return await answer_export(request, Export("contacts", found, contacts.LISTING, query, caller, rank))


@router.get("/delegations", **FILE)
async def export_delegations(
    request: Request, caller: MayRead, query: Annotated[DelegationExport, Query()]
) -> Response:
    """Delegations, with their members if asked; passport numbers are masked whoever asks."""
    found = delegations.narrow_overdue(delegations.search_delegations(caller, query), query, today_of(request))
    rank = delegations.rank_delegations(query)
    return await answer_export(request, Export("delegations", found, delegations.LISTING, query, caller, rank))


@router.get("/agreements", **FILE)
async def export_agreements(request: Request, caller: MayRead, query: Annotated[AgreementExport, Query()]) -> Response:
    """Agreements with the status of today, or of `status_as_of`."""
    day = query.status_as_of or today_of(request), request.app.state.settings.expiring_within_days
    found = agreements.narrow_by_day(agreements.search_agreements(caller, query), query, *day)
    rank = agreements.rank_agreements(query)
    return await answer_export(request, Export("agreements", found, agreements.listing_on(*day), query, caller, rank))


@router.get("/anniversaries", **FILE)
async def export_anniversaries(
    request: Request, caller: MayRead, query: Annotated[AnniversaryExport, Query()]
) -> Response:
    """Days that come round."""
    found, rank = anniversaries.search_anniversaries(caller, query), anniversaries.rank_anniversaries(query)
    return await answer_export(request, Export("anniversaries", found, anniversaries.LISTING, query, caller, rank))


@router.get("/greetings", **FILE)
async def export_greetings(request: Request, caller: MayRead, query: Annotated[GreetingExport, Query()]) -> Response:
    """Greetings sent and received."""
    found = greetings.search_greetings_on(today_of(request), caller, query)
    return await answer_export(request, Export("greetings", found, greetings.LISTING, query, caller))


@router.get("/greeting-policies", **FILE)
async def export_greeting_policies(
    request: Request, caller: MayRead, query: Annotated[GreetingPolicyExport, Query()]
) -> Response:
    """What anniversaries ask for."""
    found = policies.search_greeting_policies(caller, query)
    return await answer_export(request, Export("greeting-policies", found, policies.LISTING, query, caller))


@router.get("/tasks", **FILE)
async def export_tasks(request: Request, caller: MayRead, query: Annotated[TaskExport, Query()]) -> Response:
    """What the documents give to do."""
    today = today_of(request)
    found, rank = tasks.search_tasks_on(today, caller, query), tasks.rank_tasks(query)
    return await answer_export(request, Export("tasks", found, tasks.listing_on(today), query, caller, rank))


@router.get("/activities", **FILE)
async def export_activities(request: Request, caller: MayRead, query: Annotated[ActivityExport, Query()]) -> Response:
    """Activities."""
    found, rank = activities.search_activities_on(today_of(request), caller, query), activities.rank_activities(query)
    return await answer_export(request, Export("activities", found, activities.LISTING, query, caller, rank))
