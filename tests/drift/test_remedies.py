"""Whoever follows a remedy in the model has no finding any more, and rows that can be read and saved."""

import datetime as dt
import functools
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.functions import RandomUUID
from django.db import connection, models, transaction
from django.db.models import F, Func, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Abs, Length, Lower
from django.db.models.lookups import GreaterThan
from django.test.utils import isolate_apps

from agent360_models import catalog
from agent360_models.drift import CODES, Finding, Severity
from agent360_models.drift._compare import compare
from agent360_models.drift._declared import _table
from agent360_models.fields import MomentField, PgEnumField, PlainJSONField
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


def enum(*labels: str, type_name: str = "state", **options: Any) -> Any:
    make: Any = models.TextChoices
    return PgEnumField(enum=make("State", {label.upper(): label for label in labels}), type_name=type_name, **options)


def decimal(digits: int, places: int) -> Any:
    return models.DecimalField(max_digits=digits, decimal_places=places)


def found(model: type[models.Model], *others: str) -> list[str]:
    declared = _table(model, connection)
    names = [declared.name, "drift_shop", "drift_note", *others]
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
            " CREATE TYPE away.state AS ENUM ('open', 'shut'); CREATE TYPE away.mood AS ENUM ('open', 'shut');"
            ' CREATE DOMAIN many AS bigint; CREATE DOMAIN ctext AS text COLLATE "C";'
            " CREATE TABLE drift_shop (id serial PRIMARY KEY); CREATE TABLE drift_note (id integer PRIMARY KEY)"
        )
        yield make


def create_table(columns: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE remedied ({columns})")


MIDNIGHT = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
TOKEN = UUID("12345678-1234-5678-1234-567812345678")
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
        PlainJSONField(),
    ),
    ("column.collation", "text", "a", models.TextField(db_collation="C"), models.TextField()),
    ("column.sort_order", 'text COLLATE "C"', "a", models.TextField(), models.TextField(db_collation="C")),
    ("null.read", "integer", None, models.IntegerField(), models.IntegerField(null=True)),
    ("null.write", "integer NOT NULL", 1, models.IntegerField(null=True), models.IntegerField()),
    ("default.missing", "integer NOT NULL", 1, models.IntegerField(db_default=1), models.IntegerField(default=1)),
    (
        "default.extra",
        "uuid DEFAULT gen_random_uuid() NOT NULL",
        TOKEN,
        models.UUIDField(),
        models.UUIDField(db_default=RandomUUID()),
    ),
    ("default.extra", "text DEFAULT 'a' NOT NULL", "b", models.TextField(), models.TextField(db_default="a")),
    (
        "default.extra",
        "date DEFAULT CURRENT_DATE NOT NULL",
        MIDNIGHT.date(),
        models.DateField(),
        models.DateField(db_default=RawSQL("CURRENT_DATE", [])),
    ),
    (
        "enum.schema",
        "away.mood",
        "open",
        enum("open", "shut", type_name="mood"),
        enum("open", "shut", type_name="mood", schema="away"),
    ),
    (
        "enum.schema",
        "away.state[]",
        ["open"],
        ArrayField(enum("open", "shut")),
        ArrayField(enum("open", "shut", schema="away")),
    ),
    (
        "type.integer_wider",
        "many",
        2**40,
        models.IntegerField(),
        own(models.BigIntegerField, "many")(),
    ),
    (
        "column.sort_order",
        "ctext",
        "a",
        models.TextField(),
        models.TextField(db_collation="C"),
    ),
    (
        "type.differs",
        "interval day to minute",
        dt.timedelta(days=2),
        models.DurationField(),
        own(models.DurationField, "interval day to minute")(),
    ),
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


