"""Language models and their settings, prompts and their versions, connections, and MCP servers with their tools."""

import json
import time
from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import Any, ClassVar, NamedTuple, TypeVar, Unpack

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone

from agent360_models.automate.providers import clients, connections, documents, placeholders, rendering
from agent360_models.automate.providers.querysets import LLMProviderQuerySet, MCPToolQuerySet
from agent360_models.base import SluggedModel, StatusModel, StatusQuerySet, TimeStampedModel, locks
from agent360_models.base._combination import SaveOptions, named_fields
from agent360_models.bulk import BulkQuerySet
from agent360_models.exceptions import (
    MCPServerError,
    MissingExtraError,
    PromptError,
    ToolFailedError,
    ToolInputError,
)
from agent360_models.fields import EncryptedJSONField, PartlyEncryptedJSONField
from agent360_models.indexes import Index
from agent360_models.secrets import revealed

NAME_LENGTH = 200
MAX_DESCRIPTION = 200_000  # characters of a tool's description and schema, as JSON
_Answer = TypeVar("_Answer")


class LLMProvider(TimeStampedModel):
    """An account with somebody who runs language models; written by operators."""

    name = models.CharField(max_length=200)
    provider_type = models.CharField(
        max_length=100, help_text="openai, also for services that speak its protocol; anthropic; or one you registered."
    )
    config = PartlyEncryptedJSONField(
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

    def clean(self) -> None:
        """Ask for a config that a client can be made of."""
        super().clean()
        self.validate_config()

    def validate_config(self) -> None:
        """Raise ``ValidationError`` that names what is missing, unknown or wrong; override it with ``get_client()``."""
        clients.validate(self.provider_type, self.config)

    def get_client(self) -> Any:
        """Return a new client of the provider's SDK: ``openai.OpenAI`` or ``anthropic.Anthropic``.

        Override it, or ``clients.register()`` a type, for another.
        """
        self.validate_config()
        return clients.client(self.provider_type, self.config)

    def make_default(self, *, using: str | None = None) -> None:
        """Make this provider the default, in place of the one that was."""
        alias = self.alias_to_write(using)
        with transaction.atomic(using=alias):
            locks.hold(self._meta.db_table, "is_default", using=alias)  # of two at once the later one stays
            others = type(self)._base_manager.using(alias).exclude(pk=self.pk)
            others.filter(is_default=True).update(is_default=False)
            self.is_default = True
            self.save(using=alias, update_fields=["is_default"])

    make_default.alters_data = True  # type: ignore[attr-defined]


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

    def clean(self) -> None:
        """Ask for an object of parameters."""
        super().clean()
        if not isinstance(self.params, dict):
            raise ValidationError({"params": "It has to be an object."})


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

    def latest(self) -> "PromptVersion":
        """Return the version with the highest number; ``DoesNotExist`` where there is none."""
        version = self.versions.order_by("-version").first()
        if version is None:
            raise PromptVersion.DoesNotExist(f"Prompt {self.slug} has no version. Call new_version() on it.")
        return version

    def new_version(
        self,
        *,
        system_template: str = "",
        user_template: str = "",
        variables: Iterable[str] = (),
        engine: str = "names",
        using: str | None = None,
    ) -> "PromptVersion":
        """Store another wording under the next number, and return it.

        Raises ``ValidationError`` for a template that is wrong.
        """
        version = PromptVersion(
            prompt=self,
            system_template=system_template,
            user_template=user_template,
            variables=list(variables),
            engine=engine,
        )
        version.clean_fields(exclude=["prompt", "version"])
        version.clean()
        alias = self.alias_to_write(using)
        with transaction.atomic(using=alias):
            Prompt.objects.using(alias).select_for_update(no_key=True).get(pk=self.pk)  # to count one after the other
            versions = PromptVersion.objects.using(alias).filter(prompt_id=self.pk)
            version.version = (versions.aggregate(highest=Max("version"))["highest"] or 0) + 1
            version.save(using=alias)
        return version

    new_version.alters_data = True  # type: ignore[attr-defined]


class PromptVersion(TimeStampedModel):
    """One wording of a prompt. It stays as it was saved; another wording is another version.

    Who writes it need not be trusted: see ``rendering``.
    """

    class Engine(models.TextChoices):
        """What fills in the templates."""

        NAMES = "names", "Names: {{ name }}, and nothing else"
        JINJA = "jinja", "Jinja2 in its sandbox"

    FIXED: ClassVar[tuple[str, ...]] = (
        "prompt_id",
        "version",
        "system_template",
        "user_template",
        "variables",
        "engine",
    )

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

    def clean(self) -> None:
        """Ask for templates that can be rendered, and for names that they use."""
        super().clean()
        if not isinstance(self.variables, list) or not all(map(placeholders.is_name, self.variables)):
            raise ValidationError({"variables": 'It has to be a list of names: ["name", "city"].'})
        try:
            used = rendering.names_used(self.engine, self._templates)
        except (PromptError, MissingExtraError) as error:
            raise ValidationError(str(error)) from error
        if unused := {*self.variables} - used:
            raise ValidationError({"variables": f"No template uses {', '.join(sorted(unused))}."})

    def save(self, **options: Unpack[SaveOptions]) -> None:
        """Save a new version; a stored one cannot be changed."""
        fields = named_fields(options)
        if not self.is_unstored and (fields is None or not fields.isdisjoint({*self.FIXED, "prompt"})):
            alias = options["using"] = self.alias_to_write(options.get("using"))
            stored = type(self)._base_manager.using(alias).filter(pk=self.pk).values(*self.FIXED).first() or {}
            if changed := [name for name in stored if stored[name] != getattr(self, name)]:
                raise PromptError(
                    f"{self._meta.label} {self.pk} stays as it is, and {', '.join(changed)} would be changed."
                    " Call new_version() on its prompt."
                )
        super().save(**options)

    def render(self, variables: Mapping[str, Any] | None = None) -> rendering.Rendered:
        """Return what is asked, with the variables filled in.

        Raises ``PromptError`` that names all missing variables, or says what is wrong with a template.
        """
        system, user = rendering.render(self.engine, self._templates, variables or {}, required=self.variables)
        return rendering.Rendered(system, user)

    @property
    def _templates(self) -> tuple[str, str]:
        return self.system_template, self.user_template


class ConnectionProfile(TimeStampedModel):
    """How a service is reached, and what opens it; written by operators."""

    name = models.CharField(max_length=200)
    provider = models.CharField(max_length=100, help_text="http, postgresql, or one you registered.")
    credentials = EncryptedJSONField(
        default=dict, blank=True, help_text="http: token, headers, user, password. postgresql: user, password."
    )
    config = PartlyEncryptedJSONField(
        default=dict,
        blank=True,
        help_text="http: base_url, headers, timeout, test_path. postgresql: host, port, dbname, sslmode.",
    )

    objects = BulkQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "automate_connectionprofile"

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Ask for what a connection can be made with."""
        super().clean()
        connections.validate(self.provider, self.config, self.credentials)

    def get_client(self) -> Any:
        """Return an ``httpx.Client`` or a connection of psycopg, which the caller closes.

        Raises ``ValidationError`` that names what is missing or wrong, and ``ConnectionFailedError`` where a database
        is not reached. Override it, or ``connections.register()`` a type, for other services.
        """
        return connections.client(self.provider, self.config, self.credentials)

    def test_connection(self) -> documents.Check:
        """Reach the service once, and say how that went; nothing of it is secret."""
        return connections.test(self.provider, self.config, self.credentials)


class MCPServerQuerySet(StatusQuerySet["MCPServer"], BulkQuerySet["MCPServer"]):  # type: ignore[override]  # as_manager
    """Servers by their status, in large numbers."""


class ToolSync(NamedTuple):
    """How many tools a sync added, updated (also such as came back), marked as removed, and left as they were."""

    added: int
    updated: int
    removed: int
    unchanged: int


class MCPServer(StatusModel, TimeStampedModel):
    """A server that offers tools by the Model Context Protocol; written by operators, its status by the checks.

    Class attributes:
        timeout: how many seconds a conversation may take.
        max_answer_size: how many bytes the server may send in one.
    """

    class Status(models.TextChoices):
        """What the last check found."""

        UNKNOWN = "unknown", "Not checked yet"
        CONNECTED = "connected", "Connected"
        REFUSED = "refused", "It refuses the credentials"
        FAILING = "failing", "Not reached, or not understood"

    STATUS_CHOICES = Status
    INITIAL_STATUS = Status.UNKNOWN
    ACTIVE_STATUSES = (Status.CONNECTED,)
    timeout: ClassVar[float] = 30.0
    max_answer_size: ClassVar[int] = 5_000_000

    name = models.CharField(max_length=200)
    url = models.URLField(max_length=500, help_text="Where it speaks streamable HTTP, such as https://host/mcp.")
    auth_config = EncryptedJSONField(default=dict, blank=True, help_text='{"token": "...", "headers": {"name": "..."}}')
    last_checked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = MCPServerQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "automate_mcpserver"
        verbose_name = "MCP server"

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Ask for credentials of which headers can be made."""
        super().clean()
        self._refuse_what_is_wrong()

    def _refuse_what_is_wrong(self) -> None:
        found = {"auth_config": documents.problems(self.auth_config, documents.HTTP_AUTH)}
        if not documents.URL.fits(self.url):
            found["url"] = [f"It has to be {documents.URL.words}; credentials are for auth_config."]
        if any(found.values()):
            raise ValidationError({name: problems for name, problems in found.items() if problems})

    def get_transport(self) -> Any:
        """Return what ``mcp.Client`` connects to. Override it for a server that is reached otherwise than over HTTP."""
        self._refuse_what_is_wrong()
        headers = documents.auth_headers(revealed(self.auth_config))
        return _mcp().over_http(self.url, headers, timeout=self.timeout, max_size=self.max_answer_size)

    def sync_tools(self, *, using: str | None = None) -> ToolSync:
        """Ask the server for its tools, and write them: new ones, changed ones, and when a tool was gone.

        Raises ``MCPServerError`` where it does not answer, or describes a tool that cannot be stored; no tool is
        written then. The status is written either way.
        """
        alias = self.alias_to_write(using)
        mcp = _mcp()
        offered = self._checked(lambda: mcp.tools(self.get_transport(), timeout=self.timeout), alias)
        wanted = {tool.name: (tool.description or "", tool.input_schema) for tool in offered}
        self._refuse_what_cannot_be_stored(wanted)
        with transaction.atomic(using=alias):
            MCPServer.objects.using(alias).select_for_update(no_key=True).get(pk=self.pk)  # one sync at a time
            tools = MCPTool.objects.using(alias).filter(server_id=self.pk)
            known = {tool.name: tool for tool in tools}
            new = [MCPTool(server=self, name=name) for name in wanted if name not in known]
            changed = [
                tool
                for name, tool in known.items()
                if name in wanted and (tool.removed_at is not None or (tool.description, tool.schema) != wanted[name])
            ]
            for tool in (*new, *changed):
                tool.description, tool.schema = wanted[tool.name]
                tool.removed_at, tool.updated_at = None, timezone.now()
            MCPTool.objects.using(alias).bulk_create(new)
            tools.bulk_update(changed, ["description", "schema", "removed_at", "updated_at"])
            gone = tools.available().exclude(name__in=wanted)
            removed = gone.update(removed_at=timezone.now(), updated_at=timezone.now())
        unchanged = len(wanted) - len(new) - len(changed)
        return ToolSync(len(new), len(changed), removed, unchanged)

    sync_tools.alters_data = True  # type: ignore[attr-defined]

    def health_check(self, *, using: str | None = None) -> documents.Check:
        """Begin a conversation with the server, write the status, and say how that went."""
        alias = self.alias_to_write(using)
        mcp = _mcp()
        started = time.monotonic()
        try:
            self._checked(lambda: mcp.greet(self.get_transport(), timeout=self.timeout), alias)
            ok, detail = True, "The server answers."
        except MCPServerError as error:
            ok, detail = False, str(error)
        return documents.Check(ok, detail, round(1000 * (time.monotonic() - started)))

    health_check.alters_data = True  # type: ignore[attr-defined]

    def ask(self, conversation: Callable[[], Coroutine[Any, Any, _Answer]]) -> _Answer:
        """Run a conversation, and let its error say which server it is."""
        try:
            answer: _Answer = _mcp().run(conversation)
        except MCPServerError as error:
            raise type(error)(f"MCP server {self.pk}, {self.name}: {error}.") from None
        return answer

    def _checked(self, conversation: Callable[[], Coroutine[Any, Any, _Answer]], alias: str) -> _Answer:
        """Run a conversation, and write how the server stands."""
        status = self.Status.FAILING
        try:
            answer = self.ask(conversation)
            status = self.Status.CONNECTED
        except _mcp().RefusedError:
            status = self.Status.REFUSED
            raise
        finally:
            self.status, self.last_checked_at = status, timezone.now()
            self.save(using=alias, update_fields=["status", "last_checked_at"])
        return answer

    def _refuse_what_cannot_be_stored(self, tools: Mapping[str, Any]) -> None:
        for name, described in tools.items():
            try:
                text = json.dumps([name, described], ensure_ascii=False, allow_nan=False)
                text.encode()
            except (ValueError, RecursionError):
                text = "\\u0000"
            if not 0 < len(name) <= NAME_LENGTH or "\\u0000" in text or len(text) > MAX_DESCRIPTION:
                raise MCPServerError(
                    f"MCP server {self.pk}, {self.name}: its tool {name[:100]!r} cannot be stored. A name has up to"
                    f" {NAME_LENGTH} characters, a description with its schema up to {MAX_DESCRIPTION}, and there is"
                    " no character 0."
                )


class ToolResult(NamedTuple):
    """What a tool returned: blocks of content, each an object with a ``type``, and perhaps one structured value."""

    content: list[dict[str, Any]]
    structured: Any = None

    @property
    def text(self) -> str:
        """The blocks that are text."""
        return "\n".join(block["text"] for block in self.content if block["type"] == "text")


class MCPTool(TimeStampedModel):
    """A tool of an MCP server, as the server described it at the last sync."""

    server = models.ForeignKey(
        "automate_providers.MCPServer", on_delete=models.CASCADE, db_index=False, related_name="tools"
    )
    name = models.CharField(max_length=NAME_LENGTH)
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

    def check_input(self, input: Any) -> dict[str, Any]:  # noqa: A002  # the word of the protocol
        """Return the input as plain JSON; ``ToolInputError`` where it does not fit the schema."""
        try:
            from agent360_models.automate.providers import json_schema
        except ImportError as error:
            raise MissingExtraError("jsonschema", "mcp") from error
        try:
            return json_schema.checked_input(self.schema, input)
        except ToolInputError as error:
            raise ToolInputError(f"MCP tool {self.pk}, {self.name}: {error}") from None

    def execute(self, input: Mapping[str, Any] | None = None) -> ToolResult:  # noqa: A002
        """Call the tool on its server, with an input that fits its schema.

        Raises ``ToolInputError`` where it does not fit, ``ToolFailedError`` where the tool ends in an error, and
        ``MCPServerError`` where the server does not answer. From async code: ``sync_to_async(tool.execute)``.
        """
        if self.removed_at is not None:
            raise ToolInputError(
                f"MCP tool {self.pk}, {self.name}: its server no longer offers it. sync_tools() asks again."
            )
        arguments = self.check_input({} if input is None else input)
        server, mcp = self.server, _mcp()
        result = server.ask(lambda: mcp.call(server.get_transport(), self.name, arguments, timeout=server.timeout))
        content = [block.model_dump(mode="json", exclude_none=True, by_alias=True) for block in result.content]
        if result.is_error:
            message = f"MCP tool {self.pk}, {self.name}: it ended in an error. What it said is the error's content."
            raise ToolFailedError(message, content)
        return ToolResult(content, result.structured_content)

    execute.alters_data = True  # type: ignore[attr-defined]


def _mcp() -> Any:
    try:
        from agent360_models.automate.providers import mcp
    except ImportError as error:
        raise MissingExtraError("mcp", "mcp") from error
    return mcp
