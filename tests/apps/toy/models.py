from django.contrib.postgres.fields import ArrayField
from django.db import models

from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import EncryptedJSONField, PartlyEncryptedJSONField, PgEnumField
from agent360_models.names import qualified


class Maker(models.Model):
    """Who makes toys."""

    name = models.CharField(max_length=50)

    class Meta:
        db_table = qualified("toy", "maker")

    def __str__(self) -> str:
        return self.name


class Toy(models.Model):
    """One kind of toy."""

    maker = models.ForeignKey(Maker, on_delete=models.CASCADE, related_name="toys")
    name = models.CharField(max_length=50)
    price = models.DecimalField(max_digits=8, decimal_places=2, default=0)

    class Meta:
        db_table = qualified("toy", "toy")

    def __str__(self) -> str:
        return self.name


class Piece(models.Model):
    """One toy in the workshop; its ENUM types are in a schema of their own and on the search path."""

    class Stage(models.TextChoices):
        PLANNED = "planned", "Planned"
        MADE = "made", "Made"
        MISSING = "missing", "Missing"
        BOXED = "in box", "In its box"

    class Colour(models.TextChoices):
        RED = "red", "Red"
        GREEN = "green", "Green"
        SKY_BLUE = "sky, blue", "Sky blue"
        GOLD = "gold", "Gold"

    number = models.IntegerField(primary_key=True)
    note = models.CharField(max_length=20, default="", blank=True)
    stage = PgEnumField(enum=Stage, type_name="stage", schema="toy_types", default=Stage.PLANNED)
    goal = PgEnumField(enum=Stage, type_name="stage", schema="toy_types", null=True, blank=True)
    start = PgEnumField(enum=Stage, type_name="stage", schema="toy_types", db_default=Stage.PLANNED)
    colours = ArrayField(PgEnumField(enum=Colour, type_name="Colour"), default=list, blank=True)
    mixes = ArrayField(ArrayField(PgEnumField(enum=Colour, type_name="Colour")), null=True, blank=True)

    class Meta:
        db_table = qualified("toy", "piece")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(number__gte=0) | models.Q(stage__in=["made", "in box"], start="made"),
                name="piece_stage",
            )
        ]

    def __str__(self) -> str:
        return str(self.number)


class Safe(models.Model):
    """Where a maker keeps what nobody may see."""

    number = models.IntegerField(primary_key=True)
    label = models.CharField(max_length=20, default="", blank=True)
    contents = EncryptedJSONField(null=True, blank=True)
    config = PartlyEncryptedJSONField(default=dict, blank=True)

    objects = BulkQuerySet.as_manager()

    class Meta:
        db_table = qualified("toy", "safe")

    def __str__(self) -> str:
        return str(self.number)
