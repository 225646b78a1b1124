"""The catalog: one package reads it, and answers single questions."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, connections

import agent360_models
from agent360_models import catalog

PACKAGE = Path(agent360_models.__file__).parent
# A run's lock asks who holds it, and lifts the limits that the server sets to idle sessions.
OF_LOCKS = {"pg_locks", "pg_settings", "pg_database"}


@pytest.fixture
def relations(db: None) -> set[str]:
    """What there is to read in the catalog, in this version of PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace")
        names = {name for (name,) in cursor.fetchall()}
    return names - {"pg_config"} | {"information_schema"}  # pg_config is a program, too


def texts(path: Path) -> Iterator[str]:
    """Yield the string literals of a module, parts of f-strings too, without the docstrings."""
    source = path.read_text(encoding="utf-8")
    if "pg_" not in source and "information_schema" not in source:
        return
    tree = ast.parse(source)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def test_no_other_package_reads_the_catalog(relations: set[str]) -> None:
    """Its tables and views, that is: functions of PostgreSQL are anybody's."""
    readers = {
        str(path.relative_to(PACKAGE)): named
        for path in sorted(PACKAGE.rglob("*.py"))
        if (named := {word for text in texts(path) for word in re.findall(r"(?<!fields\.)\b\w+", text)} & relations)
    }

    of_sessions = {"locks.py": OF_LOCKS, "poolers.py": {"pg_prepared_statements"}}
    of_a_script = {"tables/select_only.py": {"pg_roles"}}  # which somebody else runs
    others = {path: named for path, named in readers.items() if not path.startswith("catalog/")}
    assert others == of_sessions | of_a_script


@pytest.mark.django_db(databases=["default", "crm"])
def test_a_table_is_looked_for_on_its_own_alias() -> None:
    """And on the search path there."""
    with connections["crm"].cursor() as cursor:
        cursor.execute("SET LOCAL search_path TO pg_temp")

    assert catalog.existing_tables(["users", '"toy"."toy"'], using="default") == ["users", '"toy"."toy"']
    assert catalog.existing_tables(["users"], using="crm") == []


@pytest.mark.django_db
def test_functions_are_told_apart_by_their_comments() -> None:
    """In the schema in which new ones are made; of several with one name, one is enough."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA mine; SET LOCAL search_path TO mine, public")
        for signature in ("one()", "two()", "two(integer)", "three()"):
            cursor.execute(f"CREATE FUNCTION {signature} RETURNS integer LANGUAGE sql AS 'SELECT 1'")
        cursor.execute("COMMENT ON FUNCTION two(integer) IS 'ours: it counts'")
        cursor.execute("COMMENT ON FUNCTION three() IS 'it is ours: not quite'")

        found = catalog.functions(
            ["one", "two", "three", "four", "update_timestamp"], comment="ours:%", using="default"
        )

    assert found == {"one": False, "two": True, "three": False}


@pytest.mark.django_db
def test_an_index_tells_its_columns() -> None:
    """Those that it covers count; an expression has no name."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE pair (one integer, two text); CREATE INDEX both_of ON pair (two, one, lower(two))")

    assert catalog.columns_of_index("public", "both_of", using="default") == {"one", "two"}
    assert catalog.columns_of_index("public", "no_index", using="default") == set()


@pytest.mark.django_db
def test_a_condition_tells_a_schema_that_is_empty() -> None:
    """From one that holds something, even a function alone, and from one that is not there."""

    def asked(name: str) -> tuple[bool, bool]:
        literal = f"'{name}'"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {catalog.schema_exists_sql(literal)}, {catalog.schema_is_empty_sql(literal)}")
            exists, is_empty = cursor.fetchone()
        return exists, is_empty

    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA bare; CREATE SCHEMA full_of_it")
        cursor.execute("CREATE FUNCTION full_of_it.one() RETURNS integer LANGUAGE sql AS 'SELECT 1'")

    assert [asked(name) for name in ("bare", "full_of_it", "nowhere")] == [(True, True), (True, False), (False, False)]


@pytest.mark.django_db
def test_an_index_sorts_as_the_rows_are_asked_for() -> None:
    """With NULLs where ORDER BY has them, and few rows of one value; any index finds a value."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE long (id int PRIMARY KEY, few int, many int, last int, part text, plain text)")
        cursor.execute("INSERT INTO long SELECT n, n, n % 2, n, n, n FROM generate_series(1, 100) n")
        for index in ("few DESC", "many, few", "last DESC NULLS LAST", "part text_pattern_ops"):
            cursor.execute(f"CREATE INDEX ON long ({index})")
        cursor.execute("CREATE INDEX ON long (plain) WHERE id > 5")
        cursor.execute("ANALYZE long")

    found = catalog.reach_of_tables(["long", "nowhere"], most=30, using="default")

    assert (found["long"].rows, found["long"].pages) == (100, 1)
    assert found["long"].found_by == {"id", "few", "many", "last", "part"}
    assert found["long"].sorted_by == {"id", "few"}
    assert found["nowhere"] == catalog.TableReach(0, 0, frozenset(), frozenset())


@pytest.mark.django_db
def test_the_rows_of_a_table_are_those_of_its_partitions() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE parted (id int PRIMARY KEY) PARTITION BY RANGE (id)")
        cursor.execute("CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (1) TO (50)")
        cursor.execute("CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM (50) TO (101)")
        cursor.execute("INSERT INTO parted SELECT generate_series(1, 100)")
        cursor.execute("ANALYZE parted_1")
        cursor.execute("ANALYZE parted_2")

    found = catalog.reach_of_tables(["parted"], most=30, using="default")["parted"]

    assert (found.rows, found.pages) == (100, 0)
    assert found.sorted_by == {"id"}