class Between(Func):
    """A range of moments."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


PRICE = functools.partial(own(models.DecimalField, "price"), max_digits=10, decimal_places=2)
BOTH = "id serial PRIMARY KEY, a timestamptz NOT NULL, b timestamptz NOT NULL, t text NOT NULL, u text NOT NULL"
APART: Any = ExclusionConstraint(name="one", expressions=[(Between("a", "b"), RangeOperators.OVERLAPS)])
LOWER: Any = models.UniqueConstraint(Lower("t"), name="one")
LOWER_AND_A: Any = models.UniqueConstraint(Lower("t"), "a", name="one")
LOWER_OF_SOME: Any = models.UniqueConstraint(Lower("t"), name="one", condition=Q(u="x"))
INDEX = "CREATE UNIQUE INDEX x ON remedied"
CHECK = "ALTER TABLE remedied ADD CHECK"
EXCLUDE = "ALTER TABLE remedied ADD CONSTRAINT x EXCLUDE USING gist"


def with_texts(constraint: Any) -> Attributes:
    moments = {name: models.DateTimeField() for name in "ab"}
    texts = {name: models.TextField() for name in "tu"}
    return {"id": models.AutoField(primary_key=True), **moments, **texts, "CONSTRAINTS": [constraint]}


# a condition, the same in SQL, and an unrelated one
CHECKS: list[tuple[Any, str, str]] = [
    (Q(t__in=["a", "b"]), "t IN ('a', 'b')", "t IN ('a', 'c')"),
    (Q(t__in=["a", "b"]), "t = ANY ('{a,b}')", "t = ANY ('{a,b,c}')"),
    (Q(t__in=["a", "b"]) | Q(t=None), "t IN ('a', 'b')", "t IS NULL"),
    (Q(id__range=(-1, 10)), "id BETWEEN -1 AND 10", "id BETWEEN 1 AND 10"),
    (Q(t__startswith="a"), "t LIKE 'a%'", "u LIKE 'a%'"),
    (~Q(t="it's"), "NOT t = 'it''s'", "t = 'it''s'"),
    (Q(a__lt=F("b")), "a < b", "b < b"),
    (Q(a__gt=MIDNIGHT), "a > '2026-03-01 00:00+00'", "b > '2026-03-01 00:00+00'"),
    (Q(t="x") | Q(u="y"), "t = 'x' OR u = 'y'", "t = 'x' AND u = 'y'"),
    (GreaterThan(Length(F("t")), 3), "length(t) > 3", "octet_length(t) > 3"),
]
# a constraint, SQL that makes the same under another name, and SQL that makes an unrelated one
NAMELESS: list[tuple[Any, str, str]] = [
    (LOWER, f"{INDEX} (lower(t))", f"{INDEX} (lower(u))"),
    (LOWER, f"{INDEX} (lower(t) text_pattern_ops)", f"{INDEX} (upper(t))"),
    (LOWER_AND_A, f"{INDEX} (lower(t), a)", f"{INDEX} (lower(t))"),
    (LOWER_OF_SOME, f"{INDEX} (lower(t)) WHERE u = 'x'", f"{INDEX} (lower(t)) WHERE u = 'y'"),
    (LOWER_OF_SOME, f"{INDEX} (lower(t)) WHERE 'x' = u", f"{INDEX} (lower(t))"),
    (APART, f"{EXCLUDE} (tstzrange(a, b) WITH &&)", f"{EXCLUDE} (tstzrange(b, b) WITH &&)"),
    (APART, f"{EXCLUDE} (tstzrange(a, b) WITH &&)", f"{EXCLUDE} (tstzrange(a, b) WITH =)"),
    (APART, f"{EXCLUDE} (tstzrange(a, b) WITH &&)", "ALTER TABLE remedied ADD CHECK (a < b)"),
    *(
        (models.CheckConstraint(condition=condition, name="one"), f"{CHECK} ({same})", f"{CHECK} ({other})")
        for condition, same, other in CHECKS
    ),
]


@pytest.mark.parametrize(("constraint", "same", "other"), NAMELESS)
def test_a_constraint_is_known_again_by_its_name_or_by_what_it_says(
    make_model: MakeModel, constraint: Any, same: str, other: str
) -> None:
    """An unrelated one is no stand-in for one that is gone."""
    create_table(BOTH)
    model = make_model(with_texts(constraint))
    kind = "unique" if isinstance(constraint, models.UniqueConstraint) else "check"

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(same)
        assert found(model) == []
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute(other)
    assert sorted(found(model)) == [f"{kind}.extra", f"{kind}.missing"]


@pytest.mark.parametrize("constraint", [case[0] for case in NAMELESS])
def test_what_django_has_just_made_is_no_drift(make_model: MakeModel, constraint: Any) -> None:
    """Whatever its expressions are."""
    model = make_model({**with_texts(constraint), "MANAGED": True})
    with connection.schema_editor() as editor:
        editor.create_model(model)

    assert found(model) == []


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("CHECK (n >= 0)", []),
        ("CHECK (n > 0)", ["check.extra"]),
        ("CHECK (n BETWEEN 0 AND 10)", ["check.extra"]),
        ("CHECK (n < 10)", ["check.missing", "check.extra"]),
        ("CHECK (n > 0 AND m > 0)", ["check.missing", "check.extra"]),
        ("CHECK (false) NO INHERIT", ["check.missing", "check.extra"]),
    ],
)
def test_a_positive_field_that_migrations_make_needs_its_check(
    make_model: MakeModel, sql: str, expected: list[str]
) -> None:
    """Or one that keeps more away."""
    create_table(f"{COLUMNS}, {sql}")

    assert found(make_model({**many(n=models.PositiveIntegerField()), "MANAGED": True})) == expected


class State(models.TextChoices):
    """Labels of the type ``state``."""

    OPEN = "open"
    SHUT = "shut"


# a type, a field, a db_default, the same in SQL, and another one
LITERALS: list[tuple[str, Any, Any, str, str]] = [
    ("text", models.TextField, "it's", "'it''s'", "'its'"),
    ("varchar(9)", models.CharField, "a", "'a'", "'A'"),
    ("smallint", models.SmallIntegerField, -3, "-3", "3"),
    ("bigint", models.BigIntegerField, 2**40, str(2**40), "1"),
    ("numeric(10,2)", models.DecimalField, Decimal("1.50"), "1.5", "1.51"),
    ("numeric(10,2)", models.DecimalField, 0, "0.00", "-1"),
    ("double precision", models.FloatField, 1.5, "1.50", "'2.5'"),
    ("boolean", models.BooleanField, True, "'t'", "false"),
    ("date", models.DateField, dt.date(2026, 3, 1), "'2026-03-01'", "'2026-03-02'"),
    ("date", models.DateField, "2026-03-01", "'2026-03-01'", "'2026-03-02'"),
    ("time", models.TimeField, dt.time(8), "'8:00'", "'8:01'"),
    ("timestamptz", models.DateTimeField, MIDNIGHT, "'2026-03-01 01:00+01'", "'2026-03-01 01:00+00'"),
    ("interval", models.DurationField, dt.timedelta(days=1, hours=2), "'1 day 2 hours'", "'1 day 3 hours'"),
    ("uuid", models.UUIDField, TOKEN, f"'{str(TOKEN).upper()}'", "'00000000-0000-0000-0000-000000000000'"),
    ("jsonb", models.JSONField, {"a": [1]}, """'{"a": [1 ]}'""", "'{}'"),
    ("jsonb", models.JSONField, [], "'[]'", "'[1]'"),
    ("bytea", models.BinaryField, b"ab", r"'\x6162'", r"'\x62'"),
    ("inet", models.GenericIPAddressField, "10.0.0.1", "'10.0.0.1'", "'10.0.0.2'"),
    ("state", lambda **more: PgEnumField(enum=State, type_name="state", **more), State.OPEN, "'open'", "'shut'"),
    ("text[]", lambda **more: ArrayField(models.TextField(), **more), ["a", "b c"], "ARRAY['a', 'b c']", "'{a}'"),
    ("text[]", lambda **more: ArrayField(models.TextField(), **more), [], "'{}'", "ARRAY['']"),
    ("integer[]", lambda **more: ArrayField(models.IntegerField(), **more), [1, -2], "'{1,-2}'", "ARRAY[1, 2]"),
]


@pytest.mark.parametrize(("type_", "field", "value", "defaults"), [(*case[:3], case[3:]) for case in LITERALS])
def test_a_default_of_any_type_is_compared(
    make_model: MakeModel, type_: str, field: Any, value: Any, defaults: tuple[str, str]
) -> None:
    """With what PostgreSQL makes of it; an expression is not."""
    same, other = defaults
    options: Any = {"max_length": 9} if field is models.CharField else {}
    options |= {"max_digits": 10, "decimal_places": 2} if field is models.DecimalField else {}
    declared = models.Value(value, models.JSONField()) if field is models.JSONField else value
    model = make_model({"id": models.AutoField(primary_key=True), "value": field(db_default=declared, **options)})
    create_table(f"id serial PRIMARY KEY, value {type_} DEFAULT {same} NOT NULL")
    codes = []
    with connection.cursor() as cursor:
        for default in (same, other, f"coalesce(NULL, ({other})::{type_})"):
            cursor.execute(f"ALTER TABLE remedied ALTER value SET DEFAULT {default}")
            codes.append(found(model))

    assert codes == [[], ["default.differs"], []]


@pytest.mark.parametrize(
    ("default", "advised"),
    [
        ("gen_random_uuid()", "RandomUUID()"),
        ("now()", "Now()"),
        ("'it''s'::text", '"it\'s"'),
        ("'new'::character varying", "'new'"),
        ("-1", "-1"),
        ("true", "True"),
        ("'{}'::text[]", "RawSQL(\"'{}'::text[]\", [])"),
    ],
)
def test_a_default_that_only_the_database_knows_is_spelled_out(default: str, advised: str) -> None:
    """As the field has to declare it."""
    finding = Finding("default.extra", "family", "app.Model", "a.one", "column", live=default)

    assert finding.severity is Severity.INFO
    assert finding.remedy.startswith(f"Declare db_default={advised}, if ")


@pytest.mark.parametrize(
    ("domain", "type_", "field"),
    [
        ("price AS numeric(10,2)", "price", PRICE()),
        ("price AS numeric(10,2)", "price", decimal(10, 2)),
        (
            "price AS numeric(10,2)",
            "price[]",
            ArrayField(PRICE()),
        ),
        ('word AS text COLLATE "C"', "word", models.TextField(db_collation="C")),
        ("word AS text", "word", models.TextField()),
        ("wait AS interval day to second", "wait", models.DurationField()),
        ("one AS text", 'text COLLATE "C"', models.TextField(db_collation="C")),
        ("one AS text", "interval day to second", models.DurationField()),
        ("one AS text", "interval hour to second", models.DurationField()),
        ("mood AS state", "mood", enum("open", "shut")),
        ("mood AS away.state", "mood", enum("open", "shut", schema="away")),
    ],
)
def test_a_domain_is_what_it_stands_for(make_model: MakeModel, domain: str, type_: str, field: Any) -> None:
    """By its own name, by that of its base, and with the collation that it brings."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DOMAIN {domain}")
    create_table(f"id serial PRIMARY KEY, value {type_} NOT NULL")

    assert found(make_model({"id": models.AutoField(primary_key=True), "value": field})) == []


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        ("FOREIGN KEY (n, m) REFERENCES away.pair (a, b)", []),
        ("FOREIGN KEY (m, n) REFERENCES away.pair (b, a)", []),
        ("FOREIGN KEY (m, n) REFERENCES away.pair (a, b)", ["foreign_key.absent", "foreign_key.extra"]),
        ("FOREIGN KEY (n) REFERENCES drift_shop", ["foreign_key.extra", "foreign_key.absent"]),
        ("CHECK (id > 0)", ["foreign_key.absent", "check.extra"]),
    ],
)
def test_a_key_of_several_columns_is_a_foreign_object_s(
    make_model: MakeModel, constraint: str, expected: list[str]
) -> None:
    """One that is gone is noticed."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE away.pair (a integer, b integer, PRIMARY KEY (a, b))")
    create_table(f"{COLUMNS}, {constraint}")
    key = models.CompositePrimaryKey("a", "b")
    pair = make_model({"pk": key, "a": NUMBER(), "b": NUMBER(), "DB_TABLE": qualified("away", "pair")})
    to_pair = models.ForeignObject(
        pair, models.DO_NOTHING, from_fields=["n", "m"], to_fields=["a", "b"], related_name="+"
    )

    assert found(make_model(many(pair=to_pair)), "pair") == expected
    assert "foreign_key.absent" not in found(make_model({**many(pair=to_pair), "MANAGED": True}), "pair")
