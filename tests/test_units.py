"""Numbers as a person reads them."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from agent360_models.units import with_unit


def row(value: Any, unit: str) -> Any:
    class Row(SimpleNamespace):
        units = {"n": unit}
        _meta = SimpleNamespace(
            concrete_fields=[SimpleNamespace(attname="currency")],
            fields=[SimpleNamespace(attname=name) for name in ("currency", "absent")],
        )

    bill = Row(currency="SEK")
    return Row(n=value, currency="EUR", bill=bill, other=None)


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (Decimal("1250.00"), "currency", "1,250.00 EUR"),
        (Decimal("1250.00"), "absent", "1,250.00"),
        (Decimal("1250.00"), "bill__currency", "1,250.00 SEK"),
        (Decimal("1250.00"), "bill__absent", "1,250.00"),
        (Decimal("1250.00"), "other__currency", "1,250.00"),
        (125_050, "cents of bill__currency", "1,250.50 SEK"),
        (Decimal("400.0000"), "hours", "400.00 hours"),
        (Decimal("3.3333333333333333"), "hours", "3.33 hours"),
        (Decimal("0.0512"), "hours", "0.0512 hours"),
        (125_050, "US cents", "1,250.50 USD"),
        (125_050, "cents of currency", "1,250.50 EUR"),
        (3_900, "seconds", "1 h 5 min"),
        (3_600, "seconds", "1 h"),
        (0, "seconds", "0 s"),
        (Decimal("0.25"), "seconds", "0.250 s"),
        (1_500, "milliseconds", "2 s"),
        (1_500, "minutes", "1 d 1 h"),
        (-90, "seconds", "-1 min 30 s"),
        (2_048, "bytes", "2.0\xa0KB"),
        (12, "%", "12 %"),
        (7, "guests", "7 guests"),
        (None, "guests", ""),
    ],
)
def test_a_number_has_its_unit(value: Any, unit: str, said: str) -> None:
    assert with_unit(row(value, unit), "n") == said
