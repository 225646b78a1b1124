"""Providers of language models, and the settings that a model is called with."""

from typing import Any, Unpack

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction

from agent360_models import locks
from agent360_models.automate.providers import _hooks
from agent360_models.base import SluggedModel
from agent360_models.base._addressed import AddressedModel
from agent360_models.base._combination import SaveOptions
from agent360_models.base._forms import FormErrors
from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import PartlyEncryptedJSONField
from agent360_models.indexes import Index

__all__ = ["LLMModelConfig", "LLMProvider", "LLMProviderQuerySet"]


class LLMProviderQuerySet(BulkQuerySet["LLMProvider"]):
    """Providers of language models."""

    def default(self) -> "LLMProvider":
        """Return the default provider. Raises ``DoesNotExist`` if there is none, with the remedy."""
        try:
            return self.get(is_default=True)
        except self.model.DoesNotExist:
            message = "No LLM provider is the default. Call make_default() on one, or tick it in the admin."
            raise self.model.DoesNotExist(message) from None


class LLMProvider(AddressedModel, SluggedModel):
    """An account with a provider of language models; written by operators."""

    slug = models.SlugField(
        verbose_name="Slug",
        max_length=50,
        primary_key=True,
        blank=True,
        default=None,
        editable=False,
        help_text="Its key, made of the name when it is first saved.",
    )
    name = models.CharField(
        verbose_name="Name", max_length=200, help_text="Shown in lists and errors, so no place for a secret."
    )
    provider_type = models.CharField(
        verbose_name="Provider type",
        max_length=100,
        help_text="openai, also for services that speak its protocol; anthropic; or one you registered.",
    )
    config = PartlyEncryptedJSONField(
        verbose_name="Configuration",
        default=dict,
        blank=True,
        help_text="api_key or api_key_env, base_url, timeout, max_retries, organization.",
    )
    is_default = models.BooleanField(
        verbose_name="Default", default=False, help_text="One provider is what callers get by default."
    )

    objects = LLMProviderQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "automate_llmprovider"
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"],
                condition=models.Q(is_default=True),
                name="automate_llmprovider_one_default",
                violation_error_message="Another provider is the default.",
            )
        ]
        verbose_name = "LLM provider"

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Require a valid config."""
        super().clean()
        self.validate_config()

    def save(self, **options: Unpack[SaveOptions]) -> None:
        """Save the provider. A new one never replaces another with the same slug, which is the primary key."""
        if self._state.adding:
            options["force_insert"] = True
        super().save(**options)

    def validate_config(self) -> None:
        """Raise a ``ValidationError`` that lists every fault; override it together with ``get_client()``."""
        _hooks.clients.validate(self.provider_type, self.config)

    def get_client(self) -> Any:
        """Return a new client of the provider's SDK: ``openai.OpenAI`` or ``anthropic.Anthropic``.

        For other SDKs, override it or register a type with ``clients.register()``.
        """
        self.validate_config()
        return _hooks.clients.client(self.provider_type, self.config)

    def make_default(self, *, using: str | None = None) -> None:
        """Make this provider the default instead of the previous one."""
        alias = self.alias_to_write(using)
        with transaction.atomic(using=alias):
            locks.hold_until_commit(self._meta.db_table, "is_default", using=alias)  # the later of two calls wins
            others = type(self)._base_manager.using(alias).exclude(pk=self.pk)
            others.filter(is_default=True).update(is_default=False)
            self.is_default = True
            self.save(using=alias, update_fields=["is_default"])

    make_default.alters_data = True  # type: ignore[attr-defined]


class LLMModelConfig(FormErrors):
    """A model of a provider, and the settings it is called with; written by operators."""

    id = models.BigAutoField(verbose_name="Id", primary_key=True, help_text="Given by this database.")
    provider = models.ForeignKey(
        "automate_providers.LLMProvider",
        verbose_name="Provider",
        on_delete=models.CASCADE,
        db_index=False,
        related_name="model_configs",
        help_text="The account that the model is asked with.",
    )
    model_id = models.CharField(verbose_name="Model", max_length=200, help_text="As the provider names it.")
    max_tokens = models.IntegerField(
        verbose_name="Maximum tokens",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="The most an answer may have.",
    )
    temperature = models.FloatField(
        verbose_name="Temperature",
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(2)],
        help_text="From 0 to 2; whether a model takes it is for the provider to say.",
    )
    params = models.JSONField(
        verbose_name="Parameters", default=dict, blank=True, help_text="What else goes into each request."
    )

    units = {"max_tokens": "tokens"}

    objects = BulkQuerySet["LLMModelConfig"].as_manager()

    class Meta:
        managed = True
        db_table = "automate_llmmodelconfig"
        constraints = [
            models.CheckConstraint(condition=models.Q(max_tokens__gte=1), name="automate_llmmodelconfig_max_tokens"),
            models.CheckConstraint(
                condition=models.Q(temperature__gte=0, temperature__lte=2), name="automate_llmmodelconfig_temperature"
            ),
        ]
        indexes = [Index(fields=["provider", "model_id"], name="idx_automate_llmmodelconfig_provider_model")]
        verbose_name = "LLM model config"

    def __str__(self) -> str:
        return self.model_id

    def clean(self) -> None:
        """Require an object of parameters."""
        super().clean()
        if not isinstance(self.params, dict):
            raise ValidationError({"params": "It has to be an object."})
