"""Locks on a name, held until the transaction ends."""

from django.db import connections


def hold(*names: object, using: str) -> None:
    """Wait until no other transaction holds the lock of these names, and hold it until this one ends.

    An advisory lock of PostgreSQL: it exists for names of which no row exists yet. It needs a transaction.
    """
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 360))", [" ".join(map(repr, names))])
