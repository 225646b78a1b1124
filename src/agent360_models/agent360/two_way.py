"""Abstract models of rows synced with Salesforce: soft-deleted here when deleted there, some edited on both sides.

Each concrete model names its columns; the behaviour is here. This module belongs to no app.
"""

from typing import Any, ClassVar, Self, TypeVar

from django.db import connections, models, router, transaction

from agent360_models import absent
from agent360_models.agent360.exceptions import LockRefusedError, SalesforceIdError
from agent360_models.agent360.salesforce.ids import to_18
from agent360_models.bulk import BulkQuerySet
from agent360_models.exceptions import StaleRowError
from agent360_models.fields import utc_now
from agent360_models.fields._unreadable import readable
from agent360_models.validators import storable_text

__all__ = [
    "ERROR_LENGTH",
    "UPLOAD_LIMIT",
    "ActiveModel",
    "ActiveQuerySet",
    "SyncStatus",
    "TwoWayModel",
    "TwoWayQuerySet",
]

_Row = TypeVar("_Row", bound="ActiveModel")
_TwoWayRow = TypeVar("_TwoWayRow", bound="TwoWayModel")

# The limit of one Salesforce call, and enough of an error to identify it.
UPLOAD_LIMIT = 200
ERROR_LENGTH = 1_000  # characters of an error that are stored


class SyncStatus(models.IntegerChoices):
    """State of a row that is also edited here, as Salesforce sees it.

    In the original database, 0 means pending and 1 is the column's default. The rest is inferred.
    """

    PENDING = 0, "Waiting for upload"
    SYNCED = 1, "Synced"
    FAILED = 2, "Upload failed"
    CONFLICT = 3, "In conflict"


class ActiveQuerySet(BulkQuerySet[_Row]):
    """Rows that the sync soft-deletes."""

    def active(self) -> Self:
        """Return the rows that still exist in Salesforce."""
        return self.filter(**{self.model.active_column: 1})


class ActiveModel(models.Model):
    """A row from Salesforce. When Salesforce deletes it, ``active_column`` becomes 0 here."""

    active_column: ClassVar[str]

    class Meta:
        abstract = True


class TwoWayQuerySet(ActiveQuerySet[_TwoWayRow]):
    """Rows that are edited here as well as in Salesforce."""

    def waiting_for_sync(self) -> Self:
        """Return the rows with changes to upload, ordered by primary key."""
        return self.filter(**{self.model.sync_status_column: SyncStatus.PENDING}).order_by("pk")

    def lock_for_upload(self, limit: int = UPLOAD_LIMIT, *, max_attempts: int = 5) -> list[_TwoWayRow]:
        """Lock rows that wait for upload and return them: new changes first, then failed ones, each by primary key.

        Rows locked by another session are skipped, so two uploaders never get the same row. The locks last until the
        caller's transaction ends. Call ``mark_synced`` and ``mark_failed`` in the same transaction. A row with a moment
        that Python cannot have, such as ``infinity``, keeps waiting.

        Args:
            limit: the maximum number of rows.
            max_attempts: failed rows are retried until they have failed this often; 0 means no retries.

        Raises:
            LockRefusedError: called outside ``atomic``, where the locks would be released at once.

        """
        model = self.model
        rows = self.select_for_update(skip_locked=True, of=("self",))
        if connections[rows.db].get_autocommit():
            raise LockRefusedError(
                f"Rows of {model._meta.db_table} were not locked: outside a transaction, no lock would last."
                f" Call lock_for_upload() inside atomic(using={rows.db!r})."
            )
        due = models.Q(**{model.sync_status_column: SyncStatus.PENDING})
        if max_attempts:
            failed = {
                model.sync_status_column: SyncStatus.FAILED,
                f"{model.retry_count_column}__lt": max_attempts,
            }
            due |= models.Q(**failed)
        return list(rows.filter(due, readable(model)).order_by(model.sync_status_column, "pk")[:limit])


