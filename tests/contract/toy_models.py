"""Models of a toy app, which no app installs: the mutations change this text, and run it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower, Now

from agent360_models.fields import PgEnumField


class State(models.TextChoices):
    OPEN = "open", "Open"
    PAID = "paid", "Paid"


class Named(models.Model):
    name = models.CharField(max_length=50)

    class Meta:
        abstract = True


class Tag(models.Model):
    word = models.CharField(max_length=20, primary_key=True)


class Customer(Named):
    email = models.CharField(max_length=100, unique=True)
    number = models.IntegerField(unique=True)


class Order(models.Model):
    """One order."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="orders")
    payer = models.ForeignKey(Customer, on_delete=models.SET_NULL, null=True, related_name="+")
    agent = models.ForeignKey(Customer, models.DO_NOTHING, null=True, db_constraint=False)
    seller = models.ForeignKey(Customer, models.PROTECT, null=True, to_field="number", related_name="sales")
    state = PgEnumField(enum=State, type_name="state", schema="toy")
    kind = models.CharField(max_length=10, choices=[("a", "A"), ("b", "B")], default="a", help_text="Its kind.")
    note = models.CharField("note", max_length=50, blank=True)
    text = models.TextField(null=True)
    count = models.IntegerField(default=0)
    size = models.SmallIntegerField(default=0)
    weight = models.FloatField(default=0)
    stock = models.PositiveIntegerField(default=0)
    total = models.DecimalField(max_digits=10, decimal_places=2)
    priority = models.IntegerField(db_default=1)
    made = models.DateTimeField(db_default=Now())
    sort_key = models.CharField(max_length=10, db_collation="C")
    code = models.CharField(max_length=10, db_column="order_code")
    parts = ArrayField(models.CharField(max_length=5), default=list)
    double = models.GeneratedField(
        expression=models.F("count") * 2, output_field=models.IntegerField(), db_persist=True
    )
    tags = models.ManyToManyField(Tag, related_name="tagged")
    data = models.JSONField(default=dict)

    class Meta:
        db_table = "shop_order"
        ordering = ["code"]
        unique_together = [("customer", "code")]
        constraints = [
            models.UniqueConstraint(fields=["note"], name="note_unique", condition=models.Q(count__gt=0)),
            models.UniqueConstraint(fields=["size"], name="size_unique", deferrable=models.Deferrable.DEFERRED),
            models.UniqueConstraint(Lower("note"), name="note_lower"),
            models.CheckConstraint(condition=models.Q(total__gte=0), name="total_positive"),
        ]
        indexes = [models.Index(fields=["code"], name="code_index")]


class Archived(Order):
    """An order that is over."""

    reason = models.TextField()


class Recent(Order):
    class Meta:
        proxy = True


class Line(models.Model):
    pk = models.CompositePrimaryKey("order_id", "position")
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    position = models.IntegerField()
