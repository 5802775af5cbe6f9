"""The order in which transactions end: what a reader of a log must know to skip nothing."""

from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement

_BEYOND_ALL = str(2**63 - 1)


class OldestRunning(FunctionElement[int]):
    """The number of the oldest transaction that still runs: those of lower numbers have ended, whatever they wrote.

    On SQLite, which has one writer, what can be read was committed before anything that is still to come.
    """

    name = "oldest_running"
    inherit_cache = True
    type = BigInteger()


class NextTransaction(FunctionElement[int]):
    """A number that no transaction had when this statement began to read: all that it can read have lower ones."""

    name = "next_transaction"
    inherit_cache = True
    type = BigInteger()


@compiles(OldestRunning, "postgresql")
def _oldest_on_postgresql(_element: OldestRunning, _compiler: SQLCompiler, **_kw: Any) -> str:  # noqa: ANN401
    return "CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint)"


@compiles(NextTransaction, "postgresql")
def _next_on_postgresql(_element: NextTransaction, _compiler: SQLCompiler, **_kw: Any) -> str:  # noqa: ANN401
    return "CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS bigint)"


@compiles(OldestRunning, "sqlite")
@compiles(NextTransaction, "sqlite")
def _on_sqlite(_element: FunctionElement[int], _compiler: SQLCompiler, **_kw: Any) -> str:  # noqa: ANN401
    return _BEYOND_ALL
