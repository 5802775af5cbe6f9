"""What the tests of matching share: a resolver that is asked and answers in one call."""

from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.core.settings import Settings
from app.delegations.passports import PassportSealer
from app.imports.drafts import Naming
from app.imports.matching.resolver import Found, Many, Resolver

TODAY = date(2026, 11, 22)
Ask = Callable[..., Awaitable[Found | Many | None]]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


@pytest.fixture
def sealer() -> PassportSealer:
    return PassportSealer(b"test-secret", {})


def name_of(text: str, collection: str = "partners", field: str = "partner_ids") -> Naming:
    """What a cell of this text names."""
    return Naming(field, collection, text, "Đối tác", is_list=True)


@pytest.fixture
def ask(session: AsyncSession, principal: Principal) -> Ask:
    """What a cell of this text means, to somebody who sees everything."""

    async def answer(text: str, collection: str = "partners", **ways: list[str]) -> Found | Many | None:
        resolver = Resolver(principal, ways)
        naming = name_of(text, collection)
        await resolver.resolve(session.execute, [naming])
        return resolver.found(naming)

    return answer
