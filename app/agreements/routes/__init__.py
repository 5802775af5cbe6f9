"""`/v1/agreements`: the routes of the record and of what hangs on it, as one router."""

from app.agreements.routes import acts, agreements, opinions, worklists
from app.agreements.routes.agreements import ADDRESS, COLLECTION
from app.core.routing import SliceRouter

__all__ = ["COLLECTION", "router"]

router = SliceRouter(ADDRESS, "agreements")
# In this order: a path with a word of its own stands before `/{id}`.
for part in (worklists, agreements, acts, opinions):
    router.routes.extend(part.router.routes)
