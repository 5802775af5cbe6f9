"""The `doitac` command."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import cli
from app.core.settings import Settings

ID_LENGTH = 36


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CliRunner:
    """On an empty SQLite file of its own: what a command does is the same on every database."""
    monkeypatch.setenv("DOITAC_DATABASE_URL", f"sqlite:///{tmp_path / 'doitac.db'}")
    monkeypatch.setenv("DOITAC_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr("app.cli.console.width", 200, raising=False)
    return CliRunner()


class TestMigrate:
    def test_brings_the_tables(self, runner: CliRunner) -> None:
        assert runner.invoke(cli, ["migrate"]).exit_code == 0
        assert runner.invoke(cli, ["migrate"]).exit_code == 0


class TestKeys:
    def test_are_issued_listed_and_revoked(self, runner: CliRunner) -> None:
        runner.invoke(cli, ["migrate"])
        made = runner.invoke(cli, ["keys", "create", "import", "--role", "editor", "--clearance", "restricted"])
        key = made.stdout.strip()
        assert key.startswith("dt_")
        listed = runner.invoke(cli, ["keys", "list"]).stdout
        assert "import" in listed
        assert "restricted" in listed
        assert key not in listed
        row = next(line for line in listed.splitlines() if "import" in line)
        id_ = next(part for part in row.split() if len(part) == ID_LENGTH)
        assert "Revoked" in runner.invoke(cli, ["keys", "revoke", id_]).stdout

    def test_that_nobody_has_are_not_revoked(self, runner: CliRunner) -> None:
        runner.invoke(cli, ["migrate"])
        assert runner.invoke(cli, ["keys", "revoke", "0198f2b4-7c1e-7d3a-9f10-5b6c7d8e9f00"]).exit_code == 1

    def test_of_an_unknown_unit_are_refused(self, runner: CliRunner) -> None:
        runner.invoke(cli, ["migrate"])
        unit = "0198f2b4-7c1e-7d3a-9f10-5b6c7d8e9f00"
        done = runner.invoke(cli, ["keys", "create", "x", "--org-unit", unit])
        assert (done.exit_code, "/org_unit_ids/0: unknown_reference" in done.stdout) == (1, True)


class TestSeed:
    def test_loads_once(self, runner: CliRunner) -> None:
        runner.invoke(cli, ["migrate"])
        first, second = (runner.invoke(cli, ["seed"]).stdout for _ in range(2))
        assert any(not line.endswith(": 0 new") for line in first.splitlines())
        assert all(line.endswith(": 0 new") for line in second.splitlines())


class TestOpenapi:
    def test_prints_the_document(self, runner: CliRunner) -> None:
        assert json.loads(runner.invoke(cli, ["openapi"]).stdout)["info"]["title"] == "Doitac"


class TestServe:
    def test_prepares_then_listens(self, runner: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
        """Uvicorn itself is started for real in test_durability."""
        started = []
        monkeypatch.setattr("app.serving.uvicorn.run", lambda *_, **options: started.append(options))
        monkeypatch.setenv("DOITAC_SEED", "false")
        first, second = (runner.invoke(cli, ["serve"]).stdout for _ in range(2))
        assert "Administrator API key, shown this once: dt_" in first
        assert "dt_" not in second
        monkeypatch.setenv("DOITAC_WORKERS", "3")
        runner.invoke(cli, ["serve"])
        assert [options.get("workers") for options in started] == [None, None, 3]
        assert {options["port"] for options in started} == {Settings().port}
