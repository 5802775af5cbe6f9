"""`/openapi.json`, made once, by another process: it takes 40 MB, and seconds in which this one would answer nobody."""

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from typing import Final

from fastapi import FastAPI
from starlette.responses import Response

from app.core.environment import environment_of
from app.core.settings import Settings

_COMMAND: Final = (sys.executable, "-m", "app", "openapi", "--compact")


class ApiDocument:
    """The document of this program, as JSON."""

    def __init__(self, settings: Settings, command: Sequence[str] = _COMMAND) -> None:
        self._settings = settings
        self._command = command
        self._content = b""
        self._making = asyncio.Lock()

    async def read(self) -> bytes:
        """Raises CalledProcessError; whoever asks next tries again."""
        async with self._making:
            if not self._content:
                self._content = await self._make()
        return self._content

    async def _make(self) -> bytes:
        process = await asyncio.create_subprocess_exec(
            *self._command, stdout=asyncio.subprocess.PIPE, env=environment_of(self._settings)
        )
        content, _ = await process.communicate()
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, self._command)
        return content


def add_api_document(app: FastAPI, settings: Settings) -> None:
    """The door lets strangers read it."""
    document = ApiDocument(settings)

    @app.get("/openapi.json", include_in_schema=False)
    async def show_document() -> Response:
        return Response(await document.read(), media_type="application/json")
