"""`/v1/delegations`: the routes of the record and of what hangs on it; and `/v1/calendar`."""

from app.delegations.routes import clashes, delegations, members, opinions
from app.delegations.routes.clashes import calendar_router
from app.delegations.routes.delegations import COLLECTION

__all__ = ["COLLECTION", "ROUTERS"]

# The record's own routes come last: `/{id}` would take `/figures` for an id.
ROUTERS = [clashes.router, members.router, opinions.router, delegations.router, calendar_router]
