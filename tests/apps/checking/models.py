"""A table with checks of many kinds, as Django itself makes them."""

import datetime as dt
from decimal import Decimal
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Cast, Coalesce, Length, Lower
from django.db.models.lookups import Exact, GreaterThan, LessThan


class Rule(models.Model):
    """A table with checks of many kinds, as Django itself makes them."""

    a = models.IntegerField()
    b = models.IntegerField(null=True)
    text = models.CharField(max_length=100)
    more = models.TextField(null=True)
    day = models.DateField()
    at = models.DateTimeField(null=True)
    price = models.DecimalField(max_digits=10, decimal_places=2)
    flag = models.BooleanField()
    other = models.BooleanField(null=True)
    token = models.UUIDField()
    data = models.JSONField()
    span = models.DurationField()
    tags = ArrayField(models.CharField(max_length=10))
    share = models.FloatField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=condition, name=f"rule_{number}")
            for number, condition in enumerate(
                [
                    Q(a__gt=0),
                    Q(a__lt=F("b")),
                    Q(a__range=(1, 5)),
                    Q(a__in=[1, 2, 3]),
                    ~Q(a=3),
                    ~Q(b=3),
                    ~Q(a__gt=3),
                    Q(a__gt=-5) & ~Q(b__lte=2),
                    Q(b__isnull=True) | Q(b__gt=0),
                    Q(b__isnull=False),
                    Q(b__isnull=True) ^ Q(more__isnull=True),
                    Q(text="x"),
                    ~Q(text=""),
                    ~Q(text__in=["it's", "a, b", "{c}", '"d"', "(e)"]),
                    Q(text__contains="a"),
                    Q(text__icontains="A b"),
                    Q(text__startswith="a%"),
                    Q(text__regex=r"^\d{5}$"),
                    Q(text__iregex=r"^[a-z]+ (\w)$"),
                    Q(text__gte="m"),
                    Q(text__iexact="x y"),
                    Q(text__lt=F("more")),
                    Q(more__isnull=True, text="n"),
                    Q(day__gte=dt.date(2026, 1, 1)),
                    Q(day__year__gte=2000),
                    Q(day__year=2026),
                    Q(at__gt=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)),
                    Q(at__date=dt.date(2026, 1, 1)),
                    Q(at__hour__lt=12),
                    Q(price__gte=Decimal("0.50")),
                    Q(price__lte=F("a") * 2 + 1),
                    Q(flag=True),
                    Q(flag=False),
                    Q(flag=True) | Q(other=False),
                    Q(other__isnull=True),
                    ~Q(flag=True, other=True),
                    Q(token=UUID(int=5)),
                    Q(data__has_key="k"),
                    Q(data__k="v"),
                    Q(data__k__gt=5),
                    Q(data={"a": 1}),
                    Q(data__contains={"a": [1, 2]}),
                    Q(span__gt=dt.timedelta(hours=1)),
                    Q(tags__len__lt=4),
                    Q(tags__contains=["a"]),
                    Q(tags__0="x"),
                    Q(tags=["a", "b"]),
                    Q(share__gte=0.1) & Q(share__lte=1e10),
                    Q(share__lt=1e-7),
                    Q(Exact(Lower("text"), "x")),
                    Q(GreaterThan(Length("text"), 3)),
                    Q(LessThan(Coalesce("b", 0) + F("a"), 100)),
                    Q(Exact(Cast("a", models.TextField()), Value("1"))),
                    Q(Case(When(flag=True, then=Q(a__gt=1)), default=Q(a__lt=5), output_field=models.BooleanField())),
                ]
            )
        ]

    def __str__(self) -> str:
        return self.text
