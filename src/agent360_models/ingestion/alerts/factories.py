"""Rows of ``alerts_rule`` and ``alerts_alert`` for tests."""

from datetime import UTC, datetime, timedelta

from agent360_models.ingestion.alerts.models import Alert, Rule
from agent360_models.testing.factories import FamilyFactory, Sequence, SubFactory, Trait

__all__ = ["AlertFactory", "RuleFactory"]

_THEN = datetime(2026, 3, 1, tzinfo=UTC)


class RuleFactory(FamilyFactory[Rule]):
    """A rule against failed runs."""

    name = Sequence(lambda number: f"Rule {number}")
    kind = Rule.Kind.FAILED
    created_at = _THEN

    class Meta:
        model = Rule

    class Params:
        late = Trait(kind=Rule.Kind.LATE, max_age=timedelta(days=1))
        too_few = Trait(kind=Rule.Kind.TOO_FEW, min_records=100)
        slow = Trait(kind=Rule.Kind.SLOW, max_duration=timedelta(hours=1))


class AlertFactory(FamilyFactory[Alert]):
    """An open alert."""

    rule = SubFactory(RuleFactory)
    crm_source = "hubspot"
    sync_type = Sequence(lambda number: f"objects {number}")
    reason = "the last run failed"
    opened_at = _THEN

    class Meta:
        model = Alert

    class Params:
        closed = Trait(closed_at=_THEN + timedelta(hours=1))
