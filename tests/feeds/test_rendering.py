"""Rendered bytes are made once for the same content, and do not fill the memory."""

from datetime import UTC, datetime

import pytest

from app.anniversaries.schemas.occurrences import OccurrenceRow
from app.feeds import rendering
from app.feeds.rendering import FORMS, Content, RenderedFeeds

ROW = OccurrenceRow(
    date="2027-09-05",
    number=65,
    year_class="five",
    milestone=False,
    precision="day",
    title="Quan hệ ngoại giao Việt Nam – Lào",
    anniversary_id="0198f2b4-7c1e-7d3a-9f10-5b6c7d8e9f00",
    kind="diplomatic_relations",
    country="LA",
    partner_id=None,
    org_unit_ids=[],
    prepare_from=None,
    recommended_actions=["letter"],
    greeting_id=None,
    greeting_status=None,
    version=1,
    updated_at=datetime(2026, 11, 22, tzinfo=UTC),
)
CONTENT = Content("Lịch", "vi", is_full=True, alarms=(), rows=[ROW])


class TestBytes:
    @pytest.mark.parametrize("form", FORMS)
    def test_are_the_same_for_the_same_content(self, form: str) -> None:
        assert RenderedFeeds().render("a", form, CONTENT) == RenderedFeeds().render("b", form, CONTENT)

    @pytest.mark.parametrize("form", FORMS)
    def test_and_their_tag_follow_the_content(self, form: str) -> None:
        feeds = RenderedFeeds()
        changed = CONTENT._replace(rows=[ROW._replace(title="Khác")])
        first, second = feeds.render("a", form, CONTENT), feeds.render("a", form, changed)
        assert first.etag != second.etag
        assert "Khác".encode() in second.body
        assert feeds.render("a", form, CONTENT) == first


class TestMemory:
    def test_renders_the_same_content_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rendered: list[Content] = []

        def count(content: Content) -> bytes:
            rendered.append(content)
            return b"1"

        monkeypatch.setitem(rendering.FORMS, "ics", ("text/calendar", count))
        feeds = RenderedFeeds()
        for content in (CONTENT, CONTENT, CONTENT._replace(name="Khác"), CONTENT):
            feeds.render("a", "ics", content)
        assert [content.name for content in rendered] == ["Lịch", "Khác", "Lịch"]

    def test_lets_the_least_used_go_when_it_is_full(self) -> None:
        size = len(RenderedFeeds().render("a", "json", CONTENT).body)
        feeds = RenderedFeeds(most_bytes=2 * size)
        for feed in ("a", "b", "a", "c"):
            feeds.render(feed, "json", CONTENT)
        assert [feed for feed, _ in feeds._kept] == ["a", "c"]
        assert feeds._size == 2 * size

    def test_keeps_nothing_that_is_too_large(self) -> None:
        feeds = RenderedFeeds(most_bytes=10)
        assert feeds.render("a", "json", CONTENT).body.startswith(b'{"name"')
        assert (len(feeds._kept), feeds._size) == (0, 0)
