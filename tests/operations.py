"""What the OpenAPI document offers, operation by operation: contract tests walk it, so that no route can hide."""

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from app.core.settings import Settings
from app.main import create_app

UNKNOWN_ID = "0198f2b4-7c1e-7d3a-9f10-5b6c7d8e9f00"
PUBLIC = ("/healthz", "/readyz")
SECRET = ("/feeds/",)  # the address itself is the key
_FILLED = {"source_system": "test", "external_id": "1", "collection": "org-units", "form": "ics"}
_BRACES = re.compile(r"{(\w+)}")


@dataclass(frozen=True)
class Operation:
    """One method of one path."""

    method: str
    path: str
    details: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def is_write(self) -> bool:
        return self.method not in ("GET", "HEAD")

    @property
    def is_public(self) -> bool:
        return self.path in PUBLIC

    @property
    def is_secret(self) -> bool:
        return self.path.startswith(SECRET)

    @property
    def body(self) -> Any:
        """What to send so that the body is at least JSON; None where none is taken."""
        return {} if "requestBody" in self.details else None

    def address(self, **values: str) -> str:
        """The path, filled in with `values`, else with an id that nobody has."""
        return _BRACES.sub(lambda found: values.get(found[1], _FILLED.get(found[1], UNKNOWN_ID)), self.path)


@cache
def openapi_document() -> dict[str, Any]:
    """The document, which takes a second to write; its application never opens its database."""
    folder = Path(tempfile.gettempdir())
    url = f"sqlite:///{folder / 'never.db'}"
    settings = Settings(database_url=url, data_dir=folder, secret_key=SecretStr("test-secret"), log_level="error")
    return create_app(settings).openapi()


def operations_of(document: Mapping[str, Any]) -> list[Operation]:
    """Every operation, in the document's order."""
    return [
        Operation(method.upper(), path, details)
        for path, methods in document["paths"].items()
        for method, details in methods.items()
    ]
