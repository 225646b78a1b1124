"""Changes of keys and foreign keys."""

import pytest
from django.db import connections

from tests.drift.conftest import found
from tests.drift.mutations.changes import SILENT, Expected, Mutation, cases, foreign_key, item, note, part, shop

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


@pytest.mark.parametrize(("sql", "expected"), cases(key=KEYS, foreign_key=FOREIGN_KEYS))
def test_a_change_is_seen(original: str, sql: str, expected: Expected) -> None:
    """Nothing but what it must give, and a second look says the same."""
    with connections[original].cursor() as cursor:
        cursor.execute(sql)

    assert found(original) == expected
