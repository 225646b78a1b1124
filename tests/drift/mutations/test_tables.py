"""Changes of tables."""

import pytest
from django.db import connections

from tests.drift.conftest import found
from tests.drift.mutations.changes import (
    DETACHED,
    OLD_NOTE,
    PARTITIONED,
    SECOND_NOTE,
    SILENT,
    Expected,
    Mutation,
    cases,
    item,
    note,
    part,
    shop,
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


@pytest.mark.parametrize(("sql", "expected"), cases(table=TABLES))
def test_a_change_is_seen(original: str, sql: str, expected: Expected) -> None:
    """Nothing but what it must give, and a second look says the same."""
    with connections[original].cursor() as cursor:
        cursor.execute(sql)

    assert found(original) == expected
