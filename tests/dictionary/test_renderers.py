"""The forms for programs, spreadsheets and viewers."""

import csv
import json
import re
from dataclasses import replace
from io import StringIO

import pytest

from agent360_models.dictionary import dbml, document, markdown, mermaid, sheet
from agent360_models.dictionary.read import read
from agent360_models.dictionary.structure import App, Dictionary


def test_json_is_the_structure_with_a_version(dictionary: Dictionary) -> None:
    found = json.loads(document.render(dictionary))

    assert found["version"] == 1
    (app,) = found["apps"]
    assert (app["label"], app["family"]) == ("shop", "")
    visit = next(table for table in app["tables"] if table["model"] == "shop.Visit")
    assert visit["columns"][1] == {
        "name": "tenant_id",
        "attribute": "tenant",
        "type": "bigint",
        "null": True,
        "key": False,
        "label": "Tenant",
        "meaning": "",
        "values": [],
        "points_at": "shop.Tenant",
        "sources": [],
        "secret": False,
        "personal": False,
        "automatic": False,
        "unique": False,
        "default": "",
    }
    assert visit["points_at"][1]["pairs"] == [["tenant_id", "tenant_id"], ["PK", "Place No"]]


def test_csv_has_a_line_for_each_column(dictionary: Dictionary) -> None:
    head, *rows = csv.reader(StringIO(sheet.render(dictionary)))

    assert tuple(head) == sheet.COLUMNS
    assert len(rows) == sum(len(table.columns) for table in dictionary.tables.values())
    assert dict(zip(head, rows[1], strict=True)) == {
        "family": "",
        "app": "shop",
        "model": "shop.Tenant",
        "schema": "",
        "table": "shop_tenant",
        "column": "name",
        "attribute": "name",
        "type": "varchar(20)",
        "null": "false",
        "key": "false",
        "label": "Name",
        "meaning": "Said by the comment.",
        "values": "red (Warm 'red'); sky, blue (Blue)",
        "points_at": "",
        "sources": "",
        "secret": "false",
        "personal": "false",
    }


def test_a_spreadsheet_runs_no_cell(dictionary: Dictionary) -> None:
    (app,) = dictionary.apps
    (first, *_), table = app.tables[0].columns, app.tables[0]
    table = replace(table, columns=(replace(first, meaning="=1+1", label="-"),))

    _, row = csv.reader(StringIO(sheet.render(Dictionary((replace(app, tables=(table,)),)))))

    assert (row[10], row[11]) == ("'-", "'=1+1")


def test_markdown_is_a_table_for_each_model() -> None:
    found = markdown.render(read(["agent360_accounts", "agent360_core"]))

    assert "# Agent360 - Accounts\n" in found
    assert "\n## agent360_accounts.Account\n\nA customer, with its credit limit" in found
    assert (
        "| `acc_owner_id` | `varchar(18)` |  | Owner | To [agent360_core.User](#agent360_coreuser)."
        " User who is responsible for the customer; cannot be deleted while owning one. From `Account.OwnerId`. |\n"
    ) in found


def test_markdown_reads_no_text_as_a_tag_or_a_cell(dictionary: Dictionary) -> None:
    (app,) = dictionary.apps
    (first, *_), table = app.tables[0].columns, app.tables[0]
    table = replace(table, columns=(replace(first, name="a|`b", meaning="<b> | [x](y)\n``<i>``"),), meaning="")

    found = markdown.render(Dictionary((replace(app, tables=(table,)),)))

    assert "| ``a\\|`b`` | `bigint` |  | ID | Primary key. \\<b> \\| \\[x](y) ``<i>`` |\n" in found


@pytest.mark.parametrize(
    "text", ["``<b>`", "`\n\n<b>\n\n`", "`\n# <b>`", "`\n<b>\n`", "``\n<b>\n```", "` <b>", "```\n<b>\n`", "\r`\r\r<b>`"]
)
def test_only_code_that_a_viewer_reads_as_code_is_left(dictionary: Dictionary, text: str) -> None:
    """Viewers end code at a blank line, and only by as many backticks as began it: the rest is HTML."""
    (app,) = dictionary.apps
    table = replace(app.tables[0], meaning=text, name=text, columns=(replace(app.tables[0].columns[0], name=text),))

    found = markdown.render(Dictionary((replace(app, tables=(table,)),)))

    outside = re.sub(r"(?<!`)(`+)(?!`)[^\r\n]+?(?<!`)\1(?!`)", "", found.replace("\\`", ""))
    assert "<b>" not in outside.replace("\\<", "")


