"""Clients of the live database: what is not committed does not stand in the feed of changes."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from fastapi import FastAPI

from tests.conftest import Clients, MakeClient


@pytest.fixture
async def make_live_client(live_app: FastAPI) -> AsyncIterator[MakeClient]:
    """As `make_client`, on the live database."""
    async with AsyncExitStack() as stack:
        yield Clients(live_app, stack).make
