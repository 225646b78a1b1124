"""An MCP server of somebody else, as a process of its own: ``python calendar_server.py PORT TOKEN``.

Below ``/mcp`` it talks to everybody, below ``/guarded/mcp`` to who has the token.
"""

import asyncio
import logging
import sys
from typing import Any

import uvicorn
from mcp.server.mcpserver import MCPServer

port, token = int(sys.argv[1]), sys.argv[2]
server = MCPServer("Calendar")


@server.tool()
def free_slots(city: str, days: int = 7) -> list[str]:
    """Return the free slots of the next days."""
    return [f"{city}, day {day}" for day in range(1, days + 1)]


@server.tool()
def book(slot: str) -> str:
    """Book a slot; never works."""
    raise ValueError(slot)


@server.tool()
def archive(size: int) -> str:
    """Return as much text as is asked for."""
    return "x" * size


@server.tool()
async def wait(seconds: float) -> str:
    """Answer late."""
    await asyncio.sleep(seconds)
    return "done"


app = server.streamable_http_app()


async def guarded(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "http" and scope["path"].startswith("/guarded"):
        if dict(scope["headers"]).get(b"authorization") != f"Bearer {token}".encode():
            await send({"type": "http.response.start", "status": 401, "headers": []})
            await send({"type": "http.response.body", "body": b"no"})
            return
        scope = {**scope, "path": scope["path"].removeprefix("/guarded")}
    await app(scope, receive, send)


logging.disable()  # traces of errors, which take it a second
uvicorn.run(guarded, host="127.0.0.1", port=port, log_level="warning")
