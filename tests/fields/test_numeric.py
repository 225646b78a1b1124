"""``NumericField``: numbers of any precision, on every Django."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from agent360_models.fields import NumericField

LONG = Decimal("123456789012345678901234567890.000000000000000000000000000001")


@pytest.mark.django_db
@isolate_apps("tests.apps.shop")
def test_every_digit_comes_back() -> None:
    class Measure(models.Model):
        value: Any = NumericField()

        class Meta:
            app_label = "shop"

    with connection.schema_editor() as editor:
        editor.create_model(Measure)
    row = Measure(value=LONG)
    row.full_clean()
    row.save()

    assert Measure.check(databases=["default"]) == []
    assert Measure._default_manager.get(value__gt=1).value == LONG
    assert NumericField().db_type(connection) == "numeric"
