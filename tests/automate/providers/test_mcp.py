"""MCP servers and their tools: one that somebody else started, some within this process, and some that are none."""

from __future__ import annotations

import asyncio
import gzip
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.core.exceptions import SynchronousOnlyOperation, ValidationError
from django.db import connection

from agent360_models.automate.exceptions import MCPServerError, ToolFailedError, ToolInputError
from agent360_models.automate.providers.factories import MCPServerFactory, MCPToolFactory
from agent360_models.automate.providers.models import MCPServer, MCPTool
from tests.automate.providers.services import service
from tests.support.threads import at_once

sdk = pytest.importorskip("mcp.server.mcpserver", reason="the extra mcp is not installed")
pytestmark = pytest.mark.django_db

TOKEN = "very-secret-0123456789"


@pytest.fixture(scope="module")
def calendar() -> Iterator[str]:
    """Start a server as somebody else would, and return where it is."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    script = Path(__file__).with_name("calendar_server.py")
    process = subprocess.Popen([sys.executable, str(script), str(port), TOKEN], stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def server_at(url: str, **auth: Any) -> MCPServer:
    return MCPServer.objects.get(pk=MCPServerFactory.create(url=url, auth_config=auth).pk)


def within(monkeypatch: pytest.MonkeyPatch, server: Any) -> MCPServer:
    """Return a row whose server is in this process."""
    row: MCPServer = MCPServerFactory.create()
    monkeypatch.setattr(row, "get_transport", lambda: server)
    return row


# A server of somebody else


def test_a_server_is_synced_and_its_tool_executed(calendar: str) -> None:
    server = server_at(f"{calendar}/mcp")

    assert server.sync_tools() == (4, 0, 0, 0)
    result = server.tools.get(name="free_slots").execute({"city": "Paris", "days": 2})

    assert result.structured == {"result": ["Paris, day 1", "Paris, day 2"]}
    assert result.text == "Paris, day 1\nParis, day 2"
    tool = server.tools.get(name="free_slots")
    assert tool.description == "Return the free slots of the next days."
    assert tool.schema["required"] == ["city"]


def test_a_second_sync_changes_nothing(calendar: str) -> None:
    server = server_at(f"{calendar}/mcp")
    server.sync_tools()
    before = list(server.tools.order_by("pk").values())

    assert server.sync_tools() == (0, 0, 0, 4)
    assert list(server.tools.order_by("pk").values()) == before


def test_a_token_opens_the_server(calendar: str) -> None:
    server = server_at(f"{calendar}/guarded/mcp", token=TOKEN)

    assert server.health_check().ok
    assert server.sync_tools().added == 4
    assert server.tools.get(name="free_slots").execute({"city": "Rome", "days": 1}).text == "Rome, day 1"


@pytest.mark.parametrize("auth", [{}, {"token": f"wrong-{TOKEN}"}, {"headers": {"Authorization": f"Basic {TOKEN}"}}])
def test_without_the_token_the_server_refuses(calendar: str, auth: dict[str, Any]) -> None:
    """And the row says so; nothing says what was tried."""
    server = server_at(f"{calendar}/guarded/mcp", **auth)

    with pytest.raises(MCPServerError, match="it refuses the credentials: 401") as caught:
        server.sync_tools()

    stored = MCPServer.objects.get(pk=server.pk)
    assert stored.status == MCPServer.Status.REFUSED
    assert stored.last_synced is not None
    assert TOKEN not in str(caught.value)
    assert not server.tools.exists()


def test_a_tool_that_fails_is_an_error_with_what_it_said(calendar: str) -> None:
    server = server_at(f"{calendar}/mcp")
    server.sync_tools()

    with pytest.raises(ToolFailedError, match="book: it returned an error") as caught:
        server.tools.get(name="book").execute({"slot": "today"})

    assert caught.value.content == [{"type": "text", "text": "Error executing tool book"}]


def test_an_answer_that_is_too_large_is_not_read_to_its_end(calendar: str) -> None:
    server = server_at(f"{calendar}/mcp")
    server.sync_tools()
    archive = server.tools.get(name="archive")

    assert len(archive.execute({"size": 100_000}).text) == 100_000
    with pytest.raises(MCPServerError, match="it sent more than the limit"):
        archive.execute({"size": 3_000_000})


def test_an_answer_that_is_late_is_not_waited_for(calendar: str, monkeypatch: pytest.MonkeyPatch) -> None:
    server = server_at(f"{calendar}/mcp")
    server.sync_tools()
    monkeypatch.setattr(MCPServer, "timeout", 0.5)

    with pytest.raises(MCPServerError, match=r"it did not answer within 0\.5 seconds"):
        server.tools.get(name="wait").execute({"seconds": 20})


@pytest.mark.django_db(transaction=True)
def test_a_tool_is_executed_from_async_code(calendar: str) -> None:
    """In a thread; within the event loop itself it is refused, as it would halt it."""
    server = server_at(f"{calendar}/mcp")
    server.sync_tools()
    tool = server.tools.select_related("server").get(name="free_slots")

    async def both() -> str:
        with pytest.raises(SynchronousOnlyOperation, match=r"sync_to_async\(tool\.execute\)"):
            tool.execute({"city": "Paris"})
        found = await sync_to_async(tool.execute)({"city": "Paris", "days": 1})
        return found.text

    assert asyncio.run(both()) == "Paris, day 1"


# Servers that change


def test_tools_come_go_and_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is gone stays as a row that says since when, for what refers to it."""

    def one() -> str:
        """One."""
        return "1"

    def two(number: int) -> str:
        """Two."""
        return "2"

    first, second, third = (sdk.MCPServer("x") for _ in range(3))
    first.add_tool(one)
    first.add_tool(two)
    second.add_tool(one, description="The first.")
    third.add_tool(one, description="The first.")
    third.add_tool(two)
    row = within(monkeypatch, first)

    assert row.sync_tools() == (2, 0, 0, 0)
    monkeypatch.setattr(row, "get_transport", lambda: second)
    assert row.sync_tools() == (0, 1, 1, 0)

    gone = row.tools.get(name="two")
    assert gone.removed_at is not None
    assert list(row.tools.available()) == [row.tools.get(name="one", description="The first.")]
    with pytest.raises(ToolInputError, match="its server no longer offers it"):
        gone.execute({"number": 1})

    assert row.sync_tools() == (0, 0, 0, 1)
    monkeypatch.setattr(row, "get_transport", lambda: third)
    assert row.sync_tools() == (0, 1, 0, 1)
    assert row.tools.get(name="two").execute({"number": 1}).text == "2"


