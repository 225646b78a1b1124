"""Each kind of change to a database gives the findings that it must give, and no others."""

from uuid import uuid4

import pytest
from django.db import connections
from pytest_django.fixtures import Settings

from agent360_models import drift
from agent360_models.tables import reference
from tests.drift.conftest import as_role, found

Expected = set[tuple[str, str, str]]
Mutation = tuple[str, str, Expected]

SILENT: Expected = set()
OLD_NOTE = "ALTER TABLE drift_note RENAME TO old_note; "
PARTITIONED = (
    f"{OLD_NOTE}CREATE TABLE drift_note (id int PRIMARY KEY, text varchar(100) NOT NULL) PARTITION BY RANGE (id);"
    "CREATE TABLE drift_note_1 PARTITION OF drift_note FOR VALUES FROM (1) TO (9);"
    "CREATE TABLE drift_note_2 PARTITION OF drift_note FOR VALUES FROM (9) TO (20); "
)
DETACHED = "ALTER TABLE drift_note DETACH PARTITION drift_note_1"
SECOND_NOTE = "CREATE TABLE drift.drift_note (LIKE drift_note INCLUDING ALL); "


def item(*pairs: str) -> Expected:
    """Return findings about Item from ``code column`` pairs."""
    return {(code, "Item", column) for code, _, column in (pair.partition(" ") for pair in pairs)}


def note(*pairs: str) -> Expected:
    return {(code, "Note", column) for code, _, column in (pair.partition(" ") for pair in pairs)}


def shop(*pairs: str) -> Expected:
    return {(code, "Shop", column) for code, _, column in (pair.partition(" ") for pair in pairs)}


def users(*codes: str) -> Expected:
    return {(code, "agent360_core.User", "") for code in codes}


def part(*pairs: str) -> Expected:
    return {(code, "Part", column) for code, _, column in (pair.partition(" ") for pair in pairs)}


def retyped(column: str, type_: str, code: str = "") -> Mutation:
    """Change the type of one of Item's columns by way of text."""
    sql = (
        f'ALTER TABLE drift_item ALTER "{column}" DROP DEFAULT,'
        f' ALTER "{column}" TYPE {type_} USING "{column}"::text::{type_}'
    )
    return f"{column}-to-{type_}", sql, item(f"{code} {column}") if code else SILENT


def new_labels(labels: str) -> str:
    """Replace the ENUM type of Item by one of the same name."""
    return (
        f"ALTER TYPE drift.state RENAME TO old_state; CREATE TYPE drift.state AS ENUM ({labels});"
        " ALTER TABLE drift_item ALTER state TYPE drift.state USING state::text::drift.state,"
        " ALTER states TYPE drift.state[] USING states::text[]::drift.state[]"
    )


def foreign_key(column: str, reference: str) -> str:
    """Replace one of Item's foreign keys."""
    return (
        f"ALTER TABLE drift_item DROP CONSTRAINT item_{column},"
        f" ADD CONSTRAINT item_{column} FOREIGN KEY ({column}_id) REFERENCES {reference}"
    )


