"""Export of a queryset as CSV: the server writes the text, and Python passes it on."""

import os
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Protocol, cast

from django.db import connections
from django.db.models import QuerySet
from psycopg import ClientCursor
from psycopg.sql import SQL

from agent360_models.bulk._new_file import OWNER_ALONE, create_file

_IN_MEMORY = 1 << 20  # bytes kept in memory for a sink before a temporary file is used
_BLOCK = 1 << 16


class Sink(Protocol):
    """An object that accepts bytes, such as a binary file or a compressor."""

    def write(self, data: bytes, /) -> Any:
        """Accept a block of bytes."""


def copy_to(
    queryset: "QuerySet[Any, Any]", target: Path | str | Sink, *, header: bool = True, mode: int = OWNER_ALONE
) -> int:
    """Write a queryset as CSV with ``COPY``, and return the number of rows.

    The columns are the model's, named as in the database, or those of ``values()`` and ``values_list()``. The text is
    UTF-8. An empty cell is NULL, and ``""`` is an empty string. PostgreSQL writes the values; conversions of a field in
    Python do not happen. Times in columns with a time zone have the offset of the connection's time zone. Memory use
    does not grow with the number of rows.

    A sink may use the database, since it is written to only after the server has sent everything. Until then large
    results wait in a temporary file.

    Args:
        queryset: the rows to write, with its filters and order.
        target: the path of a file, or an object to write bytes to, which stays open. A file is created anew and
            replaces an existing one; a link, a device or a pipe is refused.
        header: whether the first line names the columns.
        mode: the permissions of the file; by default only its owner may read it.

    Raises ``OSError`` if the file cannot be created, and ``django.db.Error`` if the database refuses the query. A file
    then contains the rows sent before the error, and a sink has received nothing.

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
    """Write a queryset to our own file: no other code may run while the COPY is open."""
    connection = connections[queryset.db]
    query = queryset.query.chain()
    query.select_related = False  # its columns would mix with the model's
    # COPY takes no parameters, so they go into the text. A query without results still gets a header.
    sql, params = query.get_compiler(connection=connection, elide_empty=False).as_sql()
    connection.ensure_connection()
    with connection.wrap_database_errors, ClientCursor(connection.connection) as cursor:
        text = cast("Any", cursor.mogrify(sql, params))
        options = SQL("(FORMAT csv, HEADER, ENCODING 'UTF8')" if header else "(FORMAT csv, ENCODING 'UTF8')")
        with cursor.copy(SQL("COPY ({}) TO STDOUT {}").format(SQL(text), options)) as copy:
            for data in copy:
                file.write(data)
        return int(cursor.rowcount)
