"""The scanner: which tables a statement writes, and which only look as if it did."""

import pytest
from django.db import connection

from agent360_models.readonly._scanner import WRITE_WORD, Write, writes

REFUSED = [
    ("INSERT INTO users VALUES (1)", "INSERT"),
    ("insert into users (a) select 1", "INSERT"),
    ("INSERT INTO users DEFAULT VALUES", "INSERT"),
    ("INSERT INTO users AS u VALUES (1) ON CONFLICT DO NOTHING", "INSERT"),
    ("INSERT INTO users (a, b) VALUES (%s, %s), (%s, %s)", "INSERT"),
    ("UPDATE users SET a = 1", "UPDATE"),
    ("UPDATE ONLY users SET a = 1", "UPDATE"),
    ("UPDATE ONLY (users) SET a = 1", "UPDATE"),
    ("UPDATE users * SET a = 1", "UPDATE"),
    ("UPDATE users AS u SET a = 1 FROM mine", "UPDATE"),
    ("UPDATE users u SET a = %(it's)s", "UPDATE"),
    ("DELETE FROM users", "DELETE"),
    ("DELETE FROM ONLY users", "DELETE"),
    ("DELETE FROM users USING mine", "DELETE"),
    ("DELETE FROM users WHERE CURRENT OF c", "DELETE"),
    ("MERGE INTO users USING mine ON true WHEN MATCHED THEN DELETE", "MERGE"),
    ("MERGE INTO ONLY users AS u USING mine ON true WHEN NOT MATCHED THEN INSERT VALUES (1)", "MERGE"),
    ("TRUNCATE users", "TRUNCATE"),
    ("TRUNCATE TABLE users CASCADE", "TRUNCATE"),
    ("TRUNCATE TABLE ONLY users", "TRUNCATE"),
    ("TRUNCATE mine, users", "TRUNCATE"),
    ("TRUNCATE ONLY (mine), public.mine *, users RESTART IDENTITY", "TRUNCATE"),
    ("COPY users FROM STDIN", "COPY FROM"),
    ("COPY users (a, b) FROM STDIN WITH (FORMAT csv)", "COPY FROM"),
    ("COPY BINARY users FROM STDIN", "COPY FROM"),
    ("COPY (DELETE FROM users RETURNING *) TO STDOUT", "DELETE"),
    # names
    ("DELETE FROM USERS", "DELETE"),
    ('DELETE FROM "users"', "DELETE"),
    ('DELETE FROM"users"', "DELETE"),
    ("DELETE FROM public.users", "DELETE"),
    ("DELETE FROM public . users", "DELETE"),
    ('DELETE FROM "public"."users"', "DELETE"),
    ('DELETE FROM PUBLIC."users"', "DELETE"),
    ("DELETE FROM db.public.users", "DELETE"),
    ('DELETE FROM "a ""b"".c".public.users', "DELETE"),
    # places
    ("  \n DELETE FROM users", "DELETE"),
    ("SELECT 1; DELETE FROM users", "DELETE"),
    ("SELECT 1;DELETE FROM users;", "DELETE"),
    ("SELECT ';'; ; DELETE FROM users", "DELETE"),
    ("SELECT 1 -- ;\n; DELETE FROM users", "DELETE"),
    ("BEGIN; DELETE FROM mine; UPDATE users SET a = 1; COMMIT", "UPDATE"),
    ("SELECT '\\'; DELETE FROM users; --'", "DELETE"),
    ("SELECT E'\\\\'; DELETE FROM users", "DELETE"),
    ("SELECT $$ ' $$; DELETE FROM users", "DELETE"),
    ("SELECT $a$ $b$ $a$; DELETE FROM users --$b$", "DELETE"),
    ("SELECT a$b$ FROM c; DELETE FROM users; SELECT d$b$", "DELETE"),
    ('SELECT 1 AS "a""; b"; DELETE FROM users', "DELETE"),
    ("DELETE/**/FROM/* /* ' */ \" */users", "DELETE"),
    ("/* SELECT */ DELETE -- comment\nFROM users", "DELETE"),
    ("WITH d AS (DELETE FROM users RETURNING *) SELECT * FROM d", "DELETE"),
    ("WITH a AS (SELECT 1), d AS NOT MATERIALIZED (UPDATE users SET a = 1 RETURNING *) TABLE d", "UPDATE"),
    ("WITH RECURSIVE d (x) AS MATERIALIZED (INSERT INTO users VALUES (1) RETURNING 1) SELECT 1", "INSERT"),
    ("WITH m AS (SELECT 1) DELETE FROM users USING m", "DELETE"),
    ("WITH m AS (SELECT (1)), n AS (VALUES (1)) INSERT INTO users SELECT * FROM m", "INSERT"),
    ("WITH m AS (SELECT 1) UPDATE users SET a = 1", "UPDATE"),
    ("WITH m AS (SELECT 1) MERGE INTO users USING m ON true WHEN MATCHED THEN DELETE", "MERGE"),
    ("WITH delete AS (SELECT 1), update (a) AS (SELECT 1) DELETE FROM users", "DELETE"),
    ("WITH RECURSIVE t AS (SELECT 1) SEARCH DEPTH FIRST BY x SET y DELETE FROM users", "DELETE"),
    ("WITH RECURSIVE t AS (SELECT 1) CYCLE update SET update USING y DELETE FROM users", "DELETE"),
    ("INSERT INTO mine WITH d AS (DELETE FROM users RETURNING *) SELECT * FROM d", "DELETE"),
    ("(WITH d AS (DELETE FROM users RETURNING *) SELECT * FROM d)", "DELETE"),
    ("CREATE TABLE t AS WITH d AS (DELETE FROM users RETURNING *) SELECT * FROM d", "DELETE"),
    ("EXPLAIN ANALYZE DELETE FROM users", "DELETE"),
    ("EXPLAIN ANALYZE VERBOSE DELETE FROM users", "DELETE"),
    ("EXPLAIN (COSTS off, ANALYZE) DELETE FROM users", "DELETE"),
    ("EXPLAIN (ANALYZE true) WITH m AS (SELECT 1) DELETE FROM users", "DELETE"),
    ("EXPLAIN DELETE FROM users; DELETE FROM users", "DELETE"),
    ("PREPARE p AS DELETE FROM users", "DELETE"),
    ("PREPARE p (int, text) AS UPDATE users SET a = $1", "UPDATE"),
    # a WITH list, in which most words of SQL are names
    ("WITH values AS (SELECT 1) DELETE FROM users", "DELETE"),
    ("WITH RECURSIVE recursive AS (SELECT 1), copy (values) AS (SELECT 1) UPDATE users SET a = 1", "UPDATE"),
    ("PREPARE p AS WITH values AS (SELECT 1) DELETE FROM users", "DELETE"),
    ("COPY (WITH values AS (SELECT 1) DELETE FROM users RETURNING *) TO STDOUT", "DELETE"),
    ("WITH RECURSIVE t (a) AS (SELECT 1) SEARCH DEPTH FIRST BY a SET values DELETE FROM users", "DELETE"),
    ("WITH RECURSIVE t (set) AS (SELECT 1) CYCLE set SET set USING values DELETE FROM users", "DELETE"),
    ("WITH RECURSIVE t (a) AS (SELECT 1) CYCLE a SET b TO 'y' DEFAULT 'n' USING c DELETE FROM users", "DELETE"),
    ("WITH t AS (TABLE m) SEARCH DEPTH FIRST BY a, b SET c CYCLE a SET d USING e DELETE FROM users", "DELETE"),
    ("WITH RECURSIVE t AS (TABLE m) SEARCH DEPTH FIRST BY a SET b, u AS (TABLE m) DELETE FROM users", "DELETE"),
    # options of EXPLAIN
    ('EXPLAIN ("analyze") DELETE FROM users', "DELETE"),
    ('EXPLAIN (U&"\\0061nalyze" on) DELETE FROM users', "DELETE"),
    ("EXPLAIN (ANALYZE off, ANALYZE) DELETE FROM users", "DELETE"),
    ("EXPLAIN (ANALYZE 1) DELETE FROM users", "DELETE"),
    # PostgreSQL's own letters and spaces
    ("SELECT E'a'\n'\\''; DELETE FROM users; --'", "DELETE"),
    ("SELECT E'a' -- b\n -- c\n '\\''; DELETE FROM users; --'", "DELETE"),
    ("SELECT 1 AS €$$; DELETE FROM users; SELECT 1 AS €$$", "DELETE"),
    ("SELECT 1 AS \u00a0$$; DELETE FROM users; SELECT 1 AS \u00a0$$", "DELETE"),
    ("SELECT 1 AS \u0663$$; DELETE FROM users; SELECT 1 AS \u0663$$", "DELETE"),
    ("SELECT $€$'$€$; DELETE FROM users; --'", "DELETE"),
    ('DELETE FROM U&"\\0075sers"', "DELETE"),
    ("TRUNCATE U&\"publi!0063\" UESCAPE E'!' . users", "TRUNCATE"),
]

