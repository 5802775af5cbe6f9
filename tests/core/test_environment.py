"""Another process of ours is started with the very settings of this one."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from app.core.environment import environment_of
from app.core.settings import Settings


def test_makes_the_same_settings_in_a_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(
        database_url=f"sqlite:///{tmp_path}/a.db",
        data_dir=tmp_path,
        secret_key=SecretStr("a secret"),
        seed=False,
        report_due_by_visit_type={"training": "7 working"},
    )
    monkeypatch.setenv("DOITAC_TIME_ZONE", "UTC")
    monkeypatch.setenv("DOITAC_ADMIN_KEY_FILE", "/nowhere")
    given = environment_of(settings)
    assert "DOITAC_ADMIN_KEY_FILE" not in given
    assert given["PATH"]
    monkeypatch.delenv("DOITAC_ADMIN_KEY_FILE")
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert Settings() == settings
