"""Settings: documented, read from the environment and from files, and secrets kept out of sight."""

import re
import stat
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.core.settings import PREFIX, Settings

README = Path(__file__).parents[1] / "README.md"
CLIENTS = {f"{PREFIX}KEY", f"{PREFIX}URL"}  # which the commands read that ask a server, no setting of the server itself
NAMES = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*NAMES, "HOST", "PORT"):
        monkeypatch.delenv(name, raising=False)


class TestDocumentation:
    def test_of_each_stands_in_the_readme(self) -> None:
        listed = set(re.findall(rf"{PREFIX}[A-Z_]+", README.read_text(encoding="utf-8")))
        assert [name for name in NAMES if name not in listed] == []

    def test_of_the_readme_names_no_other(self) -> None:
        listed = set(re.findall(rf"`({PREFIX}[A-Z_]+)`", README.read_text(encoding="utf-8")))
        known = {*NAMES, *(f"{name}_FILE" for name in NAMES), *CLIENTS}
        assert {name for name in listed if not name.startswith(f"{PREFIX}TEST_")} <= known

    def test_of_each_stands_beside_it(self) -> None:
        assert [name for name, field in Settings.model_fields.items() if not field.description] == []


class TestReading:
    def test_takes_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DOITAC_RATE_LIMIT", "7")
        monkeypatch.setenv("PORT", "8123")
        assert (Settings().rate_limit, Settings().port) == (7, 8123)
        monkeypatch.setenv("DOITAC_PORT", "8124")
        assert Settings().port == 8124

    def test_takes_the_terms_of_single_visit_types(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DOITAC_REPORT_DUE_BY_VISIT_TYPE", '{"training": "7 working", "event": "10"}')
        assert Settings().report_due_by_visit_type == {"training": "7 working", "event": "10"}

    @pytest.mark.parametrize("term", ["", "soon", "0 working", "7 weeks", "-1", "7  working", "99999"])
    def test_refuses_a_term_that_says_nothing(self, term: str) -> None:
        with pytest.raises(ValidationError, match="7 working"):
            Settings(report_due_by_visit_type={"training": term})

    def test_refuses_a_visit_type_that_is_no_code(self) -> None:
        with pytest.raises(ValidationError, match="Đào tạo"):
            Settings(report_due_by_visit_type={"Đào tạo": "7 working"})

    def test_takes_a_secret_from_a_file(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        (tmp_path / "key").write_text("from the file\n")
        monkeypatch.setenv("DOITAC_SECRET_KEY_FILE", str(tmp_path / "key"))
        assert Settings().secret() == b"from the file"

    @pytest.mark.parametrize(
        ("given", "normalised"),
        [
            ("postgres://u@h/d", "postgresql+asyncpg://u@h/d"),
            ("postgresql://u@h/d", "postgresql+asyncpg://u@h/d"),
            ("postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
            ("sqlite:///x.db", "sqlite+aiosqlite:///x.db"),
        ],
    )
    def test_names_the_driver(self, given: str, normalised: str) -> None:
        assert Settings(database_url=given).database_url == normalised

    @pytest.mark.parametrize("wrong", [{"port": 70_000}, {"workers": 0}, {"rate_limit": -1}, {"log_level": "loud"}])
    def test_refuses_what_cannot_be(self, wrong: dict[str, object]) -> None:
        with pytest.raises(ValidationError):
            Settings(**wrong)  # type: ignore[arg-type]


class TestSecret:
    def test_is_made_once_and_kept_from_others(self, tmp_path: Path) -> None:
        settings = Settings(data_dir=tmp_path / "var")
        first = settings.secret()
        assert len(first) >= 32
        assert Settings(data_dir=tmp_path / "var").secret() == first
        assert stat.S_IMODE((tmp_path / "var" / "secret.key").stat().st_mode) == 0o600

    def test_does_not_show_itself(self) -> None:
        assert "hush" not in repr(Settings(secret_key="hush", admin_key="hush"))  # type: ignore[arg-type]