PASSING = [
    "SELECT * FROM users",
    "SELECT * FROM users FOR UPDATE",
    "SELECT * FROM users FOR UPDATE OF users SKIP LOCKED",
    "SELECT * FROM users FOR NO KEY UPDATE OF users",
    "WITH u AS (SELECT * FROM users FOR UPDATE OF users) SELECT * FROM u FOR UPDATE OF users",
    "SELECT u.delete FROM users u",
    "SELECT delete FROM users",
    "SELECT a, update, insert FROM users",
    "SELECT 1 AS delete FROM users",
    "INSERT INTO mine SELECT * FROM users",
    "INSERT INTO mine (users) VALUES (%s)",
    "INSERT INTO mine AS users VALUES (1)",
    "INSERT INTO mine VALUES (1) ON CONFLICT (a) DO UPDATE SET a = (SELECT 1 FROM users)",
    "WITH u AS (SELECT * FROM users) INSERT INTO mine SELECT * FROM u ON CONFLICT (a) DO UPDATE SET a = 1",
    "UPDATE mine SET a = users.a FROM users",
    "UPDATE mine AS users SET a = 1",
    "WITH m AS (SELECT 1) UPDATE mine SET a = 1 FROM users",
    "DELETE FROM mine USING users",
    "DELETE FROM mine WHERE a IN (SELECT a FROM users)",
    "MERGE INTO mine USING users ON true WHEN MATCHED THEN UPDATE SET a = 1",
    "MERGE INTO mine USING users ON true WHEN NOT MATCHED THEN INSERT VALUES (1)",
    "WITH u AS (TABLE users) MERGE INTO mine USING u ON true WHEN MATCHED THEN UPDATE SET a = 1",
    "TRUNCATE mine, yours",
    "TRUNCATE mine; SELECT 1, users FROM users",
    "COPY users TO STDOUT",
    "COPY users (a, b) TO STDOUT",
    "COPY (SELECT * FROM users) TO STDOUT",
    "COPY mine FROM STDIN",
    "LOCK TABLE users IN ROW EXCLUSIVE MODE",
    "ANALYZE users",
    "EXPLAIN DELETE FROM users",
    "EXPLAIN VERBOSE DELETE FROM users",
    "EXPLAIN (VERBOSE, ANALYZE off) UPDATE users SET a = 1",
    "EXPLAIN WITH d AS (DELETE FROM users RETURNING *) SELECT * FROM d",
    "EXPLAIN ANALYZE SELECT * FROM users FOR UPDATE",
    "EXPLAIN (ANALYZE, ANALYZE 'off') DELETE FROM users",
    'EXPLAIN ("analyze" 0) DELETE FROM users',
    "EXPLAIN (WITH analyze AS (DELETE FROM users RETURNING *) SELECT * FROM analyze)",
    "MERGE INTO users USING mine ON true WHEN MATCHED THEN DO NOTHING",
    "WITH values AS (SELECT 1) SELECT * FROM users FOR UPDATE",
    "PREPARE p AS SELECT * FROM users FOR UPDATE",
    "DECLARE c CURSOR FOR SELECT * FROM users FOR UPDATE",
    # text
    "SELECT 'DELETE FROM users'",
    "SELECT ';DELETE FROM users'",
    "SELECT 'it''s; DELETE FROM users'",
    "SELECT E'\\'; DELETE FROM users'",
    "SELECT e'a\\\\\\'; DELETE FROM users'",
    "SELECT $$; DELETE FROM users$$",
    "SELECT $a$; DELETE FROM users; $$ $b$ $a$",
    "DO $do$ BEGIN DELETE FROM users; END $do$",
    "SELECT 1 -- ; DELETE FROM users",
    "SELECT 1 /* ; DELETE FROM users /* */ ; DELETE FROM users */",
    "SELECT 1 /* ; DELETE FROM users",
    'SELECT 1 AS "; DELETE FROM users"',
    'SELECT 1 AS "a""; DELETE FROM users"',
    'DELETE FROM "DELETE FROM users"',
    # other names
    "DELETE FROM archive.users",
    'DELETE FROM "archive"."users"',
    "DELETE FROM users.archive",
    'DELETE FROM "public.users"',
    'DELETE FROM "USERS"',
    'DELETE FROM """users"""',
    "DELETE FROM users2",
    "DELETE FROM my_users",
    "DELETE FROM users$",
    # words of other statements
    "CREATE TRIGGER t BEFORE INSERT OR UPDATE OF a OR DELETE ON users FOR EACH ROW EXECUTE FUNCTION f()",
    "CREATE TABLE mine (a int REFERENCES users ON UPDATE CASCADE ON DELETE CASCADE)",
    "ALTER TABLE mine ADD FOREIGN KEY (a) REFERENCES users ON DELETE SET NULL",
    "CREATE POLICY p ON users FOR UPDATE TO PUBLIC USING (true)",
    "CREATE RULE r AS ON UPDATE TO mine DO INSTEAD (DELETE FROM users; INSERT INTO users VALUES (1))",
    "GRANT UPDATE ON users TO r",
    "GRANT SELECT, INSERT, UPDATE (a), DELETE, TRUNCATE ON TABLE users TO r",
    "REVOKE DELETE ON users FROM r",
    "CREATE VIEW v AS (SELECT * FROM users)",
    "CREATE TABLE t (update int, a int GENERATED ALWAYS AS (update + 1) STORED)",
    "COMMENT ON TABLE users IS 'DELETE FROM users'",
    "",
    ";",
    "DELETE",
    "DELETE FROM",
    "DELETE FROM ONLY (",
    "COPY users (",
    "EXPLAIN (",
    "TRUNCATE ,",
    ")); SELECT 1",
]