TABLES: list[Mutation] = [
    ("dropped", "DROP TABLE drift_note", note("table.missing")),
    ("renamed", OLD_NOTE, note("table.missing")),
    (
        "schema-dropped",
        "DROP SCHEMA drift CASCADE",
        part("table.missing") | item("column.missing state", "column.missing states"),
    ),
    ("parent-renamed", "ALTER TABLE drift_shop RENAME TO old_shop", shop("table.missing")),
    ("parent-moved", "ALTER TABLE drift_shop SET SCHEMA drift", shop("table.missing")),
    (
        "parent-to-view",
        "ALTER TABLE drift_shop RENAME TO old_shop; CREATE VIEW drift_shop AS SELECT * FROM old_shop",
        shop("table.view"),
    ),
    ("other-schema", "ALTER TABLE drift_note SET SCHEMA drift", note("table.missing")),
    ("part-in-public", "ALTER TABLE drift.part SET SCHEMA public", part("table.missing")),
    (
        "other-schema-on-path",
        "ALTER TABLE drift_note SET SCHEMA drift; SET LOCAL search_path = public, drift",
        SILENT,
    ),
    ("second-off-path", SECOND_NOTE, SILENT),
    ("second-earlier", SECOND_NOTE + "SET LOCAL search_path = drift, public", note("table.shadowed")),
    ("second-later", SECOND_NOTE + "SET LOCAL search_path = public, drift", note("table.shadowed")),
    (
        "target-shadowed",
        (
            "CREATE TABLE drift.drift_shop (id serial PRIMARY KEY, name varchar(50) NOT NULL);"
            "SET LOCAL search_path = drift, public"
        ),
        shop("table.shadowed"),
    ),
    ("view", OLD_NOTE + "CREATE VIEW drift_note AS SELECT * FROM old_note", note("table.view")),
    (
        "view-not-updatable",
        OLD_NOTE + "CREATE VIEW drift_note AS SELECT DISTINCT * FROM old_note",
        note("table.not_writable"),
    ),
    (
        "view-with-trigger",
        OLD_NOTE + "CREATE VIEW drift_note AS SELECT DISTINCT * FROM old_note; CREATE TRIGGER t INSTEAD OF INSERT OR"
        " UPDATE OR DELETE ON drift_note FOR EACH ROW EXECUTE FUNCTION drift.touch()",
        note("table.view"),
    ),
    (
        "view-lacks-column",
        OLD_NOTE + "CREATE VIEW drift_note AS SELECT id FROM old_note",
        note("table.view", "column.missing text"),
    ),
    (
        "materialized-view",
        OLD_NOTE + "CREATE MATERIALIZED VIEW drift_note AS SELECT * FROM old_note",
        note("table.not_writable"),
    ),
    (
        "partitioned",
        OLD_NOTE + "CREATE TABLE drift_note (id int PRIMARY KEY, text varchar(100) NOT NULL) PARTITION BY HASH (id);"
        " CREATE TABLE note_0 PARTITION OF drift_note FOR VALUES WITH (MODULUS 1, REMAINDER 0)",
        SILENT,
    ),
    (
        "partitioned-by-another-column",
        OLD_NOTE
        + "CREATE TABLE drift_note (id int, text varchar(100), PRIMARY KEY (id, text)) PARTITION BY LIST (text);"
        " CREATE TABLE note_0 PARTITION OF drift_note DEFAULT",
        SILENT,
    ),
    ("unlogged", "ALTER TABLE drift_note SET UNLOGGED", note("table.unlogged")),
    ("row-security", "ALTER TABLE drift_note ENABLE ROW LEVEL SECURITY", note("table.row_security_unexpected")),
    (
        "foreign-table",
        OLD_NOTE + "CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;"
        " CREATE FOREIGN TABLE drift_note (id int NOT NULL, text varchar(100) NOT NULL) SERVER s",
        note("table.foreign"),
    ),
    ("more-tables", "CREATE TABLE another (id int)", SILENT),
    ("child", "CREATE TABLE old_note () INHERITS (drift_note)", note("table.inherited")),
    ("parent", "CREATE TABLE old_note (LIKE drift_note); ALTER TABLE drift_note INHERIT old_note", SILENT),
    ("partition", PARTITIONED, SILENT),
    (
        "partition-detached",
        PARTITIONED + "ALTER TABLE drift_note DETACH PARTITION drift_note_1",
        note("table.detached"),
    ),
    (
        "partition-detached-and-moved",
        PARTITIONED + DETACHED + "; ALTER TABLE drift_note_1 RENAME TO gone",
        SILENT,
    ),
    (
        "partitioned-without-partitions",
        OLD_NOTE + "CREATE TABLE drift_note (id int PRIMARY KEY, text varchar(100) NOT NULL) PARTITION BY HASH (id)",
        note("table.no_partition"),
    ),
    (
        "every-partition-detached",
        PARTITIONED + DETACHED + "; ALTER TABLE drift_note_1 RENAME TO gone; DROP TABLE drift_note_2",
        note("table.no_partition"),
    ),
    ("row-security-forced-alone", "ALTER TABLE drift_note FORCE ROW LEVEL SECURITY", SILENT),
    (
        "row-security-with-a-policy",
        "CREATE POLICY p ON drift_note USING (false); ALTER TABLE drift_note ENABLE ROW LEVEL SECURITY",
        note("table.row_security_unexpected"),
    ),
    ("policy-without-row-security", "CREATE POLICY p ON drift_note USING (false)", SILENT),
    ("owner", "CREATE ROLE drift_owner; ALTER TABLE drift_note OWNER TO drift_owner", SILENT),
    ("comments", "COMMENT ON TABLE drift_note IS 'x'; COMMENT ON COLUMN drift_note.text IS 'x'", SILENT),
    ("tablespace", "ALTER TABLE drift_note SET TABLESPACE pg_default", SILENT),
    ("storage", "ALTER TABLE drift_item ALTER notes SET STORAGE EXTERNAL, ALTER notes SET COMPRESSION pglz", SILENT),
    ("fillfactor", "ALTER TABLE drift_note SET (fillfactor = 50)", SILENT),
    ("statistics", "ALTER TABLE drift_note ALTER text SET STATISTICS 500", SILENT),
    ("replica-identity", "ALTER TABLE drift_note REPLICA IDENTITY FULL", SILENT),
    (
        "schema-renamed",
        "ALTER SCHEMA drift RENAME TO other",
        part("table.missing") | item("type.differs state", "type.differs states"),
    ),
    ("name-in-capitals", 'ALTER TABLE drift_note RENAME TO "Drift_note"', note("table.missing")),
    (
        "view-of-other-types",
        OLD_NOTE + "CREATE VIEW drift_note AS SELECT id::bigint, text::text FROM old_note",
        note("table.not_writable", "type.integer_wider id", "type.length_longer text"),
    ),
    (
        "view-with-check-option",
        OLD_NOTE + "CREATE VIEW drift_note AS SELECT * FROM old_note WHERE id > 5 WITH CHECK OPTION",
        note("table.view"),
    ),
    ("beside-a-partitioned-table", PARTITIONED + "CREATE TABLE drift_note_more (id int)", SILENT),
    ("like-a-plain-table", "CREATE TABLE drift_note_1 (LIKE drift_note)", SILENT),
    ("rule-nothing", "CREATE RULE r AS ON DELETE TO drift_note DO INSTEAD NOTHING", note("rule.instead")),
    (
        "rule-instead",
        (
            "CREATE TABLE other (LIKE drift_note);"
            " CREATE RULE r AS ON INSERT TO drift_note DO INSTEAD INSERT INTO other VALUES (NEW.id, NEW.text)"
        ),
        note("rule.instead"),
    ),
    (
        "rule-with-a-condition",
        "CREATE RULE r AS ON UPDATE TO drift_note WHERE NEW.id > 9 DO INSTEAD NOTHING",
        note("rule.instead"),
    ),
    ("rule-also", "CREATE RULE r AS ON INSERT TO drift_note DO ALSO NOTIFY notes", note("rule.also")),
    (
        "rule-disabled",
        "CREATE RULE r AS ON DELETE TO drift_note DO INSTEAD NOTHING; ALTER TABLE drift_note DISABLE RULE r",
        SILENT,
    ),
    (
        "view-with-rules",
        OLD_NOTE + "CREATE VIEW drift_note AS SELECT DISTINCT * FROM old_note; CREATE RULE r AS ON INSERT TO drift_note"
        " DO INSTEAD INSERT INTO old_note VALUES (NEW.id, NEW.text)",
        note("table.view"),
    ),
    (
        "view-with-a-rule-that-does-nothing",
        OLD_NOTE + "CREATE VIEW drift_note AS SELECT * FROM old_note;"
        " CREATE RULE r AS ON INSERT TO drift_note DO INSTEAD NOTHING",
        note("table.view", "rule.instead"),
    ),
    ("ours-dropped", "DROP TABLE sync_log", {("table.missing", "agent360_system.SyncLog", "")}),
]

