"""Loads seed/data/*.yaml through the API's own schemas and services; what is there already stays as it is.

A record's `key` becomes its external id in the source system `plans`. What was loaded once is never loaded again, also
when an office has changed it, deleted it, or given it an external id of its own: the audit remembers each key.
"""

import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Select, select, union_all
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.anniversaries import queries as anniversary_queries
from app.anniversaries.models import Anniversary
from app.anniversaries.service import anniversary_verbs
from app.audit.models import AuditEntry
from app.auth.principal import Principal, system_principal
from app.contacts import queries as contact_queries
from app.contacts.models import Contact
from app.contacts.service import contact_verbs
from app.core.batch import Verbs
from app.core.log import log
from app.core.model import Record
from app.core.problems import Problem
from app.documents import queries as document_queries
from app.documents.models import Document
from app.documents.service import document_verbs
from app.greetings.models import GreetingPolicy
from app.greetings.queries import policies as greeting_policy_queries
from app.greetings.service.policies import greeting_policy_verbs
from app.org_units import queries as org_unit_queries
from app.org_units.models import OrgUnit
from app.org_units.service import org_unit_verbs
from app.partners import queries as partner_queries
from app.partners.models import Partner
from app.partners.service import partner_verbs
from app.relationships import queries as relationship_queries
from app.relationships.models import Relationship
from app.relationships.service import relationship_verbs
from app.tasks import queries as task_queries
from app.tasks.models import Task
from app.tasks.service import task_verbs

DATA = Path(__file__).with_name("data")
SOURCE = "plans"
COMMENT = "seed: facts of the published plans"

