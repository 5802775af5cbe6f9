"""`import`, `export` and `undo-import`, as an office's script calls them."""

import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from app.cli import cli
from doitac_client import Doitac
from doitac_client.cli import main
from doitac_client.reporting import draw_errors, pace_of
from doitac_client.steps import Record
from tests.client.conftest import Said, StartScript, write_book
from tests.postgres import free_port
from tests.servers import ADMIN_KEY, ROOT, Server

Call = Callable[..., Result]


@pytest.fixture
def call(server: Server, monkeypatch: pytest.MonkeyPatch) -> Call:
    """`doitac` with this server's address and key in the environment, on a wide terminal."""
    monkeypatch.setenv("DOITAC_URL", server.base_url)
    monkeypatch.setenv("DOITAC_KEY", ADMIN_KEY)
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *arguments: CliRunner().invoke(cli, [str(argument) for argument in arguments])


@pytest.fixture
def mixed(tmp_path: Path, prefix: str) -> Path:
    return write_book(tmp_path / "lẫn.csv", "name_vi,kind", f"{prefix} một,commune", f"{prefix} hai,[x]")


@pytest.fixture
def strange(tmp_path: Path, prefix: str) -> Path:
    """A column that nothing takes: a warning."""
    return write_book(tmp_path / "lạ.csv", "name_vi,kind,Màu", f"{prefix} một,commune,đỏ")


def count(doitac: Doitac, prefix: str) -> int:
    return len(list(doitac.org_units.list(q=prefix)))


def id_in(output: str) -> str:
    found = re.search(r"[0-9a-f]{8}-[0-9a-f-]{27}", output)
    assert found is not None, output
    return found[0]


class TestImport:
    def test_checks_and_commits(self, call: Call, good: Path, waiting: Doitac, prefix: str) -> None:
        done = call("import", good, "--collection", "org-units", "--lang", "en")
        assert done.exit_code == 0, done.output
        assert "completed" in done.stdout
        assert "2 rows: 2 created" in done.stdout
        assert count(waiting, prefix) == 2

    def test_that_is_a_dry_run_commits_nothing(self, call: Call, good: Path, waiting: Doitac, prefix: str) -> None:
        done = call("import", good, "--collection", "org-units", "--dry-run")
        assert (done.exit_code, count(waiting, prefix)) == (0, 0)
        assert "Nothing was committed (a dry run)." in done.stdout

    def test_shows_a_bar_beside_its_output(self, call: Call, good: Path) -> None:
        done = call("import", good, "--collection", "org-units", "--watch")
        assert "completed" in done.stderr
        assert "━" in done.stderr
        assert "━" not in done.stdout

    def test_shows_what_failed_and_commits_nothing(
        self, call: Call, mixed: Path, tmp_path: Path, waiting: Doitac, prefix: str
    ) -> None:
        refused = tmp_path / "sai.csv"
        options = ("--max-error-rate", "0.9", "--errors-to", refused)
        done = call("import", mixed, "--collection", "org-units", "--lang", "en", *options)
        assert (done.exit_code, count(waiting, prefix)) == (1, 0)
        row = next(line for line in done.stdout.splitlines() if "unknown_choice" in line)
        assert [cell.strip() for cell in row.strip("│").split("│")][1:5] == ["kind", "1", "3", "[x]"]
        assert "Nothing was committed (--fail-on errors)." in done.stdout
        assert "[x]" in refused.read_text(encoding="utf-8-sig")

    def test_commits_the_rest_if_failures_are_allowed(
        self, call: Call, mixed: Path, waiting: Doitac, prefix: str
    ) -> None:
        options = ("--fail-on", "none", "--max-error-rate", "0.9")
        done = call("import", mixed, "--collection", "org-units", *options)
        assert (done.exit_code, count(waiting, prefix)) == (0, 1)

    def test_fails_if_more_failed_than_was_allowed(self, call: Call, mixed: Path, waiting: Doitac, prefix: str) -> None:
        done = call("import", mixed, "--collection", "org-units", "--fail-on", "none")
        assert (done.exit_code, count(waiting, prefix)) == (1, 0)
        assert "Nothing was committed (more rows failed than --max-error-rate 0.1 allows)." in done.stdout

    @pytest.mark.parametrize(("fail_on", "code"), [("errors", 0), ("warnings", 1)])
    def test_heeds_warnings_if_told(self, call: Call, strange: Path, fail_on: str, code: int) -> None:
        done = call("import", strange, "--collection", "org-units", "--fail-on", fail_on)
        assert done.exit_code == code
        assert "! " in done.stdout

    def test_passes_on_how_to_read_the_file(self, call: Call, tmp_path: Path, prefix: str) -> None:
        book = write_book(tmp_path / "sổ.csv", "Gọi = gì;Màu;kind", f"{prefix} một;đỏ;commune")
        options = ["--columns", "Gọi = gì=name_vi", "--columns", "Màu=", "--delimiter", ";", "--mode", "create"]
        options += ["--match-on", "source_system,external_id", "--match-on", "code", "--comment", "sổ cũ"]
        done = call("import", book, "--collection", "org-units", "--dry-run", "--json", *options)
        told = json.loads(done.stdout)["import"]
        assert told["spec"]["columns"] == {"Gọi = gì": "name_vi", "Màu": None}
        assert told["spec"]["match_on"] == [["source_system", "external_id"], ["code"]]
        assert (told["spec"]["mode"], told["spec"]["comment"], told["counters"]["created"]) == ("create", "sổ cũ", 1)

    def test_tells_one_json_object_and_nothing_else(self, call: Call, mixed: Path) -> None:
        done = call("import", mixed, "--collection", "org-units", "--json")
        told = json.loads(done.stdout)
        assert (done.exit_code, done.stderr, told["committed"]) == (1, "", False)
        assert [group["column"] for group in told["errors"]] == ["kind"]
        assert told["import"]["counters"]["failed"] == 1

    def test_tells_why_an_import_failed(self, call: Call, tmp_path: Path) -> None:
        book = tmp_path / "hỏng.xlsx"
        book.write_bytes(b"PK\x03\x04 not a workbook")
        done = call("import", book, "--collection", "org-units", "--lang", "en")
        assert done.exit_code == 1
        assert "failed" in done.stdout
        assert "Nothing was committed" not in done.stdout

    def test_that_the_server_refuses_ends_with_1(self, call: Call, good: Path) -> None:
        done = call("import", good, "--collection", "planets", "--lang", "en")
        assert (done.exit_code, "422 " in done.stderr, done.stdout) == (1, True, "")


