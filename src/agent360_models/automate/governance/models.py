"""The audit trail, rules, connections, secrets and rate limits."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models.functions import Now

from agent360_models.automate.exceptions import RuleError
from agent360_models.automate.governance._hooks import rules
from agent360_models.automate.governance.querysets import (
    AuditLogQuerySet,
    RuleSpecQuerySet,
    StoredSecretQuerySet,
    ThrottleBucketQuerySet,
    _refuse_change,
)
from agent360_models.automate.keys import KeyedModel
from agent360_models.base import TimeStampedModel
from agent360_models.base._addressed import AddressedModel
from agent360_models.bulk import BulkQuerySet
from agent360_models.exceptions import MissingExtraError
from agent360_models.fields import EncryptedJSONField, MaskedJSONField
from agent360_models.indexes import Index
from agent360_models.units import moment

__all__ = ["AuditLog", "ConnectionProfile", "RuleSpec", "StoredSecret", "ThrottleBucket"]


class AuditLog(KeyedModel):
    """One action on one target; written by the acting code through ``record()``, and never changed."""

    actor = models.CharField(verbose_name="Actor", max_length=150, help_text="The user name, or the name of a program.")
    action = models.CharField(verbose_name="Action", max_length=100, help_text="Such as create, update or login.")
    target = models.CharField(
        verbose_name="Target", max_length=255, help_text="What it was done to; a row as app_label.Model:key."
    )
    changes = MaskedJSONField(
        verbose_name="Changes", default=dict, blank=True, help_text="What changed; secrets become asterisks."
    )
    occurred_at = models.DateTimeField(
        verbose_name="Occurred at",
        auto_now_add=True,
        help_text="When the entry was written, by the clock of the application.",
    )

    personal_fields = ("actor", "changes")

    objects = AuditLogQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "automate_governance_auditlog"
        indexes = [
            Index(fields=["target", "occurred_at"], name="idx_automate_governance_auditlog_target_occurred"),
            Index(fields=["actor", "occurred_at"], name="idx_automate_governance_auditlog_actor_occurred"),
        ]

    def __str__(self) -> str:
        return f"{self.action}, {moment(self.occurred_at)}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new entry. Raises ``AppendOnlyError`` for a stored one."""
        if not self._state.adding:
            _refuse_change(type(self))
        super().save(*args, **kwargs)


class RuleSpec(TimeStampedModel):
    """A condition, and the action to take if it is true; written by operators, evaluated by the project's code."""

    id = models.BigAutoField(verbose_name="Id", primary_key=True, help_text="Given by this database.")
    name = models.CharField(verbose_name="Name", max_length=200, help_text="The errors of the rule repeat it.")
    expression = models.TextField(
        verbose_name="Expression",
        validators=[MaxLengthValidator(rules.MAX_SOURCE)],
        help_text="In CEL, such as amount > 1000 && country in ['DE', 'AT']; up to 2,000 characters.",
    )
    action = models.CharField(
        verbose_name="Action", max_length=100, help_text="What the project does where it is true."
    )
    enabled = models.BooleanField(
        verbose_name="Enabled", default=True, help_text="When off, RuleSpec.objects.enabled() leaves it out."
    )

    objects = RuleSpecQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "automate_governance_rulespec"

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Reject an invalid rule; without the extra ``rules``, only the length is checked."""
        super().clean()
        try:
            rules.variables(self.expression)
        except RuleError as error:
            raise ValidationError({"expression": str(error)}) from error
        except MissingExtraError:
            return

    @property
    def variables(self) -> set[str]:
        """The names that the expression reads from its context."""
        return rules.variables(self.expression)

    def evaluate(self, context: Mapping[str, Any]) -> bool:
        """Tell whether the rule is true for a context; a rule without a boolean result is an error, never false.

        Raises ``RuleError``, and ``MissingExtraError`` without the extra ``rules``.
        """
        try:
            return rules.evaluate(self.expression, context)
        except RuleError as error:
            raise RuleError(f"{self._meta.label} {self.name!r}: {error}") from None


class ConnectionProfile(AddressedModel, TimeStampedModel):
    """A service and its credentials, under the rules of governance; written by operators."""

    id = models.BigAutoField(verbose_name="Id", primary_key=True, help_text="Given by this database.")
    name = models.CharField(verbose_name="Name", max_length=200)
    provider = models.CharField(verbose_name="Provider", max_length=100, help_text="What kind of service it is.")
    credentials = EncryptedJSONField(
        verbose_name="Credentials", default=dict, blank=True, help_text="A JSON document; stored encrypted."
    )

    objects = BulkQuerySet["ConnectionProfile"].as_manager()

    class Meta:
        managed = True
        db_table = "automate_governance_connectionprofile"

    def __str__(self) -> str:
        return self.name


class StoredSecret(AddressedModel, TimeStampedModel):
    """A secret under a key; written by operators, through ``store()`` or in the admin.

    Another key needs the value again: which rows may use the secret depends on its key.
    """

    address_fields = ("key",)
    type_again = (
        "The key has changed, or somebody has changed the value meanwhile. Type the value again: which rows may use"
        " the secret depends on its key."
    )

    id = models.BigAutoField(verbose_name="Id", primary_key=True, help_text="Given by this database.")
    key = models.CharField(
        verbose_name="Key", max_length=255, unique=True, help_text="By which it is looked up, such as crm.password."
    )
    encrypted_value = EncryptedJSONField(
        verbose_name="Value", help_text='Any JSON, so a text in quotes: "open sesame". Stored encrypted.'
    )

    objects = StoredSecretQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "automate_governance_storedsecret"

    def __str__(self) -> str:
        return self.key


class ThrottleBucket(models.Model):
    """A counter of hits in the current window; written only by ``hit()``."""

    key = models.CharField(
        verbose_name="Key", max_length=255, primary_key=True, help_text="Who or what is counted, such as client:4711."
    )
    count = models.BigIntegerField(
        verbose_name="Count", default=0, help_text="Hits in the window that is running, those beyond the limit too."
    )
    window = models.DurationField(
        verbose_name="Window", help_text="How long it lasts from its first hit on; then the count begins again."
    )
    started_at = models.DateTimeField(
        verbose_name="Started at", db_default=Now(), help_text="When its first hit was, by the clock of the database."
    )

    personal_fields = ("key",)

    objects = ThrottleBucketQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "automate_governance_throttlebucket"

    def __str__(self) -> str:
        return self.key
