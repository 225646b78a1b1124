"""Querysets of append-only audit entries, rules, secrets by key, and exact hit counters."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NoReturn, Self

from django.db import connections, models
from django.db.models import F
from django.db.models.functions import Now

from agent360_models.automate.exceptions import AppendOnlyError, InvalidArgumentError
from agent360_models.bulk import BulkQuerySet
from agent360_models.typed import override

if TYPE_CHECKING:
    from agent360_models.automate.governance.models import AuditLog, RuleSpec, StoredSecret, ThrottleBucket

__all__ = ["AuditLogQuerySet", "RuleSpecQuerySet", "StoredSecretQuerySet", "Throttle", "ThrottleBucketQuerySet"]


class AuditLogQuerySet(BulkQuerySet["AuditLog"]):
    """Entries of the audit trail. They can be added, and deleted when old, but never changed."""

    def record(self, *, actor: str, action: str, target: Any, changes: dict[str, Any] | None = None) -> "AuditLog":
        """Write an entry. A target that is a row is stored as its model and key."""
        return self.create(actor=actor, action=action, target=_name_of(target), changes=changes or {})

    def about(self, target: Any) -> Self:
        """Return the entries about a target, newest first."""
        return self.filter(target=_name_of(target)).order_by("-occurred_at", "-pk")

    @override
    def update(self, **_kwargs: Any) -> NoReturn:
        _refuse_change(self.model)

    @override
    def bulk_update(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        _refuse_change(self.model)


def _name_of(target: Any) -> str:
    return f"{target._meta.label}:{target.pk}" if isinstance(target, models.Model) else str(target)


def _refuse_change(model: type[models.Model]) -> NoReturn:
    raise AppendOnlyError(f"{model._meta.label} is append-only. Write another entry instead.")


class RuleSpecQuerySet(BulkQuerySet["RuleSpec"]):
    """Rules."""

    def enabled(self) -> Self:
        """Return the enabled rules."""
        return self.filter(enabled=True)


class StoredSecretQuerySet(BulkQuerySet["StoredSecret"]):
    """Secrets by their key."""

    def reveal(self, key: str) -> Any:
        """Return the value stored under a key.

        Raises ``StoredSecret.DoesNotExist``, ``EncryptionError`` and ``MissingExtraError``.
        """
        try:
            return self.get(key=key).encrypted_value.reveal()
        except self.model.DoesNotExist:
            raise self.model.DoesNotExist(f"No secret is stored under {key!r}.") from None

    def store(self, key: str, value: Any) -> "StoredSecret":
        """Store a value under a key, replacing an existing one."""
        return self.update_or_create(key=key, defaults={"encrypted_value": value})[0]


@dataclass(frozen=True)
class Throttle:
    """The result of a hit: whether it is within the limit, the hits left, and the end of the window."""

    allowed: bool
    remaining: int
    reset: datetime


class ThrottleBucketQuerySet(BulkQuerySet["ThrottleBucket"]):
    """Counters of hits, by the database's clock."""

    def hit(self, key: str, *, limit: int, window: timedelta | float, using: str | None = None) -> Throttle:
        """Count a hit in one statement, and tell whether it is within ``limit`` in its window.

        A window starts with the first hit after the previous window. Hits beyond the limit are counted too. Inside a
        transaction, other hits of the key wait for its end, and a rollback undoes the hit.

        Args:
            key: the limited client or resource, in up to 255 characters.
            limit: the number of hits allowed in a window.
            window: the length of a window, as a time span or in seconds.
            using: the alias; by default, the alias of this queryset.

        Raises ``InvalidArgumentError`` for a limit below 1, and for a window that is not above zero.

        """
        window = window if isinstance(window, timedelta) else timedelta(seconds=window)
        if limit < 1 or window <= timedelta(0):
            raise InvalidArgumentError("The limit must be at least 1, and the window longer than zero.")
        self._for_write = True
        connection = connections[using or self.db]
        table = connection.ops.quote_name(self.model._meta.db_table)
        is_over = 'b.started_at + EXCLUDED."window" <= EXCLUDED.started_at'
        params: list[Any] = [key, window]
        with connection.cursor() as cursor:
            cursor.execute(
                f'INSERT INTO {table} AS b (key, count, "window", started_at)'
                " VALUES (%s, 1, %s, pg_catalog.statement_timestamp())"
                f" ON CONFLICT (key) DO UPDATE SET count = CASE WHEN {is_over} THEN 1 ELSE b.count + 1 END,"
                f" started_at = CASE WHEN {is_over} THEN EXCLUDED.started_at ELSE b.started_at END,"
                ' "window" = EXCLUDED."window" RETURNING count, started_at + "window"',
                params,
            )
            count, reset = cursor.fetchone()
        return Throttle(allowed=count <= limit, remaining=max(0, limit - count), reset=reset)

    def expired(self) -> Self:
        """Return the buckets whose window has ended; they may be deleted at any time."""
        return self.filter(started_at__lte=Now() - F("window"))
