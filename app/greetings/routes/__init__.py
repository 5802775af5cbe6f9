"""`/v1/greetings` and `/v1/greeting-policies`."""

from app.greetings.routes import greetings, planning, policies, reciprocity

__all__ = ["COLLECTIONS", "ROUTERS"]

# Reciprocity and plan come before `/{id}`.
ROUTERS = [reciprocity.router, planning.router, greetings.router, policies.router]
COLLECTIONS = [greetings.COLLECTION, policies.COLLECTION]
