"""The guard held against a server: what the server would write it refuses, and it passes on what only reads."""

from collections import Counter
from typing import Any

import psycopg
import pytest
from django.db import connection

from agent360_models.exceptions import ReadOnlyTableError
from agent360_models.readonly import _guard
from tests.readonly.grammar import GUARDED, OPEN, Grammar
from tests.support.endurance import trials

SCRIPTS = trials(daily=160, endurance=2_000)


@pytest.fixture
def link(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return psycopg's connection to tables of which some may not be written, and that say so when they are."""
    settings.AGENT360_MODELS = {"READ_ONLY": ["agent360"]}
    monkeypatch.setattr(_guard, "_owners", lambda _models: {name: {(None, "agent360_core")} for name in GUARDED})
    connection.ensure_connection()
    link: Any = connection.connection
    link.execute(
        "CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " PERFORM set_config('tests.written', 'yes', true); RETURN NULL; END $$"
    )
    for name in GUARDED + OPEN:
        table = psycopg.sql.Identifier(name)
        link.execute(
            psycopg.sql.SQL(
                "CREATE TABLE public.{0} (a int UNIQUE, b text); INSERT INTO {0} VALUES (1, 'b'), (2, 'c')"
            ).format(table)
        )
        if name in GUARDED:
            for event in ("INSERT OR UPDATE OR DELETE", "TRUNCATE"):
                link.execute(
                    psycopg.sql.SQL(
                        f"CREATE TRIGGER told_{event[:2]} AFTER {event} ON {{}} EXECUTE FUNCTION tell()"
                    ).format(table)
                )
    return link


def is_refused(text: str, params: Any) -> bool:
    try:
        _guard._refuse_writes(lambda *_args: None, text, params, False, {"connection": connection})  # noqa: FBT003
    except ReadOnlyTableError:
        return True
    return False


def outcome(link: Any, text: str, params: Any, prepared: list[str]) -> str:
    """Run it, and what it prepared, and tell whether that wrote a guarded table, only read, or was wrong."""
    link.execute("SAVEPOINT before; SELECT set_config('tests.written', 'no', true)")
    try:
        link.execute(text, params)
        for name in prepared:
            link.execute(f"EXECUTE {name}")
        return {"yes": "written", "no": "read"}[link.execute("SELECT current_setting('tests.written')").fetchone()[0]]
    except psycopg.Error:
        return "wrong"
    finally:
        link.execute("ROLLBACK TO before; DEALLOCATE ALL")


@pytest.mark.parametrize("is_conforming", [True, False])
def test_the_guard_refuses_what_the_server_would_write(link: Any, *, is_conforming: bool) -> None:
    """And nothing else, whatever the statement looks like, with ``standard_conforming_strings`` and without."""
    link.execute(f"SET LOCAL standard_conforming_strings = {'on' if is_conforming else 'off'}")
    link.execute("SET LOCAL escape_string_warning = off")
    seen: Counter[str] = Counter()
    mistakes = []
    for seed in range(SCRIPTS if is_conforming else SCRIPTS // 4):
        grammar = Grammar(seed, has_params=seed % 3 == 0, has_escapes=not is_conforming)
        text = grammar.script()
        params = grammar.params if grammar.has_params else None
        found = outcome(link, text, params, grammar.prepared)
        seen[found] += 1
        if found != "wrong" and is_refused(text, params) is not (found == "written"):
            mistakes.append((seed, found, text))

    assert mistakes == []
    assert min(seen["written"], seen["read"]) > sum(seen.values()) / 5, seen
