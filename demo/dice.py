"""Chance that falls the same way every time: what depends on a key alone can be made anew, in any order."""

from bisect import bisect
from collections.abc import Sequence
from datetime import date
from itertools import accumulate
from random import Random
from typing import Generic, NamedTuple, TypeVar

Choice = TypeVar("Choice")

_MILLISECONDS_A_DAY = 86_400_000
_UNIX_EPOCH = date(1970, 1, 1).toordinal()
_VERSION, _VARIANT = 7 << 76, 2 << 62
_COUNTER_LOW_BITS = 14


class Weights(NamedTuple, Generic[Choice]):
    """Choices of unequal likelihood."""

    choices: tuple[Choice, ...]
    sums: tuple[float, ...]


def weigh(weights: dict[Choice, float]) -> Weights[Choice]:
    """Choices with their shares, of whatever sum."""
    return Weights(tuple(weights), tuple(accumulate(weights.values())))


class Dice:
    """A stream of chance of its own for each key."""

    def __init__(self, *key: object) -> None:
        self.random = Random("/".join(map(str, key))).random

    def pick(self, choices: Sequence[Choice]) -> Choice:
        """Any of them."""
        return choices[int(self.random() * len(choices))]

    def draw(self, weights: Weights[Choice]) -> Choice:
        """One of them, by their shares."""
        return weights.choices[bisect(weights.sums, self.random() * weights.sums[-1])]

    def between(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return least + int(self.random() * (most - least + 1))

    def happens(self, share: float) -> bool:
        """True in this share of all cases."""
        return self.random() < share


class Ids:
    """Ids of the shape of UUIDv7 (RFC 9562), the same at each run.

    A millisecond of the day for each block of records, a counter, and the mark of the seed. They sort as they were
    made, and among those that others make.
    """

    def __init__(self, day: date, seed: int, block: int) -> None:
        moment = (day.toordinal() - _UNIX_EPOCH) * _MILLISECONDS_A_DAY + block
        mark = int(Dice(seed, "ids").random() * (1 << 48))
        self._start = moment << 80 | _VERSION | _VARIANT | mark
        self._count = 0

    def next(self) -> str:
        """The next one; a block has 67 million."""
        count = self._count
        self._count = count + 1
        high, low = count >> _COUNTER_LOW_BITS, count & (1 << _COUNTER_LOW_BITS) - 1
        text = f"{self._start | high << 64 | low << 48:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