COLUMNS: list[Mutation] = [
    # What goes with a column is not said twice: its index, its constraints, what points at it.
    ("dropped-with-key", "ALTER TABLE drift_item DROP shop_id", item("column.missing shop_id")),
    ("dropped-with-index", "ALTER TABLE drift_item DROP at", item("column.missing at")),
    ("dropped-with-unique", "ALTER TABLE drift_item DROP place", item("column.missing place")),
    (
        "renamed-with-unique",
        "ALTER TABLE drift_item RENAME code TO kode",
        item("column.missing code", "column.extra_required kode"),
    ),
    (
        "renamed-primary-key",
        "ALTER TABLE drift_note RENAME id TO nr",
        note("column.missing id", "column.extra_required nr"),
    ),
    ("added-unique", "ALTER TABLE drift_note ADD more int UNIQUE", note("column.extra more")),
    ("dropped", "ALTER TABLE drift_note DROP text", note("column.missing text")),
    (
        "renamed",
        "ALTER TABLE drift_note RENAME text TO body",
        note("column.missing text", "column.extra_required body"),
    ),
    (
        "nullable-renamed",
        "ALTER TABLE drift_item RENAME notes TO remarks",
        item("column.missing notes", "column.extra remarks"),
    ),
    ("added-nullable", "ALTER TABLE drift_note ADD more int", note("column.extra more")),
    ("added-required", "ALTER TABLE drift_note ADD more int NOT NULL", note("column.extra_required more")),
    ("added-with-default", "ALTER TABLE drift_note ADD more int DEFAULT 1 NOT NULL", note("column.extra more")),
    (
        "added-identity",
        "ALTER TABLE drift_note ADD more int GENERATED ALWAYS AS IDENTITY",
        note("column.extra more"),
    ),
    (
        "added-generated",
        "ALTER TABLE drift_note ADD more int GENERATED ALWAYS AS (id + 1) STORED NOT NULL",
        note("column.extra more"),
    ),
    (
        "added-domain-not-null",
        "CREATE DOMAIN needed AS int NOT NULL; ALTER TABLE drift_note ADD more needed",
        note("column.extra_required more"),
    ),
    ("nullable", "ALTER TABLE drift_item ALTER title DROP NOT NULL", item("null.read title")),
    ("not-null", "ALTER TABLE drift_item ALTER notes SET NOT NULL", item("null.write notes")),
    (
        "not-null-by-domain",
        "CREATE DOMAIN needed AS text NOT NULL; ALTER TABLE drift_item ALTER notes TYPE needed",
        item("null.write notes"),
    ),
    (
        "not-null-of-ours",
        "ALTER TABLE accounts ALTER acc_credit_limit SET NOT NULL",
        {("null.write", "agent360_accounts.Account", "acc_credit_limit")},
    ),
    (
        "generated",
        "ALTER TABLE drift_item DROP small, ADD small smallint GENERATED ALWAYS AS (1) STORED",
        item("column.generated small"),
    ),
    (
        "not-generated",
        "ALTER TABLE drift_item ALTER double DROP EXPRESSION",
        item("column.not_generated double"),
    ),
    ("python-default-dropped", "ALTER TABLE drift_item ALTER status DROP DEFAULT, ALTER small DROP DEFAULT", SILENT),
    ("default-dropped", "ALTER TABLE drift_item ALTER seen DROP DEFAULT", item("default.missing seen")),
    ("default-in-other-words", "ALTER TABLE drift_item ALTER seen SET DEFAULT CURRENT_TIMESTAMP", SILENT),
    ("default-differs", "ALTER TABLE drift_item ALTER rank SET DEFAULT 3", item("default.differs rank")),
    ("text-default-differs", "ALTER TABLE drift_item ALTER kind SET DEFAULT 'It''s'", item("default.differs kind")),
    ("default-added", "ALTER TABLE drift_note ALTER text SET DEFAULT 'x'", note("default.extra text")),
    ("default-null", "ALTER TABLE drift_note ALTER text SET DEFAULT NULL::varchar", SILENT),
    ("default-of-a-key", "ALTER TABLE drift_note ALTER id SET DEFAULT 7", note("default.extra id")),
    (
        "default-from-a-sequence",
        "CREATE SEQUENCE s; ALTER TABLE drift_note ALTER id SET DEFAULT nextval('s')",
        note("default.extra id"),
    ),
    ("default-of-a-nullable", "ALTER TABLE drift_item ALTER notes SET DEFAULT 'x'", item("default.extra notes")),
    (
        "default-of-a-uuid",
        "ALTER TABLE drift_item ALTER token SET DEFAULT gen_random_uuid()",
        item("default.extra token"),
    ),
    (
        "default-by-domain",
        "CREATE DOMAIN kind AS varchar(100) DEFAULT 'x'; ALTER TABLE drift_note ALTER text TYPE kind",
        note("default.extra text"),
    ),
    ("default-beside-python-s", "ALTER TABLE drift_item ALTER number SET DEFAULT 3", SILENT),
    ("default-is-expression", "ALTER TABLE drift_item ALTER rank SET DEFAULT 1 + 2", SILENT),
    ("default-dropped-of-number", "ALTER TABLE drift_item ALTER rank DROP DEFAULT", item("default.missing rank")),
    ("serial-dropped", "ALTER TABLE drift_shop ALTER id DROP DEFAULT", shop("identity.missing id")),
    (
        "serial-to-identity",
        "ALTER TABLE drift_shop ALTER id DROP DEFAULT, ALTER id ADD GENERATED BY DEFAULT AS IDENTITY",
        SILENT,
    ),
    (
        "serial-to-identity-always",
        "ALTER TABLE drift_shop ALTER id DROP DEFAULT, ALTER id ADD GENERATED ALWAYS AS IDENTITY",
        shop("identity.always id"),
    ),
    (
        "serial-to-sequence",
        "CREATE SEQUENCE drift.numbers; ALTER TABLE drift_shop ALTER id SET DEFAULT nextval('drift.numbers')",
        SILENT,
    ),
    ("sequence-ends-early", "ALTER SEQUENCE drift_shop_id_seq MAXVALUE 10", shop("sequence.limited id")),
    ("sequence-of-a-narrower-type", "ALTER SEQUENCE drift_item_id_seq AS integer", item("sequence.limited id")),
    ("sequence-smallint", "ALTER SEQUENCE drift_shop_id_seq AS smallint", shop("sequence.limited id")),
    ("sequence-of-a-wider-type", "ALTER SEQUENCE drift_shop_id_seq AS bigint MAXVALUE 9223372036854775807", SILENT),
    ("sequence-cycles", "ALTER SEQUENCE drift_shop_id_seq CYCLE", shop("sequence.cycles id")),
    ("sequence-by-ten", "ALTER SEQUENCE drift_shop_id_seq INCREMENT BY 10", SILENT),
    ("sequence-backwards", "ALTER SEQUENCE drift_shop_id_seq INCREMENT BY -1 MINVALUE -1000", SILENT),
    ("sequence-owned-by-none", "ALTER SEQUENCE drift_shop_id_seq OWNED BY NONE", SILENT),
    (
        "sequence-of-its-own-ends-early",
        (
            "CREATE SEQUENCE drift.numbers MAXVALUE 99;"
            " ALTER TABLE drift_shop ALTER id SET DEFAULT nextval('drift.numbers')"
        ),
        shop("sequence.limited id"),
    ),
    ("identity-ends-early", "ALTER TABLE drift.part ALTER id SET MAXVALUE 10", part("sequence.limited id")),
    ("identity-cycles", "ALTER TABLE drift.part ALTER id SET CYCLE", part("sequence.cycles id")),
    (
        "column-in-capitals",
        'ALTER TABLE drift_note RENAME text TO "Text"',
        note("column.missing text", "column.extra_required Text"),
    ),
    ("column-order", "ALTER TABLE drift_note DROP text, ADD text varchar(100) NOT NULL", SILENT),
    ("default-becomes-null", "ALTER TABLE drift_item ALTER rank SET DEFAULT NULL", item("default.missing rank")),
    ("identity-dropped", "ALTER TABLE drift.part ALTER id DROP IDENTITY", part("identity.missing id")),
    ("identity-always", "ALTER TABLE drift.part ALTER id SET GENERATED ALWAYS", part("identity.always id")),
    (
        "key-becomes-identity",
        "ALTER TABLE drift_note ALTER id ADD GENERATED BY DEFAULT AS IDENTITY",
        SILENT,
    ),
    (
        "key-becomes-identity-always",
        "ALTER TABLE drift_note ALTER id ADD GENERATED ALWAYS AS IDENTITY",
        note("column.generated id"),
    ),
    (
        "column-becomes-identity-always",
        "ALTER TABLE drift_item ALTER number ADD GENERATED ALWAYS AS IDENTITY",
        item("column.generated number"),
    ),
    (
        "generated-to-identity-always",
        "ALTER TABLE drift_item DROP double, ADD double int GENERATED ALWAYS AS IDENTITY",
        SILENT,
    ),
    (
        "collation-nondeterministic",
        (
            "CREATE COLLATION nd (locale = 'POSIX'); ALTER TABLE drift_note ALTER text TYPE varchar(100) COLLATE nd;"
            # Not every build has ICU, which alone makes them so.
            " UPDATE pg_collation SET collisdeterministic = false WHERE collname = 'nd'"
        ),
        note("column.collation text"),
    ),
    (
        "collation-c",
        'ALTER TABLE drift_note ALTER text TYPE varchar(100) COLLATE "POSIX"',
        note("column.sort_order text"),
    ),
    (
        "collation-of-a-domain",
        'CREATE DOMAIN ctext AS varchar(100) COLLATE "POSIX"; ALTER TABLE drift_note ALTER text TYPE ctext',
        note("column.sort_order text"),
    ),
    (
        "not-null-by-domain-under-domain",
        (
            "CREATE DOMAIN needed AS text NOT NULL; CREATE DOMAIN wanted AS needed;"
            " ALTER TABLE drift_item ALTER notes TYPE wanted"
        ),
        item("null.write notes"),
    ),
]

