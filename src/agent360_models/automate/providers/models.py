"""Language models and their settings, prompts and their versions, connections, and MCP servers with their tools."""

from collections.abc import Mapping
from typing import Any, ClassVar, Unpack

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, router, transaction

from agent360_models.automate.providers.querysets import LLMProviderQuerySet, MCPToolQuerySet
from agent360_models.base import SluggedModel, StatusModel, StatusQuerySet, TimeStampedModel
from agent360_models.base.cooperation import SaveOptions
from agent360_models.db.indexes import Index
from agent360_models.db.querysets import BulkQuerySet


class LLMProvider(TimeStampedModel):
    """An account with somebody who runs language models; written by operators."""

    name = models.CharField(max_length=200)
    provider_type = models.CharField(
        max_length=100, help_text="openai, also for services that speak its protocol; anthropic; or one you registered."
    )
    config = models.JSONField(
        default=dict, blank=True, help_text="api_key or api_key_env, base_url, timeout, max_retries, organization."
    )
    is_default = models.BooleanField("default", default=False, help_text="One provider is what callers get by default.")

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


class LLMModelConfig(TimeStampedModel):
    """A model of a provider, and the settings it is called with; written by operators."""

    provider = models.ForeignKey(
        "automate_providers.LLMProvider", on_delete=models.CASCADE, db_index=False, related_name="model_configs"
    )
    model_id = models.CharField(max_length=200, help_text="As the provider names it.")
    max_tokens = models.IntegerField(
        null=True, blank=True, validators=[MinValueValidator(1)], help_text="The most an answer may have."
    )
    temperature = models.FloatField(null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(2)])
    params = models.JSONField(default=dict, blank=True, help_text="What else goes into each request.")

    objects = BulkQuerySet.as_manager()

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


class Prompt(SluggedModel, TimeStampedModel):
    """Something to ask a language model for; what is asked, word for word, are its versions."""

    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    category = models.CharField(max_length=100, blank=True)

    objects = BulkQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "automate_prompt"
        indexes = [Index(fields=["category"], name="idx_automate_prompt_category")]

    def __str__(self) -> str:
        return self.name


class PromptVersion(TimeStampedModel):
    """One wording of a prompt. It stays as it was saved; another wording is another version."""

    class Engine(models.TextChoices):
        """What fills in the templates."""

        NAMES = "names", "Names: {{ name }}, and nothing else"
        JINJA = "jinja", "Jinja2 in its sandbox"

    prompt = models.ForeignKey(
        "automate_providers.Prompt", on_delete=models.CASCADE, db_index=False, related_name="versions"
    )
    version = models.IntegerField(validators=[MinValueValidator(1)])
    system_template = models.TextField(blank=True)
    user_template = models.TextField(blank=True)
    variables = models.JSONField(default=list, blank=True, help_text='The required variables: ["name", "city"].')
    engine = models.CharField(max_length=20, choices=Engine, default=Engine.NAMES)

    objects = BulkQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "automate_promptversion"
        constraints = [
            models.UniqueConstraint(fields=["prompt", "version"], name="automate_promptversion_prompt_version"),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="automate_promptversion_version"),
        ]

    def __str__(self) -> str:
        return f"version {self.version} of prompt {self.prompt_id}"


class ConnectionProfile(TimeStampedModel):
    """How a service is reached, and what opens it; written by operators."""

    name = models.CharField(max_length=200)
    provider = models.CharField(max_length=100, help_text="http, postgresql, or one you registered.")
    credentials = models.JSONField(default=dict, blank=True)
    config = models.JSONField(default=dict, blank=True)

    objects = BulkQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "automate_connectionprofile"

    def __str__(self) -> str:
        return self.name


class MCPServerQuerySet(StatusQuerySet["MCPServer"], BulkQuerySet["MCPServer"]):
    """Servers by their status, in large numbers."""


class MCPServer(StatusModel, TimeStampedModel):
    """A server that offers tools by the Model Context Protocol; written by operators, its status by the checks."""

    class Status(models.TextChoices):
        """What the last check found."""

        UNKNOWN = "unknown", "Not checked yet"
        CONNECTED = "connected", "Connected"
        UNREACHABLE = "unreachable", "Unreachable"
        REFUSED = "refused", "Reached, but it refused the credentials"

    STATUS_CHOICES = Status
    INITIAL_STATUS = Status.UNKNOWN
    ACTIVE_STATUSES = (Status.CONNECTED,)

    name = models.CharField(max_length=200)
    url = models.URLField(max_length=500, help_text="Where it speaks streamable HTTP, such as https://host/mcp.")
    auth_config = models.JSONField(default=dict, blank=True, help_text="token, and headers.")
    last_checked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = MCPServerQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "automate_mcpserver"
        verbose_name = "MCP server"

    def __str__(self) -> str:
        return self.name


class MCPTool(TimeStampedModel):
    """A tool of an MCP server, as the server described it at the last sync."""

    server = models.ForeignKey(
        "automate_providers.MCPServer", on_delete=models.CASCADE, db_index=False, related_name="tools"
    )
    name = models.CharField(max_length=200)
    schema = models.JSONField(default=dict, blank=True, help_text="The JSON Schema of its input.")
    description = models.TextField(blank=True)
    removed_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When a sync first missed it. Empty while it is offered."
    )

    objects = MCPToolQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "automate_mcptool"
        constraints = [models.UniqueConstraint(fields=["server", "name"], name="automate_mcptool_server_name")]
        verbose_name = "MCP tool"

    def __str__(self) -> str:
        return self.name
