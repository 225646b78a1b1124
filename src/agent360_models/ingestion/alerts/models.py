"""Tables ``alerts_rule`` and ``alerts_alert``."""

from typing import Self

from django.contrib.postgres.functions import TransactionNow
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from agent360_models.base._forms import FormErrors
from agent360_models.bulk import BulkQuerySet
from agent360_models.indexes import Index

__all__ = ["Alert", "AlertQuerySet", "Rule", "RuleQuerySet"]


class RuleQuerySet(BulkQuerySet["Rule"]):
    """Rules about runs."""

    def enabled(self) -> Self:
        """Return the rules that evaluations check."""
        return self.filter(enabled=True)


class Rule(FormErrors):
    """A rule that the runs of a sync must not break; operators write it."""

    class Kind(models.TextChoices):
        """The condition that the rule checks on the newest runs of each sync."""

        FAILED = "failed", "The last run failed"
        LATE = "late", "No success for too long"
        TOO_FEW = "too_few", "The last run brought too few records"
        SLOW = "slow", "The last run took too long"

    # The limit that each kind compares with; FAILED needs no limit.
    LIMITS = {Kind.LATE: "max_age", Kind.TOO_FEW: "min_records", Kind.SLOW: "max_duration"}

    id = models.BigAutoField(verbose_name="Id", primary_key=True, help_text="Given by this database.")
    name = models.CharField(
        verbose_name="Name", max_length=128, help_text="Chosen by the operator; two rules may have the same."
    )
    kind = models.CharField(
        verbose_name="Kind",
        max_length=16,
        choices=Kind,
        help_text="failed, late, too_few or slow; all but failed need their limit.",
    )
    crm_source = models.CharField(
        verbose_name="CRM source",
        max_length=50,
        null=True,
        blank=True,
        help_text="The system, such as hubspot. Empty: every one.",
    )
    sync_type = models.CharField(
        verbose_name="Sync type",
        max_length=100,
        null=True,
        blank=True,
        help_text="What is synced, such as contacts. Empty: everything.",
    )
    max_age = models.DurationField(
        verbose_name="Maximum age",
        null=True,
        blank=True,
        help_text="Late: how old the last success may be, as 1 06:00:00 for 30 hours.",
    )
    min_records = models.IntegerField(
        verbose_name="Minimum records",
        null=True,
        blank=True,
        help_text="Too few: how many records a run brings at least, changed or not.",
    )
    max_duration = models.DurationField(
        verbose_name="Maximum duration", null=True, blank=True, help_text="Slow: how long a run may take."
    )
    enabled = models.BooleanField(
        verbose_name="Enabled",
        default=True,
        db_default=True,
        help_text="The alerts of a rule that is switched off are closed.",
    )
    created_at = models.DateTimeField(
        verbose_name="Created",
        db_default=TransactionNow(),
        editable=False,
        help_text="Of a sync that never succeeded, the time without success counts from here.",
    )
    updated_at = models.DateTimeField(verbose_name="Updated", auto_now=True, help_text="When the rule was last saved.")

    objects = RuleQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "alerts_rule"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="failed")
                | Q(kind="late", max_age__isnull=False)
                | Q(kind="too_few", min_records__isnull=False)
                | Q(kind="slow", max_duration__isnull=False),
                name="alerts_rule_has_its_limit",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Require the limit that the kind compares with."""
        limit = self.LIMITS.get(self.Kind(self.kind)) if self.kind in self.Kind.values else None
        if limit is not None and getattr(self, limit) is None:
            raise ValidationError({limit: f"A rule of the kind {self.kind} needs this limit."})


class AlertQuerySet(BulkQuerySet["Alert"]):
    """Alerts, open and closed."""

    def open(self) -> Self:
        """Return the open alerts, the oldest first."""
        return self.filter(closed_at=None).order_by("opened_at", "id")

    def of(self, crm_source: str, sync_type: str | None = None) -> Self:
        """Return the alerts about a system, or about one of its syncs."""
        return self.filter(Q(crm_source=crm_source), *([Q(sync_type=sync_type)] if sync_type is not None else []))


class Alert(models.Model):
    """A rule that a sync broke; the evaluation opens the alert, and closes it when the cause has ended."""

    id = models.BigAutoField(verbose_name="Id", primary_key=True, help_text="Given by this database.")
    rule = models.ForeignKey(
        "ingestion_alerts.Rule",
        verbose_name="Rule",
        on_delete=models.CASCADE,
        db_index=False,
        related_name="alerts",
        help_text="Where it is deleted, its alerts go too.",
    )
    crm_source = models.CharField(
        verbose_name="CRM source", max_length=50, help_text="The system whose sync broke the rule, such as hubspot."
    )
    sync_type = models.CharField(
        verbose_name="Sync type", max_length=100, help_text="What was synced, such as contacts."
    )
    run = models.ForeignKey(
        "ingestion_orchestration.SyncHistory",
        verbose_name="Run",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="alerts",
        help_text="The run in which it showed first. Old runs may be gone.",
    )
    reason = models.CharField(verbose_name="Reason", max_length=200, help_text="What was found first, in numbers.")
    opened_at = models.DateTimeField(verbose_name="Opened", help_text="When the evaluation found the rule broken.")
    closed_at = models.DateTimeField(
        verbose_name="Closed", null=True, blank=True, help_text="Empty while the alert is open."
    )

    objects = AlertQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "alerts_alert"
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "crm_source", "sync_type"],
                condition=Q(closed_at__isnull=True),
                name="alerts_alert_open_once",
            )
        ]
        indexes = [
            Index(fields=["rule", "opened_at"], name="idx_alerts_alert_rule_opened"),
            Index(fields=["crm_source", "sync_type", "opened_at"], name="idx_alerts_alert_sync_opened"),
        ]

    def __str__(self) -> str:
        return f"{self.crm_source} {self.sync_type}: {self.reason}"
