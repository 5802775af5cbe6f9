"""The README says what is."""

import re
from pathlib import Path

from app.core.settings import PREFIX, Settings

README = Path(__file__).parents[1] / "README.md"
ROW = re.compile(r"^\| `(DOITAC_\w+)` \| (\S+) \| (.+) \|$", re.MULTILINE)


class TestSettingsTable:
    def test_no_setting_is_missing_and_none_invented(self) -> None:
        listed = [name for name, _, _ in ROW.findall(README.read_text(encoding="utf-8"))]
        assert sorted(listed) == sorted(PREFIX + name.upper() for name in Settings.model_fields)

    def test_each_default_and_meaning_is_the_programs_own(self) -> None:
        listed = {name: rest for name, *rest in ROW.findall(README.read_text(encoding="utf-8"))}
        for name, field in Settings.model_fields.items():
            text = str(field.default).lower() if isinstance(field.default, bool) else str(field.default)
            default = "none" if field.default is None else f"`{text}`"
            assert listed[PREFIX + name.upper()] == [default, field.description]
