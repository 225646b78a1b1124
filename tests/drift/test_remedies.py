"""Whoever follows a remedy in the model has no finding any more, and rows that can be read and saved."""

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from django.db import connection, models
from django.db.models import F, Q
from django.db.models.functions import Abs
from django.test.utils import isolate_apps

from agent360_models import catalog
from agent360_models.drift import CODES, Severity
from agent360_models.drift._compare import compare
from agent360_models.drift._declared import _table
from agent360_models.fields import MomentField, PgEnumField
from agent360_models.names import qualified
from tests.apps.drifting.models import Item, Note, Shop

pytestmark = pytest.mark.django_db

Attributes = dict[str, Any]
MakeModel = Callable[[Attributes], type[models.Model]]


def own(base: Any, type_: str, **more: Any) -> Any:
    """Return a subclass of a field whose ``db_type()`` returns another type."""
    return type(f"Own{base.__name__}", (base,), {"db_type": lambda _self, _connection: type_, **more})


def read_as(type_: str) -> Any:
    """Return a ``select_format()`` that casts."""
    return lambda _self, _compiler, sql, params: (f"({sql})::{type_}", params)


def stripped(_self: Any, value: str, _expression: Any, _connection: Any) -> str:
    """Return a value without blanks at its end, as ``from_db_value()``."""
    return value.rstrip(" ")


def text(length: int) -> Any:
    return models.CharField(max_length=length)


def enum(*labels: str) -> Any:
    make: Any = models.TextChoices
    return PgEnumField(enum=make("State", {label.upper(): label for label in labels}), type_name="state")


def decimal(digits: int, places: int) -> Any:
    return models.DecimalField(max_digits=digits, decimal_places=places)


def found(model: type[models.Model]) -> list[str]:
    declared = _table(model, connection)
    names = [declared.name, "drift_shop", "drift_note"]
    return [finding.code for finding in compare([declared], catalog.read(names, using="default"))]


@pytest.fixture
def make_model() -> Iterator[MakeModel]:
    """Make a model of the table ``remedied`` from its attributes; those in capitals are options of ``Meta``."""

    numbers = count()

    def make(attributes: Attributes) -> type[models.Model]:
        options = {name.lower(): value for name, value in attributes.items() if name.isupper()}
        meta = type("Meta", (), {"app_label": "drifting", "managed": False, "db_table": "remedied", **options})
        fields = {name: value for name, value in attributes.items() if not name.isupper()}
        return type(
            f"Remedied{next(numbers)}", (models.Model,), {"__module__": Item.__module__, "Meta": meta, **fields}
        )

    with isolate_apps("tests.apps.drifting"), connection.cursor() as cursor:
        cursor.execute(
            "CREATE SCHEMA away; CREATE TYPE state AS ENUM ('open', 'shut');"
            " CREATE TABLE drift_shop (id serial PRIMARY KEY); CREATE TABLE drift_note (id integer PRIMARY KEY)"
        )
        yield make


