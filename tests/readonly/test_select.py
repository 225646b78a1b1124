"""Statements of somebody else: attacks, which change nothing and end in time, and what people ask of data."""

import threading
import time
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connections

from agent360_models.exceptions import (
    SelectBusyError,
    SelectError,
    SelectRoleError,
    SelectStatementError,
    SelectTimedOutError,
    SelectTooExpensiveError,
    SelectTooLargeError,
)
from agent360_models.readonly import Selection, _select, select
from tests.readonly.conftest import Analyst
from tests.support.threads import many_at_once

NOT_A_SELECT = {
    "stacked": "SELECT 1; DELETE FROM users",
    "stacked behind a comment": "SELECT 1 /* ; */; -- \nDROP TABLE users",
    "commit": "COMMIT; DROP TABLE users",
    "commit in the middle": "SELECT 1; COMMIT; DROP TABLE users; BEGIN; SELECT 1",
    "rollback": "ROLLBACK; DELETE FROM users",
    "copy to a program": "COPY (SELECT 1) TO PROGRAM 'touch /tmp/agent360_was_here'",
    "copy to a file": "COPY users TO '/tmp/agent360_was_here'",
    "copy from": "COPY secrets FROM '/etc/passwd'",
    "copy to stdout": "COPY users TO STDOUT",
    "delete": "DELETE FROM users",
    "insert": "INSERT INTO secrets VALUES (2, 'x') RETURNING *",
    "merge": "MERGE INTO users USING secrets ON false WHEN NOT MATCHED THEN DO NOTHING",
    "truncate": "TRUNCATE users",
    "create": "CREATE TABLE t (id int)",
    "create temporary": "CREATE TEMP TABLE t AS SELECT 1",
    "drop": "DROP TABLE users",
    "alter system": "ALTER SYSTEM SET log_statement = 'all'",
    "alter role": "ALTER ROLE CURRENT_USER SET statement_timeout = 0",
    "set": "SET default_transaction_read_only = off",
    "set role": "SET ROLE postgres",
    "session authorization": "SET SESSION AUTHORIZATION postgres",
    "reset": "RESET ALL",
    "do": "DO $$ BEGIN DELETE FROM users; END $$",
    "call": "CALL wipe()",
    "prepare": "PREPARE p AS DELETE FROM users",
    "execute": "EXECUTE agent360_models",
    "declare": "DECLARE c CURSOR WITH HOLD FOR SELECT 1",
    "fetch": "FETCH ALL FROM agent360_models",
    "close": "SELECT 1; CLOSE agent360_models",
    "listen": "LISTEN x",
    "notify": "NOTIFY x",
    "lock": "LOCK TABLE users IN ACCESS EXCLUSIVE MODE",
    "vacuum": "VACUUM",
    "explain analyze": "EXPLAIN ANALYZE DELETE FROM users",
    "explain": "EXPLAIN SELECT 1; COMMIT; DROP TABLE users",
    "grant": "GRANT ALL ON users TO PUBLIC",
    "load": "LOAD 'dblink'",
    "begin": "BEGIN READ WRITE",
    "savepoint": "ROLLBACK TO SAVEPOINT agent360_models",
    "begin atomic": "BEGIN ATOMIC DELETE FROM users; END",
    "nothing": "",
    "a comment": "-- SELECT 1",
    "a comment without end": "SELECT 1 /* ",
    "a semicolon": ";",
    "a literal without end": "SELECT '; DROP TABLE users; --",
    "a dollar without end": "SELECT $a$ ; DROP TABLE users",
    "a null byte": "SELECT 1\x00; DROP TABLE users",
    "half a character": "SELECT '\ud800'",
    "a parameter": "SELECT $1",
    "quote and escape": "SELECT '\\'; DROP TABLE users; --'",
}
WRITES = {
    "writable cte": "WITH gone AS (DELETE FROM users RETURNING *) SELECT * FROM gone",
    "select into": "SELECT * INTO t FROM users",
    "for update": "SELECT ur_name FROM user_roles FOR UPDATE",
    "for key share": "SELECT ur_name FROM user_roles FOR KEY SHARE",
    "nextval": "SELECT nextval('numbers')",
    "setval": "SELECT setval('numbers', 99)",
    "currval": "SELECT currval('numbers')",
    "read write": "SELECT set_config('transaction_read_only', 'off', false)",
    "set role by function": "SELECT set_config('role', 'postgres', false)",
    "session authorization by function": "SELECT set_config('session_authorization', 'postgres', false)",
    "lo_create": "SELECT lo_create(0)",
    "lo_from_bytea": "SELECT lo_from_bytea(0, 'x')",
    "lo_import": "SELECT lo_import('/etc/passwd')",
    "lo_export": "SELECT lo_export(1, '/tmp/agent360_was_here')",
    "lo_unlink": "SELECT lo_unlink(1)",
    "lo_put": "SELECT lo_put(1, 0, 'x')",
    "emit message": "SELECT pg_logical_emit_message(false, 'x', repeat('x', 1000))",
    "query_to_xml": "SELECT query_to_xml('DELETE FROM users', true, true, '')",
    "query_to_xml of a secret": "SELECT query_to_xml('SELECT * FROM secrets', true, true, '')",
    "ts_stat": "SELECT * FROM ts_stat('DELETE FROM users RETURNING to_tsvector(''x'')')",
    "dblink": "SELECT * FROM dblink('dbname=postgres', 'DROP TABLE users') AS t (x text)",
    "dblink_connect": "SELECT dblink_connect('host=127.0.0.1 user=postgres password=postgres')",
    "dblink_exec": "SELECT dblink_exec('dbname=' || current_database(), 'DELETE FROM users')",
    "dblink_connect_u": "SELECT dblink_connect_u('dbname=' || current_database())",
    "procedure as function": "SELECT wipe()",
}
OUT_OF_REACH = {
    "pg_read_file": "SELECT pg_read_file('/etc/passwd')",
    "pg_read_file in from": "SELECT * FROM pg_read_file('PG_VERSION')",
    "pg_read_binary_file": "SELECT pg_read_binary_file('PG_VERSION')",
    "pg_ls_dir": "SELECT pg_ls_dir('.')",
    "pg_ls_waldir": "SELECT * FROM pg_ls_waldir()",
    "pg_stat_file": "SELECT * FROM pg_stat_file('PG_VERSION')",
    "pg_hba_file_rules": "SELECT * FROM pg_hba_file_rules",
    "pg_authid": "SELECT rolpassword FROM pg_authid",
    "pg_shadow": "SELECT passwd FROM pg_shadow",
    "pg_statistic": "SELECT * FROM pg_statistic",
    "pg_largeobject": "SELECT * FROM pg_largeobject",
    "pg_reload_conf": "SELECT pg_reload_conf()",
    "pg_promote": "SELECT pg_promote()",
    "pg_switch_wal": "SELECT pg_switch_wal()",
    "pg_rotate_logfile": "SELECT pg_rotate_logfile()",
    "replication slot": "SELECT pg_create_physical_replication_slot('x')",
    "pg_stat_reset": "SELECT pg_stat_reset()",
    "end of others": "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename <> current_user",
    "other tables": "SELECT * FROM secrets",
    "other tables by a subquery": "SELECT (SELECT value FROM secrets)",
    "other tables by exists": "SELECT 1 WHERE EXISTS (SELECT FROM secrets)",
    "personal columns": "SELECT usr_email FROM users",
    "all columns": "SELECT * FROM users",
    "whole row": "SELECT users FROM users",
    "row to json": "SELECT to_jsonb(u) FROM users u",
    "personal columns in a condition": "SELECT count(*) FROM users WHERE usr_email LIKE 'a%'",
    "personal columns in an order": "SELECT usr_sf_id FROM users ORDER BY usr_last_name",
    "natural join": "SELECT 1 FROM users NATURAL JOIN (SELECT 'x' AS usr_email) x",
    "a long error": "SELECT repeat('y', 100000)::int",
    "snapshot": "SELECT pg_export_snapshot()",
    "division": "SELECT 1 / 0",
    "infinity": "SELECT 'infinity'::timestamptz",
}
ENDLESS = {
    "pg_sleep": "SELECT pg_sleep(30)",
    "timeout lifted": "SELECT set_config('statement_timeout', '0', false), pg_sleep(30)",
    "timeout lifted before the next fetch": "SELECT set_config('statement_timeout', '0', false),"
    " CASE WHEN n = 1113 THEN pg_sleep(30) END FROM generate_series(1, 3000) n",
    "cross joins": "SELECT count(*) FROM user_roles a, user_roles b, user_roles c",
    "many rows": "SELECT count(*) FROM generate_series(1, 1000000000)",
    "recursion": "WITH RECURSIVE r AS (SELECT 1 UNION ALL SELECT 1 FROM r) SELECT count(*) FROM r",
    "recursion that grows": "WITH RECURSIVE r (t) AS (SELECT 'x' UNION ALL SELECT t || t FROM r)"
    " SELECT max(length(t)) FROM r",
    "temporary files": "SELECT count(*) FROM (SELECT repeat(n::text, 99) FROM generate_series(1, 100000000) n"
    " ORDER BY 1) x",
    "a long text": "SELECT repeat('x', 900000000)",
}
# What the server lets everybody do: it ends with the transaction, and the lock of a session with its statement.
HARMLESS = {
    "a lock": "SELECT pg_advisory_lock(1)",
    "locks": "SELECT count(pg_advisory_lock(n)) FROM generate_series(1, 500) n",
    "shared lock": "SELECT pg_advisory_xact_lock_shared(1)",
    "pg_notify": "SELECT pg_notify('x', 'y')",
    "xid": "SELECT pg_current_xact_id()",
    "work_mem": "SELECT set_config('work_mem', '1GB', false)",
    "settings": "SELECT set_config('search_path', 'evil', false),"
    " set_config('default_transaction_read_only', 'off', false)",
}

