"""Every model of the family: its rows, its names, its pages in the admin, and its table as ``migrate`` makes it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from agent360_models.families import labels
from agent360_models.testing.assertions import assert_no_drift
from tests.ingestion.helpers import MODELS, factory, values

# What identifies a person, or repeats what somebody wrote: in no name of a row.
SENSITIVE = ("email", "phone", "address", "street", "notes", "body", "content", "transcription", "note", "message")

every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label.partition("_")[2])
pytestmark = pytest.mark.django_db


@every_model
def test_a_row_of_the_factory_is_valid_and_is_what_the_database_holds(model: type[Model]) -> None:
    """No value is rounded, cut or replaced on its way; and many rows live side by side."""
    row = factory(model).create()
    row.full_clean()

    assert values(model._default_manager.get(pk=row.pk)) == values(row)

    factory(model).create_batch(5)
    assert model._default_manager.count() >= 6


@every_model
def test_its_name_asks_no_database_and_betrays_nobody(
    model: type[Model], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """A log line or a list of the admin shows neither contact data nor what somebody wrote."""
    row = model._default_manager.get(pk=factory(model).create().pk)

    with django_assert_num_queries(0):
        text = str(row)

    secret = {
        str(value)
        for name, value in values(row).items()
        if isinstance(value, str) and any(word in name for word in SENSITIVE) and len(value) > 3
    }
    assert text
    assert [value for value in secret if value in text] == []


@every_model
def test_its_row_is_upserted(model: type[Model]) -> None:
    """As every sync writes it; the second time nothing is written."""
    row = factory(model).create()
    names = [
        field.attname
        for field in model._meta.concrete_fields
        if not (getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False))
    ]
    given = {name: getattr(row, name) for name in names}
    model._default_manager.all().delete()
    manager: Any = model._default_manager

    assert manager.upsert([given]).inserted == 1
    assert manager.upsert([given]).unchanged == 1


@every_model
def test_its_pages_open(client: Client, model: type[Model]) -> None:
    """List, search, add, change and delete; the list in as many queries for ten rows as for one."""
    client.force_login(get_user_model().objects.create(username="ada", is_staff=True, is_superuser=True))
    assert admin.site.is_registered(model)
    row = factory(model).create()
    prefix = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    changelist = reverse(f"{prefix}_changelist")

    few = queries(client, changelist)
    factory(model).create_batch(10)
    many = queries(client, changelist)

    pages = [reverse(f"{prefix}_{page}", args=[row.pk]) for page in ("change", "delete", "history")]
    pages += [reverse(f"{prefix}_add"), f"{changelist}?q=no+such+row", f"{changelist}?q={'9' * 30}"]
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
    assert row.pk in [found.pk for found in client.get(changelist, {"q": str(row.pk)}).context["cl"].result_list]
    assert many == few


def queries(client: Client, page: str) -> int:
    from django.db import connection

    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    return len(captured)


def test_the_tables_are_what_the_models_say() -> None:
    """As ``migrate`` made them."""
    assert_no_drift("default", *labels("ingestion"))
