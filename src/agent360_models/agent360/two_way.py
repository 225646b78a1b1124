"""Abstract models of rows that Salesforce has too: flagged here when deleted there, and some edited on both sides.

Each model names its columns; behaviour is here. No app of its own.
"""

from typing import Any, ClassVar, Self, TypeVar

from django.db import connections, models, router, transaction

from agent360_models import absent
from agent360_models.agent360.exceptions import LockRefusedError, SalesforceIdError
from agent360_models.agent360.salesforce.ids import to_18
from agent360_models.bulk import BulkQuerySet
from agent360_models.exceptions import StaleRowError
from agent360_models.fields import utc_now
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

# As many records as one call to Salesforce takes, and enough of an error to see what it is.
UPLOAD_LIMIT = 200
ERROR_LENGTH = 1_000  # characters of an error that are stored


class SyncStatus(models.IntegerChoices):
    """State of a row that is also edited here, as Salesforce sees it.

    That 0 is pending is the original's, and so is the default of the column, which is 1. The rest is inferred.
    """

    PENDING = 0, "Waiting for upload"
    SYNCED = 1, "Synced"
    FAILED = 2, "Upload failed"
    CONFLICT = 3, "In conflict"


class ActiveQuerySet(BulkQuerySet[_Row]):
    """Rows that the sync flags instead of deleting them."""

    def active(self) -> Self:
        """Return the rows that still exist in Salesforce."""
        return self.filter(**{self.model.active_column: 1})


class ActiveModel(models.Model):
    """A row that came from Salesforce; when it is deleted there, ``active_column`` becomes 0 here."""

    active_column: ClassVar[str]

    class Meta:
        abstract = True


class TwoWayQuerySet(ActiveQuerySet[_TwoWayRow]):
    """Rows that are edited here as well as in Salesforce."""

    def waiting_for_sync(self) -> Self:
        """Return the rows whose changes Salesforce does not have yet, in the order of their keys."""
        return self.filter(**{self.model.sync_status_column: SyncStatus.PENDING}).order_by("pk")

    def lock_for_upload(self, limit: int = UPLOAD_LIMIT, *, max_attempts: int = 5) -> list[_TwoWayRow]:
        """Lock rows that are to be uploaded and return them: new changes first, each kind in the order of its keys.

        Rows that somebody else has locked are passed by, so that two uploaders never get the same one. The locks
        last until the caller's transaction ends; ``mark_synced`` and ``mark_failed`` belong into it.

        Args:
            limit: how many rows at most.
            max_attempts: a row that failed is locked again until it has failed so often. 0 leaves such rows alone.

        Raises:
            LockRefusedError: outside ``atomic``, where the locks would be gone at once.

        """
        model = self.model
        rows = self.select_for_update(skip_locked=True, of=("self",))
        if connections[rows.db].get_autocommit():
            raise LockRefusedError(
                f"Rows of {model._meta.db_table} were not locked: outside of a transaction no lock would last."
                f" Call lock_for_upload() inside atomic(using={rows.db!r})."
            )
        due = models.Q(**{model.sync_status_column: SyncStatus.PENDING})
        if max_attempts:
            failed = {
                model.sync_status_column: SyncStatus.FAILED,
                f"{model.retry_count_column}__lt": max_attempts,
            }
            due |= models.Q(**failed)
        return list(rows.filter(due).order_by(model.sync_status_column, "pk")[:limit])


class TwoWayModel(ActiveModel):
    """A row that is edited here as well as in Salesforce.

    ``sync_status_column`` holds a ``SyncStatus``. ``version_column`` counts the local changes: whoever changes a
    row adds one, and so notices who else did; ``edit`` does. ``retry_count_column`` counts the uploads that failed
    since the last change, and ``sync_error_column`` holds what Salesforce said to the last of them.
    ``source_id_column`` is empty until Salesforce has the row.
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
        """Sync status that a local change leaves: a row in conflict stays so until that is resolved."""
        in_conflict = getattr(self, self.sync_status_column) == SyncStatus.CONFLICT
        return SyncStatus.CONFLICT if in_conflict else SyncStatus.PENDING

    def edit(self, *, using: str | None = None, **values: Any) -> None:
        """Write a local change, by field name, and let it wait for upload; this object then has what is stored.

        One UPDATE adds one to the version, as it was when this object was read, and makes the row pending with no
        failed uploads. A row in conflict takes the change too, and stays in conflict until that is resolved.
        Nothing is validated, and no signals are sent, as with ``QuerySet.update``.

        Raises ``StaleRowError`` for a row that somebody else changed or deleted meanwhile: read it again, and look
        at what is there now.
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
                " Read it again and look at what is there now."
            )
        self.refresh_from_db(using=rows.db, fields=[*changed, *self._clocks()])

    def mark_synced(self, sf_id: str | None = None, *, using: str | None = None) -> bool:
        """Say that Salesforce has this row as it was when it was locked; ``sf_id`` is the id of a new record.

        Returns whether the row is synced now. It is not where somebody changed it meanwhile, or where it is in
        conflict: it goes on as it is, since the newer change still has to go up. The id is stored all the same, so
        that no second record is created.

        Raises:
            SalesforceIdError: ``sf_id`` is not a Salesforce id, or the row has another one; also a ``ValueError``.
            django.db.IntegrityError: another row has this id, since a download brought the new record in before.
                The caller's transaction goes on.

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
        """Say that Salesforce refused this row; ``error`` is what it said, of which the beginning is stored.

        The error is the API's code and message: a text or an address of the row does not belong into it.
        Returns whether the row is failed now. It is not where somebody changed it meanwhile, or where it is in
        conflict: then the error is about values that are no longer there, and the row goes on as it is.
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
        """Update the row if it still waits with the version that this object has; tell whether it did."""
        as_locked = {
            self.version_column: getattr(self, self.version_column),
            f"{self.sync_status_column}__in": (SyncStatus.PENDING, SyncStatus.FAILED),
        }
        changed = absent.written(type(self), values)
        return bool(rows.filter(**as_locked).update(**changed, **self._clocks()))

    def _clocks(self) -> dict[str, Any]:
        """Return what ``save()`` would put into ``*_updated_at``; where there is a trigger, it has the last word."""
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
                " Does the answer of Salesforce belong to another row?"
            )
        return checked