class TwoWayModel(ActiveModel):
    """A row that is edited here as well as in Salesforce.

    ``sync_status_column`` holds a ``SyncStatus``. ``version_column`` counts local changes for optimistic locking; every
    change adds one, as ``edit`` does. ``retry_count_column`` counts the failed uploads since the last change, and
    ``sync_error_column`` holds Salesforce's error for the last one. ``source_id_column`` is empty until Salesforce has
    the row.
    """

    source_id_column: ClassVar[str]
    sync_status_column: ClassVar[str]
    version_column: ClassVar[str]
    retry_count_column: ClassVar[str]
    sync_error_column: ClassVar[str]
    synced_status: ClassVar[int] = SyncStatus.SYNCED
    conflict_status: ClassVar[int] = SyncStatus.CONFLICT

    class Meta:
        abstract = True

    @property
    def status_after_change(self) -> SyncStatus:
        """Sync status after a local change: pending, but a row in conflict stays in conflict."""
        in_conflict = getattr(self, self.sync_status_column) == SyncStatus.CONFLICT
        return SyncStatus.CONFLICT if in_conflict else SyncStatus.PENDING

    def edit(self, *, using: str | None = None, **values: Any) -> None:
        """Write a local change, by field name, queue it for upload, and refresh this object.

        A single UPDATE raises the version that this object has by one, sets the row pending and resets its failed
        uploads. A row in conflict is changed too, and stays in conflict until that is resolved. Nothing is validated,
        and no signals are sent, as with ``QuerySet.update``.

        Raises ``StaleRowError`` if the row was changed or deleted since this object was read: read it again, and
        check its current values.
        """
        status, version = self.sync_status_column, getattr(self, self.version_column)
        rows = self._stored(using)
        changed = {
            **values,
            self.version_column: version + 1,
            status: models.Case(
                models.When(**{status: SyncStatus.CONFLICT}, then=models.Value(SyncStatus.CONFLICT.value)),
                default=models.Value(SyncStatus.PENDING.value),
            ),
            self.retry_count_column: 0,
            self.sync_error_column: None,
        }
        if not rows.filter(**{self.version_column: version}).update(
            **absent.written(type(self), changed), **self._clocks()
        ):
            raise StaleRowError(
                f"Row {self.pk} of {self._meta.db_table} was not changed: its version is no longer {version}."
                " Read it again and check its current values."
            )
        self.refresh_from_db(using=rows.db, fields=[*changed, *self._clocks()])

    def mark_synced(self, sf_id: str | None = None, *, using: str | None = None) -> bool:
        """Mark the row as uploaded in the version that was locked; ``sf_id`` is the id of a newly created record.

        Returns whether the row is now synced. It is not if it was changed meanwhile, or is in conflict: its status
        stays, since the newer change still has to be uploaded. The id is stored anyway, so that no second record is
        created.

        Raises:
            SalesforceIdError: ``sf_id`` is not a Salesforce id, or the row has another id; also a ``ValueError``.
            django.db.IntegrityError: another row has this id, since a download inserted the new record first.
                The caller's transaction stays usable.

        """
        rows = self._stored(using)
        sent = {} if sf_id is None else {self.source_id_column: self._checked_id(sf_id)}
        synced = {
            self.sync_status_column: SyncStatus.SYNCED.value,
            self.retry_count_column: 0,
            self.sync_error_column: None,
        }
        with transaction.atomic(using=rows.db):
            is_synced = self._update_as_locked(rows, {**synced, **sent})
            if sent and not is_synced:
                rows.filter(**{self.source_id_column: None}).update(**sent, **self._clocks())
        for name, value in ({**synced, **sent} if is_synced else sent).items():
            setattr(self, name, value)
        return is_synced

    def mark_failed(self, error: str, *, using: str | None = None) -> bool:
        """Mark the row as refused by Salesforce; the beginning of ``error`` is stored.

        Pass the API's error code and message, without texts or addresses of the row.
        Returns whether the row is now failed. It is not if it was changed meanwhile, or is in conflict: the error is
        about outdated values then, and the status stays.
        """
        failed = {
            self.sync_status_column: SyncStatus.FAILED.value,
            self.retry_count_column: (getattr(self, self.retry_count_column) or 0) + 1,
            self.sync_error_column: storable_text(error[:ERROR_LENGTH])[:ERROR_LENGTH],
        }
        is_failed = self._update_as_locked(self._stored(using), failed)
        if is_failed:
            for name, value in failed.items():
                setattr(self, name, value)
        return is_failed

    def _stored(self, using: str | None) -> "models.QuerySet[Self]":
        alias = using or router.db_for_write(type(self), instance=self)
        return type(self)._base_manager.using(alias).filter(pk=self.pk)

    def _update_as_locked(self, rows: "models.QuerySet[Self]", values: dict[str, Any]) -> bool:
        """Update the row if it still waits for upload in this object's version, and tell whether it did."""
        as_locked = {
            self.version_column: getattr(self, self.version_column),
            f"{self.sync_status_column}__in": (SyncStatus.PENDING, SyncStatus.FAILED),
        }
        changed = absent.written(type(self), values)
        return bool(rows.filter(**as_locked).update(**changed, **self._clocks()))

    def _clocks(self) -> dict[str, Any]:
        """Return the values that ``save()`` would put into ``*_updated_at``; a trigger may override them."""
        return {field.name: utc_now() for field in self._meta.concrete_fields if getattr(field, "auto_now", False)}

    def _checked_id(self, sf_id: str) -> str:
        try:
            checked = to_18(sf_id)
        except ValueError as error:
            raise SalesforceIdError(
                f"Row {self.pk} of {self._meta.db_table} got {error} for its {self.source_id_column}."
            ) from error
        known = getattr(self, self.source_id_column)
        if known not in (None, "", checked):
            raise SalesforceIdError(
                f"Row {self.pk} of {self._meta.db_table} is the record {known}, not {checked}."
                " Check that Salesforce's answer belongs to this row."
            )
        return checked
