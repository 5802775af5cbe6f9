"""Every router, in documentation order, and every collection that `/v1/meta` describes."""

from fastapi import APIRouter

from app.audit.routes import router as audit
from app.auth.routes import router as auth
from app.core.meta import Collection
from app.core.routes import router as platform
from app.org_units import routes as org_units

ROUTERS: list[APIRouter] = [platform, auth, org_units.router, audit]
COLLECTIONS: list[Collection] = [org_units.COLLECTION]
