"""Conflicts of the sync."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.text import capfirst

from agent360_models.agent360.system.querysets import SyncConflictQuerySet
from agent360_models.fields import MomentField
from agent360_models.names import called

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agent360_models.agent360.core.models import User

__all__ = ["SyncConflict"]


class SyncConflict(models.Model):
    """A record whose changes here and in Salesforce conflict; written by the sync."""

    class ConflictType(models.TextChoices):
        """Kinds of conflict between the two sides."""

        LOCAL_PENDING = "local_pending", "Local change is pending"
        SF_DELETED = "sf_deleted", "Deleted in Salesforce"
        VERSION_MISMATCH = "version_mismatch", "Version mismatch"

    class Resolution(models.TextChoices):
        """The side whose values win."""

        LOCAL_WINS = "local_wins", "Local wins"
        SF_WINS = "sf_wins", "Salesforce wins"
        MANUAL = "manual", "Manual"

    sc_id = models.AutoField(
        verbose_name="Id",
        primary_key=True,
        help_text="Number that this database gives; later conflicts have higher ones.",
    )
    sc_object_name = models.CharField(
        verbose_name="Table", max_length=50, help_text="The one that the record is in, by its name in this database."
    )
    sc_record_sf_id = models.CharField(
        verbose_name="Record's Salesforce id",
        max_length=18,
        help_text="18 characters; with sc_object_name it finds the row.",
    )
    sc_record_local_id = models.IntegerField(
        verbose_name="Record's own id",
        null=True,
        blank=True,
        help_text="Key of the record in its table, where that is a number of our own.",
    )
    sc_conflict_type = models.CharField(
        verbose_name="Conflict type",
        max_length=30,
        choices=ConflictType,
        help_text="local_pending (changed on both sides), sf_deleted or version_mismatch.",
    )
    sc_local_value = models.JSONField(
        verbose_name="Value here",
        null=True,
        blank=True,
        help_text="JSON: every column that came from Salesforce, as it is in this database.",
    )
    sc_sf_value = models.JSONField(
        verbose_name="Value in Salesforce",
        null=True,
        blank=True,
        help_text="JSON by our columns: all of them, not only those that differ.",
    )
    sc_resolution = models.CharField(
        verbose_name="Resolution",
        max_length=20,
        null=True,
        blank=True,
        choices=Resolution,
        help_text="local_wins, sf_wins or manual: whose values stand. NULL while it is open.",
    )
    sc_resolved_at = MomentField(
        verbose_name="Resolved", null=True, blank=True, help_text="In UTC; NULL while the conflict is open."
    )
    sc_resolved_by = models.ForeignKey(
        "agent360_core.User",
        verbose_name="Resolved by",
        on_delete=models.SET_NULL,
        db_column="sc_resolved_by",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="resolved_conflicts",
        help_text="User who decided; NULL while it is open, or where nobody is named.",
    )
    sc_created_at = MomentField(
        verbose_name="Created", auto_now_add=True, help_text="When the sync found the conflict, in UTC."
    )

    personal_fields = ("sc_local_value", "sc_sf_value")

    objects = SyncConflictQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "sync_conflicts"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sc_conflict_type__in=["local_pending", "sf_deleted", "version_mismatch"]),
                name="chk_sc_conflict_type",
                violation_error_message="A conflict is local_pending, sf_deleted or version_mismatch.",
            ),
            models.CheckConstraint(
                condition=models.Q(sc_resolution__in=["local_wins", "sf_wins", "manual"])
                | models.Q(sc_resolution=None),
                name="chk_sc_resolution",
                violation_error_message="A resolution is local_wins, sf_wins or manual; an open conflict has none.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_sc_conflict_type_display()}: {self.record_name}"

    @property
    def record_name(self) -> str:
        """The kind of the record, and its name, or else its key."""
        opts = called(self.sc_object_name)
        kind = capfirst(str(opts.verbose_name)) if opts else self.sc_object_name
        values = self.sc_local_value if isinstance(self.sc_local_value, dict) else {}
        name = next((value for column, value in values.items() if column.partition("_")[2] == "name"), None)
        return f"{kind} {name or self.sc_record_local_id or self.sc_record_sf_id}"

    @property
    def differences(self) -> dict[str, tuple[Any, Any]]:
        """The columns that differ, each with its JSON value here and in Salesforce."""
        local, sf = self.sc_local_value or {}, self.sc_sf_value or {}
        return {column: (local.get(column), value) for column, value in sf.items() if local.get(column) != value}

    def resolve(
        self,
        resolution: str,
        *,
        by: "User | None" = None,
        values: "Mapping[str, Any] | None" = None,
        using: str | None = None,
    ) -> None:
        """Resolve the conflict in one transaction, and refresh this object.

        ``local_wins`` keeps the row as it is. ``manual`` writes ``values``, by column, after field validation. In both
        cases the row then waits for upload, and the same Salesforce values do not raise the conflict again unless the
        row changes. If the record was deleted in Salesforce, the row loses its Salesforce id, so that the upload
        creates a new record.
        ``sf_wins`` writes the recorded Salesforce values, and the row is then synced. If the record was deleted in
        Salesforce, the row is soft-deleted by its active column. ``by`` is the user who decided.

        Raises:
            ConflictError: the conflict is already resolved, the record no longer exists, ``values`` has an unknown
                column or an invalid value, or the database refuses a value. Also if the record was changed after the
                conflict was recorded: the conflict then shows the current values.
            ReadOnlyTableError: the setting forbids writing the record's table.
            ResolutionError: the resolution does not exist, or ``values`` are missing or not allowed; also a
                ``ValueError``.

        """
        from agent360_models.agent360.system import conflicts

        conflicts.resolve(self, resolution, by=by, values=values, using=using)
