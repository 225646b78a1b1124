"""Entries that are never changed, rules, secrets by their key, and hits that are counted exactly."""

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
    """Entries of the trail; new ones come behind, old ones may be deleted, and none is changed."""

    def record(self, *, actor: str, action: str, target: Any, changes: dict[str, Any] | None = None) -> "AuditLog":
        """Write an entry; a target that is a row is named by its model and key."""
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
    raise AppendOnlyError(f"{model._meta.label} is append-only: write another entry, and leave this one as it is.")


class RuleSpecQuerySet(BulkQuerySet["RuleSpec"]):
    """Rules."""

    def enabled(self) -> Self:
        """Return the rules that are in force."""
        return self.filter(enabled=True)


class StoredSecretQuerySet(BulkQuerySet["StoredSecret"]):
    """Secrets by their key."""

    def reveal(self, key: str) -> Any:
        """Return what is stored under a key.

        Raises ``StoredSecret.DoesNotExist``, ``EncryptionError`` and ``MissingExtraError``.
        """
        try:
            return self.get(key=key).encrypted_value.reveal()
        except self.model.DoesNotExist:
            raise self.model.DoesNotExist(f"No secret is stored under {key!r}.") from None

    def store(self, key: str, value: Any) -> "StoredSecret":
        """Store a value under a key, in the place of the one that is there."""
        return self.update_or_create(key=key, defaults={"encrypted_value": value})[0]


@dataclass(frozen=True)
class Throttle:
    """The answer to a hit: whether it is within the limit, how many more are, and when the count starts anew."""

    allowed: bool
    remaining: int
    reset: datetime


class ThrottleBucketQuerySet(BulkQuerySet["ThrottleBucket"]):
    """Counters of hits, by the clock of the database."""

    def hit(self, key: str, *, limit: int, window: timedelta | float, using: str | None = None) -> Throttle:
        """Count a hit, in one statement, and say whether it is one of the first ``limit`` in its window.

        A window begins with the first hit after the one before has ended. Hits beyond the limit are counted too.
        Inside a transaction other hits of the key wait for its end, and a rollback takes the hit back.

        Args:
            key: who or what is limited; of any length up to 255.
            limit: how many hits a window allows.
            window: how long it lasts, as a time span or in seconds.
            using: the alias; that of this queryset without it.

        Raises ``InvalidArgumentError`` for a limit below 1, and for a window that is not longer than nothing.

        """
        window = window if isinstance(window, timedelta) else timedelta(seconds=window)
        if limit < 1 or window <= timedelta(0):
            raise InvalidArgumentError("A limit is at least 1, and a window longer than nothing.")
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
        """Return the buckets whose window has ended: they may be deleted at any time."""
        return self.filter(started_at__lte=Now() - F("window"))