TYPES: list[Mutation] = [
    retyped("status", "varchar(10)", "type.length_shorter"),
    retyped("status", "varchar(30)", "type.length_longer"),
    retyped("status", "varchar", "type.length_longer"),
    retyped("status", "text", "type.length_longer"),
    retyped("status", "char(20)", "type.padded"),
    retyped("status", "citext", "type.case_insensitive"),
    retyped("status", "drift.state", "type.enum_as_text"),
    retyped("status", "bytea", "type.differs"),
    retyped("notes", "varchar", ""),
    retyped("notes", "varchar(100)", "type.length_shorter"),
    retyped("number", "bigint", "type.integer_wider"),
    retyped("number", "smallint", "type.integer_narrower"),
    retyped("number", "numeric(9)", "type.differs"),
    retyped("number", "text", "type.differs"),
    retyped("small", "integer", "type.integer_wider"),
    retyped("big", "integer", "type.integer_narrower"),
    retyped("shop_id", "bigint", "type.integer_wider"),
    retyped("price", "numeric(8,2)", "type.numeric_narrower"),
    retyped("price", "numeric(10,3)", "type.numeric_narrower"),
    retyped("price", "numeric(10,1)", "type.numeric_rounds"),
    retyped("price", "numeric(12,2)", "type.numeric_wider"),
    retyped("price", "numeric", "type.numeric_wider"),
    retyped("price", "decimal(10,2)", ""),
    retyped("price", "double precision", "type.float"),
    retyped("weight", "real", "type.float"),
    retyped("weight", "numeric(10,2)", "type.float"),
    retyped("at", "timestamp", "type.time_zone"),
    retyped("at", "timestamptz(0)", "type.precision"),
    retyped("at", "timestamptz(6)", ""),
    retyped("at", "date", "type.differs"),
    retyped("opens", "timetz", "type.time_of_day"),
    retyped("opens", "time(0)", "type.precision"),
    retyped("number", "money", "type.money"),
    retyped("weight", "money", "type.money"),
    retyped("data", "json", "type.json"),
    retyped("data", "text", "type.differs"),
    retyped("token", "text", "type.differs"),
    retyped("token", "varchar(36)", "type.differs"),
    retyped("tags", "text[]", "type.length_longer"),
    retyped("tags", "varchar(10)[]", "type.length_shorter"),
    retyped("tags", "varchar(18)", "type.differs"),
    retyped("state", "text", "type.differs"),
    (
        "boolean-to-smallint",
        "ALTER TABLE drift_item ALTER is_open TYPE smallint USING is_open::int::smallint",
        item("type.differs is_open"),
    ),
    (
        "enum-of-another-schema",
        (
            "CREATE TYPE state AS ENUM ('open', 'shut');"
            " ALTER TABLE drift_item ALTER state TYPE public.state USING state::text::public.state"
        ),
        item("type.differs state"),
    ),
    ("enum-moved", "ALTER TYPE drift.state SET SCHEMA public", item("type.differs state", "type.differs states")),
    (
        "domain-over-enum",
        "CREATE DOMAIN drift.condition AS drift.state; ALTER TABLE drift_item ALTER state TYPE drift.condition",
        SILENT,
    ),
    (
        "domain-over-another-enum",
        (
            "CREATE TYPE drift.mood AS ENUM ('open', 'shut'); CREATE DOMAIN drift.condition AS drift.mood;"
            " ALTER TABLE drift_item ALTER state TYPE drift.condition USING state::text::drift.condition"
        ),
        item("type.differs state"),
    ),
    (
        "enum-schema-on-path",
        "SET LOCAL search_path = drift, public",
        SILENT,
    ),
    (
        "domain",
        "CREATE DOMAIN short AS varchar(20) CHECK (VALUE <> ''); ALTER TABLE drift_item ALTER status TYPE short",
        SILENT,
    ),
    (
        "domain-shorter",
        "CREATE DOMAIN short AS varchar(10); ALTER TABLE drift_item ALTER status TYPE short",
        item("type.length_shorter status"),
    ),
    (
        "domain-over-domain",
        (
            "CREATE DOMAIN short AS varchar(20); CREATE DOMAIN shorter AS short;"
            " ALTER TABLE drift_item ALTER status TYPE shorter"
        ),
        SILENT,
    ),
    (
        "ours-shortened",
        "ALTER TABLE accounts ALTER acc_name TYPE varchar(100)",
        {("type.length_shorter", "agent360_accounts.Account", "acc_name")},
    ),
]

