"""The log's lines."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from app.core.log import Log


@pytest.fixture
def lines(capfd: pytest.CaptureFixture[str]) -> Callable[[], list[dict[str, Any]]]:
    """What stands on standard error by now."""
    return lambda: [orjson.loads(line) for line in capfd.readouterr().err.splitlines()]


class TestLines:
    def test_tell_event_level_and_moment(self, lines: Callable[[], list[dict[str, Any]]]) -> None:
        Log().info("request", status=200)
        (line,) = lines()
        assert (line["event"], line["level"], line["status"]) == ("request", "info", 200)
        assert line["timestamp"].endswith("Z")

    @pytest.mark.parametrize(
        ("least", "written"),
        [("debug", ["info", "warning", "error"]), ("warning", ["warning", "error"]), ("error", ["error"])],
    )
    def test_below_the_level_are_left_out(
        self, lines: Callable[[], list[dict[str, Any]]], least: str, written: list[str]
    ) -> None:
        log = Log()
        log.configure(least)
        log.info("a")
        log.warning("b")
        log.error("c")
        assert [line["level"] for line in lines()] == written

    def test_of_an_error_hold_its_traceback_and_no_variable(self, lines: Callable[[], list[dict[str, Any]]]) -> None:
        def fail() -> None:
            passport = "B" + "1234567"
            assert passport
            raise LookupError("no such place")

        try:
            fail()
        except LookupError as error:
            Log().error("unhandled", error, request_id="r")
        (line,) = lines()
        assert line["request_id"] == "r"
        assert line["exception"].endswith("LookupError: no such place\n")
        assert "in fail" in line["exception"]
        assert "B1234567" not in line["exception"]

    def test_take_any_value(self, lines: Callable[[], list[dict[str, Any]]]) -> None:
        Log().warning("odd", value={1})
        assert lines()[0]["value"] == "{1}"
