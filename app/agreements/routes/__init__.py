"""`/v1/agreements`: the routes of the record and of what hangs on it."""

from app.agreements.routes import acts, agreements, opinions, worklists
from app.agreements.routes.agreements import COLLECTION

__all__ = ["COLLECTION", "ROUTERS"]

# In this order: a path with a word of its own stands before `/{id}`.
ROUTERS = [worklists.router, agreements.router, acts.router, opinions.router]
