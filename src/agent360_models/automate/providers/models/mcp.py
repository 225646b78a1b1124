"""MCP servers and their tools."""

import json
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, ClassVar, NamedTuple, Self, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from agent360_models.automate import _faults
from agent360_models.automate.exceptions import MCPRefusedError, MCPServerError, ToolFailedError, ToolInputError
from agent360_models.automate.keys import KeyedModel
from agent360_models.automate.providers import _hooks
from agent360_models.base import StatusModel, StatusQuerySet, TimeStampedModel
from agent360_models.base._addressed import AddressedModel
from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import EncryptedJSONField
from agent360_models.secrets import Secret, revealed
from agent360_models.validators import validate_json

__all__ = ["MCPServer", "MCPServerQuerySet", "MCPTool", "MCPToolQuerySet", "ToolResult", "ToolSync"]

_NAME_LENGTH = 200
_MAX_DESCRIPTION = 200_000  # characters of a tool's description and schema, as JSON
_Answer = TypeVar("_Answer")


class MCPServerQuerySet(StatusQuerySet["MCPServer"], BulkQuerySet["MCPServer"]):  # type: ignore[override]  # as_manager
    """Servers, by status and in bulk."""


class ToolSync(NamedTuple):
    """The numbers of tools that a sync added, updated (or restored), marked as removed, and left unchanged."""

    added: int
    updated: int
    removed: int
    unchanged: int


class MCPServer(AddressedModel, KeyedModel, StatusModel, TimeStampedModel):
    """A server that offers tools by the Model Context Protocol; written by operators, its status by the checks.

    Class attributes:
        timeout: the maximum length of a conversation, in seconds.
        max_answer_size: the maximum size of the server's answers in one conversation, in bytes.
    """

    class Status(models.TextChoices):
        """The result of the last check."""

        UNKNOWN = "unknown", "Not checked yet"
        CONNECTED = "connected", "Connected"
        REFUSED = "refused", "It refuses the credentials"
        FAILING = "failing", "Not reached, or not understood"

    STATUS_CHOICES = Status
    INITIAL_STATUS = Status.UNKNOWN
    ACTIVE_STATUSES = (Status.CONNECTED,)
    timeout: ClassVar[float] = 30.0
    max_answer_size: ClassVar[int] = 5_000_000

    name = models.CharField(
        verbose_name="Name", max_length=200, help_text="Shown in lists and errors, so no place for a secret."
    )
    url = models.URLField(
        verbose_name="URL", max_length=500, help_text="Where it speaks streamable HTTP, such as https://host/mcp."
    )
    auth_config = EncryptedJSONField(
        verbose_name="Authentication",
        default=dict,
        blank=True,
        help_text='As {"token": "...", "headers": {"name": "..."}}; stored encrypted.',
    )
    last_synced = models.DateTimeField(
        verbose_name="Last synced",
        null=True,
        blank=True,
        editable=False,
        help_text="When it was last asked, for its tools or how it is.",
    )

    objects = MCPServerQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "automate_mcpserver"
        verbose_name = "MCP server"

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Require credentials that can be sent as headers."""
        super().clean()
        self._refuse_what_is_wrong()

    def _refuse_what_is_wrong(self) -> None:
        found = {"auth_config": _faults.of_object(self.auth_config, _faults.HTTP_AUTH)}
        if not _faults.URL.fits(self.url):
            found["url"] = [f"It has to be {_faults.URL.words}; credentials are for auth_config."]
        if any(found.values()):
            raise ValidationError({name: faults for name, faults in found.items() if faults})

    def get_transport(self) -> Any:
        """Return the transport for ``mcp.Client``. Override it for a server that is not reached over HTTP."""
        self._refuse_what_is_wrong()
        headers = Secret(_hooks.auth_headers(revealed(self.auth_config)), where="a header")  # shows nothing in errors
        return _hooks.mcp().over_http(self.url, headers, timeout=self.timeout, max_size=self.max_answer_size)

    def sync_tools(self, *, using: str | None = None) -> ToolSync:
        """Fetch the server's tools and store the changes: new, changed and removed tools.

        Raises ``MCPServerError`` if the server does not answer, or describes a tool that cannot be stored; then no
        tool is written. The status is written in either case.
        """
        alias = self.alias_to_write(using)
        mcp = _hooks.mcp()
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
                tool.removed_at = None
            MCPTool.objects.using(alias).bulk_create(new)
            tools.bulk_update(changed, ["description", "schema", "removed_at"])
            gone = tools.available().exclude(name__in=wanted)
            removed = gone.update(removed_at=timezone.now())
        unchanged = len(wanted) - len(new) - len(changed)
        return ToolSync(len(new), len(changed), removed, unchanged)

    sync_tools.alters_data = True  # type: ignore[attr-defined]

    def health_check(self, *, using: str | None = None) -> _hooks.Check:
        """Start a conversation with the server, write the status, and return the result."""
        alias, mcp = self.alias_to_write(using), _hooks.mcp()

        def greet() -> str:
            self._checked(lambda: mcp.greet(self.get_transport(), timeout=self.timeout), alias)
            return "The server answers."

        return _hooks.check(greet, MCPServerError)

    health_check.alters_data = True  # type: ignore[attr-defined]

    def ask(self, conversation: Callable[[], Coroutine[Any, Any, _Answer]]) -> _Answer:
        """Run a conversation, and add the server's name to its error."""
        try:
            answer: _Answer = _hooks.mcp().run(conversation)
        except MCPServerError as error:
            raise type(error)(f"MCP server {self.pk}, {self.name}: {error}.") from None
        return answer

    def _checked(self, conversation: Callable[[], Coroutine[Any, Any, _Answer]], alias: str) -> _Answer:
        """Run a conversation, and write the server's status."""
        status = self.Status.FAILING
        try:
            answer = self.ask(conversation)
            status = self.Status.CONNECTED
        except MCPRefusedError:
            status = self.Status.REFUSED
            raise
        finally:
            self.status, self.last_synced = status, timezone.now()
            self.save(using=alias, update_fields=["status", "last_synced"])
        return answer

    def _refuse_what_cannot_be_stored(self, tools: Mapping[str, Any]) -> None:
        for name, described in tools.items():
            if not _can_be_stored(name, described):
                raise MCPServerError(
                    f"MCP server {self.pk}, {self.name}: its tool {name[:100]!r} cannot be stored. A name has up to"
                    f" {_NAME_LENGTH} characters, a description with its schema up to {_MAX_DESCRIPTION}."
                    " NUL characters are not allowed."
                )


