"""Large exports: the rows of a queryset as CSV, made by the server."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet


def copy_to(
    queryset: QuerySet[Any, Any],
    target: Path | str | IO[str] | IO[bytes],
    *,
    columns: Sequence[str] | None = None,
    header: bool = True,
) -> int:
    """Write the rows of a queryset as CSV, in UTF-8, and return how many they are.

    PostgreSQL makes the text: NULL is an empty cell and an empty text is ``""``, a boolean is ``t`` or ``f``, a
    time stands in the zone of the connection. Rows go through memory one at a time.

    Args:
        queryset: what to export, with its filters, order and slices; of instances, or by ``values_list()``.
        target: a path, which is there only once the export is complete, or an open file, which stays open.
        columns: names as for ``values_list()``, in the order of the cells; by default those of the queryset.
        header: whether the first line holds the names.

    Raises:
        django.db.Error: the database refused the query.
        OSError: the path cannot be written.

    """
    names = list(columns or _names(queryset))
    with _sink(target) as write:
        if header:
            write(_line(names))
        return _copy(queryset.values_list(*names), write)


def _names(queryset: QuerySet[Any, Any]) -> list[str]:
    """Return what a queryset of instances or of values selects, by name."""
    query: Any = queryset.query
    if query.selected is not None:  # by values()
        return [*query.selected]
    names, is_deferred = query.deferred_loading
    named = {queryset.model._meta.get_field(name) for name in names}
    fields = queryset.model._meta.concrete_fields
    if named and is_deferred:
        fields = [field for field in fields if field not in named]
    elif named:
        fields = [field for field in fields if field in named or field.primary_key]
    return [*(field.attname for field in fields), *query.annotation_select]


def _copy(queryset: QuerySet[Any, Any], write: Callable[[bytes], object]) -> int:
    connection = connections[queryset.db]
    try:
        sql, params = queryset.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return 0
    with connection.wrap_database_errors, connection.cursor() as cursor:
        with cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv, ENCODING 'UTF8')", params) as copy:
            for block in copy:
                write(bytes(block))
        return int(cursor.rowcount)


def _line(names: Sequence[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(names)
    return text.getvalue().encode()


@contextmanager
def _sink(target: Path | str | IO[str] | IO[bytes]) -> Iterator[Callable[[bytes], object]]:
    """Yield the function that takes the bytes of one line."""
    if isinstance(target, Path | str):
        path = Path(target)
        beside = path.with_name(f"{path.name}.part")
        try:
            with beside.open("wb") as part:
                yield part.write
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
        return
    file: Any = target
    is_text = isinstance(target, io.TextIOBase)
    yield (lambda line: file.write(line.decode())) if is_text else file.write