LABELS: list[Mutation] = [
    (
        "added",
        "ALTER TYPE drift.state ADD VALUE 'lost' BEFORE 'shut'",
        item("enum.label_unknown state", "enum.label_unknown states"),
    ),
    ("removed", new_labels("'open'"), item("enum.label_missing state", "enum.label_missing states")),
    ("default-removed", new_labels("'shut'"), item("enum.default_missing state", "enum.label_missing states")),
    (
        "renamed",
        "ALTER TYPE drift.state RENAME VALUE 'shut' TO 'closed'",
        item(*(f"enum.label_{what} {name}" for what in ("missing", "unknown") for name in ("state", "states"))),
    ),
    ("reordered", new_labels("'shut', 'open'"), item("enum.order state", "enum.order states")),
    ("made-anew", new_labels("'open', 'shut'"), SILENT),
]

KEYS: list[Mutation] = [
    ("primary-dropped", "ALTER TABLE drift_note DROP CONSTRAINT drift_note_pkey", note("primary_key.missing")),
    (
        "primary-to-unique",
        "ALTER TABLE drift_note DROP CONSTRAINT drift_note_pkey, ADD UNIQUE (id)",
        SILENT,  # which keeps rows apart as well, since the column stays NOT NULL
    ),
    (
        "primary-to-unique-with-null",
        "ALTER TABLE drift_note DROP CONSTRAINT drift_note_pkey, ADD UNIQUE (id), ALTER id DROP NOT NULL",
        note("primary_key.missing", "null.read id"),
    ),
    (
        "primary-wider",
        "ALTER TABLE drift_note DROP CONSTRAINT drift_note_pkey, ADD PRIMARY KEY (id, text)",
        note("primary_key.differs"),
    ),
    (
        "primary-deferrable",
        "ALTER TABLE drift_note DROP CONSTRAINT drift_note_pkey, ADD PRIMARY KEY (id) DEFERRABLE",
        note("unique.deferrable id"),
    ),
    (
        "primary-dropped-cascade",
        "ALTER TABLE drift_shop DROP CONSTRAINT drift_shop_pkey CASCADE",
        shop("primary_key.missing")
        | item(
            *(f"foreign_key.missing {name}_id" for name in ("shop", "seller", "buyer")), "foreign_key.absent loose_id"
        ),
    ),
    (
        "unique-deferred",
        'ALTER TABLE drift_item DROP CONSTRAINT item_row_place, ADD UNIQUE ("row", place) INITIALLY DEFERRED',
        item("unique.deferrable"),
    ),
    ("unique-with-more", "ALTER TABLE drift_item DROP CONSTRAINT item_code, ADD UNIQUE (code) INCLUDE (notes)", SILENT),
    (
        "unique-over-an-expression",
        "ALTER TABLE drift_item DROP CONSTRAINT item_code; CREATE UNIQUE INDEX i ON drift_item (upper(code))",
        item("unique.missing code", "unique.extra"),
    ),
    (
        "partial-of-the-opposite-rows",
        "DROP INDEX item_good_title; CREATE UNIQUE INDEX item_good_title ON drift_item (title) WHERE NOT is_good",
        item("unique.partial title"),
    ),
    (
        "partial-of-the-opposite-rows-by-a-value",
        "DROP INDEX item_good_title; CREATE UNIQUE INDEX x ON drift_item (title) WHERE is_good = false",
        item("unique.partial title"),
    ),
    (
        "primary-elsewhere",
        "ALTER TABLE drift_note DROP CONSTRAINT drift_note_pkey, ADD PRIMARY KEY (text)",
        note("primary_key.differs"),
    ),
    ("unique-dropped", "ALTER TABLE drift_item DROP CONSTRAINT item_code", item("unique.missing code")),
    ("unique-together-dropped", "ALTER TABLE drift_item DROP CONSTRAINT item_row_place", item("unique.missing")),
    (
        "unique-together-turned",
        'ALTER TABLE drift_item DROP CONSTRAINT item_row_place, ADD UNIQUE (place, "row")',
        SILENT,
    ),
    (
        "unique-to-index",
        "ALTER TABLE drift_item DROP CONSTRAINT item_code; CREATE UNIQUE INDEX i ON drift_item (code)",
        SILENT,
    ),
    (
        "unique-to-plain-index",
        "ALTER TABLE drift_item DROP CONSTRAINT item_code; CREATE INDEX i ON drift_item (code)",
        item("unique.missing code"),
    ),
    (
        "unique-to-partial",
        "ALTER TABLE drift_item DROP CONSTRAINT item_code; CREATE UNIQUE INDEX i ON drift_item (code) WHERE is_open",
        item("unique.partial code"),
    ),
    (
        "unique-to-wider",
        'ALTER TABLE drift_item DROP CONSTRAINT item_code, ADD UNIQUE (code, "row")',
        item("unique.missing code"),
    ),
    (
        "unique-deferrable",
        "ALTER TABLE drift_item DROP CONSTRAINT item_code, ADD UNIQUE (code) DEFERRABLE",
        item("unique.deferrable code"),
    ),
    (
        "partial-to-full",
        "DROP INDEX item_good_title; CREATE UNIQUE INDEX item_good_title ON drift_item (title)",
        item("unique.partial title"),
    ),
    ("partial-dropped", "DROP INDEX item_good_title", item("unique.missing title")),
    (
        "partial-of-other-rows",
        "DROP INDEX item_good_title; CREATE UNIQUE INDEX item_good_title ON drift_item (title) WHERE is_open",
        item("unique.partial title"),
    ),
    (
        "partial-in-other-words",
        "DROP INDEX item_good_title; CREATE UNIQUE INDEX x ON drift_item (title) WHERE is_good = true",
        SILENT,
    ),
    ("unique-added", "ALTER TABLE drift_note ADD UNIQUE (text)", note("unique.extra text")),
    ("unique-added-twice", "CREATE UNIQUE INDEX i ON drift_item (code)", SILENT),
    (
        "unique-added-of-more",
        "CREATE UNIQUE INDEX i ON drift_item (code, at); CREATE UNIQUE INDEX j ON drift_note (id, text)",
        SILENT,
    ),
    ("unique-added-partial", "CREATE UNIQUE INDEX i ON drift_note (text) WHERE id > 0", note("unique.extra text")),
    ("unique-added-expression", "CREATE UNIQUE INDEX i ON drift_note (lower(text))", note("unique.extra")),
    (
        "unique-nulls-not-distinct",
        ("ALTER TABLE case_comments DROP CONSTRAINT uq_case_comments_sf_id, ADD UNIQUE NULLS NOT DISTINCT (cc_sf_id)"),
        {("unique.nulls", "agent360_support.CaseComment", "cc_sf_id")},
    ),
    (
        "unique-nulls-without-null",
        "ALTER TABLE drift_item DROP CONSTRAINT item_code, ADD UNIQUE NULLS NOT DISTINCT (code)",
        SILENT,
    ),
    (
        "unique-invalid",
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'item_code'::regclass",
        item("unique.missing code", "index.invalid code"),
    ),
]

