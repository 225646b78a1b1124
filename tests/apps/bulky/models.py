"""Tables of a downstream project with every kind of column that an upsert may meet."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, IntegerRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import PgEnumField
from agent360_models.names import qualified


class Kind(models.Model):
    """One column of each kind."""

    class Mood(models.TextChoices):
        CALM = "calm", "Calm"
        WILD = "so, wild", "Wild"

    code = models.CharField(max_length=10, unique=True)
    token = models.UUIDField(default=uuid4)
    amount = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    weight = models.FloatField(null=True)
    small = models.SmallIntegerField(default=1)
    big = models.BigIntegerField(null=True)
    good = models.BooleanField(null=True)
    raw = models.BinaryField(null=True)
    tags = ArrayField(models.CharField(max_length=5), default=list)
    grid = ArrayField(ArrayField(models.IntegerField()), null=True)
    span = DateTimeRangeField(null=True)
    numbers = IntegerRangeField(null=True)
    address = models.GenericIPAddressField(null=True)
    took = models.DurationField(null=True)
    hour = models.TimeField(null=True)
    day = models.DateField(null=True)
    seen = models.DateTimeField(null=True)
    data = models.JSONField(null=True)
    mood = PgEnumField(enum=Mood, type_name="mood", schema="bulky", null=True)
    moods = ArrayField(PgEnumField(enum=Mood, type_name="mood", schema="bulky"), default=list)
    counter = models.IntegerField(db_default=7)
    made = models.DateTimeField(db_default=Now())
    double = models.GeneratedField(expression=F("small") * 2, output_field=models.IntegerField(), db_persist=True)

    objects = BulkQuerySet.as_manager()

    class Meta:
        db_table = qualified("bulky", "kind")

    def __str__(self) -> str:
        return self.code


class Member(models.Model):
    """A row with a key of two columns and with every kind of constraint; Django's foreign keys are deferred."""

    team = models.CharField(max_length=5)
    number = models.IntegerField(db_column="No. X")
    name = models.CharField(max_length=10, db_column="Name")
    code = models.CharField(max_length=10, null=True, unique=True)
    low = models.IntegerField(default=0)
    high = models.IntegerField(default=10)
    leader = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="followers")
    kind = models.ForeignKey(Kind, on_delete=models.CASCADE, null=True, to_field="code", related_name="members")
    seat = IntegerRangeField(null=True)
    version = models.IntegerField(null=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = BulkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "number"], name="member_key"),
            models.CheckConstraint(condition=Q(low__lte=F("high")), name="member_low_high"),
            ExclusionConstraint(name="member_seat", expressions=[("seat", RangeOperators.OVERLAPS)]),
        ]

    def __str__(self) -> str:
        return self.name


class Item(models.Model):
    """A row that is a plain pair of key and value, for random tests."""

    key = models.IntegerField(primary_key=True)
    text = models.CharField(max_length=5, null=True)
    age = models.IntegerField(null=True)

    objects = BulkQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.key)


class Tall(Item):
    """A row of two tables."""

    height = models.IntegerField()

    if TYPE_CHECKING:
        item_ptr: Any