LEGITIMATE = {
    "one value": "SELECT 1",
    "a condition": "SELECT ur_name FROM user_roles WHERE ur_name LIKE '%1' AND ur_sf_id <> ''",
    "percentiles": "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY length(ur_name)) FROM user_roles",
    "mode": "SELECT mode() WITHIN GROUP (ORDER BY ur_name) FROM user_roles",
    "a window": "SELECT ur_name, row_number() OVER (PARTITION BY ur_name ORDER BY ur_sf_id) FROM user_roles",
    "frames": "SELECT sum(n) OVER (ORDER BY n ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) FROM generate_series(1, 9) n",
    "a common table": "WITH r AS (SELECT ur_name, count(*) AS n FROM user_roles GROUP BY 1) SELECT * FROM r ORDER BY n",
    "recursion": "WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 9) SELECT sum(n) FROM r",
    "lateral": "SELECT * FROM user_roles r, LATERAL (SELECT count(*) FROM users WHERE usr_user_role_id = r.ur_sf_id) x",
    "a semicolon in a text": "SELECT 'a; DROP TABLE users' AS text",
    "a semicolon at the end": "SELECT count(*) FROM users;",
    "comments": "/* DELETE; */ SELECT 1 -- COMMIT;",
    "a dollar": "SELECT $x$it's; $x$",
    "values": "VALUES (1, 'a'), (2, 'b')",
    "a table": "TABLE user_roles",
    "brackets": "(SELECT 1) UNION ALL (SELECT 2) ORDER BY 1",
    "grouping sets": "SELECT ur_name, count(*) FROM user_roles GROUP BY GROUPING SETS ((ur_name), ())",
    "a filter": "SELECT count(*) FILTER (WHERE usr_is_active) FROM users",
    "json": "SELECT jsonb_path_query('{\"a\": [1, 2]}', '$.a[*] ? (@ > 1)')",
    "months": "SELECT date_trunc('month', ur_last_modified_date) AS month, count(*)"
    " FROM user_roles GROUP BY 1 ORDER BY 1",
    "no columns": "SELECT FROM users",
    "columns that it may read": "SELECT usr_sf_id, usr_is_active FROM users",
    "a join": "SELECT r.ur_name, count(u.usr_sf_id) FROM user_roles r"
    " LEFT JOIN users u ON u.usr_user_role_id = r.ur_sf_id"
    " GROUP BY 1 HAVING count(*) > 1 ORDER BY 2 DESC NULLS LAST FETCH FIRST 3 ROWS ONLY",
    "the catalog": "SELECT table_name FROM information_schema.tables",
    "words": "SELECT to_tsvector('simple', 'insert into') @@ to_tsquery('simple', 'insert')",
}


