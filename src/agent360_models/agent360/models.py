"""What the models of the family have in common: columns are written out in each app, behaviour is here.

Abstract only, and no app of its own.
"""

from typing import ClassVar, Self, TypeVar

from django.db import models

from agent360_models.db.querysets import BulkQuerySet

_Row = TypeVar("_Row", bound="ActiveModel")
_TwoWayRow = TypeVar("_TwoWayRow", bound="TwoWayModel")


class SyncStatus(models.IntegerChoices):
    """How a row that is also edited here stands with Salesforce.

    Inferred: the database fixes only the type and the default of the column, which is 1.
    """

    PENDING = 0, "Pending"
    SYNCED = 1, "Synced"
    FAILED = 2, "Failed"
    CONFLICT = 3, "Conflict"


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


class TwoWayModel(ActiveModel):
    """A row that is edited here as well as in Salesforce; ``sync_status_column`` holds a ``SyncStatus``."""

    sync_status_column: ClassVar[str]
    synced_status: ClassVar[int] = SyncStatus.SYNCED

    class Meta:
        abstract = True
