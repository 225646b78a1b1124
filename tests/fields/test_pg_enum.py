"""``PgEnumField``: columns of native ENUM types, and of arrays of them, as they are read, declared and migrated."""

from typing import Any, assert_type

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import CreateModel
from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.writer import OperationWriter
from django.db.models import F
from django.test.utils import isolate_apps

from agent360_models.fields import PgEnumField
from tests.apps.toy.models import Piece
from tests.fields.enum_pieces import (  # noqa: F401  # fixtures
    BOXED,
    GOLD,
    GREEN,
    LOST,
    MADE,
    RED,
    SKY_BLUE,
    STAGE_TYPE,
    binding,
    database,
    pieces,
    stored,
)


def test_members_are_read() -> None:
    """From instances, values, deferred columns, raw queries and chunks."""
    pieces(BOXED, goal=BOXED, colours=[SKY_BLUE, RED])
    row = Piece.objects.get()

    assert_type(row.stage, str)  # for the label that only the database knows
    assert_type(row.goal, str | None)
    assert_type(row.colours, list[str])
    assert (row.stage, row.goal, row.colours) == (BOXED, BOXED, [SKY_BLUE, RED])
    assert [type(value) for value in (row.stage, row.goal, *row.colours)] == [Piece.Stage] * 2 + [Piece.Colour] * 2
    assert row.get_stage_display() == "In its box"
    assert Piece.objects.defer("stage").get().stage is BOXED
    assert Piece.objects.values("stage", "colours").get() == {"stage": BOXED, "colours": [SKY_BLUE, RED]}
    assert [type(v) for v in Piece.objects.values_list("stage", flat=True)] == [Piece.Stage]
    assert [p.colours for p in Piece.objects.raw('SELECT * FROM "toy"."piece"')] == [[SKY_BLUE, RED]]
    assert [p.colours for p in Piece.objects.iterator(chunk_size=1)] == [[SKY_BLUE, RED]]


@pytest.mark.parametrize("colours", [[], [RED], [None, RED], [SKY_BLUE, GOLD, GREEN]])
def test_arrays_are_read_as_they_were_written(colours: list[Any]) -> None:
    """Empty, with NULL elements, with commas and quotes in a label."""
    Piece.objects.create(number=1, colours=colours)

    assert Piece.objects.get().colours == colours


@pytest.mark.parametrize("mixes", [None, [], [[RED, GREEN], [GOLD, None]]])
def test_arrays_of_arrays(mixes: Any) -> None:
    """And NULL in place of one."""
    Piece.objects.create(number=1, mixes=mixes)

    assert Piece.objects.get().mixes == mixes


def test_a_label_that_only_the_database_knows_is_a_plain_str() -> None:
    """It is displayed, and every way of saving writes it back unharmed."""
    pieces(LOST, colours=[RED, GOLD])
    piece = Piece.objects.get()

    assert (type(piece.stage), piece.stage, piece.get_stage_display()) == (str, LOST, LOST)
    assert [type(colour) for colour in piece.colours] == [Piece.Colour, str]

    piece.save()
    Piece.objects.bulk_update([piece], ["stage", "colours"])
    Piece.objects.update(stage=F("stage"), colours=F("colours"))
    assert stored() == [("lost", None, '{red,"old \\"gold\\""}')]


def test_the_column() -> None:
    """Its type is quoted, and there is no ``varchar`` and no index for patterns."""
    with isolate_apps("tests.apps.toy"):

        class Indexed(models.Model):
            stage = PgEnumField(enum=Piece.Stage, type_name="stage", schema="toy_types", db_index=True)
            colour = PgEnumField(enum=Piece.Colour, type_name="Colour")

            class Meta:
                app_label = "toy"

    with connection.schema_editor(collect_sql=True) as editor:
        editor.create_model(Indexed)

    ddl = "\n".join(editor.collected_sql)
    assert f'"stage" {STAGE_TYPE} NOT NULL' in ddl
    assert '"colour" "Colour" NOT NULL' in ddl
    assert ddl.count("CREATE INDEX") == 1
    assert "varchar" not in ddl


def test_choices_and_max_length_are_refused() -> None:
    """The enum says both."""
    with pytest.raises(TypeError, match="takes no 'choices'"):
        PgEnumField(enum=Piece.Stage, type_name="stage", choices=[("a", "A")])


@pytest.mark.parametrize("name", ["", 'a"b', "x" * 64])
def test_what_cannot_be_a_type_is_refused(name: str) -> None:
    """As ``qualified()`` refuses it."""
    with pytest.raises(ValueError, match="cannot be a PostgreSQL name"):
        PgEnumField(enum=Piece.Stage, type_name=name)


def test_makemigrations_finds_nothing() -> None:
    """The field is the same before and after a migration file."""
    loader = MigrationLoader(connection)
    changes = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(loader.graph)

    operations = [operation for migration in changes.get("toy", []) for operation in migration.operations]
    assert [o for o in operations if o.references_model("Piece", "toy")] == []


def test_what_a_migration_says_makes_the_same_field() -> None:
    """Enum and type are in it, choices are not."""
    state = ModelState.from_model(Piece)
    text, imports = OperationWriter(CreateModel("Piece", list(state.fields.items())), indentation=0).serialize()
    namespace: dict[str, Any] = {}
    exec("\n".join([*imports, "from django.db import migrations", "it = " + text.rstrip(",")]), namespace)  # noqa: S102

    again = dict(namespace["it"].fields)
    deep = MigrationAutodetector(ProjectState(), ProjectState()).deep_deconstruct

    assert "choices" not in text
    for name, field in state.fields.items():
        assert deep(again[name]) == deep(field)
        assert again[name].db_type(connection) == field.db_type(connection)


def test_a_column_is_added_and_its_type_changed() -> None:
    """By the schema editor, with rows in the table."""
    pieces(MADE)
    new = PgEnumField(enum=Piece.Stage, type_name="stage", schema="toy_types", default=BOXED)
    new.set_attributes_from_name("extra")
    array: ArrayField[Any, Any] = ArrayField(
        PgEnumField(enum=Piece.Colour, type_name="Colour"), default=lambda: [SKY_BLUE]
    )
    array.set_attributes_from_name("more")
    text, label = Piece._meta.get_field("note"), PgEnumField(enum=Piece.Stage, type_name="stage", schema="toy_types")
    label.set_attributes_from_name("note")
    Piece.objects.update(note="made")

    with connection.schema_editor() as editor:
        editor.add_field(Piece, new)
        editor.add_field(Piece, array)
        editor.alter_field(Piece, text, label)

    with connection.cursor() as cursor:
        cursor.execute('SELECT extra, more::text, note, pg_typeof(note)::text FROM "toy"."piece"')
        assert cursor.fetchall() == [("in box", '{"sky, blue"}', "made", "toy_types.stage")]
