"""The collections that files go to, held against the schemas and tables themselves."""

from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from app.api import COLLECTIONS
from app.auth.principal import Principal
from app.core.schema import RecordId
from app.core.settings import Settings
from app.core.terms import Terms
from app.delegations.passports import PassportSealer
from app.imports.drafts import ImportTarget, Work
from app.imports.matching.records import matchable
from app.imports.targets import TARGETS
from tests.imports.matching.conftest import TODAY

ALL = list(TARGETS.values())
_ID_PATTERN = TypeAdapter(RecordId).json_schema()["pattern"]


def ids_in(schema: type[BaseModel]) -> set[str]:
    """The top-level fields that hold a record's id or a list of them."""
    properties: dict[str, Any] = schema.model_json_schema()["properties"]
    return {name for name, shape in properties.items() if _is_id(shape)}


def _is_id(shape: dict[str, Any]) -> bool:
    inner = [shape, shape.get("items", {}), *shape.get("anyOf", ())]
    return any(part.get("pattern") == _ID_PATTERN for part in inner)


def test_every_collection_but_feeds_takes_files() -> None:
    assert set(TARGETS) == {collection.name for collection in COLLECTIONS} - {"feeds"}


@pytest.mark.parametrize("target", ALL, ids=TARGETS)
class TestATarget:
    def test_names_the_collection_of_every_id(self, target: ImportTarget) -> None:
        found = ids_in(target.collection.create)
        assert (set(target.references), set(target.references.values()) <= set(TARGETS)) == (found, True)

    def test_goes_by_columns_of_its_table(self, target: ImportTarget, principal: Principal) -> None:
        named = {name for key in (*target.keys, target.whole) for name in key}
        assert target.keys[:2] == (("id",), ("source_system", "external_id"))
        assert named <= matchable(target, principal)

    async def test_is_written_by_its_own_slice(
        self,
        target: ImportTarget,
        session: AsyncSession,
        principal: Principal,
        sealer: PassportSealer,
        settings: Settings,
    ) -> None:
        verbs = target.verbs(Work(session, principal, Terms(TODAY, settings), sealer))
        assert (verbs.create_schema, verbs.update_schema) == (target.collection.create, target.update)

    async def test_reads_what_the_caller_may_see(
        self, target: ImportTarget, session: AsyncSession, principal: Principal
    ) -> None:
        assert (await session.execute(target.readable(principal))).all() == []


def test_the_walk_over_the_schemas_sees_ids_and_lists_of_them() -> None:
    assert ids_in(TARGETS["delegations"].collection.create) == {"org_unit_id", "partner_ids", "plan_item_id"}
