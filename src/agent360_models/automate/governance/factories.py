"""Rows of ``automate_governance`` for tests."""

from datetime import UTC, datetime, timedelta

from agent360_models.automate.governance.models import (
    AuditLog,
    ConnectionProfile,
    RuleSpec,
    StoredSecret,
    ThrottleBucket,
)
from agent360_models.testing.factories import FamilyFactory, Sequence, Trait

__all__ = [
    "AuditLogFactory",
    "ConnectionProfileFactory",
    "RuleSpecFactory",
    "StoredSecretFactory",
    "ThrottleBucketFactory",
]

_THEN = datetime(2026, 3, 1, tzinfo=UTC)


class AuditLogFactory(FamilyFactory[AuditLog]):
    """A change of a name."""

    actor = "ada"
    action = "update"
    target = Sequence(lambda number: f"automate_core.Automation:{number}")
    changes = {"name": ["Nightly", "Hourly"]}
    occurred_at = _THEN

    class Meta:
        model = AuditLog

    class Params:
        login = Trait(action="login", target="session", changes={})


class RuleSpecFactory(FamilyFactory[RuleSpec]):
    """A rule that sends large orders to a person for review."""

    name = Sequence(lambda number: f"Large orders {number}")
    expression = "amount > 1000 && country in ['DE', 'AT']"
    action = "review"
    created_at = _THEN

    class Meta:
        model = RuleSpec

    class Params:
        disabled = Trait(enabled=False)


class ConnectionProfileFactory(FamilyFactory[ConnectionProfile]):
    """A web service with its own user."""

    name = Sequence(lambda number: f"Warehouse {number}")
    provider = "http"
    credentials = Sequence(lambda number: {"user": "agent", "password": f"open sesame {number}"})
    created_at = _THEN

    class Meta:
        model = ConnectionProfile


class StoredSecretFactory(FamilyFactory[StoredSecret]):
    """A password."""

    key = Sequence(lambda number: f"warehouse.{number}.password")
    encrypted_value = Sequence(lambda number: f"open sesame {number}")
    created_at = _THEN

    class Meta:
        model = StoredSecret


class ThrottleBucketFactory(FamilyFactory[ThrottleBucket]):
    """A client with three hits in the current minute."""

    key = Sequence(lambda number: f"client:{number}")
    count = 3
    window = timedelta(minutes=1)
    started_at = _THEN

    class Meta:
        model = ThrottleBucket
