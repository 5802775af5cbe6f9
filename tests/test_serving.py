"""The start of a server: which program `doitac` becomes, and what stays out of a server's memory."""

import subprocess
import sys

import pytest

from app import __main__, cli, serving

FOR_FEW_REQUESTS = ("cryptography", "holidays", "icalendar", "phonenumbers", "rapidfuzz", "xlsxwriter")
FOR_OTHER_PROGRAMS = ("alembic", "demo", "doitac_client", "httpx", "python_calamine", "rich", "typer", "yaml")

LATE_SLICES = ("app.exports.routes", "app.imports.routes", "app.imports.service", "app.imports.work")


class TestServer:
    def test_loads_nothing_that_waits_for_a_request_or_is_another_programs(self) -> None:
        """docs/decisions/0019: each of these takes longer to load than a slice, or more memory."""
        names = FOR_FEW_REQUESTS + FOR_OTHER_PROGRAMS + LATE_SLICES
        code = f"import sys, app.serving; print([name for name in {names} if name in sys.modules])"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout == "[]\n"


class TestCommand:
    def test_is_the_server_alone_for_serve(self, monkeypatch: pytest.MonkeyPatch) -> None:
        started: list[str] = []
        monkeypatch.setattr(serving, "serve", lambda: started.append("server"))
        monkeypatch.setattr(cli, "main", lambda: started.append("command line"))
        for arguments in (["serve"], ["serve", "--help"], ["keys", "list"], []):
            monkeypatch.setattr(sys, "argv", ["doitac", *arguments])
            __main__.main()
        assert started == ["server", "command line", "command line", "command line"]
