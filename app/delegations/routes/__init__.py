"""`/v1/delegations`: the routes of the record and of what hangs on it, as one router."""

from app.core.routing import SliceRouter
from app.delegations.routes import clashes, delegations, members, opinions
from app.delegations.routes.clashes import calendar_router
from app.delegations.routes.delegations import ADDRESS, COLLECTION

__all__ = ["COLLECTION", "calendar_router", "router"]

router = SliceRouter(ADDRESS, "delegations")
# The record's own routes come last: `/{id}` would take `/figures` for an id.
for part in (clashes, members, opinions, delegations):
    router.routes.extend(part.router.routes)