@pytest.mark.parametrize("text", ["~~~\nhidden", "# A heading", "A heading\n===", "A heading\n---"])
def test_a_text_hides_and_heads_nothing_of_the_markdown(dictionary: Dictionary, text: str) -> None:
    """One text that begins code or a heading would swallow the tables behind it, or take the place of a link."""
    (app,) = dictionary.apps
    table = replace(app.tables[0], meaning=text, label=text)

    found = markdown.render(Dictionary((replace(app, tables=(table,)),)))

    lines = found.splitlines()
    assert [line for line in lines if line.startswith("#")] == [f"# {app.name}", f"## {table.model}"]
    assert not [line for line in lines if re.match(r"~~~|[=-]+$", line)]


def test_links_of_the_markdown_lead_to_models_whose_names_differ_by_case(dictionary: Dictionary) -> None:
    """Viewers number the anchors of headings that are alike."""
    (app,) = dictionary.apps
    (first, *_), table = app.tables[0].columns, app.tables[0]
    apps = tuple(
        replace(
            app, label=label, name=label.title(), tables=(replace(table, model=f"{label}.Order", columns=(column,)),)
        )
        for label in ("shop", "Shop")
        for column in [replace(first, points_at=f"{label}.Order")]
    )

    found = markdown.render(Dictionary(apps))

    assert "To [shop.Order](#shoporder)." in found
    assert "To [Shop.Order](#shoporder-1)." in found


def test_mermaid_has_words_as_types_and_names(dictionary: Dictionary) -> None:
    """Mermaid's own parser takes it."""
    found = mermaid.render(dictionary)

    assert found.startswith('erDiagram\n    "shop_tenant" {\n        bigint id PK "ID"\n')
    assert '        Odd_Schema_Kind kind "Kind"\n' in found
    assert '    "Odd Schema.Visit" {\n' in found
    assert '        integer _PK FK "Number"\n' in found
    assert '        integer Place_No PK "Number"\n' in found
    assert '    "shop_tenant" |o--o| "Odd Schema.Visit" : "tenant_id"\n' in found
    assert '    "Odd Schema.Place Table" |o--o| "Odd Schema.Visit" : "tenant_id, PK"\n' in found
    assert '    "shop_parent" ||--o{ "shop_pointer" : "by_slug_id"\n' in found
    assert found.count('"shop_parent" {') == 1


def test_dbml_has_enums_keys_and_references(dictionary: Dictionary) -> None:
    """DBML's own parser takes it."""
    found = dbml.render(dictionary)

    assert found.startswith(
        'Enum "Odd Schema"."Kind" {\n  "red" [note: \'Warm \\\'red\\\'\']\n  "sky, blue" [note: \'Blue\']\n}\n'
    )
    assert '  "kind" "Odd Schema"."Kind" [not null, note: \'Kind.\']\n' in found
    assert '  "id" "bigint" [pk, not null, note: \'ID.\']\n' in found
    assert '  indexes {\n    ("tenant_id", "Place No") [pk]\n  }\n' in found
    assert (
        'Ref: "Odd Schema"."Visit".("tenant_id", "PK") - "Odd Schema"."Place Table".("tenant_id", "Place No")\n'
        in found
    )
    assert 'Ref: "shop_pointer"."by_slug_id" > "shop_parent"."slug"\n' in found
    assert "Points at django_content_type(id)." in found
    assert found.count('Table "shop_parent" {') == 1
    assert '"colour"' in found


def test_dbml_notes_of_several_lines_end_where_they_should(dictionary: Dictionary) -> None:
    found = dbml.render(dictionary)

    assert "  Note: '''Tenant. A tenant\\'s first paragraph.\n\nThe second:\n\n* a list\n* of two'''\n" in found


def test_the_same_code_gives_the_same_bytes() -> None:
    for module in (document, sheet, markdown, mermaid, dbml):
        assert module.render(read(["agent360_core"])) == module.render(read(["agent360_core"]))


def test_an_empty_dictionary_can_be_rendered() -> None:
    empty = Dictionary((App("toy", "Toys", "", "", ()),))

    assert (mermaid.render(empty), dbml.render(empty), markdown.render(empty)) == ("erDiagram\n", "", "")
