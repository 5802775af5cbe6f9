"""`/openapi.json`: what `create_app` would make of itself, made by another process and kept."""

import asyncio
import subprocess
import sys
from pathlib import Path

import httpx
import orjson
import pytest

from app.core.api_document import ApiDocument
from app.core.settings import Settings
from tests.operations import openapi_document

COUNTS = "import sys; file = open(sys.argv[1], 'a'); file.write('x'); print({})"
FAILS_ONCE = """
import sys
from pathlib import Path
failed = Path(sys.argv[1])
if not failed.exists():
    failed.touch()
    sys.exit(3)
print({})
"""


class TestDocument:
    async def test_is_that_of_the_application(self, client: httpx.AsyncClient) -> None:
        assert (await client.get("/openapi.json")).json() == orjson.loads(orjson.dumps(openapi_document()))

    async def test_is_made_once_for_all_who_ask(self, tmp_path: Path) -> None:
        document = ApiDocument(Settings(data_dir=tmp_path), [sys.executable, "-c", COUNTS, str(tmp_path / "made")])
        assert {*await asyncio.gather(document.read(), document.read())} == {b"{}\n"}
        assert await document.read() == b"{}\n"
        assert (tmp_path / "made").read_text() == "x"

    async def test_is_tried_again_after_a_failure(self, tmp_path: Path) -> None:
        document = ApiDocument(
            Settings(data_dir=tmp_path), [sys.executable, "-c", FAILS_ONCE, str(tmp_path / "failed")]
        )
        with pytest.raises(subprocess.CalledProcessError):
            await document.read()
        assert await document.read() == b"{}\n"
