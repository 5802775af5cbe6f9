"""Mapping is pure: no application, no database."""

import pytest


@pytest.fixture(autouse=True)
def importer() -> None:
    """In place of that of the requests' tests, which needs an application."""
