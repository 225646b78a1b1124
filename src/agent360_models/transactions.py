"""Questions about the transaction that code runs in, for code that records things."""

from django.db import connections, transaction

__all__ = ["is_outside_atomic", "reconnect_if_lost"]


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