def outcomes(analyst: Analyst, statements: dict[str, str], timeout: float = 20) -> dict[str, object]:
    """Return what each raises, or that it ran."""

    def outcome(sql: str) -> object:
        try:
            select(sql, using=analyst.alias, limit=2_000, timeout=timeout)
        except SelectError as error:
            return type(error)
        return "ran"

    return {name: outcome(sql) for name, sql in statements.items()}


# Attacks


@pytest.mark.parametrize(
    "attacks", [NOT_A_SELECT, WRITES, OUT_OF_REACH], ids=["not a SELECT", "writes", "out of reach"]
)
def test_an_attack_is_refused(analyst: Analyst, attacks: dict[str, str]) -> None:
    """By the server, whatever the text looks like; nothing has changed, and the next statement runs."""
    before = analyst.everything()

    assert outcomes(analyst, attacks) == dict.fromkeys(attacks, SelectStatementError)
    assert analyst.everything() == before
    assert outcomes(analyst, {"next": "SELECT 1"}) == {"next": "ran"}


def test_what_does_not_end_is_ended(analyst: Analyst) -> None:
    """Also where it lifts the server's own timeout."""
    before, started = analyst.everything(), time.monotonic()

    assert outcomes(analyst, ENDLESS, timeout=0.2) == dict.fromkeys(ENDLESS, SelectTimedOutError)
    assert time.monotonic() - started < len(ENDLESS) * 3
    assert analyst.everything() == before
    time.sleep(0.5)
    assert analyst.ask(f"SELECT count(*) FROM pg_stat_activity WHERE usename = '{analyst.role}'") == [(0,)]