_PRINCIPAL = system_principal("seed")
_KEY = re.compile(r"^- key: (\S+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Shelf:
    """One collection: its table, and its slice's own functions."""

    model: type[Record]
    readable: Callable[[Principal], Select[Any]]
    verbs: Callable[[AsyncSession, Principal], Verbs[Any, Any, Any]]


def _document_verbs(session: AsyncSession, principal: Principal) -> Verbs[Any, Any, Any]:
    return document_verbs(session, principal, session.info["now"].date())


# Documents come first: they and the units that issue them name each other, and most others cite a few of them.
SHELVES = {
    "documents": Shelf(Document, document_queries.readable, _document_verbs),
    "org_units": Shelf(OrgUnit, org_unit_queries.readable, org_unit_verbs),
    "partners": Shelf(Partner, partner_queries.readable, partner_verbs),
    "relationships": Shelf(Relationship, relationship_queries.readable, relationship_verbs),
    "contacts": Shelf(Contact, contact_queries.readable, contact_verbs),
    "anniversaries": Shelf(Anniversary, anniversary_queries.readable, anniversary_verbs),
    "greeting_policies": Shelf(GreetingPolicy, greeting_policy_queries.readable, greeting_policy_verbs),
    "tasks": Shelf(Task, task_queries.readable, task_verbs),
}


async def load_seed(session: AsyncSession, data: Path = DATA) -> dict[str, int]:
    """How many records of each collection were new. Where all are present one statement tells, and no YAML is read."""
    texts = {name: (data / f"{name}.yaml").read_text(encoding="utf-8") for name in SHELVES}
    keys = {key for text in texts.values() for key in _KEY.findall(text)}
    ids = await _present(session)
    if keys - ids.keys():
        ids = await _ever_loaded(session) | ids
    load = Load(session, ids)
    if fresh := keys - ids.keys():
        records = [record for name, text in texts.items() for record in _parse(name, text) if record.key in fresh]
        with _commented(session):
            await load.create(records)
    return load.counts


@dataclass(frozen=True, slots=True, eq=False)
class SeedRecord:
    """One record of a file; texts like "@key" are references."""

    collection: str
    key: str
    fields: dict[str, Any]


def _parse(collection: str, text: str) -> Iterator[SeedRecord]:
    yaml = import_module("yaml")  # once in a database's life: docs/decisions/0019
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for fields in yaml.load(text, loader):  # a safe loader, whichever it is
        yield SeedRecord(collection, fields.pop("key"), fields)


async def _present(session: AsyncSession) -> dict[str, str]:
    """The id of each live record, by its key."""
    found = [
        shelf.readable(_PRINCIPAL)
        .where(shelf.model.source_system == SOURCE)
        .with_only_columns(shelf.model.external_id, shelf.model.id)
        for shelf in SHELVES.values()
    ]
    return {str(key): id_ for key, id_ in await session.execute(union_all(*found))}


async def _ever_loaded(session: AsyncSession) -> dict[str, str]:
    """The id that each key was given, whatever has become of the record since."""
    key = AuditEntry.changes[("external_id", 1)].as_string()
    made = select(key, AuditEntry.record_id).where(AuditEntry.comment == COMMENT, AuditEntry.action == "create")
    return {str(key): id_ for key, id_ in await session.execute(made)}


@contextmanager
def _commented(session: AsyncSession) -> Iterator[None]:
    """Each record's history says where it came from."""
    before = session.info.get("comment")
    session.info["comment"] = COMMENT
    yield
    session.info["comment"] = before


@dataclass(slots=True)
class Load:
    """One run. References run both ways: a record waits until all that it names exist, if it can."""

    session: AsyncSession
    ids: dict[str, str]
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SHELVES, 0))
    _unfinished: list[tuple[SeedRecord, Any]] = field(default_factory=list)

    async def create(self, records: list[SeedRecord]) -> None:
        """All of them. Where references go in a circle one record is begun without them, and completed at the end."""
        while records:
            whole = [record for record in records if _ready(record.fields, self.ids).keys() == record.fields.keys()]
            begun = whole or records[:1]
            for record in begun:
                await self._create(record)
            records = [record for record in records if record not in begun]
        for record, row in self._unfinished:
            await self._complete(record, row)

    async def _create(self, record: SeedRecord) -> None:
        verbs = self._verbs(record)
        ready = _ready(record.fields, self.ids)
        async with self._attempt(record.key):
            values = ready | {"source_system": SOURCE, "external_id": record.key}
            row = await verbs.create(verbs.create_schema.model_validate(values))
            self.ids[record.key] = row.id
            self.counts[record.collection] += 1
            if ready.keys() != record.fields.keys():
                self._unfinished.append((record, row))

    async def _complete(self, record: SeedRecord, row: Any) -> None:  # noqa: ANN401  # the row of any collection
        verbs = self._verbs(record)
        async with self._attempt(record.key):
            await verbs.update(row, verbs.update_schema.model_validate(_ready(record.fields, self.ids)))

    def _verbs(self, record: SeedRecord) -> Verbs[Any, Any, Any]:
        return SHELVES[record.collection].verbs(self.session, _PRINCIPAL)

    @asynccontextmanager
    async def _attempt(self, key: str) -> AsyncIterator[None]:
        """What this database refuses (an office's own unit has the code) is left out: the server must still start."""
        try:
            async with self.session.begin_nested():
                yield
        except (Problem, ValidationError, IntegrityError) as error:
            log.warning("seed record left out", key=key, reason=type(error).__name__)


def _ready(fields: Mapping[str, Any], ids: Mapping[str, str]) -> dict[str, Any]:
    """The fields whose every "@key" is known, with its id in place."""
    ready = {}
    for name, value in fields.items():
        with suppress(KeyError):
            ready[name] = _resolved(value, ids)
    return ready


def _resolved(value: Any, ids: Mapping[str, str]) -> Any:  # noqa: ANN401  # any value of a YAML file
    if isinstance(value, dict):
        return {name: _resolved(item, ids) for name, item in value.items()}
    if isinstance(value, list):
        return [_resolved(item, ids) for item in value]
    return ids[value[1:]] if isinstance(value, str) and value.startswith("@") else value
