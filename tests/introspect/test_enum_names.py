"""ENUM types whose names need quotes: every tool means the same type."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from tests.introspect.project import Written, written

# Type, and what describe and a contract call it; the models name the schema only off the search path.
NAMES = {
    'public."e34a.b"': ('"e34a.b"', '"e34a.b"'),
    'public."public.color"': ('"public.color"', '"public.color"'),
    'public."Upper"': ('"Upper"', '"Upper"'),
    "public.upper": ("upper", '"upper"'),
    'public."integer"': ('"integer"', '"integer"'),
    'public."x[]"': ('"x[]"', '"x[]"'),
    'public."n(3)"': ('"n(3)"', '"n(3)"'),
    'public."it\'s"': ('"it\'s"', '"it\'s"'),
    'public."q""u.o"': ('public."q""u.o"', 'public."q""u.o"'),  # which no field can name
    '"s.a"."c.d"': ('"s.a"."c.d"', '"s.a"."c.d"'),
    '"S"."c.d"': ('"S"."c.d"', '"S"."c.d"'),
    '"s.a".plain': ('"s.a".plain', '"s.a"."plain"'),
}
DDL = "".join(
    [
        'CREATE SCHEMA "s.a"; CREATE SCHEMA "S";',
        *(f"CREATE TYPE {name} AS ENUM ('a', 'b{place}');" for place, name in enumerate(NAMES)),
        'CREATE DOMAIN "do.main" AS "e34a.b";',
        'CREATE TABLE rows (id integer PRIMARY KEY, domain "do.main"',
        *(f", one{place} {name} DEFAULT 'a', many{place} {name}[]" for place, name in enumerate(NAMES)),
        "); INSERT INTO rows VALUES (1);",
    ]
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[Written]:
    with django_db_blocker.unblock(), written(tmp_path_factory.mktemp("enums"), DDL) as app:
        yield app


def test_models_are_those_of_the_types(app: Written) -> None:
    """Drift, migrations, the admin and the tables that tests get say nothing."""
    found = app.found()

    assert found.pop("rows") == {"Row": 1}
    assert {name: told for name, told in found.items() if told} == {}


def test_descriptions_and_contracts_name_them(app: Written) -> None:
    contract = json.loads(app.manage("agent360", "contract", "dump", app.label))
    columns = contract["models"]["legacy.Row"]["columns"]
    described = {
        column["name"]: column["type"]
        for column in json.loads(app.manage("agent360", "describe", app.label, "--format", "json"))["apps"][0][
            "tables"
        ][0]["columns"]
    }

    for place, (short, full) in enumerate(NAMES.values()):
        assert (described[f"one{place}"], columns[f"one{place}"]["type"]) == (short, full)
        assert (described[f"many{place}"], columns[f"many{place}"]["type"]) == (f"{short}[]", f"{full}[]")


def test_dbml_has_each_type_once(app: Written) -> None:
    lines = app.manage("agent360", "describe", app.label, "--format", "dbml").splitlines()

    assert [line for line in lines if line.startswith("Enum ")] == [
        'Enum "e34a.b" {',
        'Enum "public.color" {',
        'Enum "Upper" {',
        'Enum "upper" {',
        'Enum "integer" {',
        'Enum "x[]" {',
        'Enum "n(3)" {',
        'Enum "it\'s" {',
        'Enum "s.a"."c.d" {',
        'Enum "S"."c.d" {',
        'Enum "s.a"."plain" {',
    ]


def test_a_suggestion_names_the_class_of_the_type_in_its_schema(tmp_path: Path) -> None:
    """Two schemas have a type of the same name; the project has a class of each."""
    ddl = """
        CREATE SCHEMA "a.b"; CREATE SCHEMA c;
        CREATE TYPE "a.b"."kind.of" AS ENUM ('x'); CREATE TYPE c."kind.of" AS ENUM ('y');
        CREATE TABLE thing (id integer PRIMARY KEY, one "a.b"."kind.of", other c."kind.of");
    """
    with written(tmp_path, ddl) as app:
        fields = [line for line in app.text().splitlines() if "= PgEnumField(" in line]
        with connections[app.alias].cursor() as cursor:
            cursor.execute("ALTER TABLE thing ALTER one SET NOT NULL, ALTER other SET NOT NULL")
            cursor.execute("""ALTER TYPE c."kind.of" ADD VALUE 'z'""")

        printed = app.manage("agent360", "drift", app.label, "--suggest", "--fail-on=never").splitlines()

    assert [line for line in printed if "= PgEnumField(" in line] == [
        line.replace(", null=True, blank=True", "") for line in fields
    ]
    assert "class" not in " ".join(printed)
    assert '    Z = "z"  # in KindOfChoices' in printed
