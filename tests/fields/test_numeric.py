"""Columns of type ``numeric`` without a number of digits."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from agent360_models.fields import NumericField


@pytest.mark.django_db
@isolate_apps("tests.apps.shop")
def test_each_number_keeps_its_digits() -> None:
    class Ratio(models.Model):
        value = NumericField(null=True)

        class Meta:
            app_label = "shop"

    rows: Any = Ratio._default_manager
    numbers = [Decimal("0.1"), Decimal("1.50"), Decimal(f"1{'0' * 40}.{'3' * 40}"), None]
    with connection.schema_editor() as editor:
        editor.create_model(Ratio)
    for number in numbers:
        rows.create(value=number)

    stored = [row.value for row in rows.order_by("pk")]

    assert list(map(str, stored)) == list(map(str, numbers))
    assert rows.filter(value__gt=Decimal("1.4")).count() == 2
    assert Ratio.check() == []


def test_a_migration_makes_it_without_digits() -> None:
    _name, path, args, options = NumericField(null=True).deconstruct()

    assert (path, args, options) == ("agent360_models.fields.NumericField", [], {"null": True})
