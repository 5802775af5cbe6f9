"""What is worth waiting for: errors that say the database is away, not that it refused what it was asked."""

import errno
from typing import Final

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.imports.folders import NO_ROOM

_NETWORK: Final = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN)
_AWAY: Final = ("08", "57P", "53300", "55P03", "40001", "40P01")
"""SQLSTATEs of connections, a server that stops or starts, too many connections, locks, transactions in conflict."""

_SIGNS: Final = ("database is locked", "connection is closed")
"""SQLite has no states; nor has the PostgreSQL driver, asked past SQLAlchemy, where it sees for itself."""


def is_outage(error: BaseException) -> bool:
    """A connection that broke or could not be had, or a lock that another holds."""
    if isinstance(error, PoolTimeoutError):
        return True
    if isinstance(error, OSError):
        return _is_of_network(error)
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(error, DBAPIError) and (error.connection_invalidated or isinstance(cause, OSError)):
        return True
    return _state_of(cause).startswith(_AWAY) or any(sign in str(cause) for sign in _SIGNS)


def is_out_of_room(error: BaseException) -> bool:
    """The disk is full: ours, or the database's."""
    if isinstance(error, OSError):
        return error.errno in NO_ROOM
    return isinstance(error, DBAPIError) and (_state_of(error.orig) == "53100" or "disk is full" in str(error.orig))


def _is_of_network(error: OSError) -> bool:
    """Of several addresses tried, the error has no number of its own; of a name not found, a negative one."""
    is_network = isinstance(error, ConnectionError | TimeoutError) or error.errno in _NETWORK
    return is_network or error.errno is None or error.errno < 0


def _state_of(error: BaseException | None) -> str:
    """The SQLSTATE: the driver's own errors have it, SQLAlchemy's have those for a cause."""
    held = getattr(error, "sqlstate", None) or getattr(getattr(error, "__cause__", None), "sqlstate", None)
    return str(held or "")