def create_table(columns: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE remedied ({columns})")


MIDNIGHT = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
EIGHT = dt.time(8, tzinfo=dt.timezone(dt.timedelta(hours=5)))

# code, column, value, the field that has the finding, and the one that the remedy advises
FIELDS: list[tuple[str, str, Any, Any, Any]] = [
    ("type.differs", "inet", "10.0.0.1", text(39), models.GenericIPAddressField()),
    ("type.differs", "xml", "<a/>", models.TextField(), own(models.TextField, "xml")()),
    ("type.modifier", "bit(4)", "0001", own(models.TextField, "bit(8)")(), own(models.TextField, "bit(4)")()),
    (
        "type.precision",
        "timestamptz(0)",
        MIDNIGHT,
        models.DateTimeField(),
        own(models.DateTimeField, "timestamptz(0)")(),
    ),
    ("type.time_zone", "timestamp", MIDNIGHT, models.DateTimeField(), MomentField()),
    ("type.time_zone", "timestamp", MIDNIGHT, models.DateTimeField(), MomentField(zone="Asia/Tokyo")),
    ("type.enum_as_text", "state", "open", text(9), enum("open", "shut")),
    ("enum.label_missing", "state", "open", enum("open", "shut", "lost"), enum("open", "shut")),
    ("enum.label_unknown", "state", "open", enum("open"), enum("open", "shut")),
    ("enum.order", "state", "open", enum("shut", "open"), enum("open", "shut")),
    ("type.integer_wider", "bigint", 2**40, models.IntegerField(), models.BigIntegerField()),
    ("type.integer_narrower", "smallint", 9, models.IntegerField(), models.SmallIntegerField()),
    ("type.length_shorter", "varchar(9)", "a", text(10), text(9)),
    ("type.length_shorter", "varchar(9)", "a", models.TextField(), text(9)),
    ("type.length_longer", "varchar(11)", "a", text(10), text(11)),
    ("type.padded", "char(9)", "a", text(9), own(models.CharField, "char(9)", from_db_value=stripped)(max_length=9)),
    ("type.numeric_narrower", "numeric(8,2)", Decimal("1.50"), decimal(10, 2), decimal(8, 2)),
    ("type.numeric_rounds", "numeric(10,1)", Decimal("1.5"), decimal(10, 2), decimal(10, 1)),
    ("type.float", "double precision", 1.5, decimal(10, 2), models.FloatField()),
    ("type.float", "numeric(10,2)", Decimal("1.50"), models.FloatField(), decimal(10, 2)),
    ("type.float", "real", 1.5, models.FloatField(), own(models.FloatField, "real")()),
    (
        "type.money",
        "money",
        Decimal("1.50"),
        decimal(10, 2),
        own(models.DecimalField, "money", select_format=read_as("numeric"))(max_digits=10, decimal_places=2),
    ),
    ("type.time_of_day", "timetz", EIGHT, models.TimeField(), own(models.TimeField, "timetz")()),
    (
        "type.json",
        "json",
        {"a": [1]},
        models.JSONField(),
        own(models.JSONField, "json", select_format=read_as("jsonb"))(),
    ),
    ("column.collation", "text", "a", models.TextField(db_collation="C"), models.TextField()),
    ("column.sort_order", 'text COLLATE "C"', "a", models.TextField(), models.TextField(db_collation="C")),
    ("null.read", "integer", None, models.IntegerField(), models.IntegerField(null=True)),
    ("null.write", "integer NOT NULL", 1, models.IntegerField(null=True), models.IntegerField()),
    ("default.missing", "integer NOT NULL", 1, models.IntegerField(db_default=1), models.IntegerField(default=1)),
    (
        "default.differs",
        "integer DEFAULT 1 NOT NULL",
        2,
        models.IntegerField(db_default=2),
        models.IntegerField(db_default=1),
    ),
]


@pytest.mark.parametrize(
    ("code", "column", "fields"),
    [pytest.param(code, (type_, value), fields, id=code) for code, type_, value, *fields in FIELDS],
)
def test_the_field_that_a_remedy_advises_fits(
    make_model: MakeModel, code: str, column: tuple[str, object], fields: list[Any]
) -> None:
    """Of one column: what is written is read, saved and read again."""
    (type_, value), (field, advised) = column, fields
    not_null = "" if "NULL" in type_ or value is None else " NOT NULL"
    create_table(f"id serial PRIMARY KEY, value {type_}{not_null}")
    manager: Any = make_model({"id": models.AutoField(primary_key=True), "value": advised})._default_manager

    manager.create(value=value)
    for _ in range(2):
        row = manager.get()
        assert row.value == value
        row.save()

    assert found(make_model({"id": models.AutoField(primary_key=True), "value": field})) == [code]
    assert found(manager.model) == []


def many(**fields: Any) -> Attributes:
    return {"id": models.AutoField(primary_key=True), "n": NUMBER(), "m": NUMBER(), **fields}


def constrained(*constraints: Any, **fields: Any) -> Attributes:
    return {**many(**fields), "CONSTRAINTS": list(constraints)}


def unique(**options: Any) -> Any:
    return models.UniqueConstraint(fields=["n"], name="one", **options)


def child(**options: Any) -> Attributes:
    defaults = {"to": Shop, "on_delete": models.CASCADE, "db_column": "n", "db_index": False, "related_name": "+"}
    return many(n=models.ForeignKey(**{**defaults, **options}))


def generated() -> Any:
    return models.GeneratedField(expression=F("n") + F("m"), output_field=NUMBER(), db_persist=True)


NUMBER: Any = models.IntegerField
POSITIVE = models.CheckConstraint(condition=Q(n__gt=0), name="one")
COLUMNS = "id serial PRIMARY KEY, n integer NOT NULL, m integer NOT NULL"
KEYLESS = COLUMNS.replace(" PRIMARY KEY", " NOT NULL")
TO_SHOP = f"{COLUMNS}, FOREIGN KEY (n) REFERENCES drift_shop"

# code, columns and what comes after, the model that has the finding, and the one that the remedy advises
MODELS: list[tuple[str, str, Attributes, Attributes]] = [
    (
        "table.missing",
        f"{COLUMNS}); ALTER TABLE remedied SET SCHEMA away; SELECT (1",
        many(),
        {**many(), "DB_TABLE": qualified("away", "remedied")},
    ),
    ("column.missing", COLUMNS, many(k=NUMBER()), many()),
    ("column.extra_required", f"{COLUMNS}, k integer NOT NULL", many(), many(k=NUMBER())),
    ("column.extra", f"{COLUMNS}, k integer", many(), many(k=NUMBER(null=True))),
    ("column.generated", f"{COLUMNS}, k int GENERATED ALWAYS AS (n + m) STORED", many(k=NUMBER()), many(k=generated())),
    ("column.generated", f"{COLUMNS}, k int GENERATED ALWAYS AS IDENTITY", many(k=NUMBER()), many(k=generated())),
    ("column.not_generated", f"{COLUMNS}, k integer NOT NULL", many(k=generated()), many(k=NUMBER())),
    ("identity.missing", COLUMNS.replace("serial", "integer"), many(), many(id=NUMBER(primary_key=True))),
    ("primary_key.differs", f"{KEYLESS}, PRIMARY KEY (n)", many(), many(id=NUMBER(), n=NUMBER(primary_key=True))),
    (
        "primary_key.differs",
        f"{KEYLESS}, PRIMARY KEY (n, m)",
        many(),
        many(id=NUMBER(), pk=models.CompositePrimaryKey("n", "m")),
    ),
    ("unique.missing", COLUMNS, many(n=NUMBER(unique=True)), many()),
    ("unique.extra", f"{COLUMNS}, UNIQUE (n)", many(), many(n=NUMBER(unique=True))),
    (
        "unique.extra",
        f"{COLUMNS}); CREATE UNIQUE INDEX one ON remedied (abs(n)",
        many(),
        constrained(models.UniqueConstraint(Abs("n"), name="one")),
    ),
    (
        "unique.partial",
        f"{COLUMNS}); CREATE UNIQUE INDEX one ON remedied (n) WHERE (m > 0",
        constrained(unique()),
        constrained(unique(condition=Q(m__gt=0))),
    ),
    (
        "unique.deferrable",
        f"{COLUMNS}, UNIQUE (n) DEFERRABLE",
        constrained(unique()),
        constrained(unique(deferrable=models.Deferrable.IMMEDIATE)),
    ),
    (
        "unique.nulls",
        COLUMNS.replace("n integer NOT NULL", "n integer UNIQUE NULLS NOT DISTINCT"),
        constrained(unique(), n=NUMBER(null=True)),
        constrained(unique(nulls_distinct=False), n=NUMBER(null=True)),
    ),
    (
        "foreign_key.target",
        f"{COLUMNS}, FOREIGN KEY (n) REFERENCES drift_note ON DELETE CASCADE",
        child(),
        child(to=Note),
    ),
    ("foreign_key.on_delete", TO_SHOP, child(), child(on_delete=models.PROTECT)),
    ("foreign_key.missing", COLUMNS, child(), child(db_constraint=False)),
    ("foreign_key.extra", TO_SHOP, many(), child(on_delete=models.PROTECT)),
    ("check.missing", COLUMNS, constrained(POSITIVE), many()),
    ("check.extra", f"{COLUMNS}, CONSTRAINT one CHECK (n > 0)", many(), constrained(POSITIVE)),
    ("index.missing", COLUMNS, {**many(), "INDEXES": [models.Index(fields=["n"], name="one")]}, many()),
]


@pytest.mark.parametrize(
    ("code", "columns", "attributes", "advised"), [pytest.param(*case, id=case[0]) for case in MODELS]
)
def test_the_model_that_a_remedy_advises_fits(
    make_model: MakeModel, code: str, columns: str, attributes: Attributes, advised: Attributes
) -> None:
    """Of a whole table: nothing worse than an info is left."""
    create_table(columns)
    left = {CODES[finding].severity for finding in found(make_model(advised))}

    assert found(make_model(attributes)) == [code]
    assert left <= {Severity.INFO}
