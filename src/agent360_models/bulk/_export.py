"""A queryset as CSV: the server writes it, and Python only passes it on."""

from contextlib import nullcontext
from pathlib import Path
from typing import Any, Protocol, cast

from django.db import connections
from django.db.models import QuerySet
from psycopg import ClientCursor
from psycopg.sql import SQL


class Sink(Protocol):
    """Something that takes bytes, such as a file opened for them or a compressor."""

    def write(self, data: bytes, /) -> Any:
        """Take some bytes."""


def copy_to(queryset: "QuerySet[Any, Any]", target: Path | str | Sink, *, header: bool = True) -> int:
    """Write a queryset as CSV, by ``COPY``, and return the number of rows.

    The columns are those of the model, named as in the database, or what ``values()`` and ``values_list()`` ask
    for. The text is UTF-8; an empty cell is NULL, and ``""`` an empty text. Values are written as PostgreSQL does,
    times with the offset of the connection's time zone where the column has one; what a field does in Python is left
    out. Memory stays flat, whatever the number of rows.

    Args:
        queryset: what to write, filtered and ordered as it is.
        target: the path of a file, which is written anew, or something to write bytes to, which stays open.
        header: whether the first line names the columns.

    Raises ``django.db.Error`` where the database refuses the query; the target then holds what came before.

    """
    connection = connections[queryset.db]
    query = queryset.query.chain()
    query.select_related = False  # its columns would stand between the model's own
    # COPY takes no parameters, so they are put into the text; and a query that finds nothing has a header too.
    sql, params = query.get_compiler(connection=connection, elide_empty=False).as_sql()
    connection.ensure_connection()
    opened = Path(target).open("wb") if isinstance(target, Path | str) else nullcontext(target)  # noqa: SIM115  # closed below
    with opened as sink, connection.wrap_database_errors, ClientCursor(connection.connection) as cursor:
        text = cast("Any", cursor.mogrify(sql, params))
        options = SQL("(FORMAT csv, HEADER, ENCODING 'UTF8')" if header else "(FORMAT csv, ENCODING 'UTF8')")
        with cursor.copy(SQL("COPY ({}) TO STDOUT {}").format(SQL(text), options)) as copy:
            for data in copy:
                sink.write(bytes(data))
        return int(cursor.rowcount)