WIDER = (
    "ALTER TABLE drift_shop ADD UNIQUE (id, name); ALTER TABLE drift_item DROP CONSTRAINT item_shop,"
    " ADD FOREIGN KEY (shop_id, title) REFERENCES drift_shop (id, name) {}"
)
FOREIGN_KEYS: list[Mutation] = [
    ("dropped", "ALTER TABLE drift_item DROP CONSTRAINT item_shop", item("foreign_key.missing shop_id")),
    (
        "dropped-across-schemas",
        "ALTER TABLE drift.part DROP CONSTRAINT part_item",
        part("foreign_key.missing item_id"),
    ),
    ("loose-dropped", "ALTER TABLE drift_item DROP CONSTRAINT item_loose", item("foreign_key.absent loose_id")),
    ("renamed", "ALTER TABLE drift_item RENAME CONSTRAINT item_shop TO x", SILENT),
    (
        "not-valid",
        foreign_key("shop", "drift_shop ON DELETE CASCADE NOT VALID"),
        item("foreign_key.not_valid shop_id"),
    ),
    ("deferred", foreign_key("shop", "drift_shop ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED"), SILENT),
    (
        "cascade-to-set-null",
        foreign_key("shop", "drift_shop ON DELETE SET NULL"),
        item("foreign_key.on_delete shop_id"),
    ),
    ("cascade-to-no-action", foreign_key("shop", "drift_shop"), item("foreign_key.on_delete shop_id")),
    ("protect-to-no-action", foreign_key("seller", "drift_shop"), SILENT),
    (
        "protect-to-cascade",
        foreign_key("seller", "drift_shop ON DELETE CASCADE"),
        item("foreign_key.on_delete seller_id"),
    ),
    (
        "set-null-to-cascade",
        foreign_key("buyer", "drift_shop ON DELETE CASCADE"),
        item("foreign_key.on_delete buyer_id"),
    ),
    ("do-nothing-to-cascade", foreign_key("loose", "drift_shop ON DELETE CASCADE"), SILENT),
    (
        "on-update-cascade",
        foreign_key("shop", "drift_shop ON UPDATE CASCADE ON DELETE CASCADE"),
        item("foreign_key.on_update shop_id"),
    ),
    (
        "on-update-set-null",
        foreign_key("buyer", "drift_shop ON UPDATE SET NULL ON DELETE SET NULL"),
        item("foreign_key.on_update buyer_id"),
    ),
    ("match-full", foreign_key("shop", "drift_shop MATCH FULL ON DELETE CASCADE"), SILENT),
    (
        "set-null-to-set-default",
        foreign_key("buyer", "drift_shop ON DELETE SET DEFAULT"),
        item("foreign_key.on_delete buyer_id"),
    ),
    (
        "on-update-restrict",
        foreign_key("buyer", "drift_shop ON DELETE SET NULL ON UPDATE RESTRICT"),
        item("foreign_key.on_update buyer_id"),
    ),
    (
        "on-update-set-default",
        foreign_key("buyer", "drift_shop ON DELETE SET NULL ON UPDATE SET DEFAULT"),
        item("foreign_key.on_update buyer_id"),
    ),
    (
        "another-column-of-the-table",
        "ALTER TABLE drift_shop ADD nr int UNIQUE; " + foreign_key("shop", "drift_shop (nr) ON DELETE CASCADE"),
        shop("column.extra nr") | item("foreign_key.target shop_id"),
    ),
    ("to-itself", "ALTER TABLE drift_note ADD FOREIGN KEY (id) REFERENCES drift_note", note("foreign_key.extra id")),
    ("wider", WIDER.format("ON DELETE CASCADE"), SILENT),
    ("wider-on-delete", WIDER.format(""), item("foreign_key.on_delete shop_id")),
    ("wider-not-valid", WIDER.format("ON DELETE CASCADE NOT VALID"), item("foreign_key.not_valid shop_id")),
    (
        "wider-beside",
        (
            "ALTER TABLE drift_shop ADD UNIQUE (id, name); ALTER TABLE drift_item"
            " ADD FOREIGN KEY (shop_id, title) REFERENCES drift_shop (id, name)"
        ),
        SILENT,
    ),
    (
        "wider-of-other-columns",
        (
            "CREATE TABLE other (a bigint, b int, PRIMARY KEY (a, b));"
            " ALTER TABLE drift_item ADD FOREIGN KEY (big, number) REFERENCES other"
        ),
        item("foreign_key.extra"),
    ),
    (
        "wider-to-another-table",
        (
            "CREATE TABLE other (a int, b varchar(50), PRIMARY KEY (a, b));"
            " ALTER TABLE drift_item DROP CONSTRAINT item_shop, ADD FOREIGN KEY (shop_id, title) REFERENCES other"
        ),
        item("foreign_key.missing shop_id", "foreign_key.extra"),
    ),
    ("other-table", foreign_key("shop", "drift_note ON DELETE CASCADE"), item("foreign_key.target shop_id")),
    (
        "other-schema",
        "CREATE TABLE drift.drift_shop (id int PRIMARY KEY); "
        + foreign_key("shop", "drift.drift_shop ON DELETE CASCADE"),
        item("foreign_key.target shop_id"),
    ),
    ("twice", "ALTER TABLE drift_item ADD FOREIGN KEY (shop_id) REFERENCES drift_shop ON DELETE CASCADE", SILENT),
    (
        "extra",
        "ALTER TABLE drift_item ADD FOREIGN KEY (number) REFERENCES drift_note",
        item("foreign_key.extra number"),
    ),
]