class TestMisuse:
    """Ends with 2."""

    def test_of_a_file_that_is_not_there(self, call: Call, tmp_path: Path) -> None:
        assert call("import", tmp_path / "none.csv", "--collection", "org-units").exit_code == 2

    @pytest.mark.parametrize("columns", ["Tên đoàn", "=title"])
    def test_of_an_option(self, call: Call, good: Path, columns: str) -> None:
        done = call("import", good, "--collection", "org-units", "--columns", columns)
        assert (done.exit_code, "NAME=VALUE" in done.stderr) == (2, True)

    def test_of_a_key(self, call: Call, good: Path) -> None:
        done = call("import", good, "--collection", "org-units", "--key", "dt_nobody", "--json")
        told = json.loads(done.stdout)["error"]
        assert (done.exit_code, told["status"], told["code"]) == (2, 401, "not_authenticated")

    def test_of_an_address(self, call: Call, good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("doitac_client.sync.time.sleep", lambda _: None)
        done = call("import", good, "--collection", "org-units", "--url", f"http://127.0.0.1:{free_port()}")
        assert (done.exit_code, bool(done.stderr)) == (2, True)

    def test_of_a_filter(self, call: Call) -> None:
        assert call("export", "org-units", "--filter", "colour=red").exit_code == 2

    def test_of_an_id(self, call: Call) -> None:
        assert call("undo-import", "0198f2b4-7c1e-7d3a-9f10-5b6c7d8e9f00").exit_code == 2


class TestExport:
    def test_goes_to_standard_output(self, call: Call, good: Path, prefix: str) -> None:
        call("import", good, "--collection", "org-units")
        done = call("export", "org-units", "--filter", f"q={prefix}", "--filter", "kind=commune", "--format", "ndjson")
        assert done.exit_code == 0
        assert len([json.loads(line) for line in done.stdout.splitlines()]) == 2

    def test_goes_to_a_file_which_changes_nothing_when_it_is_imported(
        self, call: Call, good: Path, tmp_path: Path, prefix: str
    ) -> None:
        call("import", good, "--collection", "org-units")
        book = tmp_path / "ra.xlsx"
        assert call("export", "org-units", "--filter", f"q={prefix}", "--output", book).exit_code == 0
        again = json.loads(call("import", book, "--collection", "org-units", "--json").stdout)["import"]
        assert (again["counters"]["unchanged"], again["counters"]["rows_read"]) == (2, 2)


class TestUndo:
    def test_takes_the_import_back(self, call: Call, good: Path, waiting: Doitac, prefix: str) -> None:
        id_ = id_in(call("import", good, "--collection", "org-units").stdout)
        done = call("undo-import", id_, "--watch")
        assert (done.exit_code, count(waiting, prefix)) == (0, 0)
        assert f"{id_}: undone" in done.stdout

    @pytest.mark.parametrize("options", [[], ["--json"]], ids=["words", "json"])
    def test_names_what_was_changed_since(
        self, call: Call, good: Path, waiting: Doitac, prefix: str, options: list[str]
    ) -> None:
        id_ = id_in(call("import", good, "--collection", "org-units").stdout)
        unit = next(waiting.org_units.list(q=f"{prefix} một"))
        waiting.org_units.update(unit["id"], {"note": "đã sửa"})
        done = call("undo-import", id_, *options)
        if options:
            assert [row["record_id"] for row in json.loads(done.stdout)["conflicts"]] == [unit["id"]]
        else:
            assert f"line 2: record {unit['id']} was changed since, and stays" in done.stdout
        assert done.exit_code == 1


class TestPace:
    def test_is_what_the_server_knows(self) -> None:
        assert pace_of({"rate": 1234.5, "eta_seconds": 62.2}) == "1,234 rows/s, 1:02 left"
        assert pace_of({"rate": None, "eta_seconds": None}) == ""


GROUP: Record = {"sheet": None, "code": "missing", "column": None, "field": "direction", "count": 1, "lines": "2"}
GROUP |= {"examples": [], "detail": "Thiếu"}


def drawn(groups: list[Record]) -> str:
    file = io.StringIO()
    Console(file=file, width=100).print(draw_errors(groups))
    return file.getvalue()


class TestOtherServer:
    def test_that_gives_no_examples_is_shown_all_the_same(self, scripted: StartScript, book: Path) -> None:
        names = ("rows_read", "created", "updated", "unchanged", "skipped", "failed", "blank")
        counters = {name: int(name in {"rows_read", "failed"}) for name in names}
        job: Record = {"id": "1", "state": "failed", "counters": counters, "warnings": [{"code": "odd"}], "spec": {}}
        job |= {
            "rows_done": 1,
            "rows_total": 1,
            "resumable": True,
            "error": {"code": "file_broken", "detail": "Tệp hỏng"},
        }
        group: Record = {"code": "c", "column": None, "count": 1, "lines": "2", "examples": [], "detail": "d"}
        answers: list[Record] = [job, job, {"items": [group]}]
        server = scripted(*(Said(200, json.dumps(answer).encode()) for answer in answers))
        done = CliRunner().invoke(cli, ["import", str(book), "--collection", "x", "--url", server.base_url])
        assert (done.exit_code, "! odd" in done.stdout, "file_broken: Tệp hỏng" in done.stdout) == (1, True, True)
        assert "/v1/imports/1/resume goes on with it" in done.stdout


class TestTableOfErrors:
    def test_names_the_sheet_where_there_are_two(self) -> None:
        sheets = [{**GROUP, "sheet": sheet} for sheet in ("Đoàn", "Thành viên")]
        assert "Đoàn: 2" in drawn(sheets)
        assert "Thành viên: 2" in drawn(sheets)
        assert "Đoàn" not in drawn(sheets[:1])

    def test_names_the_field_where_there_is_no_column(self) -> None:
        assert "direction" in drawn([GROUP])
        assert "direction" not in drawn([{**GROUP, "column": "Chiều"}])


class TestLosingSight:
    """The server goes on with an import that nobody follows: its id is what one needs then."""

    @pytest.fixture
    def base_url(self, scripted: StartScript) -> str:
        job = json.dumps({"id": "the-import", "state": "parsing", "rows_done": 0, "rows_total": None}).encode()
        return scripted(Said(202, job), Said(200, job), Said(401, b"{}")).base_url

    def test_by_a_refusal_tells_the_id(self, base_url: str, book: Path) -> None:
        arguments = ["import", str(book), "--collection", "x", "--url", base_url]
        done = CliRunner().invoke(cli, [*arguments, "--watch"])
        assert (done.exit_code, "Import the-import is still on the server." in done.stderr) == (2, True)

    def test_by_a_refusal_tells_the_id_as_json(self, base_url: str, book: Path) -> None:
        done = CliRunner().invoke(cli, ["import", str(book), "--collection", "x", "--url", base_url, "--json"])
        assert (done.exit_code, json.loads(done.stdout)["import_id"]) == (2, "the-import")

    def test_by_an_interruption_tells_the_id(self, base_url: str, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupt(_: float) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("doitac_client.sync.time.sleep", interrupt)
        done = CliRunner().invoke(cli, ["import", str(book), "--collection", "x", "--url", base_url])
        assert (done.exit_code != 0, "Import the-import is still on the server." in done.stderr) == (True, True)


class TestWithoutTheServersCode:
    def test_it_has_a_command_of_its_own(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr("sys.argv", ["doitac-client", "--help"])
        with pytest.raises(SystemExit):
            main()
        assert "undo-import" in capsys.readouterr().out

    def test_it_runs(self) -> None:
        program = [sys.executable, "-m", "doitac_client", "--help"]
        done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=True)
        assert "undo-import" in done.stdout

    def test_nothing_of_the_server_is_loaded(self) -> None:
        code = (
            "import sys, doitac_client.cli; print({m.partition('.')[0] for m in sys.modules} & {'app', 'sqlalchemy'})"
        )
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "set()"
