"""Rows of ``automate_connectors`` for tests."""

from datetime import UTC, datetime

from agent360_models.automate.connectors.models import ConnectorInstance
from agent360_models.testing.factories import FamilyFactory, Sequence, Trait

__all__ = ["ConnectorInstanceFactory"]


class ConnectorInstanceFactory(FamilyFactory[ConnectorInstance]):
    """A connector to a mailbox."""

    name = Sequence(lambda number: f"Mailbox {number}")
    connector_type = "imap"
    config = {"host": "imap.example.com", "port": 993}
    credentials = Sequence(lambda number: {"user": "agent", "password": f"open sesame {number}"})
    created_at = datetime(2026, 3, 1, tzinfo=UTC)

    class Meta:
        model = ConnectorInstance

    class Params:
        disabled = Trait(status=ConnectorInstance.Status.DISABLED)
