"""A year of anniversaries in the terminal."""

import io
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from app.anniversaries.rules import classify_year
from app.anniversaries.schemas.occurrences import OccurrenceRow
from app.anniversaries.terminal import draw_calendar
from app.cli import cli
from app.core.clock import now
from app.core.dates import today_in
from app.core.i18n import Language

LUNAR = "0198f2b4-7c1e-7d3a-9f10-5b6c7d8e9f01"
RED, YELLOW, DIM = "\x1b[1;31m", "\x1b[33m", "\x1b[2m"


def row(date: str, number: int | None, title: str, **values: Any) -> OccurrenceRow:
    precision = {4: "year", 7: "month", 10: "day"}[len(date)]
    blank: dict[str, Any] = dict.fromkeys(OccurrenceRow._fields)
    told = {"date": date, "number": number, "title": title, "precision": precision, "country": "LA"}
    told |= {"year_class": None if number is None else classify_year(number)}
    return OccurrenceRow(**blank | told | values)


def drawn(rows: list[OccurrenceRow], language: Language = "vi", *, colours: bool = False) -> str:
    out = io.StringIO()
    console = Console(file=out, width=100, force_terminal=colours, color_system="standard" if colours else None)
    for panel in draw_calendar(rows, {LUNAR}, language):
        console.print(panel)
    return out.getvalue()


def line_with(text: str, words: str) -> str:
    return next(line for line in text.splitlines() if words in line)


class TestDrawing:
    def test_gives_a_panel_to_each_month_and_to_days_of_no_month(self) -> None:
        rows = [
            row("2027", 12, "Chỉ biết năm"),
            row("2027-06", 9, "Chỉ biết tháng"),
            row("2027-06-12", 37, "Ngày Nga"),
            row("2027-09-05", 65, "Ngày Lào"),
        ]
        told = drawn(rows)
        heads = [line.strip("╭─╮ ") for line in told.splitlines() if line.startswith("╭")]
        assert heads == ["Năm 2027", "Tháng 6/2027", "Tháng 9/2027"]
        assert "T7 12/06    37   Ngày Nga" in told
        assert line_with(told, "Chỉ biết tháng").split()[1:3] == ["–", "9"]
        english = drawn(rows, "en")
        heads = [line.strip("╭─╮ ") for line in english.splitlines() if line.startswith("╭")]
        assert heads == ["2027", "June 2027", "September 2027"]
        assert "Sat 12/06" in english

    def test_colours_the_classes(self) -> None:
        told = drawn(
            [
                row("2027-01-01", 60, "Tròn"),
                row("2027-01-02", 65, "Lẻ năm"),
                row("2027-01-03", 66, "Khác"),
                row("2027-01-04", None, "Không số"),
            ],
            colours=True,
        )
        found = {words: line_with(told, words) for words in ("Tròn", "Lẻ năm", "Khác", "Không số")}
        marks = (RED, YELLOW, DIM)
        assert [[mark in line for mark in marks] for line in found.values()] == [
            [True, False, False],
            [False, True, False],
            [False, False, True],
            [False, False, False],
        ]

    def test_tells_the_lunar_date_of_lunar_days_alone(self) -> None:
        told = drawn([row("2027-02-06", None, "Tết", anniversary_id=LUNAR), row("2027-02-06", 5, "Khác")])
        assert line_with(told, "Tết").split()[-2] == "1/1"
        assert line_with(told, "Khác").split()[-2] == "LA"

    @pytest.mark.parametrize(("language", "words"), [("vi", "nhuận"), ("en", "leap")])
    def test_names_a_leap_month(self, language: Language, words: str) -> None:
        assert f"1/6 {words}" in drawn([row("2025-07-25", None, "Nhuận", anniversary_id=LUNAR)], language)

    def test_says_nothing_of_a_lunar_date_that_is_not_known(self) -> None:
        rows = [row("2027", None, "Năm", anniversary_id=LUNAR), row("2250-01-01", None, "Xa", anniversary_id=LUNAR)]
        assert "/1 " not in line_with(drawn(rows), "Năm ").replace("01/01", "")
        assert line_with(drawn(rows), "Xa").split()[-2] == "LA"

    def test_leaves_brackets_of_a_title_alone(self) -> None:
        assert "Ngày [bold]Thử[/bold]" in drawn([row("2027-01-01", 1, "Ngày [bold]Thử[/bold]")])

    @pytest.mark.parametrize(("language", "words"), [("vi", "Không có"), ("en", "There are no")])
    def test_says_when_there_is_nothing(self, language: Language, words: str) -> None:
        assert words in drawn([], language)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With an SQLite file that has the facts of the plans."""
    folder = tmp_path_factory.mktemp("terminal")
    environment = {"DOITAC_DATABASE_URL": f"sqlite:///{folder / 'doitac.db'}", "DOITAC_DATA_DIR": str(folder)}
    for command in ("migrate", "seed"):
        assert CliRunner().invoke(cli, [command], env=environment).exit_code == 0
    return folder


class TestCommand:
    @pytest.fixture
    def runner(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
        monkeypatch.setenv("DOITAC_DATABASE_URL", f"sqlite:///{folder / 'doitac.db'}")
        monkeypatch.setenv("DOITAC_DATA_DIR", str(folder))
        monkeypatch.setattr("app.cli.console.width", 120, raising=False)
        return CliRunner()

    def test_prints_a_year_by_month(self, runner: CliRunner) -> None:
        done = runner.invoke(cli, ["anniversaries", "--from", "2027-01-01", "--to", "2027-12-31"])
        assert done.exit_code == 0, done.output
        assert "Tháng 9/2027" in done.stdout
        assert line_with(done.stdout, "ngoại giao Việt Nam - Lào").split()[1:4] == ["CN", "05/09", "65"]
        assert line_with(done.stdout, "Tết Nguyên đán").split()[-2] == "1/1"

    def test_takes_countries_and_a_language(self, runner: CliRunner) -> None:
        window = ["--from", "2027-01-01", "--to", "2027-12-31"]
        done = runner.invoke(cli, ["anniversaries", *window, "--lang", "en", "--country", "LA", "--country", "KH"])
        assert "Lao New Year (Bunpimay)" in done.stdout
        assert "December 2027" in done.stdout
        countries = {line.split()[-2] for line in done.stdout.splitlines() if " 2027" not in line and "/" in line}
        assert countries == {"LA", "KH"}

    def test_prints_this_year_unless_told_otherwise(self, runner: CliRunner) -> None:
        year = today_in("Asia/Ho_Chi_Minh", now()).year
        told = runner.invoke(cli, ["anniversaries"]).stdout
        assert f"Tháng 12/{year}" in told
        assert f"/{year + 1}" not in told

    def test_goes_to_the_end_of_the_year_from_a_day(self, runner: CliRunner) -> None:
        told = runner.invoke(cli, ["anniversaries", "--from", "2027-12-01"]).stdout
        assert "Tháng 12/2027" in told
        assert "Tháng 11/2027" not in told

    @pytest.mark.parametrize(
        ("arguments", "fault"),
        [
            (["--from", "2027-02-30"], "/from: invalid_date"),
            (["--from", "2027-12-01", "--to", "2027-01-01"], "/to: end_before_start"),
            (["--from", "2027-01-01", "--to", "2038-01-01"], "/to: out_of_range"),
            (["--country", "ZZ"], "/country/0: unknown_country"),
        ],
    )
    def test_refuses_what_it_cannot_read(self, runner: CliRunner, arguments: list[str], fault: str) -> None:
        done = runner.invoke(cli, ["anniversaries", *arguments])
        assert (done.exit_code, fault in done.stdout) == (1, True)
