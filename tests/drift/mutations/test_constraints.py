"""Changes of checks, indexes and triggers."""

import pytest
from django.db import connections

from tests.drift.conftest import found
from tests.drift.mutations.changes import SILENT, Expected, Mutation, cases, item, note, users

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


@pytest.mark.parametrize(("sql", "expected"), cases(check=CHECKS, rest=INDEXES_AND_TRIGGERS))
def test_a_change_is_seen(original: str, sql: str, expected: Expected) -> None:
    """Nothing but what it must give, and a second look says the same."""
    with connections[original].cursor() as cursor:
        cursor.execute(sql)

    assert found(original) == expected
