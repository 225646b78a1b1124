"""Models of every shape that a dictionary has to get right; made anew for each test, and registered nowhere."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.db import models

from agent360_models.fields import PgEnumField
from agent360_models.names import qualified
from agent360_models.readonly.models import ReadOnlyModel

SCHEMA = "Odd Schema"


def ask() -> list[tuple[int, str]]:
    """Return choices that are rows."""
    return [(found.pk, found.model) for found in ContentType.objects.all()]


def declare() -> SimpleNamespace:
    """Declare the models of ``tests.apps.shop``, as long as it is isolated."""

    class Colour(models.TextChoices):
        RED = "red", "Warm 'red'"
        BLUE = "sky, blue", "Blue"
        __empty__ = "None"

    class Tenant(models.Model):
        """A tenant's first
        paragraph.

        The second:

        * a list
        * of two
        """

        name = models.CharField(max_length=20, choices=Colour, db_comment="Said by the comment.")
        colours = ArrayField(models.CharField(max_length=20, choices=Colour))
        kind = PgEnumField(enum=Colour, type_name="Kind", schema=SCHEMA)
        asked = models.IntegerField(choices=ask)
        number = models.IntegerField(
            choices=[("Group", [(1, "One")]), (2, "Two")], help_text='A "number";\n100 % \\ it\'s.'
        )
        double = models.GeneratedField(
            expression=models.F("number") * 2, output_field=models.BigIntegerField(), db_persist=True
        )

    class Place(models.Model):
        pk = models.CompositePrimaryKey("tenant", "number")
        tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="+")
        number = models.IntegerField(db_column="Place No", help_text="Counts from one.")

        class Meta:
            db_table = qualified(SCHEMA, "Place Table")
            db_table_comment = "Said by the table."

    class Visit(models.Model):
        tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="visits", null=True)
        number = models.IntegerField(db_column="PK")
        place = models.ForeignObject(
            Place, models.CASCADE, from_fields=("tenant", "number"), to_fields=("tenant", "number"), related_name="seen"
        )
        content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
        thing = GenericForeignKey("content_type", "number")

        class Meta:
            db_table = qualified(SCHEMA, "Visit")
            constraints = [models.UniqueConstraint(fields=["tenant"], name="one_visit")]

    class Parent(models.Model):
        slug = models.SlugField("Slug", unique=True, help_text="Stands in the address.")
        friends: Any = models.ManyToManyField("self")

    class Child(Parent):
        tenant = models.ForeignKey(Tenant, models.SET_NULL, null=True, related_name="children")

    class Proxy(Child):
        class Meta:
            proxy = True

    class Pointer(models.Model):
        proxy = models.OneToOneField(Proxy, models.CASCADE)
        by_slug = models.ForeignKey(Parent, models.CASCADE, to_field="slug", related_name="pointers")

    class Extra(models.Model):
        """What an org added."""

        parent = models.OneToOneField(Parent, models.DO_NOTHING, primary_key=True, db_column="id", related_name="extra")
        colour = models.CharField(max_length=10, help_text="As they paint it.")

        class Meta:
            managed = False
            db_table = "shop_parent"

    class Seen(ReadOnlyModel):
        """A view of tenants.

        Read only: it has no unique key. Django uses ``id`` as the primary key.
        """

        id = models.IntegerField(primary_key=True, help_text="Of the tenant.")

        class Meta:
            managed = False
            db_table = qualified(SCHEMA, "seen")

    return SimpleNamespace(**{name: value for name, value in locals().items() if isinstance(value, type)})
