"""Columns of type inet: addresses and networks go every way."""

from typing import Any

import pytest
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.forms import modelform_factory

from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import InetField

pytestmark = pytest.mark.django_db

GIVEN = ["192.0.2.7", "10.0.0.0/8", "2001:db8::1", "2001:db8::/32", None]


class Gate(models.Model):
    """A table of this test."""

    key = models.IntegerField(primary_key=True)
    origin = InetField(null=True, blank=True)
    trusted = ArrayField(InetField(), null=True, blank=True)

    objects = BulkQuerySet.as_manager()

    class Meta:
        managed = False
        app_label = "tests"


@pytest.fixture(autouse=True)
def table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE tests_gate (key integer PRIMARY KEY, origin inet, trusted inet[])")


def stored() -> list[Any]:
    return list(Gate.objects.order_by("key").values_list("origin", flat=True))


def test_addresses_and_networks_are_written_in_every_way() -> None:
    """Row by row, in bulk, and by upsert."""
    for key, value in enumerate(GIVEN):
        Gate(key=key, origin=value, trusted=[value] if value else None).save()
    assert stored() == GIVEN
    rows = list(Gate.objects.order_by("key"))
    for row in rows:
        row.full_clean()
        row.save()
    assert [row.trusted for row in rows] == [[value] if value else None for value in GIVEN]

    for row, value in zip(rows, reversed(GIVEN), strict=True):
        row.origin = value
    Gate.objects.bulk_update(rows, ["origin"])
    assert stored() == GIVEN[::-1]
    Gate.objects.upsert([{"key": key, "origin": value} for key, value in enumerate(GIVEN)])
    assert stored() == GIVEN
    Gate.objects.all().delete()
    Gate.objects.bulk_create(rows)
    assert stored() == GIVEN[::-1]


def test_they_are_found() -> None:
    for key, value in enumerate(GIVEN):
        Gate.objects.create(key=key, origin=value, trusted=[value])

    assert [Gate.objects.filter(origin=value).count() for value in GIVEN[:4]] == [1] * 4
    assert Gate.objects.filter(origin__in=GIVEN[:2]).count() == 2
    assert Gate.objects.get(trusted__contains=["10.0.0.0/8"]).key == 1
    assert Gate.objects.get(origin=None).key == 4


def test_a_form_takes_them_and_refuses_the_rest() -> None:
    form_class = modelform_factory(Gate, fields=["origin"])

    assert form_class({"origin": "10.0.0.0/8"}).is_valid()
    empty = form_class({"origin": ""})
    assert empty.is_valid()
    assert empty.cleaned_data == {"origin": None}
    assert form_class({"origin": "ten"}).errors == {"origin": ["Enter an IP address or a network."]}
    with pytest.raises(ValidationError, match="an IP address or a network"):
        Gate(key=1, origin="10.0.0.0/99").full_clean()
