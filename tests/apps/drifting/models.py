"""Somebody else's tables with one column of each kind, for what the drift check must see."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from agent360_models.fields import PgEnumField
from agent360_models.names import qualified


class Shop(models.Model):
    """A table that others point at."""

    id = models.AutoField(primary_key=True)
    name = models.CharField(max_length=50)

    class Meta:
        managed = False
        db_table = "drift_shop"

    def __str__(self) -> str:
        return self.name


class Item(models.Model):
    """A table with every kind of column and constraint, found by the search path."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        SHUT = "shut", "Shut"

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="items")
    seller = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="sold")
    buyer = models.ForeignKey(Shop, on_delete=models.SET_NULL, null=True, related_name="bought")
    loose = models.ForeignKey(Shop, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=20, unique=True)
    row = models.IntegerField()
    place = models.IntegerField()
    title = models.CharField(max_length=50)
    notes = models.TextField(null=True)
    status = models.CharField(max_length=20, default="new")
    state = PgEnumField(enum=State, type_name="state", schema="drift", default=State.OPEN)
    states = ArrayField(PgEnumField(enum=State, type_name="state", schema="drift"), default=list)
    tags = ArrayField(models.CharField(max_length=18), default=list)
    price = models.DecimalField(max_digits=10, decimal_places=2)
    weight = models.FloatField()
    small = models.SmallIntegerField(default=0)
    number = models.IntegerField(default=0)
    big = models.BigIntegerField(default=0)
    positive = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    opens = models.TimeField()
    token = models.UUIDField()
    is_good = models.BooleanField(default=False)
    is_open = models.BooleanField(default=True)
    data = models.JSONField(default=dict)
    seen = models.DateTimeField(db_default=Now())
    rank = models.IntegerField(db_default=-3)
    kind = models.CharField(max_length=10, db_default="it's")
    double = models.GeneratedField(expression=F("row") * 2, output_field=models.IntegerField(), db_persist=True)

    class Meta:
        managed = False
        db_table = "drift_item"
        constraints = [
            models.UniqueConstraint(fields=["row", "place"], name="item_row_place"),
            models.UniqueConstraint(fields=["title"], condition=Q(is_good=True), name="item_good_title"),
            models.CheckConstraint(condition=Q(price__gte=0), name="item_price_not_negative"),
        ]
        indexes = [models.Index(fields=["at"], name="item_at"), models.Index(fields=["number", "big"], name="item_nb")]

    def __str__(self) -> str:
        return self.code


class Part(models.Model):
    """A table in a schema of its own, pointing across schemas."""

    id = models.AutoField(primary_key=True)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="parts")
    name = models.CharField(max_length=30)

    class Meta:
        managed = False
        db_table = qualified("drift", "part")

    def __str__(self) -> str:
        return self.name


class Note(models.Model):
    """A table that nothing points at and that points at nothing, to be replaced as a whole."""

    id = models.IntegerField(primary_key=True)
    text = models.CharField(max_length=100)

    class Meta:
        managed = False
        db_table = "drift_note"

    def __str__(self) -> str:
        return self.text