NO_CHECK = "ALTER TABLE drift_item DROP CONSTRAINT item_price_not_negative"
CHECKS: list[Mutation] = [
    ("dropped", "ALTER TABLE drift_item DROP CONSTRAINT item_price_not_negative", item("check.missing price")),
    ("renamed", "ALTER TABLE drift_item RENAME CONSTRAINT item_price_not_negative TO x", SILENT),
    ("dropped-with-column", "ALTER TABLE drift_item DROP price", item("column.missing price")),
    ("added", "ALTER TABLE drift_note ADD CHECK (id > 0)", note("check.extra id")),
    ("added-over-two", "ALTER TABLE drift_note ADD CHECK (id > length(text))", note("check.extra")),
    (
        "not-valid",
        (
            "ALTER TABLE drift_item DROP CONSTRAINT item_price_not_negative,"
            " ADD CONSTRAINT item_price_not_negative CHECK (price >= 0) NOT VALID"
        ),
        item("check.not_valid price"),
    ),
    (
        "replaced-by-another-column-s",
        f"{NO_CHECK}, ADD CONSTRAINT x CHECK (weight > 0)",
        item("check.missing price", "check.extra weight"),
    ),
    (
        "other-limit",
        f"{NO_CHECK}, ADD CONSTRAINT x CHECK (price >= 5)",
        item("check.missing price", "check.extra price"),
    ),
    (
        "upper-limit",
        f"{NO_CHECK}, ADD CONSTRAINT x CHECK (price <= 0)",
        item("check.missing price", "check.extra price"),
    ),
    (
        "other-limit-of-the-same-name",
        f"{NO_CHECK}, ADD CONSTRAINT item_price_not_negative CHECK (price >= 5)",
        item("check.differs price"),
    ),
    (
        "other-operator-of-the-same-name",
        f"{NO_CHECK}, ADD CONSTRAINT item_price_not_negative CHECK (price > 0)",
        item("check.differs price"),
    ),
    (
        "another-column-of-the-same-name",
        f"{NO_CHECK}, ADD CONSTRAINT item_price_not_negative CHECK (weight >= 0)",
        item("check.differs weight"),
    ),
    (
        "one-more-column-of-the-same-name",
        f"{NO_CHECK}, ADD CONSTRAINT item_price_not_negative CHECK (price >= 0 OR is_good)",
        item("check.differs"),
    ),
    (
        "nothing-of-the-same-name",
        f"{NO_CHECK}, ADD CONSTRAINT item_price_not_negative CHECK (true)",
        item("check.differs"),
    ),
    (
        "other-words-of-the-same-name",
        f"{NO_CHECK}, ADD CONSTRAINT item_price_not_negative CHECK (price >= 0.00 OR price IS NULL)",
        SILENT,
    ),
    ("no-inherit", f"{NO_CHECK}, ADD CONSTRAINT item_price_not_negative CHECK (price >= 0) NO INHERIT", SILENT),
    ("renamed-with-a-cast", f"{NO_CHECK}, ADD CONSTRAINT x CHECK (price >= 0.00::numeric(10,2))", SILENT),
    ("of-a-positive-field-dropped", "ALTER TABLE drift_item DROP CONSTRAINT item_positive", SILENT),
    ("of-a-positive-field-more", "ALTER TABLE drift_item ADD CHECK (positive < 100)", item("check.extra positive")),
    ("of-two-positive-columns", "ALTER TABLE drift_item ADD CHECK (positive >= 0 AND number > 0)", item("check.extra")),
    ("false-no-inherit", "ALTER TABLE drift_note ADD CHECK (false) NO INHERIT", note("check.extra")),
    (
        "exclusion-over-an-expression",
        "ALTER TABLE drift_note ADD EXCLUDE USING gist (int4range(id, id + 2) WITH &&)",
        note("check.extra id"),
    ),
    (
        "exclusion-over-columns",
        "ALTER TABLE drift_note ADD EXCLUDE (id WITH =, text WITH =)",
        note("check.extra"),
    ),
    (
        "exclusion-for-a-check",
        f"{NO_CHECK}, ADD CONSTRAINT x EXCLUDE (price WITH =)",
        item("check.missing price", "check.extra price"),
    ),
]

