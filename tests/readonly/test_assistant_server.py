"""The server of tools that the how-to shows, asked by the SDK's own client."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from tests.docs.pages import blocks
from tests.readonly.conftest import Analyst

mcp = pytest.importorskip("mcp", reason="the extra mcp is not installed")

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "give-an-assistant-the-schema.md"


def answers(*calls: tuple[str, dict[str, Any]]) -> list[str]:
    """Return what the server answers to calls of its tools, in one conversation."""
    (text,) = (block.text for block in blocks(PAGE) if block.file == "assistant_server.py")
    namespace: dict[str, Any] = {"__name__": "assistant_server"}
    exec(compile(text, str(PAGE), "exec"), namespace)  # noqa: S102  # that is what it is for

    async def ask() -> list[str]:
        async with mcp.Client(namespace["server"]) as client:
            return [(await client.call_tool(name, arguments)).content[0].text for name, arguments in calls]

    return asyncio.run(ask())


def test_a_statement_is_answered_or_told_what_is_wrong(analyst: Analyst, monkeypatch: pytest.MonkeyPatch) -> None:
    """As JSON, whatever the types."""
    monkeypatch.setitem(connections.settings, "assistant", connections.settings[analyst.alias])

    rows, more, refused = answers(
        ("query", {"sql": "SELECT 1.50::numeric AS a, date '2026-01-01' AS b, NULL AS c, '{1}'::int[] AS d"}),
        ("query", {"sql": "SELECT ur_sf_id FROM user_roles ORDER BY 1"}),
        ("query", {"sql": "SELECT usr_email FROM users"}),
    )

    assert json.loads(rows) == {
        "columns": ["a", "b", "c", "d"],
        "rows": [["1.50", "2026-01-01", None, [1]]],
        "more": False,
    }
    assert len(json.loads(more)["rows"]) == 200
    assert json.loads(more)["more"]
    assert refused == "The statement was refused: permission denied for table users."


@pytest.mark.django_db
def test_the_schema_is_told() -> None:
    """Of one app, by its label."""
    (text,) = answers(("describe", {"app": "agent360_core"}))

    assert "user_roles" in text
    assert "accounts" not in text.split("user_roles")[0]


def test_an_assistant_gives_no_options(tmp_path: Path) -> None:
    """Such as a file to write, or a row to store."""
    (refused,) = answers(("describe", {"app": f"--output={tmp_path / 'file'}"}))

    assert "neither a family nor the label" in refused
    assert not [*tmp_path.iterdir()]
