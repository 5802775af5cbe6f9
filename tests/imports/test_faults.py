"""Whatever is killed, whenever: an import is told to be interrupted, goes on, and writes each row exactly once."""

import random
import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.imports.living import MANY, Living, delegations, members, partners
from tests.imports.two_sheets import crowd

FEW = 210
PART = 2_000
"""Lines that are checked in one transaction."""
Way = Callable[[Living], None]
LONGEST_WAIT = {"parsing": 0.05, "validating": 0.4, "committing": 0.6, "undoing": 0.3}
"""Seconds; the kill comes at a random moment within them."""


WAYS: Mapping[str, Mapping[str, Way]] = {
    "atomic": {"parsing": Living.kill_worker, "validating": Living.kill_worker, "committing": Living.cut_power},
    "partial": {"validating": Living.kill_worker, "committing": Living.kill_server},
}
"""By transaction: what is killed in which phase."""


class Killer:
    """Kills at random moments of the phases that it is told, and has the import resumed each time."""

    def __init__(self, living: Living, seed: str) -> None:
        self._living = living
        self._choose = random.Random(seed)
        self.interruptions = 0

    def follow(self, import_id: str, phases: Mapping[str, Way]) -> dict[str, Any]:
        """The import in the end; each phase with the way in which it is killed."""
        order = list(phases)
        for number, (phase, kill) in enumerate(phases.items()):
            is_first = self.interruptions == 0
            with self._living.caught(import_id, lambda told: told["state"] in order[number:]):  # noqa: B023  # used within the turn
                if is_first:  # one kill at least comes in time on a machine of any speed
                    kill(self._living)
            if not is_first:
                time.sleep(self._choose.uniform(0, LONGEST_WAIT[phase]))
                kill(self._living)
            if kill is not Living.kill_worker:
                self._living.start()
            if self._living.rest(import_id)["state"] == "interrupted":
                self.interruptions += 1
                self._living.ask(import_id, "resume")
        return self._living.rest(import_id)


class TestKill:
    @pytest.mark.parametrize("transaction", WAYS)
    def test_of_thousands_of_delegations(self, living: Living, transaction: str) -> None:
        source = f"thousands-{transaction}"
        killer = Killer(living, source)
        id_ = living.upload(delegations(source, MANY), transaction=transaction, auto_commit=True)
        told = killer.follow(id_, WAYS[transaction])
        assert (told["state"], told["counters"]["created"], told["counters"]["rows_read"]) == ("completed", MANY, MANY)
        assert living.kept("delegations", source) == MANY
        assert living.noted(id_, "delegations", "create") == living.noted(id_, "delegation_members", "create") == MANY
        assert living.noted(id_, "imports", "complete") == 1
        assert killer.interruptions >= 1

    @pytest.mark.parametrize(
        ("collection", "make", "transaction"),
        [("delegations", delegations, "atomic"), ("partners", partners, "partial")],
    )
    def test_from_the_upload_to_the_end_of_undo(
        self, living: Living, collection: str, make: Callable[[str, int], bytes], transaction: str
    ) -> None:
        killer = Killer(living, collection)
        id_ = living.upload(make(collection, FEW), collection, transaction=transaction, auto_commit=True)
        told = killer.follow(id_, {"validating": Living.kill_worker, "committing": Living.kill_worker})
        assert (told["state"], told["counters"]["created"]) == ("completed", FEW)
        assert living.kept(collection, collection) == living.noted(id_, collection, "create") == FEW
        living.ask(id_, "undo")
        told = killer.follow(id_, {"undoing": Living.kill_worker})
        assert told["state"] == "undone"
        assert living.kept(collection, collection) == 0
        assert living.noted(id_, collection, "delete") == FEW
        assert killer.interruptions >= 1

    def test_between_the_lines_of_one_delegation(self, living: Living) -> None:
        id_ = living.upload(members("lines", MANY // 3), auto_commit=True)
        with living.caught(id_, lambda told: told["state"] == "validating" and living.staged(id_) > 0):
            living.kill_worker()
        assert living.rest(id_)["state"] == "interrupted"
        assert living.staged(id_) == PART
        assert PART % 3 != 0
        living.ask(id_, "resume")
        told = living.rest(id_)
        assert (told["state"], told["counters"]["created"], told["counters"]["failed"]) == ("completed", MANY, 0)
        assert living.kept("delegations", "lines") == living.noted(id_, "delegations", "create") == MANY // 3
        assert living.noted(id_, "delegation_members", "create") == MANY

    def test_between_the_members_of_a_second_sheet(self, living: Living) -> None:
        each, heads = 3, PART // 2
        content = crowd("sheets", heads, each)
        id_ = living.upload(content, name="file.xlsx", transaction="partial", auto_commit=True)
        with living.caught(id_, lambda told: told["state"] == "validating" and living.staged(id_) > heads):
            living.kill_worker()
        assert living.rest(id_)["state"] == "interrupted"
        assert living.staged(id_) == heads + PART
        living.ask(id_, "resume")
        with living.caught(id_, lambda told: told["state"] == "committing" and told["rows_done"] > 0):
            living.kill_worker()
        assert living.rest(id_)["state"] == "interrupted"
        living.ask(id_, "resume")
        told = living.rest(id_)
        assert (told["state"], told["counters"]["created"], told["counters"]["failed"]) == (
            "completed", heads * (1 + each), 0
        )  # fmt: skip
        assert living.kept("delegations", "sheets") == living.noted(id_, "delegations", "create") == heads
        assert living.noted(id_, "delegation_members", "create") == heads * each

    def test_shows_nobody_a_single_row_before_an_atomic_commit_is_through(self, living: Living) -> None:
        id_ = living.upload(delegations("unseen", MANY), auto_commit=True)
        seen = set()

        def look(told: dict[str, Any]) -> bool:
            if told["state"] == "committing":
                count = living.kept("delegations", "unseen")
                seen.add((count, living.read(id_)["state"]))
            return False

        assert living.follow(id_, look)["state"] == "completed"
        assert (0, "committing") in seen
        assert {state for count, state in seen if count} <= {"completed"}
        assert living.kept("delegations", "unseen") == MANY
