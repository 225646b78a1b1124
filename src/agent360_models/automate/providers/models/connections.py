"""Profiles of connections to services."""

from typing import Any

from django.db import models

from agent360_models.automate.keys import KeyedModel
from agent360_models.automate.providers import _hooks
from agent360_models.base._addressed import AddressedModel
from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import EncryptedJSONField, PartlyEncryptedJSONField

__all__ = ["ConnectionProfile"]


class ConnectionProfile(AddressedModel, KeyedModel):
    """A service, its address and its credentials; written by operators."""

    name = models.CharField(
        verbose_name="Name", max_length=200, help_text="Shown in lists and errors, so no place for a secret."
    )
    provider = models.CharField(
        verbose_name="Provider", max_length=100, help_text="http, postgresql, or one you registered."
    )
    credentials = EncryptedJSONField(
        verbose_name="Credentials",
        default=dict,
        blank=True,
        help_text="http: token, headers, user, password. postgresql: user, password.",
    )
    config = PartlyEncryptedJSONField(
        verbose_name="Configuration",
        default=dict,
        blank=True,
        help_text="http: base_url, headers, timeout, test_path. postgresql: host, port, dbname, sslmode.",
    )

    created_at = models.DateTimeField(
        verbose_name="Created at", auto_now_add=True, help_text="When it was first saved."
    )

    objects = BulkQuerySet["ConnectionProfile"].as_manager()

    class Meta:
        managed = True
        db_table = "automate_connectionprofile"

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Require a valid config and valid credentials."""
        super().clean()
        _hooks.connections.validate(self.provider, self.config, self.credentials)

    def get_client(self) -> Any:
        """Return an ``httpx.Client`` or a psycopg connection, which the caller closes.

        Raises ``ValidationError`` that lists every fault, and ``ConnectionFailedError`` if a database is not reached.
        For other services, override it or register a type with ``connections.register()``.
        """
        return _hooks.connections.client(self.provider, self.config, self.credentials)

    def test_connection(self) -> _hooks.Check:
        """Contact the service once, and return the result, which contains no secret."""
        return _hooks.connections.test(self.provider, self.config, self.credentials)