def of_users(text: str) -> list[str]:
    return [write.kind for write in writes(text) if write.table == "users" and write.schema in (None, "public")]


@pytest.mark.parametrize(("text", "kind"), REFUSED)
def test_finds_the_write(text: str, kind: str) -> None:
    assert of_users(text)[0] == kind


@pytest.mark.parametrize("text", PASSING)
def test_finds_no_write(text: str) -> None:
    assert of_users(text) == []


def test_every_refused_statement_has_a_word_that_lets_the_scanner_start() -> None:
    assert [text for text, _kind in REFUSED if not WRITE_WORD.search(text.lower())] == []


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 10 %(length(')s')); DELETE FROM users; --'",
        "SELECT 10 %b'1'; DELETE FROM users",
    ],
)
def test_a_percent_sign_is_an_operator_without_parameters(text: str) -> None:
    assert list(writes(text, has_params=False)) == [Write("DELETE", None, "users")]


def test_a_placeholder_is_one_wherever_it_stands() -> None:
    """As psycopg has it, which looks for them before the server looks for literals."""
    assert of_users("SELECT %(it's)s; DELETE FROM users; SELECT %(it's)s") == ["DELETE"]
    assert of_users("SELECT %%(it's; DELETE FROM users; --')") == []


def test_a_backslash_escapes_where_a_session_says_so() -> None:
    text = "SELECT 'a\\'; DELETE FROM users; --'"
    assert [len(list(writes(text, has_escapes=has_escapes))) for has_escapes in (False, True)] == [1, 0]