def _can_be_stored(name: str, described: Any) -> bool:
    """Tell whether a tool fits into its row."""
    try:
        validate_json([name, described])
    except ValidationError:
        return False
    size = len(json.dumps([name, described], ensure_ascii=False))
    return 0 < len(name) <= _NAME_LENGTH and size <= _MAX_DESCRIPTION


class ToolResult(NamedTuple):
    """The answer of a tool: content blocks, each an object with a ``type``, and optionally one structured value."""

    content: list[dict[str, Any]]
    structured: Any = None

    @property
    def text(self) -> str:
        """The text blocks."""
        return "\n".join(block["text"] for block in self.content if block["type"] == "text")


class MCPToolQuerySet(BulkQuerySet["MCPTool"]):
    """Tools of MCP servers."""

    def available(self) -> Self:
        """Return the tools that their servers offered at the last sync."""
        return self.filter(removed_at=None)


class MCPTool(KeyedModel):
    """A tool of an MCP server, as the server described it at the last sync."""

    server = models.ForeignKey(
        "automate_providers.MCPServer",
        verbose_name="Server",
        on_delete=models.CASCADE,
        db_index=False,
        related_name="tools",
        help_text="Which offers it, or did; deleting it deletes its tools.",
    )
    name = models.CharField(
        verbose_name="Name", max_length=_NAME_LENGTH, help_text="As its server calls it, once on each server."
    )
    schema = models.JSONField(
        verbose_name="Schema", default=dict, blank=True, help_text="The JSON Schema of its input."
    )
    description = models.TextField(
        verbose_name="Description", blank=True, help_text="In the words of its server at the last sync."
    )
    discovered_at = models.DateTimeField(
        verbose_name="Discovered at", auto_now_add=True, help_text="When a sync first found it."
    )
    removed_at = models.DateTimeField(
        verbose_name="Removed at",
        null=True,
        blank=True,
        editable=False,
        help_text="When a sync first missed it. Empty while it is offered.",
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
        """Return the input as plain JSON; raises ``ToolInputError`` if it does not match the schema."""
        try:
            return _hooks.checked_input(self.schema, input)
        except ToolInputError as error:
            raise ToolInputError(f"MCP tool {self.pk}, {self.name}: {error}") from None

    def execute(self, input: Mapping[str, Any] | None = None) -> ToolResult:  # noqa: A002
        """Call the tool on its server, with an input that matches its schema.

        Raises ``ToolInputError`` if it does not match, ``ToolFailedError`` if the tool returns an error, and
        ``MCPServerError`` if the server does not answer. From async code, use ``sync_to_async(tool.execute)``.
        """
        if self.removed_at is not None:
            raise ToolInputError(
                f"MCP tool {self.pk}, {self.name}: its server no longer offers it. sync_tools() asks again."
            )
        arguments = self.check_input({} if input is None else input)
        server, mcp = self.server, _hooks.mcp()
        result = server.ask(lambda: mcp.call(server.get_transport(), self.name, arguments, timeout=server.timeout))
        content = [block.model_dump(mode="json", exclude_none=True, by_alias=True) for block in result.content]
        if result.is_error:
            message = f"MCP tool {self.pk}, {self.name}: it returned an error. See the error's content."
            raise ToolFailedError(message, content)
        return ToolResult(content, result.structured_content)

    execute.alters_data = True  # type: ignore[attr-defined]