INDEXES_AND_TRIGGERS: list[Mutation] = [
    ("dropped", "DROP INDEX item_at", item("index.missing at")),
    ("dropped-of-foreign-key", "DROP INDEX item_shop_id", item("index.missing shop_id")),
    ("renamed", "ALTER INDEX item_at RENAME TO x", SILENT),
    ("added", "CREATE INDEX x ON drift_note (text)", SILENT),
    ("of-more-columns", "DROP INDEX item_at; CREATE INDEX x ON drift_item (at DESC, big)", SILENT),
    ("of-fewer-columns", "DROP INDEX item_nb; CREATE INDEX x ON drift_item (number)", item("index.missing")),
    ("turned", "DROP INDEX item_nb; CREATE INDEX x ON drift_item (big, number)", item("index.missing")),
    ("on-expression", "DROP INDEX item_nb; CREATE INDEX x ON drift_item ((number + 1), big)", item("index.missing")),
    ("partial", "DROP INDEX item_at; CREATE INDEX x ON drift_item (at) WHERE is_open", item("index.missing at")),
    (
        "partial-without-null",
        "DROP INDEX item_buyer_id; CREATE INDEX x ON drift_item (buyer_id) WHERE buyer_id IS NOT NULL",
        SILENT,
    ),
    (
        "partial-without-null-of-another",
        "DROP INDEX item_at; CREATE INDEX x ON drift_item (at) WHERE notes IS NOT NULL",
        item("index.missing at"),
    ),
    (
        "invalid",
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'item_at'::regclass",
        item("index.invalid at"),
    ),
    ("trigger-disabled", "ALTER TABLE drift_item DISABLE TRIGGER item_touch", item("trigger.disabled")),
    ("trigger-on-replicas", "ALTER TABLE drift_item ENABLE REPLICA TRIGGER item_touch", item("trigger.disabled")),
    ("trigger-always", "ALTER TABLE drift_item ENABLE ALWAYS TRIGGER item_touch", SILENT),
    ("hash", "DROP INDEX item_at; CREATE INDEX item_at ON drift_item USING hash (at)", SILENT),
    (
        "gin-of-another-column",
        "DROP INDEX item_at; CREATE INDEX x ON drift_item USING gin (tags)",
        item("index.missing at"),
    ),
    ("descending", "DROP INDEX item_at; CREATE INDEX item_at ON drift_item (at DESC NULLS LAST)", SILENT),
    (
        "included",
        "DROP INDEX item_nb; CREATE INDEX item_nb ON drift_item (number) INCLUDE (big)",
        item("index.missing"),
    ),
    ("becomes-unique", "DROP INDEX item_at; CREATE UNIQUE INDEX item_at ON drift_item (at)", item("unique.extra at")),
    (
        "not-ready",
        "UPDATE pg_index SET indisready = false WHERE indexrelid = 'item_at'::regclass",
        item("index.invalid at"),
    ),
    ("every-trigger-disabled", "ALTER TABLE drift_item DISABLE TRIGGER ALL", item("trigger.disabled")),
    # Which triggers there are to be, an app says by a schema.sql.
    ("trigger-dropped", "DROP TRIGGER item_touch ON drift_item", SILENT),
    ("trigger-of-ours-dropped", "DROP TRIGGER trg_users_updated_at ON users", users("trigger.missing")),
    (
        "trigger-of-ours-renamed",
        "ALTER TRIGGER trg_users_updated_at ON users RENAME TO x",
        users("trigger.missing", "trigger.extra"),
    ),
    (
        "trigger-on-ours-added",
        "CREATE TRIGGER t AFTER INSERT ON users EXECUTE FUNCTION drift.touch()",
        users("trigger.extra"),
    ),
    (
        "constraint-trigger-added",
        "CREATE CONSTRAINT TRIGGER t AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION drift.touch()",
        users("trigger.extra"),
    ),
]

MUTATIONS = {
    "table": TABLES,
    "column": COLUMNS,
    "type": TYPES,
    "labels": LABELS,
    "key": KEYS,
    "foreign-key": FOREIGN_KEYS,
    "check": CHECKS,
    "rest": INDEXES_AND_TRIGGERS,
}


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        pytest.param(sql, expected, id=f"{group}-{name}")
        for group, mutations in MUTATIONS.items()
        for name, sql, expected in mutations
    ],
)
def test_a_change_is_seen(original: str, sql: str, expected: Expected) -> None:
    """Nothing but what it must give, and a second look says the same."""
    with connections[original].cursor() as cursor:
        cursor.execute(sql)

    assert found(original) == expected


# Privileges

GRANTS = (
    "GRANT USAGE ON SCHEMA public, drift TO {role}; GRANT ALL ON ALL TABLES IN SCHEMA public, drift TO {role};"
    " GRANT USAGE ON ALL SEQUENCES IN SCHEMA public, drift TO {role}; "
)
PRIVILEGES: list[Mutation] = [
    ("all", "", SILENT),
    ("schema", "REVOKE USAGE ON SCHEMA drift FROM {role}", part("privilege.schema")),
    ("select", "REVOKE SELECT ON drift_note FROM {role}", note("privilege.select")),
    (
        "select-of-one-column",
        "REVOKE SELECT ON drift_note FROM {role}; GRANT SELECT (id) ON drift_note TO {role}",
        note("privilege.select text"),
    ),
    (
        "select-of-all-columns",
        "REVOKE SELECT ON drift_note FROM {role}; GRANT SELECT (id, text) ON drift_note TO {role}",
        SILENT,
    ),
    ("insert", "REVOKE INSERT ON drift_note FROM {role}", note("privilege.write")),
    ("update", "REVOKE UPDATE ON drift_note FROM {role}", note("privilege.write")),
    ("delete", "REVOKE DELETE ON drift_note FROM {role}", note("privilege.write")),
    ("every-write", "REVOKE INSERT, UPDATE, DELETE ON drift_note FROM {role}", note("privilege.write")),
    ("sequence", "REVOKE ALL ON SEQUENCE drift_shop_id_seq FROM {role}", shop("privilege.sequence id")),
    (
        "sequence-by-update",
        "REVOKE ALL ON SEQUENCE drift_shop_id_seq FROM {role}; GRANT UPDATE ON SEQUENCE drift_shop_id_seq TO {role}",
        SILENT,
    ),
    (
        "sequence-not-owned",
        "CREATE SEQUENCE drift.numbers; ALTER TABLE drift_shop ALTER id SET DEFAULT nextval('drift.numbers')",
        shop("privilege.sequence id"),
    ),
    ("sequence-of-identity", "REVOKE ALL ON SEQUENCE drift.part_id_seq FROM {role}", SILENT),
]


@pytest.mark.parametrize(
    ("revokes", "expected"), [pytest.param(sql, expected, id=name) for name, sql, expected in PRIVILEGES]
)
def test_a_missing_privilege_is_seen(copy: str, revokes: str, expected: Expected) -> None:
    with as_role(copy, f"role_{uuid4().hex}", GRANTS + revokes) as alias:
        assert found(alias) == expected


def test_who_only_reads_needs_only_select(copy: str, settings: Settings) -> None:
    """And what only writes would meet is nobody's business then."""
    settings.AGENT360_MODELS = {"READ_ONLY": ["agent360"]}
    with connections[copy].cursor() as cursor:
        cursor.execute(
            "ALTER TABLE sync_log ALTER sl_id DROP DEFAULT; ALTER TABLE accounts ALTER acc_credit_limit SET NOT NULL;"
            " ALTER TABLE users RENAME TO u; CREATE VIEW users AS SELECT DISTINCT * FROM u"
        )
    select = "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}"
    with as_role(copy, f"role_{uuid4().hex}", select) as alias:
        findings = drift.find(reference.installable(), using=alias)

    assert [(finding.code, finding.table) for finding in findings] == [("table.view", "public.users")]
