"""``COMMENT ON``, for the owner of the database."""

from types import SimpleNamespace

import pytest
from django.db import connection

from agent360_models.dictionary import comments
from agent360_models.dictionary.structure import Dictionary
from tests.apps.shop.odd import SCHEMA
from tests.support.comments import expected, stored


@pytest.fixture
def tables(odd: SimpleNamespace) -> None:
    """Make the tables of the odd models."""
    with connection.schema_editor() as editor:
        editor.execute(f'CREATE SCHEMA "{SCHEMA}"')
        editor.execute(f"""CREATE TYPE "{SCHEMA}"."Kind" AS ENUM ('red', 'sky, blue')""")
        for model in (odd.Tenant, odd.Place, odd.Visit, odd.Parent, odd.Child, odd.Pointer):
            editor.create_model(model)
        editor.execute("ALTER TABLE shop_parent ADD COLUMN colour varchar(10)")
        editor.execute(f'CREATE VIEW "{SCHEMA}".seen AS SELECT id FROM shop_tenant')


@pytest.mark.django_db
@pytest.mark.usefixtures("tables")
def test_names_and_texts_of_every_kind_come_back(dictionary: Dictionary) -> None:
    """Quotes, backslashes, lines, capitals and blanks; a view; two models on one table."""
    known = dictionary.tables
    with connection.cursor() as cursor:
        cursor.execute("COMMENT ON COLUMN shop_child.tenant_id IS 'Of the owner'")
        for _ in range(2):
            cursor.execute(comments.render(dictionary))

    for model in ("shop.Tenant", "shop.Place", "shop.Visit", "shop.Pointer", "shop.Seen"):
        assert stored(known[model], using="default") == expected(known[model])
    assert stored(known["shop.Tenant"], using="default")["number"] == 'Number. A "number"; 100 % \\ it\'s.'
    assert stored(known["shop.Place"], using="default")["Place No"] == "Number. Counts from one."
    assert stored(known["shop.Extra"], using="default") == {
        "shop_parent": "Parent. What an org added.",
        "id": None,
        "colour": "Colour. As they paint it.",
    }
    assert stored(known["shop.Child"], using="default")["tenant_id"] == "Of the owner"


def test_a_script_is_one_statement_a_line(dictionary: Dictionary) -> None:
    script = comments.render(dictionary)

    first = r"""COMMENT ON TABLE "shop_tenant" IS E'Tenant. A tenant''s first paragraph.\n\nThe second:\n\n* a list\n"""
    assert first in script
    assert """COMMENT ON COLUMN "Odd Schema"."Place Table"."Place No" IS 'Number. Counts from one.';\n""" in script
    assert script.startswith("SET client_encoding TO 'UTF8';\n")


def test_what_has_no_text_has_no_script() -> None:
    assert comments.render(Dictionary(())) == ""
