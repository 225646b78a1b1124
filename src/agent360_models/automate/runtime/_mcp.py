"""Client for MCP servers, with the official SDK; needs the extra ``mcp``.

Servers are untrusted: their answers are limited in time and size, and never executed, fetched or used as a pattern.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx2
import mcp
from django.core.exceptions import SynchronousOnlyOperation
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolRequest, CallToolRequestParams, CallToolResult, Tool
from pydantic import ValidationError

from agent360_models.automate.exceptions import MCPRefusedError, MCPServerError, MCPTooLargeError

MAX_TOOLS = 1_000
MAX_PAGES = 100
_Answer = TypeVar("_Answer")


for _name in ("mcp.client", "mcp.shared", "httpcore2"):  # they log content from servers, such as headers
    _logger = logging.getLogger(_name)
    _logger.addHandler(logging.NullHandler())
    _logger.propagate = False
# One logger of the SDK has a name that other packages may use too.
logging.getLogger("client").addFilter(lambda record: not record.pathname.startswith(str(Path(mcp.__file__).parent)))


def run(coroutine: Callable[[], Coroutine[Any, Any, _Answer]]) -> _Answer:
    """Run a coroutine to its end from synchronous code."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(coroutine())
    raise SynchronousOnlyOperation(
        "This call waits for an MCP server and would block the event loop. From async code, call it as"
        " `await sync_to_async(tool.execute)(...)`."
    )


@asynccontextmanager
async def over_http(url: str, headers: Mapping[str, str], *, timeout: float, max_size: int) -> AsyncIterator[Any]:  # noqa: ASYNC109  # per read
    """Yield a transport for streamable HTTP."""
    transport = _Limited(max_size)
    async with (
        httpx2.AsyncClient(headers=dict(headers), timeout=timeout, transport=transport) as http,
        streamable_http_client(url, http_client=http) as streams,
    ):
        yield streams


async def greet(transport: Any, *, timeout: float) -> None:  # noqa: ASYNC109  # for the whole conversation
    async def nothing(client: Client) -> None:
        pass

    await _with_client(transport, timeout, nothing)


async def tools(transport: Any, *, timeout: float) -> list[Tool]:  # noqa: ASYNC109  # for the whole conversation
    async def pages(client: Client) -> list[Tool]:
        found: list[Tool] = []
        cursor = None
        for _ in range(MAX_PAGES):
            page = await client.list_tools(cursor=cursor)
            found += page.tools
            cursor = page.next_cursor
            if not cursor and len(found) <= MAX_TOOLS:
                return found
        raise MCPTooLargeError(f"it has more than {MAX_TOOLS} tools, or more than {MAX_PAGES} pages of them")

    return await _with_client(transport, timeout, pages)


async def call(transport: Any, name: str, arguments: dict[str, Any], *, timeout: float) -> CallToolResult:  # noqa: ASYNC109  # for the whole conversation
    """Call a tool.

    The SDK's own method would validate the result against the server's schema, with patterns that nothing limits.
    """
    request = CallToolRequest(params=CallToolRequestParams(name=name, arguments=arguments))
    return await _with_client(transport, timeout, lambda client: client.session.send_request(request, CallToolResult))


async def _with_client(transport: Any, timeout: float, do: Callable[[Client], Awaitable[_Answer]]) -> _Answer:  # noqa: ASYNC109
    try:
        async with asyncio.timeout(timeout), Client(transport, cache=None) as client:
            return await do(client)
    except TimeoutError:
        failed = MCPServerError(f"it did not answer within {timeout:g} seconds")
    except Exception as error:  # noqa: BLE001  # the SDK raises groups of whatever went wrong, also its own bugs
        failed = _as_server_error(error)
    failed.__cause__ = failed.__context__ = None
    raise failed.with_traceback(None)  # the frames hold the headers


def _as_server_error(error: BaseException) -> MCPServerError:
    """Return an error that names the failure, without content from the server."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, MCPServerError):
        return error
    if isinstance(error, httpx2.HTTPError | httpx2.InvalidURL | OSError):
        return MCPServerError(f"it was not reached: {type(error).__name__}")
    if isinstance(error, MCPError):
        return MCPServerError(f"it answered with the error {error.code}, or violated the protocol")
    if isinstance(error, ValidationError):
        return MCPServerError("it violated the protocol")
    return MCPServerError(f"the conversation ended in {type(error).__name__}")


class _Limited(httpx2.AsyncHTTPTransport):
    """A transport that records the status of each response and counts its bytes."""

    def __init__(self, max_size: int) -> None:
        super().__init__()
        self.left = max_size

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        request.headers["Accept-Encoding"] = "identity"
        response = await super().handle_async_request(request)
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            await response.aclose()
            raise MCPServerError("it compressed its answer, which could expand without limit")
        if response.status_code in (httpx2.codes.UNAUTHORIZED, httpx2.codes.FORBIDDEN):
            await response.aclose()
            raise MCPRefusedError(f"it refuses the credentials: {response.status_code}")
        response.extensions["reason_phrase"] = b""  # free text, which httpx2 logs
        response.stream = _Counted(response.stream, self)
        return response


class _Counted(httpx2.AsyncByteStream):
    def __init__(self, stream: Any, limit: _Limited) -> None:
        self.stream = stream
        self.limit = limit

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self.stream:
            self.limit.left -= len(chunk)
            if self.limit.left < 0:
                raise MCPTooLargeError("it sent more than the limit")
            yield chunk

    async def aclose(self) -> None:
        await self.stream.aclose()
