"""Every router, in documentation order, and every collection that `/v1/meta` describes."""

from app.activities import routes as activities
from app.agreements import routes as agreements
from app.anniversaries import routes as anniversaries
from app.audit.routes import router as audit
from app.auth.routes import router as auth
from app.contacts import routes as contacts
from app.core.meta import Collection
from app.core.routes import router as platform
from app.core.routing import LateRouter, SliceRouter
from app.delegations import routes as delegations
from app.documents import routes as documents
from app.feeds import routes as feeds
from app.greetings import routes as greetings
from app.org_units import routes as org_units
from app.partners import routes as partners
from app.relationships import routes as relationships
from app.search import routes as search
from app.tasks import routes as tasks

# Where two routes of one collection fit a path, the first answers it: `/v1/greetings/plan` before `/v1/greetings/{id}`.
ROUTERS: list[SliceRouter] = [
    platform,
    auth,
    org_units.router,
    documents.router,
    relationships.partner_router,
    contacts.partner_router,
    search.partner_router,
    partners.router,
    relationships.router,
    contacts.router,
    *delegations.ROUTERS,
    *agreements.ROUTERS,
    anniversaries.router,
    *greetings.ROUTERS,
    tasks.router,
    activities.router,
    LateRouter("app.imports.routes", "/v1/imports", "/v1/import-templates", "/v1/import-profiles"),
    LateRouter("app.exports.routes", "/v1/exports"),
    *feeds.ROUTERS,
    search.router,
    audit,
]
COLLECTIONS: list[Collection] = [
    org_units.COLLECTION,
    documents.COLLECTION,
    partners.COLLECTION,
    relationships.COLLECTION,
    contacts.COLLECTION,
    delegations.COLLECTION,
    agreements.COLLECTION,
    anniversaries.COLLECTION,
    *greetings.COLLECTIONS,
    tasks.COLLECTION,
    activities.COLLECTION,
    feeds.COLLECTION,
]