@pytest.mark.parametrize("name", ["n" * 201, "nul\0", "half \ud800"], ids=["long", "nul", "surrogate"])
def test_a_tool_that_cannot_be_stored_refuses_the_sync(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Nothing of the others is written either."""
    listed = sdk.MCPServer("x")
    row = within(monkeypatch, listed)
    from mcp_types import Tool

    from agent360_models.automate.runtime import _mcp

    async def tools(*_: Any, **__: Any) -> list[Tool]:
        return [Tool(name="good", input_schema={}), Tool(name="bad", description=name, input_schema={name: 1})]

    monkeypatch.setattr(_mcp, "tools", tools)
    if len(name) > 200:
        monkeypatch.setattr("agent360_models.automate.providers.models.mcp._MAX_DESCRIPTION", 200)

    with pytest.raises(MCPServerError, match="its tool 'bad' cannot be stored"):
        row.sync_tools()

    assert not row.tools.exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_syncs_at_once_one_adds_the_tools() -> None:
    """The others wait, and find them there."""
    listed = sdk.MCPServer("x")
    for number in range(5):
        listed.add_tool(lambda: "", name=f"tool {number}")
    row = MCPServerFactory.create()

    def sync() -> int:
        mine = MCPServer.objects.get(pk=row.pk)
        mine.get_transport = lambda: listed  # type: ignore[method-assign]
        return mine.sync_tools().added

    assert sorted(map(str, at_once(*[sync] * 4))) == ["0", "0", "0", "5"]


# What is no server


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"oops"),
        (200, b"<html>"),
        (200, b"{}"),
        (200, b"[" * 100_000),
        (200, b" " * 6_000_000),
        (404, b""),
        (302, b""),
    ],
    ids=["500", "html", "empty", "deep", "huge", "404", "302"],
)
def test_what_does_not_speak_the_protocol_is_no_server(status: int, body: bytes) -> None:
    with service(lambda _: (status, body)) as there:
        server = server_at(f"{there.url}/mcp", token=TOKEN)

        found = server.health_check()
        with pytest.raises(MCPServerError, match=re.escape(server.name)) as caught:
            server.sync_tools()

    assert not found.ok
    assert MCPServer.objects.get(pk=server.pk).status == MCPServer.Status.FAILING
    assert TOKEN not in f"{found} {caught.value}"


def test_an_answer_that_is_packed_is_not_unpacked() -> None:
    """What is counted is what comes, and little may become very much."""
    with service(lambda _: (200, gzip.compress(b" " * 1_000_000))) as there:
        found = server_at(f"{there.url}/mcp").health_check()

    assert "it compressed its answer" in found.detail
    assert there.requests[0].headers["accept-encoding"] == "identity"


def test_a_server_that_is_not_there_is_told() -> None:
    server = server_at("http://127.0.0.1:9/mcp")

    found = server.health_check()

    assert (found.ok, found.detail) == (
        False,
        f"MCP server {server.pk}, {server.name}: it was not reached: ConnectError.",
    )
    assert list(MCPServer.objects.active()) == []


@pytest.mark.parametrize(
    "auth",
    [
        {"tokn": TOKEN},
        {"token": f"{TOKEN}\n"},
        {"token": 5},
        {"headers": [TOKEN]},
        {"headers": {"X": f"{TOKEN}\r\nY: z"}},
        [TOKEN],
    ],
    ids=str,
)
def test_credentials_that_are_wrong_are_told_without_them(auth: Any) -> None:
    server = MCPServerFactory.create(auth_config=auth)

    for refuse in (server.full_clean, server.health_check):
        with pytest.raises(ValidationError) as caught:
            refuse()
        assert TOKEN not in str(caught.value)


@pytest.mark.parametrize("url", [f"https://ada:{TOKEN}@x.org/mcp", "ftp://x.org/mcp", "https:///mcp"])
def test_an_address_with_credentials_is_refused(url: str) -> None:
    """Lists show it."""
    server = MCPServerFactory.create(url=url)

    for refuse in (server.clean, server.health_check):
        with pytest.raises(ValidationError, match="credentials are for auth_config") as caught:
            refuse()
        assert TOKEN not in str(caught.value)


def test_credentials_are_encrypted() -> None:
    server = MCPServerFactory.create(auth_config={"token": TOKEN})

    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM automate_mcpserver t WHERE id = %s", [server.pk])
        (stored,) = cursor.fetchone() or ("",)

    assert TOKEN not in stored
    assert TOKEN not in repr(vars(server))


# Inputs and schemas


CITY: dict[str, Any] = {
    "type": "object",
    "properties": {
        "city": {"type": "string", "pattern": "^[A-Z]", "maxLength": 20},
        "days": {"type": "integer", "minimum": 1, "maximum": 30},
        "kind": {"enum": ["short", "long"]},
        "tags": {"type": "array", "uniqueItems": True, "maxItems": 3},
    },
    "required": ["city"],
    "additionalProperties": False,
}
circle: dict[str, Any] = {}
circle["circle"] = circle
deep: Any = []
for _ in range(100_000):
    deep = [deep]

INPUTS: dict[str, Any] = {
    "not an object": "city",
    "a list": ["Paris"],
    "an empty list": [],
    "missing": {},
    "unknown": {"city": "Paris", "drop": "table"},
    "wrong type": {"city": ["Paris"]},
    "a truth for a number": {"city": "Paris", "days": True},
    "a text for a number": {"city": "Paris", "days": "7"},
    "too large": {"city": "Paris", "days": 10**400},
    "not a number": {"city": "Paris", "days": float("nan")},
    "infinite": {"city": "Paris", "days": float("inf")},
    "not of the list": {"city": "Paris", "kind": "huge"},
    "against the pattern": {"city": "paris"},
    "too long": {"city": "P" * 21},
    "far too long": {"city": "P" * 1_000_000},
    "twice the same": {"city": "Paris", "tags": ["a", "a"]},
    "too many": {"city": "Paris", "tags": [1, 2, 3, 4]},
    "an object of Python": {"city": object()},
    "bytes": {"city": b"Paris"},
    "a circle": circle,
    "too deep": {"city": "Paris", "tags": deep},
    "half a character": {"city": "P\ud800"},
    "a key that is no text": {("a", "b"): 1},
    "null": {"city": None},
}


@pytest.mark.parametrize("given", INPUTS.values(), ids=INPUTS)
def test_an_input_that_does_not_fit_is_refused_before_it_is_sent(given: Any) -> None:
    """In a sentence about the schema, without what was given."""
    tool = MCPToolFactory.build(schema=CITY, server=MCPServerFactory.build(url="http://127.0.0.1:9/"))

    with pytest.raises(ToolInputError, match=f"MCP tool {tool.pk}, {tool.name}: ") as caught:
        tool.execute(given)

    assert len(str(caught.value)) < 1500
    assert "PPPPP" not in str(caught.value)


def test_an_input_that_fits_is_taken() -> None:
    given = {"city": "Paris", "days": 2, "kind": "short", "tags": ["a", 1]}

    assert MCPTool(schema=CITY).check_input(given) == given
    assert MCPTool(schema={}).check_input({"anything": [1, None]}) == {"anything": [1, None]}


def test_a_schema_may_name_its_draft_and_refer_to_its_parts() -> None:
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "definitions": {"node": {"type": "object", "properties": {"next": {"$ref": "#/definitions/node"}}}},
        "properties": {"list": {"$ref": "#/definitions/node"}},
    }

    MCPTool(schema=schema).check_input({"list": {"next": {"next": {}}}})
    with pytest.raises(ToolInputError, match='list/next: type is "object"'):
        MCPTool(schema=schema).check_input({"list": {"next": 1}})


def fan(keyword: str) -> dict[str, Any]:
    """Return a schema whose every part refers twice to the next."""
    parts = {f"p{n}": {keyword: [{"$ref": f"#/$defs/p{n + 1}"}] * 2} for n in range(40)}
    return {"$defs": {**parts, "p40": {"type": "object"}}, "$ref": "#/$defs/p0"}


def text(**rules: Any) -> dict[str, Any]:
    return {"properties": {"text": rules}}


_CLASSES = "(?i)" + "[ -\uffff]" * 4_000  # takes Python's own patterns seconds to read
_MANY_STATES = "|".join(f"(?:[ab]*a[ab]{{900}}c{number})" for number in range(9))
_DRAFT_4 = "http://json-schema.org/draft-04/schema#"
SCHEMAS: dict[str, tuple[Any, Any]] = {
    "a remote reference": ({"$ref": "http://127.0.0.1:9/schema.json"}, {}),
    "a file": ({"$ref": "file:///etc/passwd"}, {}),
    "a reference to nothing": ({"$ref": "#/$defs/nothing"}, {}),
    "a remote dynamic reference": ({"$dynamicRef": "http://127.0.0.1:9/schema.json"}, {}),
    "a reference within a remote id": ({"$id": "http://127.0.0.1:9/a", "$ref": "b"}, {}),
    "itself": ({"$ref": "#"}, {}),
    "each other": ({"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}, "$ref": "#/$defs/a"}, {}),
    "fans out by allOf": (fan("allOf"), {}),
    "fans out by anyOf": (fan("anyOf") | {"type": "string"}, {}),
    "fans out by oneOf": (fan("oneOf"), {}),
    "names that are looked for everywhere": (
        {
            "$defs": {f"d{number}": {"$anchor": f"a{number}"} for number in range(700)},
            "allOf": [{"$ref": f"#a{number}"} for number in range(300)],
        },
        {},
    ),
    "a reference that is no text": ({"$schema": "http://json-schema.org/draft-04/schema#", "$ref": 5}, {}),
    "an address that is none": ({"$id": "http://[::1", "$ref": "a"}, {}),
    "a part of a number that is too large": (text(multipleOf=0.1), {"text": 10**400}),
    "no schema": ("string", {}),
    "a list": ([], {}),
    "a truth": (True, {}),
    "an unknown type": ({"type": "city"}, {}),
    "a number for properties": ({"properties": 5}, {}),
    "a draft that is no text": ({"$schema": ["x"]}, {}),
    "a pattern that is none": (text(pattern="("), {"text": "a"}),
    "a pattern that tracks back": (text(pattern="^(a+)+$"), {"text": "a" * 40 + "!"}),
    "a pattern with alternatives": (text(pattern="^(a|aa)+$"), {"text": "a" * 60 + "!"}),
    "a pattern with a lookahead": (text(pattern="^(?=a)a"), {"text": "a"}),
    "a pattern with a backreference": (text(pattern=r"^(a*)\1$"), {"text": "aa"}),
    "a pattern that counts": (text(pattern="((a{1,99}){1,99}){1,99}"), {"text": "a"}),
    "patterns of names": ({"patternProperties": {"^(a+)+$": {}}}, {"a" * 40 + "!": 1}),
    "patterns of names, of use to a keyword before": (
        {"additionalProperties": False, "patternProperties": {"^(a+)+$": {}}},
        {"a" * 40 + "!": 1},
    ),
    "what is left over": ({"unevaluatedProperties": False}, {"a": 1}),
    "items that are all compared": (
        text(uniqueItems=True),
        {"text": [[number, "x"] for number in range(9_000)] + [{}]},
    ),
    "a list that is searched for each item": (
        text(items={"enum": list(range(5_000))}),
        {"text": [-number for number in range(1, 9_000)]},
    ),
    "a pattern that nothing uses": (text(type="integer") | {"$defs": {"a": {"pattern": _CLASSES}}}, {"text": "a"}),
    "a pattern that is searched for long": (text(pattern=_MANY_STATES), {"text": "abbabaabab" * 19_000}),
    "a part that names its draft": (
        text(**{"$schema": "https://json-schema.org/draft/2020-12/schema", "pattern": "^(a+)+$"}),
        {"text": "a" * 40 + "!"},
    ),
    "a part of another draft": (text(**{"$schema": _DRAFT_4, "pattern": "^(a+)+$"}), {"text": "a" * 40 + "!"}),
    "values that are all compared": (
        {"$schema": _DRAFT_4, "enum": [[n] if n % 2 else {"a": n} for n in range(2_500)]},
        {},
    ),
    "thousands of parts": ({"dependentSchemas": {"a": {"allOf": [{}] * 7_000}}}, {"a": 1}),
    "too long": ({"description": "x" * 60_000}, {}),
    "too deep": ({"allOf": deep}, {}),
    "deep, and short": ({"properties": {"text": {"anyOf": [{"not": {}}]}}, "not": {}}, {"text": 1}),
}


@pytest.mark.parametrize(("schema", "given"), SCHEMAS.values(), ids=SCHEMAS)
def test_a_hostile_schema_ends_soon_and_in_a_clear_error(schema: Any, given: Any) -> None:
    """Nothing is fetched, and no pattern keeps a worker busy."""
    started = time.thread_time()

    with pytest.raises(ToolInputError, match=r"schema of the tool|does not fit") as caught:
        MCPTool(name="x", schema=schema).check_input(given)

    assert time.thread_time() - started < 1
    assert len(str(caught.value)) < 1500


def test_there_are_enough_of_them() -> None:
    assert len(INPUTS) + len(SCHEMAS) >= 50
