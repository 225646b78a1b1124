"""The transaction and the connection that code runs in, for code that records things."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

__all__ = ["commit_over", "is_outside_atomic", "reconnect_if_lost"]


def is_outside_atomic(using: str) -> bool:
    """Tell whether what is written now is committed at once, as far as the project's own code goes.

    The blocks around a ``TestCase`` do not count, as with ``durable``. Whoever asks begins something: a connection
    that the server has closed meanwhile is let go of, so that a loop gets over it.
    """
    reconnect_if_lost(using)
    try:
        with transaction.atomic(using=using, savepoint=False, durable=True):
            return True
    except RuntimeError:
        return False


def reconnect_if_lost(using: str) -> None:
    """Let go of a connection that the server has closed, so that the next query opens another."""
    connection = connections[using]
    if not connection.in_atomic_block and not connection.is_usable():  # it is in one in a TestCase
        connection.close()


@contextmanager
def commit_over(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Have this thread's queries of the alias go over another connection, whose transaction is then committed.

    That one has a session of the pool where the thread's own would wait for one in vain.
    """
    own = connections[connection.alias]
    connections[connection.alias] = connection
    try:
        yield
        connection.commit()
    finally:
        connections[connection.alias] = own
