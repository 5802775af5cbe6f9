"""Rate limits: a fixed window of one minute for each caller, kept in this worker's memory."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.types import Scope

from app.core.errors import TooManyRequests

WINDOW = 60
_MOST_CALLERS = 100_000


@dataclass(slots=True)
class RateLimit:
    """`amount` requests a window; 0 is no limit. The library `limits` starts a thread a hit: docs/decisions/0012."""

    amount: int
    clock: Callable[[], float] = time.monotonic
    _window: int = 0
    _counts: dict[str, int] = field(default_factory=dict)

    def hit(self, who: str) -> list[tuple[str, str]]:
        """Count one request. Returns the RateLimit headers (draft-ietf-httpapi-ratelimit-headers).

        Raises TooManyRequests, with them and Retry-After, beyond the limit.
        """
        if not self.amount:
            return []
        window, elapsed = divmod(self.clock(), WINDOW)
        if window != self._window or len(self._counts) >= _MOST_CALLERS:
            self._window = int(window)
            self._counts.clear()
        count = self._counts[who] = self._counts.get(who, 0) + 1
        left = str(max(1, round(WINDOW - elapsed)))
        headers = [
            ("ratelimit-policy", f'"default";q={self.amount};w={WINDOW}'),
            ("ratelimit", f'"default";r={max(0, self.amount - count)};t={left}'),
        ]
        if count > self.amount:
            raise TooManyRequests(headers=dict([*headers, ("retry-after", left)]))
        return headers


def address_of(scope: Scope) -> str:
    """Whom a stranger's calls count against."""
    return str((scope.get("client") or ("",))[0])
