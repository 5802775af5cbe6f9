"""Texts that files easily spoil: as they are stored, exported, and sent in again."""

from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.text import normalize_text
from tests.factories.activities import make_activity
from tests.factories.org_units import make_org_unit
from tests.imports.sending import Sender
from tests.imports.test_round_trip import FORMS, assert_unchanged, download

SPOILT = (
    "=1+1", "'=x", "''=x", "'", "'a", "-", "+84 21", "@a", "#N/A", "#1", "'#N/A", "a\tb", "a\rb", "a\r\nb", "a\n\nb",
    "'\nb", "[x", "[1]", '["a"]', "{x}", '{"a": 1}', '"', '"a"', 'a"b', ";", "a; b", ",", "|", "\\", "\\n", "007",
    "1E5", "1.0", "12345678901234567890", "true", "không", "null", "None", "2026-05-12", "12/05/2026", "1,5", "50%",
    "Tổng cộng", "I", "II. ĐOÀN VÀO", "Nơi nhận", "_x0041_", "<r>a</r>", "<b>", "&amp;", "a\u00a0b", "a\u200bb",
    "\ufeffa", "a\u2028b", "a\x85b", "a\x0bb", "a\x01b", "\x1fb", "a\x7fb", "\U0001f600", "ﬁ", "Å", "e\u0301",
    "ແຂວງ", "ខេត្ត", "경기도", "sep=,", "http://x", "mailto:a@b", "internal:Sheet1!A1", "{=1}", "0x1F", "1/2", "TRUE",
    "a" * 200, "a\n\u0303",
)  # fmt: skip
_CHARACTERS = (
    st.characters(max_codepoint=127, exclude_characters="\0")
    | st.characters(min_codepoint=0x0300, exclude_categories=["Cs"])  # those between are what old fonts put up with
    | st.sampled_from("=+-@'\"#;,[{\t\r\n \\|")
)
_TEXTS = st.text(_CHARACTERS, max_size=40).filter(normalize_text)


async def assert_survive(session: AsyncSession, sender: Sender, folder: Path, texts: list[str]) -> None:
    unit = (await make_org_unit(session)).id
    kept = [text for text in map(normalize_text, texts) if text]
    for text in kept:
        values: dict[str, Any] = {"purpose": text, "note": text, "co_organizers": [text, text], "sponsors": [text]}
        await make_activity(session, org_unit_id=unit, title=text, **values)
    for form, query in FORMS:
        path = await download(sender.client, folder, "activities", form, org_unit_id=unit, **query)
        await assert_unchanged(sender, path, "activities", len(kept))


class TestText:
    async def test_comes_back_as_it_was(self, session: AsyncSession, sender: Sender, tmp_path: Path) -> None:
        await assert_survive(session, sender, tmp_path, list(SPOILT))

    @settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
    @given(texts=st.lists(_TEXTS, min_size=20, max_size=30))
    async def test_of_any_characters_comes_back(
        self, session: AsyncSession, sender: Sender, tmp_path: Path, texts: list[str]
    ) -> None:
        await assert_survive(session, sender, tmp_path, texts)
