"""What exports may be asked: what the list of the collection may, for a whole file instead of a page."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from app.activities.schemas import ActivityQuery
from app.agreements.schemas.agreements import AgreementQuery
from app.anniversaries.schemas import AnniversaryQuery
from app.contacts.schemas import ContactQuery
from app.core.i18n import Language
from app.core.listing import ListQuery
from app.delegations.schemas.delegations import DelegationQuery
from app.documents.schemas import DocumentQuery
from app.greetings.schemas.greetings import GreetingQuery
from app.greetings.schemas.policies import GreetingPolicyQuery
from app.org_units.schemas import OrgUnitQuery
from app.partners.schemas import PartnerQuery
from app.relationships.schemas import RelationshipQuery
from app.tasks.schemas import TaskQuery

Format = Literal["csv", "xlsx", "ndjson"]


class ExportQuery(ListQuery):
    """The parameters of every export. There are no pages to ask for; a class variable in a field's place removes it."""

    limit: ClassVar[int] = 1_000  # type: ignore[misc]  # of a list, not of a file
    cursor: ClassVar[str | None] = None  # type: ignore[misc]  # the same
    count: ClassVar[Literal["exact"] | None] = None  # type: ignore[misc]  # the same
    expand: ClassVar[list[str] | None] = None  # type: ignore[misc]  # a cell holds no record

    format: Annotated[Format, Field(description="csv with a byte order mark, one sheet of xlsx, or ndjson")] = "csv"
    lang: Annotated[Language | None, Field(description="of the headers of xlsx; `Accept-Language` if absent")] = None


class OrgUnitExport(ExportQuery, OrgUnitQuery):
    """Filters of org units."""


class DocumentExport(ExportQuery, DocumentQuery):
    """Filters of documents."""


class PartnerExport(ExportQuery, PartnerQuery):
    """Filters of partners."""


class RelationshipExport(ExportQuery, RelationshipQuery):
    """Filters of relationships."""


class ContactExport(ExportQuery, ContactQuery):
    """Filters of contacts."""


class DelegationExport(ExportQuery, DelegationQuery):
    """Filters of delegations."""

    members: Annotated[
        bool, Field(description="the members too: a second sheet of xlsx, `members` in ndjson; csv has no place for it")
    ] = False


class AgreementExport(ExportQuery, AgreementQuery):
    """Filters of agreements."""


class AnniversaryExport(ExportQuery, AnniversaryQuery):
    """Filters of anniversaries."""


class GreetingExport(ExportQuery, GreetingQuery):
    """Filters of greetings."""


class GreetingPolicyExport(ExportQuery, GreetingPolicyQuery):
    """Filters of greeting policies."""


class TaskExport(ExportQuery, TaskQuery):
    """Filters of tasks."""


class ActivityExport(ExportQuery, ActivityQuery):
    """Filters of activities."""
