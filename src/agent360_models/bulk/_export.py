"""A queryset as CSV: the server writes it, and Python only passes it on."""

import os
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Protocol, cast

from django.db import connections
from django.db.models import QuerySet
from psycopg import ClientCursor
from psycopg.sql import SQL

from agent360_models.bulk._new_file import OWNER_ALONE, create_file

_IN_MEMORY = 1 << 20  # bytes that wait for a sink outside a file
_BLOCK = 1 << 16


class Sink(Protocol):
    """Something that takes bytes, such as a file opened for them or a compressor."""

    def write(self, data: bytes, /) -> Any:
        """Take some bytes."""


def copy_to(
    queryset: "QuerySet[Any, Any]", target: Path | str | Sink, *, header: bool = True, mode: int = OWNER_ALONE
) -> int:
    """Write a queryset as CSV, by ``COPY``, and return the number of rows.

    The columns are those of the model, named as in the database, or what ``values()`` and ``values_list()`` ask
    for. The text is UTF-8; an empty cell is NULL, and ``""`` an empty text. Values are written as PostgreSQL does,
    times with the offset of the connection's time zone where the column has one; what a field does in Python is left
    out. Memory stays flat, whatever the number of rows.

    A sink may use the database: it is written to once the server has sent everything. Until then large results
    wait in a temporary file.

    Args:
        queryset: what to write, filtered and ordered as it is.
        target: the path of a file, or something to write bytes to, which stays open. The file is a new one, in the
            place of one that may be there; a link, a device or a pipe is refused.
        header: whether the first line names the columns.
        mode: the permissions of the file; by default its owner alone may read it.

    Raises ``OSError`` where the file cannot be created, and ``django.db.Error`` where the database refuses the query;
    a file then holds what came before, and a sink got nothing.

    """
    if isinstance(target, Path | str):
        with os.fdopen(create_file(Path(target), mode), "wb") as file:
            return _copy(queryset, file, header=header)
    with SpooledTemporaryFile(_IN_MEMORY) as spool:
        count = _copy(queryset, spool, header=header)
        spool.seek(0)
        while block := spool.read(_BLOCK):
            target.write(block)
    return count


def _copy(queryset: "QuerySet[Any, Any]", file: IO[bytes], *, header: bool) -> int:
    """Write a queryset to a file of ours: no other code may run while the COPY is open."""
    connection = connections[queryset.db]
    query = queryset.query.chain()
    query.select_related = False  # its columns would stand between the model's own
    # COPY takes no parameters, so they are put into the text; and a query that finds nothing has a header too.
    sql, params = query.get_compiler(connection=connection, elide_empty=False).as_sql()
    connection.ensure_connection()
    with connection.wrap_database_errors, ClientCursor(connection.connection) as cursor:
        text = cast("Any", cursor.mogrify(sql, params))
        options = SQL("(FORMAT csv, HEADER, ENCODING 'UTF8')" if header else "(FORMAT csv, ENCODING 'UTF8')")
        with cursor.copy(SQL("COPY ({}) TO STDOUT {}").format(SQL(text), options)) as copy:
            for data in copy:
                file.write(data)
        return int(cursor.rowcount)
