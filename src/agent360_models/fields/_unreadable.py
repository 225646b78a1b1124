"""Moments that PostgreSQL stores and Python cannot have, such as ``infinity`` and years before 1 or after 9999."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.db import connections
from django.db.models import DateField, DateTimeField, Model, Q
from psycopg import DataError
from psycopg.adapt import Loader
from psycopg.pq import Format

# Between these, a moment is in the years 1 to 9999 in every time zone.
FIRST, LAST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)

_TYPES = (1082, 1114, 1184)  # date, timestamp and timestamptz


def readable(model: type[Model], *names: str) -> Q:
    """Return the condition of rows whose moments Python can have, in these columns or in all.

    Who takes rows from a queue asks for it: one row that cannot be read would stop the rows behind it.
    """
    condition = Q()
    for field in model._meta.concrete_fields:
        if isinstance(field, DateField) and (not names or field.name in names):
            first, last = (FIRST, LAST) if isinstance(field, DateTimeField) else (FIRST.date(), LAST.date())
            inside = Q(**{f"{field.name}__gte": first, f"{field.name}__lte": last})
            condition &= inside | Q(**{field.name: None}) if field.null else inside
    return condition


@contextmanager
def unreadable_as_none(using: str) -> Iterator[None]:
    """Read such a moment as ``None`` within the block, where one of them must not hide all other rows.

    For code that only reports: a row that is read so and saved would lose its moment.
    """
    connection: Any = connections[using]
    connection.ensure_connection()
    adapters = connection.connection.adapters
    own = {oid: adapters.get_loader(oid, Format.TEXT) for oid in _TYPES}
    for oid, loader in own.items():
        adapters.register_loader(oid, _forgiving(loader))
    try:
        yield
    finally:
        for oid, loader in own.items():
            adapters.register_loader(oid, loader)


def _forgiving(own: Any) -> type[Loader]:
    class Forgiving(Loader):
        timezone = getattr(own, "timezone", None)  # which Django compares with the connection's

        def __init__(self, oid: int, context: Any = None) -> None:
            super().__init__(oid, context)
            self._own = own(oid, context)

        def load(self, data: Any) -> Any:
            """Return the moment, or ``None``."""
            try:
                return self._own.load(data)
            except DataError:
                return None

    return Forgiving
