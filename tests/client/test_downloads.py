"""Exports through the client: whole files, or none."""

import io
from pathlib import Path
from uuid import uuid4

import pytest

from doitac_client import AsyncDoitac, Doitac, DoitacError, TruncatedDownloadError
from doitac_client.downloads import format_of
from tests.client.conftest import Said, StartScript
from tests.servers import ADMIN_KEY, Server

CUT = Said(200, b"id,name\n" * 20_000, {}, cut=50_000)


@pytest.fixture
def unit(waiting: Doitac) -> str:
    """The name of a unit that is there."""
    name = f"Xã {uuid4().hex}"
    waiting.org_units.create({"name_vi": name, "kind": "commune"})
    return name


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.is_file()]


class TestExport:
    @pytest.mark.parametrize(("name", "magic"), [("x.csv", b"\xef\xbb\xbf"), ("x.xlsx", b"PK"), ("x.ndjson", b'{"')])
    def test_takes_the_form_that_the_file_is_named_after(
        self, waiting: Doitac, unit: str, tmp_path: Path, name: str, magic: bytes
    ) -> None:
        waiting.exports.download("org-units", tmp_path / name, q=unit)
        assert (tmp_path / name).read_bytes().startswith(magic)
        assert names_in(tmp_path) == [name]

    def test_writes_to_an_open_file(self, waiting: Doitac, unit: str) -> None:
        file = io.BytesIO()
        waiting.exports.download("org-units", file, q=unit, format="ndjson")
        assert unit in file.getvalue().decode()

    async def test_is_the_same_when_awaited(self, server: Server, unit: str, tmp_path: Path) -> None:
        async with AsyncDoitac(server.base_url, ADMIN_KEY) as client:
            await client.exports.download("org-units", str(tmp_path / "x.csv"), q=unit)
        assert unit in (tmp_path / "x.csv").read_text(encoding="utf-8-sig")

    def test_that_is_refused_leaves_the_old_file(self, waiting: Doitac, tmp_path: Path) -> None:
        (tmp_path / "x.csv").write_text("old")
        with pytest.raises(DoitacError, match="unknown_parameter"):
            waiting.exports.download("org-units", tmp_path / "x.csv", colour="red")
        assert names_in(tmp_path) == ["x.csv"]
        assert (tmp_path / "x.csv").read_text() == "old"

    def test_goes_by_what_is_said_before_the_name(self) -> None:
        assert format_of("x.xlsx", "csv") == "csv"
        assert format_of(io.BytesIO(), None) == "csv"


class TestTruncatedFile:
    def test_is_an_error_and_no_file(self, scripted: StartScript, tmp_path: Path) -> None:
        server = scripted(CUT)
        with Doitac(server.base_url, "k") as client, pytest.raises(TruncatedDownloadError) as broken:
            client.exports.download("org-units", tmp_path / "x.csv")
        assert (names_in(tmp_path), len(server.heard), broken.value.code) == ([], 1, "truncated")

    async def test_is_an_error_and_no_file_when_awaited(self, scripted: StartScript, tmp_path: Path) -> None:
        server = scripted(CUT)
        async with AsyncDoitac(server.base_url, "k") as client:
            with pytest.raises(TruncatedDownloadError):
                await client.exports.download("org-units", tmp_path / "x.csv")
        assert names_in(tmp_path) == []
