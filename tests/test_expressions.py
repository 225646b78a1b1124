"""``SQL``: conditions in PostgreSQL's words, with fields in them."""

import pytest
from django.contrib.postgres.constraints import ExclusionConstraint
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.migrations.writer import MigrationWriter
from django.test.utils import isolate_apps

from agent360_models.expressions import SQL
from tests.apps.toy.models import Maker, Toy

pytestmark = pytest.mark.django_db


def test_fields_stand_in_the_place_of_columns() -> None:
    """Braces and percent signs of its own are kept."""
    Toy.objects.create(name="a%{b}", maker=Maker.objects.create(name="m"))
    found = Toy.objects.filter(SQL("{name} LIKE 'a%{{b}}' AND {name} <> ''"))

    assert [toy.name for toy in found] == ["a%{b}"]


def test_a_constraint_holds_before_the_database_sees_it() -> None:
    """And Django does not warn of it, as it does of ``RawSQL``."""
    with isolate_apps("tests.apps.toy"):

        class Part(models.Model):
            name = models.TextField()
            number = models.IntegerField(null=True)

            class Meta:
                app_label = "toy"
                db_table = "part"
                constraints = [
                    models.CheckConstraint(condition=SQL("{number} > 0 AND {name} <> '%'"), name="positive"),
                    models.UniqueConstraint(fields=["name"], condition=models.Q(SQL("{number} < 9")), name="one"),
                    models.UniqueConstraint(SQL("lower({name})"), name="lower"),
                ]

    with connection.schema_editor() as editor:
        editor.create_model(Part)
    Part(name="Ab", number=1).save()

    assert [message.id for message in Part.check(databases=["default"])] == []
    Part(name="c", number=None).validate_constraints()
    Part(name="c", number=5).validate_constraints()
    for name, number in (("c", 0), ("%", 1), ("aB", 20), ("Ab", 5)):
        with pytest.raises(ValidationError):
            Part(name=name, number=number).validate_constraints()


def test_a_migration_can_write_it() -> None:
    text, imports = MigrationWriter.serialize(SQL("{name} <> ''"))

    assert text.startswith("agent360_models.expressions.SQL(")
    assert imports == {"import agent360_models.expressions"}
    assert SQL("{a}") == SQL("{a}")
    assert SQL("{a}") != SQL("{b}")
    assert ExclusionConstraint(name="x", expressions=[(SQL("{a}"), "=")]) is not None