def test_what_everybody_may_do_leaves_nothing_behind(analyst: Analyst) -> None:
    before = analyst.everything()

    assert outcomes(analyst, HARMLESS) == dict.fromkeys(HARMLESS, "ran")
    assert analyst.everything() == before


@pytest.mark.parametrize("size", [50_000, 40_000_000], ids=["many rows", "one row"])
def test_a_result_that_is_too_large_does_not_arrive(analyst: Analyst, size: int) -> None:
    with pytest.raises(SelectTooLargeError, match="larger than 16 MiB"):
        select(f"SELECT repeat('x', {size}) FROM generate_series(1, 1000)", using=analyst.alias, limit=999, timeout=30)


def test_a_statement_that_ends_its_own_session(analyst: Analyst) -> None:
    with pytest.raises(SelectError, match="was lost during the statement"):
        select("SELECT pg_terminate_backend(pg_backend_pid())", using=analyst.alias, limit=1, timeout=9)
    assert outcomes(analyst, {"next": "SELECT 1"}) == {"next": "ran"}


def test_there_are_enough_of_them() -> None:
    assert len(NOT_A_SELECT) + len(WRITES) + len(OUT_OF_REACH) + len(ENDLESS) + len(HARMLESS) >= 57 + 40
    assert len(LEGITIMATE) >= 20


# What people ask


def test_a_legitimate_statement_runs(analyst: Analyst) -> None:
    assert outcomes(analyst, LEGITIMATE) == dict.fromkeys(LEGITIMATE, "ran")


def test_rows_and_whether_there_are_more(analyst: Analyst, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many the server is asked for at a time."""
    monkeypatch.setattr(_select, "_FETCHED", 2)

    def numbers(limit: int) -> Selection:
        return select("SELECT n, -n AS minus FROM generate_series(1, 4) n", using=analyst.alias, limit=limit, timeout=9)

    assert numbers(3) == Selection(["n", "minus"], [(1, -1), (2, -2), (3, -3)], more=True)
    assert (len(numbers(4).rows), numbers(4).more, numbers(99).more) == (4, False, False)


def test_values_are_those_of_psycopg(analyst: Analyst) -> None:
    """In the time zone of Django's sessions, not that of the server."""
    sql = """
        SELECT 1.50::numeric, '{1,2}'::int[], '{"a": [null]}'::jsonb, timestamptz '2026-01-01 00:00+01',
            timestamp '2026-01-01', current_setting('TimeZone'), NULL, 'a'::bytea
    """

    assert select(sql, using=analyst.alias, limit=1, timeout=9).rows == [
        (
            Decimal("1.50"),
            [1, 2],
            {"a": [None]},
            datetime(2025, 12, 31, 23, tzinfo=UTC),
            datetime(2026, 1, 1),  # noqa: DTZ001  # as the column has it
            "UTC",
            None,
            b"a",
        )
    ]


def test_parameters_are_those_of_psycopg(analyst: Analyst) -> None:
    """The same one twice groups too; a text stays a text; without parameters a percent sign is one."""

    def rows(sql: str, params: Any = None) -> list[tuple[Any, ...]]:
        return select(sql, params, using=analyst.alias, limit=9, timeout=9, max_cost=1e9).rows

    assert rows("SELECT 7 % 4, '%s'") == [(3, "%s")]
    assert rows("SELECT %s, 7 %% 4", ["it's; \\ %s"]) == [("it's; \\ %s", 3)]
    assert rows("SELECT left(ur_name, %(n)s) FROM user_roles GROUP BY left(ur_name, %(n)s)", {"n": 4}) == [("Role",)]
    assert rows("SELECT count(*) FROM users WHERE usr_sf_id = ANY(%s)", [["user1", "user2"]]) == [(2,)]


@pytest.mark.parametrize(
    "params",
    [[], [1, 2], {"a": 1}, [object()], ["\0"], ["\ud800"]],
    ids=["none", "too many", "named", "no value", "NUL", "half a pair"],
)
def test_parameters_that_do_not_fit(analyst: Analyst, params: Any) -> None:
    with pytest.raises(SelectStatementError):
        select("SELECT %s", params, using=analyst.alias, limit=1, timeout=9)


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("SELECT usr_nam FROM users", 'column "usr_nam" does not exist'),
        ("SELECT ur_nam FROM user_roles", 'Perhaps you meant to reference the column "user_roles.ur_name"'),
        ("SELECT 'infinity'::timestamptz", "timestamp too large"),
    ],
)
def test_an_error_has_the_words_that_help(analyst: Analyst, sql: str, words: str) -> None:
    """In one line, and never at length."""
    with pytest.raises(SelectStatementError, match=words) as caught:
        select(sql, using=analyst.alias, limit=1, timeout=9)
    assert "\n" not in str(caught.value)


