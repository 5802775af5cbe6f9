"""Cells are read without an application: the importer that the tests beside these share is not made here."""

import pytest


@pytest.fixture(autouse=True)
def importer() -> None:
    """In the place of `tests/imports/conftest.py`'s."""
