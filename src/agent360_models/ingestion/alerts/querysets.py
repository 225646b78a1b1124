"""Rules, and the alerts that they raised."""

from typing import TYPE_CHECKING, Self

from django.db.models import Q

from agent360_models.bulk import BulkQuerySet

if TYPE_CHECKING:
    # In strings below, where ruff does not look.
    from agent360_models.ingestion.alerts.models import Alert, Rule  # noqa: F401


class RuleQuerySet(BulkQuerySet["Rule"]):
    """Rules over runs."""

    def enabled(self) -> Self:
        """Return the rules that are looked at."""
        return self.filter(enabled=True)


class AlertQuerySet(BulkQuerySet["Alert"]):
    """Alerts, open and closed."""

    def open(self) -> Self:
        """Return the alerts whose cause is there still, oldest first."""
        return self.filter(closed_at=None).order_by("opened_at", "id")

    def of(self, crm_source: str, sync_type: str | None = None) -> Self:
        """Return the alerts about a system, or about one sync of it."""
        return self.filter(Q(crm_source=crm_source), *([Q(sync_type=sync_type)] if sync_type is not None else []))
