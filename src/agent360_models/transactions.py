"""The transaction and connection that code runs in, for code that writes records."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

__all__ = ["commit_over", "is_outside_atomic", "reconnect_if_lost"]


def is_outside_atomic(using: str) -> bool:
    """Tell whether a write would be committed at once, as far as the project's own code decides.

    The blocks around a ``TestCase`` do not count, as with ``durable``. A connection that the server has closed is
    replaced first, so that a long-running loop recovers.
    """
    reconnect_if_lost(using)
    try:
        with transaction.atomic(using=using, savepoint=False, durable=True):
            return True
    except RuntimeError:
        return False


def reconnect_if_lost(using: str) -> None:
    """Close a connection that the server has dropped, so that the next query opens a new one."""
    connection = connections[using]
    if not connection.in_atomic_block and not connection.is_usable():  # a TestCase keeps one open
        connection.close()


@contextmanager
def commit_over(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Run this thread's queries of the alias on another connection, then commit its transaction.

    That connection already has a session of the pool; the thread's own might wait for one in vain.
    """
    own = connections[connection.alias]
    connections[connection.alias] = connection
    try:
        yield
        connection.commit()
    finally:
        connections[connection.alias] = own
