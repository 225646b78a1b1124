"""Table ``automate_connectors_connectorinstance``."""

from django.db import models

from agent360_models.automate.keys import KeyedModel
from agent360_models.base import TimeStampedModel
from agent360_models.base._addressed import AddressedModel
from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import EncryptedJSONField, PartlyEncryptedJSONField
from agent360_models.indexes import Index

__all__ = ["ConnectorInstance"]


class ConnectorInstance(AddressedModel, KeyedModel, TimeStampedModel):
    """A connector to an external system; written by operators."""

    class Status(models.TextChoices):
        """The state: in use, or switched off."""

        ACTIVE = "active", "Active"
        DISABLED = "disabled", "Disabled"

    name = models.CharField(verbose_name="Name", max_length=200)
    connector_type = models.CharField(
        verbose_name="Connector type", max_length=100, help_text="Such as imap; what it means is the project's affair."
    )
    config = PartlyEncryptedJSONField(
        verbose_name="Configuration",
        default=dict,
        blank=True,
        help_text="How it is set up; secrets in it are encrypted.",
    )
    credentials = EncryptedJSONField(
        verbose_name="Credentials", default=dict, blank=True, help_text="A JSON document; stored encrypted."
    )
    status = models.CharField(
        verbose_name="Status",
        max_length=20,
        choices=Status,
        default=Status.ACTIVE,
        help_text="active while it is in use, disabled when it is switched off.",
    )

    objects = BulkQuerySet["ConnectorInstance"].as_manager()

    class Meta:
        managed = True
        db_table = "automate_connectors_connectorinstance"
        indexes = [Index(fields=["connector_type"], name="idx_automate_connectors_connectorinstance_connector_type")]

    def __str__(self) -> str:
        return self.name
