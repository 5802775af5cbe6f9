"""Which errors of an import's work are waited out, and which say that the disk is full."""

import errno
import sqlite3

import asyncpg  # type: ignore[import-untyped]  # it ships no types
import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.imports.work.outages import is_out_of_room, is_outage


def wrapped(cause: BaseException, kind: type[DBAPIError] = DBAPIError, *, lost: bool = False) -> DBAPIError:
    """As SQLAlchemy raises it: its dialect's own error, made of the driver's."""
    translated = Exception(str(cause))
    translated.__cause__ = cause
    return kind("SELECT 1", None, translated, connection_invalidated=lost)


AWAY = [
    PoolTimeoutError("no connection left"),
    ConnectionRefusedError(errno.ECONNREFUSED, "refused"),
    TimeoutError("connecting took too long"),
    OSError("Multiple exceptions: refused, refused"),
    OSError(-2, "name not known"),
    OSError(errno.EHOSTUNREACH, "no route"),
    asyncpg.ConnectionDoesNotExistError("closed in the middle of operation"),
    asyncpg.InterfaceError("connection is closed"),
    DBAPIError("SELECT 1", None, OSError(errno.EPIPE, "broken pipe")),
    wrapped(asyncpg.PostgresError("whatever"), lost=True),
    wrapped(asyncpg.CannotConnectNowError("the database system is starting up")),
    wrapped(asyncpg.AdminShutdownError("terminating connection")),
    wrapped(asyncpg.LockNotAvailableError("lock timeout")),
    wrapped(asyncpg.DeadlockDetectedError("deadlock")),
    OperationalError("BEGIN", None, sqlite3.OperationalError("database is locked")),
]
FULL = [
    OSError(errno.ENOSPC, "No space left on device"),
    OSError(errno.EDQUOT, "Disk quota exceeded"),
    OperationalError("COMMIT", None, sqlite3.OperationalError("database or disk is full")),
    wrapped(asyncpg.DiskFullError("could not extend file")),
]
OTHERS = [
    ValueError("a fault of ours"),
    FileNotFoundError(errno.ENOENT, "no such file"),
    wrapped(asyncpg.UniqueViolationError("twice"), IntegrityError),
]


@pytest.mark.parametrize("error", AWAY, ids=repr)
def test_a_database_that_is_away_is_waited_for(error: BaseException) -> None:
    assert (is_outage(error), is_out_of_room(error)) == (True, False)


@pytest.mark.parametrize("error", FULL, ids=repr)
def test_a_full_disk_is_told(error: BaseException) -> None:
    assert (is_outage(error), is_out_of_room(error)) == (False, True)


@pytest.mark.parametrize("error", OTHERS, ids=repr)
def test_all_else_is_neither(error: BaseException) -> None:
    assert (is_outage(error), is_out_of_room(error)) == (False, False)
