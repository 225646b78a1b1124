"""``drift --suggest``: the line to write for each difference, and what it says holds."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections

from tests.introspect.project import Written, written

BEFORE = """
CREATE TYPE state AS ENUM ('new', 'old');
CREATE TABLE shop (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE item (
    id serial PRIMARY KEY, shop_id integer NOT NULL REFERENCES shop, title varchar(20) NOT NULL, price numeric(6,2),
    gone text, state state, CONSTRAINT cheap CHECK (price < 100)
);
CREATE TABLE line (item_id integer NOT NULL REFERENCES item, place integer NOT NULL, PRIMARY KEY (item_id, place));
"""
CHANGES = """
ALTER TABLE item ALTER title TYPE text, ALTER price TYPE numeric(12,4), ALTER state SET DEFAULT 'old', DROP gone,
    DROP CONSTRAINT cheap, ADD CONSTRAINT dear CHECK (price > 1), ADD seller_id integer REFERENCES shop,
    ADD code varchar(9) NOT NULL DEFAULT 'x', ADD CONSTRAINT one_code UNIQUE (code, title);
ALTER TABLE line DROP CONSTRAINT line_pkey, ADD copy integer NOT NULL, ADD PRIMARY KEY (item_id, place, copy);
CREATE TYPE size AS ENUM ('S', 'XL');
CREATE TABLE part (id uuid PRIMARY KEY, item_id integer REFERENCES item ON DELETE CASCADE, size size, state state);
"""


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Written]:
    with written(tmp_path, BEFORE) as app:
        with connections[app.alias].cursor() as cursor:
            cursor.execute(CHANGES)
        yield app


def suggested(app: Written) -> str:
    return app.manage("agent360", "drift", app.label, "--suggest", "--fail-on=never")


def test_each_difference_has_its_line(app: Written) -> None:
    assert suggested(app).splitlines() == [
        "from agent360_models.expressions import SQL",
        "from agent360_models.fields import PgEnumField",
        "from django.db import models",
        "",
        "class Size(models.TextChoices):",
        '    """The labels of ``public.size``."""',
        "",
        '    S = "S"',
        '    XL = "XL"',
        "",
        "",
        "# legacy.Item",
        "    # type.length_longer title: declared character varying(20), live text",
        "    title = models.TextField()",
        "    # type.numeric_wider price: declared numeric(6,2), live numeric(12,4)",
        "    price = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)",
        "    # column.missing gone: declared text",
        "    # remove the field of gone",
        "    # default.extra state: live 'old'::state",
        '    state = PgEnumField(enum=State, type_name="state", null=True, blank=True, db_default=State.OLD)',
        "    # column.extra seller_id: live integer",
        "    seller = models.ForeignKey(",
        (
            '        "legacy.Shop", on_delete=models.DO_NOTHING, db_index=False, related_name="seller_items",'
            " null=True, blank=True"
        ),
        "    )",
        "    # column.extra code: live character varying(9)",
        '    code = models.CharField(max_length=9, db_default="x")',
        "    # check.missing price: declared cheap",
        "    # remove cheap of price",
        "    # check.extra price: live dear",
        (
            '            models.CheckConstraint(condition=SQL("{price} > (1)::numeric"), name="dear"),'
            "  # in Meta.constraints"
        ),
        '            models.UniqueConstraint(fields=["code", "title"], name="one_code"),  # in Meta.constraints',
        "",
        "",
        "# legacy.Line",
        "    # column.extra_required copy: live integer",
        "    copy = models.IntegerField()",
        "    # primary_key.differs: declared item_id, place, live item_id, place, copy",
        '    pk = models.CompositePrimaryKey("item", "place", "copy")',
        (
            '    item = models.ForeignKey("legacy.Item", on_delete=models.DO_NOTHING, db_index=False,'
            ' related_name="lines")'
        ),
        "    place = models.IntegerField()",
        "    copy = models.IntegerField()",
        "",
        "",
        "class Part(models.Model):",
        '    """A row of the table ``public.part``."""',
        "",
        "    id = models.UUIDField(primary_key=True)",
        "    item = models.ForeignKey(",
        '        "legacy.Item", on_delete=models.CASCADE, db_index=False, related_name="parts", null=True, blank=True',
        "    )",
        '    size = PgEnumField(enum=Size, type_name="size", null=True, blank=True)',
        '    state = PgEnumField(enum=State, type_name="state", null=True, blank=True)',
        "",
        "    class Meta:",
        "        managed = False",
        '        db_table = "part"',
        "",
        "    def __str__(self) -> str:",
        "        return str(self.pk)",
    ]


def test_nothing_is_suggested_where_nothing_differs(tmp_path: Path) -> None:
    with written(tmp_path, BEFORE) as app:
        assert suggested(app).strip() == ""


def test_what_was_done_by_hand_stands(app: Written) -> None:
    """Names of models, fields and ways back are the project's."""
    for name in ("models.py", "admin.py"):
        path = app.folder / "legacy" / name
        text = path.read_text(encoding="utf-8")
        for old, new in (
            (r"\bItem\b", "Thing"),
            (r"\btitle = models\.CharField\(", 'heading = models.CharField(db_column="title", '),
            (r'"title"', '"heading"') if name == "admin.py" else ("", ""),
            (r'related_name="lines"', 'related_name="rows"'),
        ):
            text = re.sub(old, new, text) if old else text
        path.write_text(text, encoding="utf-8")

    printed = suggested(app)
    assert '    heading = models.TextField(db_column="title", verbose_name="title")' in printed
    assert '"legacy.Thing", on_delete=models.CASCADE' in printed
    assert 'item = models.ForeignKey("legacy.Thing", on_delete=models.DO_NOTHING, db_index=False,' in printed
    assert 'related_name="rows"' in printed


@pytest.mark.parametrize("option", ["--format=json"])
def test_suggestions_are_text(option: str, app: Written) -> None:
    with pytest.raises(AssertionError, match="leave out --format json"):
        app.manage("agent360", "drift", app.label, "--suggest", option)


def test_a_name_with_a_line_break_is_no_code(tmp_path: Path) -> None:
    """Whoever copies the lines runs nothing that the database says."""
    with written(tmp_path, 'CREATE TABLE shop (id int PRIMARY KEY, "a\nimport b" int)') as app:
        with connections[app.alias].cursor() as cursor:
            cursor.execute('ALTER TABLE shop ALTER "a\nimport b" TYPE bigint, ADD "c\nimport d" int, ADD e text')
            cursor.execute('ALTER TABLE shop ADD CONSTRAINT "f\nimport g" CHECK (id > 0)')
        lines = suggested(app).splitlines()
        with connections[app.alias].cursor() as cursor:
            cursor.execute('ALTER TABLE shop DROP "a\nimport b"')
        lines += suggested(app).splitlines()

    assert "    # remove the field of a\\nimport b" in lines
    assert not [line for line in lines if line.startswith("import ")]
