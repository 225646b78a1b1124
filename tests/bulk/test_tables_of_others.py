"""Tables that are not ours: partitions, domains, types without equality, views, triggers, policies, odd names."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import Error, NotSupportedError, ProgrammingError, connection, models, transaction
from django.db.models import F
from django.test.utils import isolate_apps

from agent360_models.bulk import Rejection, UpsertResult, upsert
from agent360_models.exceptions import RejectedRowsError
from agent360_models.fields import PgEnumField
from tests.support.databases import query
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db

INSERTED, UPDATED, UNCHANGED = (UpsertResult(**{name: 1}) for name in ("inserted", "updated", "unchanged"))


@pytest.fixture(autouse=True)
def _isolated() -> Iterator[None]:
    """Keep the models of a test out of the registry."""
    with isolate_apps("tests.apps.bulky"):
        yield


def model_of(table: str, **fields: Any) -> Any:
    """Return a model of a table that is there."""
    meta = type("Meta", (), {"app_label": "bulky", "managed": False, "db_table": table})
    return type(table.title(), (models.Model,), {"__module__": __name__, "Meta": meta, **fields})


def ddl(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text)


def number() -> Any:
    return models.IntegerField(primary_key=True)


def refused(model: Any, rows: Any, **options: Any) -> tuple[UpsertResult, list[tuple[Any, ...]]]:
    found: list[Rejection] = []
    result = upsert(model, rows, on_error="reject", on_reject=found.append, **options)
    return result, [(one.number, one.column, one.reason) for one in found]


# Partitions


PARTITIONED = """
CREATE TABLE ev (tenant int, at date, v text CHECK (v <> 'bad'), PRIMARY KEY (tenant, at)) PARTITION BY RANGE (at);
CREATE TABLE ev25 PARTITION OF ev FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE ev26 (v text CONSTRAINT ev_v_check CHECK (v <> 'bad'), at date NOT NULL, tenant int NOT NULL);
ALTER TABLE ev ATTACH PARTITION ev26 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
"""


def event() -> Any:
    ddl(PARTITIONED)
    return model_of(
        "ev",
        pk=models.CompositePrimaryKey("tenant", "at"),
        tenant=models.IntegerField(),
        at=models.DateField(),
        v=models.TextField(null=True),
    )


@pytest.mark.parametrize(
    "options", [{}, {"atomic": True}, {"on_error": "reject"}, {"newest_by": "v"}, {"batch_size": 2}]
)
def test_partitioned_tables_are_written_with_true_counts(options: dict[str, Any]) -> None:
    """Whatever the partition, and where one keeps its columns in another order."""
    model = event()
    rows = [{"tenant": n, "at": date(2025 + n % 2, 5, n), "v": "x"} for n in range(1, 6)]

    first = upsert(model, rows[:4], **options)
    second = upsert(model, [*rows[:3], {**rows[3], "v": "y"}, rows[4]], **options)

    assert first == UpsertResult(inserted=4)
    assert second == UpsertResult(inserted=1, updated=1, unchanged=3)
    assert query("SELECT v, tenant FROM ev ORDER BY tenant") == [(v, n) for n, v in enumerate("xxxyx", 1)]


def test_a_row_without_a_partition_is_rejected() -> None:
    """And one that a check of a partition refuses."""
    rows = [
        {"tenant": n, "at": date(year, 1, 1), "v": v}
        for n, (year, v) in enumerate([(2026, "x"), (1999, "x"), (2026, "bad")])
    ]

    result, found = refused(event(), rows)

    assert result == UpsertResult(inserted=1, rejected=2)
    assert [one[0] for one in found] == [2, 3]


@pytest.mark.django_db(transaction=True)
def test_two_loads_of_a_partitioned_table_both_succeed() -> None:
    """Each row is there once in the end."""
    model = event()
    rows = [{"tenant": n, "at": date(2026, 1, 1 + n % 28), "v": "x"} for n in range(400)]
    try:
        results: list[Any] = at_once(
            partial(upsert, model, rows, batch_size=50),
            partial(upsert, model, [{**row, "v": "y"} for row in reversed(rows)], batch_size=70),
        )

        assert [type(result) for result in results] == [UpsertResult, UpsertResult]
        assert query("SELECT count(*) FROM ev") == [(400,)]
    finally:
        ddl("DROP TABLE ev")


# Types


TYPES = {
    "domain over an enum": ("feeling", "calm", "wild"),
    "domain over that": ("feelings_heir", "calm", "wild"),
    "array of the domain": ("feeling[]", "{calm}", "{wild,calm}"),
    "domain over an array of an enum": ("feelings", "{calm}", "{wild}"),
    "domain over json": ("paper", '{"a": 1}', '{"a": 2}'),
    "domain over json[]": ("papers", '{"1"}', '{"2"}'),
    "domain over a domain over citext": ("word", "a", "A"),
    "domain over numeric": ("euros", "1.50", "2.50"),
    "domain over varchar": ("short", "a", "b"),
    "domain over char": ("pair", "a", "b"),
    "domain over a range": ("stay", "[1,5)", "[1,6)"),
    "composite with json": ("parcel", '(1,"[1]")', '(1,"[2]")'),
    "array of composites": ("parcel[]", '{"(1,[1])"}', '{"(2,[1])"}'),
    "point": ("point", "(1,2)", "(1,3)"),
    "box": ("box", "(1,1),(0,0)", "(2,0.5),(0,0)"),
    "circle": ("circle", "<(0,0),1>", "<(5,5),1>"),
    "polygon": ("polygon", "((0,0),(1,1),(1,0))", "((0,0),(1,1),(2,0))"),
    "path": ("path", "((0,0),(1,1))", "((0,0),(2,2))"),
    "line": ("line", "{1,2,3}", "{1,2,4}"),
    "xml": ("xml", "<a/>", "<b/>"),
    "jsonpath": ("jsonpath", '$."a"', '$."b"'),
    "snapshot": ("pg_snapshot", "10:20:", "10:30:"),
    "interval": ("interval", "1 day", "24:00:00"),
    "cidr": ("cidr", "10.0.0.0/8", "10.0.0.0/16"),
    "money": ("money", "1", "2"),
    "tsvector": ("tsvector", "a", "b"),
    "bit": ("bit(3)", "101", "111"),
    "macaddr": ("macaddr", "08:00:2b:01:02:03", "08:00:2b:01:02:04"),
    "regclass": ("regclass", "pg_class", "pg_type"),
    "hstore": ("hstore", "a=>1", "a=>2"),
    "timetz": ("timetz", "10:00+00", "11:00+01"),
}
MAKE_TYPES = """
CREATE EXTENSION IF NOT EXISTS citext; CREATE EXTENSION IF NOT EXISTS hstore;
CREATE TYPE mood_of AS ENUM ('calm', 'wild'); CREATE DOMAIN feeling AS mood_of; CREATE DOMAIN feelings_heir AS feeling;
CREATE DOMAIN feelings AS mood_of[]; CREATE DOMAIN paper AS json; CREATE DOMAIN papers AS json[];
CREATE DOMAIN word0 AS citext; CREATE DOMAIN word AS word0; CREATE DOMAIN euros AS numeric(12,2);
CREATE DOMAIN short AS varchar(5); CREATE DOMAIN pair AS char(2); CREATE DOMAIN stay AS int4range;
CREATE TYPE parcel AS (a int, b json);
"""


@pytest.mark.parametrize(("sql_type", "one", "other"), TYPES.values(), ids=TYPES)
def test_columns_of_any_type(sql_type: str, one: str, other: str) -> None:
    """Of a domain over any type too: what is equal is left alone, and what differs is written."""
    ddl(f"{MAKE_TYPES} CREATE TABLE thing (id int PRIMARY KEY, x {sql_type})")
    model = model_of("thing", id=number(), x=models.TextField(null=True))

    results = [upsert(model, [{"id": 1, "x": x}]) for x in (one, one, other, None, one)]

    assert results == [INSERTED, UNCHANGED, UPDATED, UPDATED, UPDATED]
    ((is_same,),) = query(f"SELECT x::text = %s::{sql_type}::text FROM thing", [one])
    assert is_same


@pytest.mark.parametrize("sql_type", ["feeling", "feelings_heir", "mood_of", "euros", "short", "word"])
def test_keys_parents_and_unique_columns_of_a_domain(sql_type: str) -> None:
    """A row is known by them, and a bad one is found."""
    one, other = ("1", "2") if sql_type == "euros" else ("calm", "wild")
    ddl(
        f"{MAKE_TYPES} CREATE TABLE parent_of (x {sql_type} PRIMARY KEY); INSERT INTO parent_of VALUES ('{one}');"
        f" CREATE TABLE thing (x {sql_type} PRIMARY KEY, id int, u {sql_type} UNIQUE, p {sql_type})"
    )
    fields = {"x": models.TextField(primary_key=True), "id": models.IntegerField(null=True)}
    model = model_of("thing", **fields, u=models.TextField(null=True), p=models.TextField(null=True))
    rows = [{"x": one, "id": 1, "u": one, "p": one}]

    results = [upsert(model, rows), upsert(model, rows), upsert(model, [{**rows[0], "id": 2}], newest_by="x")]
    unique = refused(model, [{"x": other, "id": 1, "u": one, "p": None}])

    assert results == [INSERTED, UNCHANGED, UPDATED]
    assert unique[1] == [(1, "u", "another row has the same: thing_u_key")]
    if not sql_type.startswith("feeling"):  # PostgreSQL has no foreign keys of a domain over an enum
        ddl("ALTER TABLE thing ADD FOREIGN KEY (p) REFERENCES parent_of")
        parent = refused(model, [{"x": other, "id": 1, "u": None, "p": other}])
        assert parent[1] == [(1, "p", "no such row in parent_of")]


class Mood(models.TextChoices):
    """The labels of ``mood_of``."""

    CALM = "calm"
    WILD = "wild"


FOUND: dict[str, dict[str, Any]] = {
    "exact": {"x": "wild"},
    "in": {"x__in": ["wild", "calm"]},
    "not in": {"x__in": ["calm"]},
    "after": {"x__gt": "calm"},
    "not after": {"x__gt": "wild"},
    "at least": {"x__gte": "wild"},
    "not before": {"x__lt": "wild"},
    "at most": {"x__lte": "wild"},
    "between": {"x__range": ("calm", "wild")},
    "text": {"x__text__startswith": "wi"},
    "not unknown": {"x": "unknown"},
    "not null": {"x": None},
}


def test_enum_fields_over_a_domain() -> None:
    """Written as ``bulk_create`` does, and found by every lookup."""
    ddl(f"{MAKE_TYPES} CREATE TABLE thing (id int PRIMARY KEY, x feeling)")
    model = model_of("thing", id=number(), x=PgEnumField(enum=Mood, type_name="mood_of", null=True))

    assert [upsert(model, [{"id": 1, "x": Mood.WILD}]) for _ in "ab"] == [INSERTED, UNCHANGED]
    for name, found in FOUND.items():
        assert model.objects.filter(**found).count() == (not name.startswith("not")), name
    assert model.objects.filter(x=F("x")).count() == 1
    assert model.objects.filter(x=model.objects.values("x")[:1]).count() == 1
    assert list(model.objects.order_by("x").values_list("x", flat=True).distinct()) == [Mood.WILD]
    assert model.objects.update(x=Mood.CALM) == 1


def test_what_a_domain_refuses_is_rejected_with_its_column() -> None:
    """Also one without NULL, which a row may leave to its default all the same."""
    ddl(
        "CREATE DOMAIN positive AS int NOT NULL CHECK (VALUE > 0);"
        " CREATE TABLE thing (id int PRIMARY KEY, x positive, y positive DEFAULT 7)"
    )
    model = model_of("thing", id=number(), x=models.IntegerField(), y=models.IntegerField(db_default=7))
    rows = [{"id": n, "x": x} for n, x in enumerate([1, -1, None, 2])]

    assert refused(model, rows) == (
        UpsertResult(inserted=2, rejected=2),
        [(2, "x", "not what positive allows"), (3, "x", "required")],
    )
    assert upsert(model, [model(id=5, x=1), model(id=6, x=1, y=3)]) == UpsertResult(inserted=2)
    assert query("SELECT y FROM thing ORDER BY id") == [(7,), (7,), (7,), (3,)]
    assert refused(model, [{"id": 9, "x": 1, "y": -1}])[0] == UpsertResult(rejected=1)


# Views


def test_updatable_views_are_written_with_true_counts() -> None:
    """What the view leaves out takes the default of the table behind it."""
    ddl(
        "CREATE TABLE base (id serial PRIMARY KEY, code text UNIQUE, x text, made date NOT NULL DEFAULT '2026-01-01');"
        " CREATE VIEW seen AS SELECT id, code, x, made FROM base WHERE code <> 'hidden' WITH CHECK OPTION"
    )
    model = model_of(
        "seen",
        id=models.AutoField(primary_key=True),
        code=models.TextField(),
        x=models.TextField(null=True),
        made=models.DateField(db_default="2026-01-01"),
    )
    rows = [{"code": code, "x": "x"} for code in "abc"]

    first = upsert(model, rows[:2], key="code")
    second = upsert(model, [rows[0], {**rows[1], "x": "y"}, rows[2]], key="code")
    third = refused(model, [{"code": "hidden", "x": "z"}, {"code": "d", "x": "z"}], key="code")
    by_instances = upsert(
        model, [model(code="e", x="x"), model(code="a", x="x")], key="code", fields=["code", "x", "made"]
    )

    assert first == UpsertResult(inserted=2)
    assert second == UpsertResult(inserted=1, updated=1, unchanged=1)
    assert third == (
        UpsertResult(inserted=1, rejected=1),
        [(1, None, "the database refused it: WithCheckOptionViolation (44000)")],
    )
    assert by_instances == UpsertResult(inserted=1, unchanged=1)
    assert query("SELECT code, x, made::text FROM base ORDER BY code") == [
        (code, x, "2026-01-01") for code, x in zip("abcde", "xyxzx", strict=True)
    ]


NOT_WRITTEN = {
    "report": "CREATE VIEW thing AS SELECT id, count(*) AS n FROM base GROUP BY 1",
    "instead of": (
        "CREATE VIEW thing AS SELECT id, count(*) AS n FROM base GROUP BY 1;"
        " CREATE FUNCTION put() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
        " CREATE TRIGGER put INSTEAD OF INSERT OR UPDATE ON thing FOR EACH ROW EXECUTE FUNCTION put()"
    ),
    "materialized": "CREATE MATERIALIZED VIEW thing AS SELECT id, 1 AS n FROM base; CREATE UNIQUE INDEX ON thing (id)",
    "rule": "CREATE TABLE thing (id int PRIMARY KEY, n int); CREATE RULE r AS ON INSERT TO thing DO ALSO SELECT 1",
    "no key": "CREATE TABLE thing (id int, n int)",
    "index over an expression": "CREATE TABLE thing (id int, n int); CREATE UNIQUE INDEX i ON thing (id, abs(id))",
    "partial index": "CREATE TABLE thing (id int, n int); CREATE UNIQUE INDEX i ON thing (id) WHERE n IS NULL",
    "deferrable": "CREATE TABLE thing (id int PRIMARY KEY DEFERRABLE, n int)",
    "exclusion": "CREATE TABLE thing (id int, n int, EXCLUDE USING btree (id WITH =))",
}


@pytest.mark.parametrize("options", [{}, {"atomic": True}, {"on_error": "reject"}])
@pytest.mark.parametrize("made", NOT_WRITTEN.values(), ids=NOT_WRITTEN)
def test_what_cannot_be_written_is_told_at_once(made: str, options: dict[str, Any]) -> None:
    """As an error of the database, before a row goes in; no row is to blame."""
    ddl(f"CREATE TABLE base (id int PRIMARY KEY); {made}")
    model = model_of("thing", id=number(), n=models.IntegerField())

    with pytest.raises((NotSupportedError, ProgrammingError)) as caught, transaction.atomic():
        upsert(model, [{"id": 1, "n": 1}], **options)

    assert not isinstance(caught.value, RejectedRowsError)


def test_the_condition_of_a_partial_index_is_told() -> None:
    """With the remedy."""
    ddl(NOT_WRITTEN["partial index"])
    model = model_of("thing", id=number(), n=models.IntegerField())

    with pytest.raises(ProgrammingError, match=r"i covers only rows WHERE \(n IS NULL\)\. Name a key that is unique"):
        upsert(model, [{"id": 1, "n": 1}])


def test_a_whole_index_beside_a_partial_one_is_enough() -> None:
    """In whatever order it has its columns, and with columns that it only includes."""
    ddl(
        "CREATE TABLE thing (id int, n int, c text); CREATE UNIQUE INDEX i ON thing (id, n) WHERE c IS NULL;"
        " CREATE UNIQUE INDEX j ON thing (n, id) INCLUDE (c)"
    )
    model = model_of("thing", id=number(), n=models.IntegerField(), c=models.TextField(null=True))

    results = [upsert(model, [{"id": 1, "n": 1, "c": c}], key=["id", "n"]) for c in "aab"]

    assert results == [INSERTED, UNCHANGED, UPDATED]


# Triggers


@contextmanager
def trigger(body: str, events: str = "INSERT OR UPDATE") -> Iterator[None]:
    ddl(
        f"CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$;"
        f" CREATE TRIGGER swallow BEFORE {events} ON thing FOR EACH ROW EXECUTE FUNCTION swallow()"
    )
    yield
    ddl("DROP FUNCTION swallow CASCADE")


@pytest.mark.parametrize("options", [{}, {"atomic": True}, {"on_error": "reject"}, {"newest_by": "n"}])
def test_rows_that_a_trigger_suppresses_are_counted_as_such(options: dict[str, Any]) -> None:
    """New ones and changed ones; an equal one never comes to it."""
    ddl("CREATE TABLE thing (id int PRIMARY KEY, n int)")
    model = model_of("thing", id=number(), n=models.IntegerField())
    upsert(model, [{"id": n, "n": 1} for n in (1, 2, 3)])
    rows = [{"id": n, "n": 1 if n == 1 else 2} for n in (1, 2, 3, 4, 5)]

    with trigger("IF NEW.id IN (3, 5) THEN RETURN NULL; END IF; RETURN NEW;"):
        result = upsert(model, rows, **options)

    assert result == UpsertResult(inserted=1, updated=1, unchanged=1, suppressed=2)
    assert query("SELECT * FROM thing ORDER BY id") == [(1, 1), (2, 2), (3, 1), (4, 2)]


def test_a_trigger_that_changes_a_row_suppresses_nothing() -> None:
    """Though what is stored is not what came."""
    ddl("CREATE TABLE thing (id int PRIMARY KEY, n int)")
    model = model_of("thing", id=number(), n=models.IntegerField())

    with trigger("NEW.n := 7; RETURN NEW;"):
        assert upsert(model, [{"id": n, "n": 1} for n in (1, 2)]) == UpsertResult(inserted=2)


# Names


NAMES = [
    "_line",
    "_age",
    "_group",
    "_is_due",
    "is_new",
    "line",
    "place",
    "s",
    "o",
    "t",
    "d",
    "p",
    "m",
    "_row",
    "_waiting",
]
NAMES += ["_refused", "_again", "_state", "excluded", "keys", "ctid_", "size", "examine", "found", "value", "key"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("as_key", [False, True])
def test_columns_may_have_names_of_ours(name: str, as_key: bool) -> None:
    """In good batches, in bad ones, and where each row is tried by itself."""
    ddl(
        f'CREATE TABLE thing (id int PRIMARY KEY, "{name}" int UNIQUE CHECK ("{name}" < 100), c int);'
        " ALTER TABLE thing ADD EXCLUDE USING btree (c WITH =)"
    )
    field = {"x": models.IntegerField(db_column=name, unique=True)}
    model = model_of("thing", id=number(), **field, c=models.IntegerField(null=True))
    options: dict[str, Any] = {"key": "x" if as_key else "id", "newest_by": "x"}
    rows = [{"id": n, "x": n, "c": n} for n in range(1, 4)]

    first = upsert(model, rows, **options)
    second = refused(
        model, [rows[0], {"id": 4, "x": 4, "c": 4}, {"id": 5, "x": 100, "c": 5}, {"id": 6, "x": 6, "c": 1}], **options
    )

    assert first == UpsertResult(inserted=3)
    assert second[0] == UpsertResult(inserted=1, unchanged=1, rejected=2)
    assert [one[:2] for one in second[1]] == [(3, name), (4, "c")]


@pytest.mark.parametrize(
    "name", ["_due", "_locked", "due", "locked", "written", "lost", "gone", "ranked", "keys", "s", "o", "n"]
)
def test_tables_may_have_names_of_ours(name: str) -> None:
    """Whatever stands in our statements."""
    ddl(f'CREATE TABLE "{name}" (id int PRIMARY KEY, up int REFERENCES "{name}" DEFERRABLE INITIALLY DEFERRED)')
    model = model_of(name, id=number(), up=models.IntegerField(null=True))

    assert refused(model, [{"id": 1, "up": 9}, {"id": 2, "up": None}, {"id": 3, "up": 2}]) == (
        UpsertResult(inserted=2, rejected=1),
        [(1, "up", f"no such row in {name}")],
    )


# Row-level security


@contextmanager
def somebody_else() -> Iterator[None]:
    ddl("CREATE ROLE clerk_of_a_test; GRANT ALL ON ALL TABLES IN SCHEMA public TO clerk_of_a_test")
    ddl("SET ROLE clerk_of_a_test")
    try:
        yield
    finally:
        ddl("RESET ROLE")


POLICIES = {
    "one for all": "CREATE POLICY p ON thing USING (who = 'me')",
    "reads all": "CREATE POLICY p ON thing FOR INSERT WITH CHECK (who = 'me');"
    " CREATE POLICY q ON thing FOR SELECT USING (true); CREATE POLICY r ON thing FOR UPDATE USING (who = 'me')",
}


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
@pytest.mark.parametrize("atomic", [False, True])
def test_rows_that_a_policy_refuses_are_rejected(policy: str, atomic: bool) -> None:
    """New rows, changed ones, and those of others that the role does not even see."""
    ddl(
        "CREATE TABLE thing (id int PRIMARY KEY, who text, n int);"
        " INSERT INTO thing VALUES (1, 'me', 1), (2, 'you', 1);"
        f" ALTER TABLE thing ENABLE ROW LEVEL SECURITY; {policy}"
    )
    model = model_of("thing", id=number(), who=models.TextField(), n=models.IntegerField())
    rows = [{"id": n, "who": who, "n": 2} for n, who in enumerate(["me", "me", "me", "you"], 1)]

    with somebody_else():
        result, found = refused(model, rows, atomic=atomic)
        with (
            pytest.raises(RejectedRowsError, match="row 2: row-level security does not allow it"),
            transaction.atomic(),
        ):
            upsert(model, rows, atomic=atomic)

    assert result == UpsertResult(inserted=1, updated=1, rejected=2)
    assert found == [(n, None, "row-level security does not allow it") for n in (2, 4)]
    assert query("SELECT * FROM thing ORDER BY id") == [(1, "me", 2), (2, "you", 1), (3, "me", 2)]


@pytest.mark.parametrize(
    "hidden", ["ALTER TABLE parent_of ENABLE ROW LEVEL SECURITY", "REVOKE ALL ON parent_of FROM clerk_of_a_test"]
)
@pytest.mark.parametrize("deferred", ["", "DEFERRABLE INITIALLY DEFERRED"])
def test_parents_that_the_role_does_not_see_are_parents(hidden: str, deferred: str) -> None:
    """The server knows them; we cannot look."""
    ddl(
        "CREATE TABLE parent_of (id int PRIMARY KEY); INSERT INTO parent_of VALUES (1);"
        f" CREATE TABLE thing (id int PRIMARY KEY, up int REFERENCES parent_of {deferred})"
    )
    model = model_of("thing", id=number(), up=models.IntegerField(null=True))

    with somebody_else():
        ddl(f"RESET ROLE; {hidden}; SET ROLE clerk_of_a_test")
        assert refused(model, [{"id": 1, "up": 1}])[0] == INSERTED
        if not deferred:  # else the commit says so
            assert refused(model, [{"id": 2, "up": 9}, {"id": 3, "up": 1}]) == (
                UpsertResult(inserted=1, rejected=1),
                [(1, "up", "no such row in parent_of")],
            )


def test_a_missing_privilege_is_no_matter_of_rows() -> None:
    """It has the same state as a policy."""
    ddl("CREATE TABLE thing (id int PRIMARY KEY)")
    model = model_of("thing", id=number())

    with somebody_else():
        ddl("RESET ROLE; REVOKE INSERT ON thing FROM clerk_of_a_test; SET ROLE clerk_of_a_test")
        with pytest.raises(Error, match="permission denied") as caught, transaction.atomic():
            upsert(model, [{"id": 1}], on_error="reject")

    assert not isinstance(caught.value, RejectedRowsError)