def test_a_long_error_is_cut(analyst: Analyst) -> None:
    with pytest.raises(SelectStatementError, match="invalid input syntax") as caught:
        select("SELECT repeat('y', 100000)::int", using=analyst.alias, limit=1, timeout=9)
    assert len(str(caught.value)) < 1_100


def test_what_the_planner_finds_too_expensive_is_not_run(analyst: Analyst) -> None:
    """Nor is what is no single statement, which EXPLAIN by itself would run."""

    def ask(sql: str) -> Selection:
        return select(sql, using=analyst.alias, limit=1, timeout=9, max_cost=1_000)

    assert ask("SELECT count(*) FROM user_roles").rows == [(3000,)]
    with pytest.raises(SelectTooExpensiveError, match=r"estimates a cost of \d+, and 1000 is allowed"):
        ask("SELECT count(*) FROM user_roles a, user_roles b")
    with pytest.raises(SelectStatementError, match="multiple commands"):
        ask("SELECT 1; COMMIT; DROP TABLE users")


@pytest.mark.parametrize(
    "options",
    [{"limit": 0}, {"limit": -1}, {"timeout": 0}, {"timeout": float("nan")}, {"timeout": 1e9}, {"max_cost": 0}],
    ids=str,
)
def test_limits_that_are_none(analyst: Analyst, options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must be positive"):
        select("SELECT 1", using=analyst.alias, **{"limit": 1, "timeout": 1, **options})


# Connections


def test_of_many_at_once_some_wait(analyst: Analyst) -> None:
    """As many as may run at once do."""
    seen: list[int] = []

    def ask() -> object:
        count = f"SELECT count(*) FROM pg_stat_activity WHERE usename = '{analyst.role}'"
        seen.append(
            select(f"{count} AND pg_sleep(0.05) IS NOT NULL", using=analyst.alias, limit=1, timeout=60).rows[0][0]
        )
        return None

    many_at_once(*[ask] * 9)

    assert len(seen) == 9
    assert max(seen) <= _select.AT_ONCE


def test_who_waits_in_vain_is_told(analyst: Analyst, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(_select._slots, analyst.alias, threading.BoundedSemaphore(1))
    started = threading.Event()

    def sleep() -> None:
        started.set()
        select("SELECT pg_sleep(1)", using=analyst.alias, limit=1, timeout=9)

    other = threading.Thread(target=sleep)
    other.start()
    started.wait()
    time.sleep(0.2)

    with pytest.raises(SelectBusyError, match="others of this process were running"):
        select("SELECT 1", using=analyst.alias, limit=1, timeout=0.1)
    other.join()
    assert outcomes(analyst, {"next": "SELECT 1"}) == {"next": "ran"}


def test_a_server_that_is_not_there(analyst: Analyst, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is an error of Django, as for every other query; it does not say the password."""
    monkeypatch.setitem(connections[analyst.alias].settings_dict, "HOST", "/nowhere")

    with pytest.raises(OperationalError) as caught:
        select("SELECT 1", using=analyst.alias, limit=1, timeout=2)
    assert "password" not in str(caught.value)


def test_a_lock_of_another_ends_the_statement(analyst: Analyst) -> None:
    with psycopg.connect(analyst.url) as owner:
        owner.execute("LOCK TABLE user_roles")
        with pytest.raises(SelectTimedOutError, match="lock timeout"):
            select("SELECT count(*) FROM user_roles", using=analyst.alias, limit=1, timeout=0.5)


# Roles


@pytest.mark.parametrize(
    ("give", "take", "words"),
    [
        ("ALTER ROLE {} SUPERUSER", "ALTER ROLE {} NOSUPERUSER", "it is a superuser"),
        ("ALTER ROLE {} BYPASSRLS", "ALTER ROLE {} NOBYPASSRLS", "it has BYPASSRLS"),
        ("ALTER ROLE {} CREATEROLE", "ALTER ROLE {} NOCREATEROLE", "it has CREATEROLE"),
        ("ALTER ROLE {} REPLICATION", "ALTER ROLE {} NOREPLICATION", "it has REPLICATION"),
        *(
            (f"GRANT {name} TO {{}}", f"REVOKE {name} FROM {{}}", f"it is a member of {name}")
            for name in ("pg_read_server_files", "pg_execute_server_program", "pg_write_all_data", "pg_read_all_data")
        ),
        ("GRANT INSERT ON users TO {}", "REVOKE INSERT ON users FROM {}", "it may write public.users"),
        ("GRANT UPDATE (usr_name) ON users TO PUBLIC", "REVOKE UPDATE (usr_name) ON users FROM PUBLIC", "may write"),
        ("GRANT TRUNCATE ON secrets TO {}", "REVOKE TRUNCATE ON secrets FROM {}", "it may write public.secrets"),
        ("GRANT USAGE ON SEQUENCE numbers TO {}", "REVOKE ALL ON SEQUENCE numbers FROM {}", "may write public.numbers"),
        ("ALTER TABLE secrets OWNER TO {}", "ALTER TABLE secrets OWNER TO CURRENT_USER", "it owns table secrets"),
        (
            "GRANT CREATE ON SCHEMA public TO PUBLIC",
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
            "may create in schema",
        ),
        (
            "GRANT EXECUTE ON FUNCTION pg_read_file(text) TO {}",
            "REVOKE EXECUTE ON FUNCTION pg_read_file(text) FROM {}",
            "it may call pg_read_file",
        ),
        (
            "GRANT EXECUTE ON FUNCTION pg_show_all_file_settings() TO {}",
            "REVOKE EXECUTE ON FUNCTION pg_show_all_file_settings() FROM {}",
            "it may call pg_show_all_file_settings",  # which reads the server's configuration
        ),
        (
            "CREATE ROLE analyst_writer; GRANT DELETE ON users TO analyst_writer; GRANT analyst_writer TO {}",
            "DROP OWNED BY analyst_writer; DROP ROLE analyst_writer",
            "it may write public.users",
        ),
    ],
)
def test_a_role_that_could_do_more_is_refused(analyst: Analyst, give: str, take: str, words: str) -> None:
    """With the way out; no statement is run."""
    analyst.ask(give.format(analyst.role))
    try:
        with pytest.raises(SelectRoleError, match=words) as caught:
            select("SELECT 1", using=analyst.alias, limit=1, timeout=9)
    finally:
        analyst.ask(take.format(analyst.role))
    assert "agent360 grants --role NAME --select-only" in str(caught.value)
    assert outcomes(analyst, {"next": "SELECT 1"}) == {"next": "ran"}


def test_a_wrapper_that_everybody_may_call_is_no_power(analyst: Analyst) -> None:
    """As adminpack has one: the function behind it still asks who calls."""
    analyst.ask("CREATE FUNCTION pg_file_rename(text, text) RETURNS bool LANGUAGE sql AS 'SELECT false'")
    try:
        assert outcomes(analyst, {"next": "SELECT 1"}) == {"next": "ran"}
    finally:
        analyst.ask("DROP FUNCTION pg_file_rename(text, text)")


def test_a_role_that_is_only_assumed_is_refused(analyst: Analyst, monkeypatch: pytest.MonkeyPatch) -> None:
    """A statement could lay it down."""
    monkeypatch.setitem(connections[analyst.alias].settings_dict, "OPTIONS", {"assume_role": analyst.role})

    with pytest.raises(SelectRoleError, match="assumes a role"):
        select("SELECT 1", using=analyst.alias, limit=1, timeout=9)