@pytest.mark.parametrize("kind", ["B", "b", "X", "x"])
def test_a_backslash_never_escapes_in_a_bit_string(kind: str) -> None:
    """Not even in such a session, where the server runs the second statement."""
    text = f"ALTER TABLE IF EXISTS gone ALTER a SET DEFAULT {kind}'\\'; DELETE FROM users; --'"
    assert [len(list(writes(text, has_escapes=has_escapes))) for has_escapes in (False, True)] == [1, 1]


@pytest.mark.parametrize("spelling", ["U&\"u!0073ers\" UESCAPE '!!'", "U&\"u!0073ers\" UESCAPE E'\\041'"])
def test_a_name_that_is_not_followed_is_told(spelling: str) -> None:
    assert list(writes(f"DELETE FROM {spelling}")) == [Write("DELETE", None, None)]


def test_an_option_that_is_not_followed_may_run_the_statement() -> None:
    spelling = "U&\"!0061nalyze\" UESCAPE E'\\041'"
    assert of_users(f"EXPLAIN (COSTS off, {spelling}) DELETE FROM users") == ["DELETE"]
    assert of_users(f"EXPLAIN ({spelling}) SELECT 1 FROM users FOR UPDATE") == []


def test_tells_schema_and_table() -> None:
    assert list(writes('TRUNCATE a, "B".c; UPDATE x.y."Z ""z""" SET a = 1')) == [
        Write("TRUNCATE", None, "a"),
        Write("TRUNCATE", "B", "c"),
        Write("UPDATE", "y", 'Z "z"'),
    ]


def test_a_long_statement_is_scanned_in_time() -> None:
    rows = ", ".join(["(%s, %s, %s, NULL, 'it''s')"] * 5_000)
    assert of_users(f"INSERT INTO users VALUES {rows}; /* {'(' * 10_000} */ SELECT '{'x' * 1_000_000}'") == ["INSERT"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "spelling",
    [
        r'U&"user\005froles"',
        r'u&"\+000075sers"',
        r'U&"d!0061t!+000061" UESCAPE ' + "'!'",
        'U&"d!0061ta" /* a comment */ uescape -- another\n ' + "'!'",
        r'U&"back\\slash"',
        r'U&"half\D83D\DE00pair"',
        'U&"say ""x"""',
        "USERS",
        "ÄPFEL",
        '"Users"',
        "u" * 70,
        f'"{"ä" * 40}"',
        f'U&"{"u" * 62}ä"',
    ],
)
def test_a_name_is_read_as_the_server_reads_it(spelling: str) -> None:
    """In whatever spelling: with escapes, in upper case, too long."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 AS {spelling}")
        (column,) = cursor.description

    assert [write.table for write in writes(f"UPDATE {spelling} SET a = 1")] == [column.name]
    assert [write.table for write in writes(f"DELETE FROM ONLY {spelling}.{spelling} *")] == [column.name]
