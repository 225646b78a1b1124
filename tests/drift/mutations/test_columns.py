"""Changes of columns."""

import pytest
from django.db import connections

from tests.drift.conftest import found
from tests.drift.mutations.changes import SILENT, Expected, Mutation, cases, item, note, part, shop

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


@pytest.mark.parametrize(("sql", "expected"), cases(column=COLUMNS))
def test_a_change_is_seen(original: str, sql: str, expected: Expected) -> None:
    """Nothing but what it must give, and a second look says the same."""
    with connections[original].cursor() as cursor:
        cursor.execute(sql)

    assert found(original) == expected
