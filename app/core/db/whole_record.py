"""A record's own columns as one expression that is cheap to ask for again and again."""

import itertools
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import InternalTraversal

from app.core.db.json_sql import Utf8, json_bytes

_numbers = itertools.count()


class WholeRecord(ColumnElement[bytes]):
    """`json_bytes` of a record's own columns, built once: the statement cache knows it by its number.

    Walking thirty columns for the cache key, on every request, costs more than the query. The columns may hold no
    bound values, for those would be cached too.
    """

    inherit_cache = True
    _traverse_internals = [("number", InternalTraversal.dp_plain_obj)]
    type = Utf8()

    def __init__(self, fields: Mapping[str, SQLColumnExpression[Any]]) -> None:
        self.number = next(_numbers)
        self.rendered = json_bytes(fields)


@compiles(WholeRecord)
def _whole_record(element: WholeRecord, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    return compiler.process(element.rendered, **kw)
