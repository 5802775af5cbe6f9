"""`doitac demo`."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import cli


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CliRunner:
    """On a migrated SQLite file of its own: what a command does is the same on every database."""
    monkeypatch.setenv("DOITAC_DATABASE_URL", f"sqlite:///{tmp_path / 'doitac.db'}")
    monkeypatch.setenv("DOITAC_DATA_DIR", str(tmp_path))
    made = CliRunner()
    made.invoke(cli, ["migrate"])
    return made


class TestDemo:
    def test_fills_once(self, runner: CliRunner) -> None:
        runner.invoke(cli, ["seed"])
        first, second = (runner.invoke(cli, ["demo", "--size", "small", "--seed", "3"]) for _ in range(2))
        assert (first.exit_code, "delegations: 200 new" in first.stdout) == (0, True)
        assert (second.exit_code, "already holds demo data" in second.stdout) == (1, True)

    def test_says_that_the_facts_come_first(self, runner: CliRunner) -> None:
        done = runner.invoke(cli, ["demo"])
        assert (done.exit_code, "doitac seed" in done.stdout) == (1, True)

    def test_knows_three_sizes(self, runner: CliRunner) -> None:
        assert runner.invoke(cli, ["demo", "--size", "galaxy"]).exit_code == 2
