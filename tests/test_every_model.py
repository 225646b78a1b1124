"""Every model of every family: its rows, its names, its pages in the admin, and its table."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django import VERSION
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import connections, router
from django.db.models import JSONField, Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from agent360_models import conf
from agent360_models.absent import is_table_absent
from agent360_models.admin import LogAdmin
from agent360_models.fields import EncryptedJSONField
from agent360_models.readonly.models import ReadOnlyModel
from agent360_models.testing.assertions import assert_no_drift
from agent360_models.testing.factories import FamilyFactory, factory_of
from tests.support import endurance
from tests.support.families import LABELS

# In a fixed order, so that all workers of xdist collect the same tests.
MODELS = [
    model
    for label in LABELS
    for model in apps.get_app_config(label).get_models()
    # Which have no rows of their own; and none is absent, but in the project of tests.lacking.
    if not (issubclass(model, ReadOnlyModel) or is_table_absent(model))
]
# Django's admin takes no model with a key of several columns.
WITH_PAGES = [model for model in MODELS if len(model._meta.pk_fields) == 1]
# The oldest Django opens a third of them. The newest opens the others, and all where the oldest is not asked.
PAGES = WITH_PAGES[:: endurance.trials(3, 1)]
if VERSION >= (6, 1) and (endurance.IS_ASKED or settings.SETTINGS_MODULE != "tests.settings"):
    PAGES = WITH_PAGES
elif VERSION >= (6, 1):
    PAGES = [model for model in WITH_PAGES if model not in PAGES]
# What only others can write whole: encrypted columns, and tokens.
NOT_ADDED = {
    "hibachi_core.Booking",
    "hibachi_core.Customer",
    "hibachi_identity.StationAccessToken",
    "hibachi_newsletter.Subscriber",
}
# What identifies a person, repeats what somebody wrote, or opens a door: in no name of a row.
SENSITIVE = (
    *("email", "phone", "address", "street", "psid", "number"),
    *("notes", "body", "content", "transcription", "transcript", "note", "message", "text", "comment", "_reason"),
    *("value", "token", "secret", "hash", "password", "credentials"),
)
UUID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-")
NOT_SENSITIVE = {"cs_case_number"}  # the name by which everybody calls a case

every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
pytestmark = pytest.mark.django_db(databases=sorted({"default", *map(conf.alias_for, LABELS)}))


def factory(model: type[Model]) -> type[FamilyFactory[Any]]:
    return factory_of(model)


def values(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def documents(model: type[Model]) -> list[str]:
    """Return the columns of JSON, in clear or encrypted."""
    return [f.name for f in model._meta.concrete_fields if isinstance(f, JSONField | EncryptedJSONField)]


@every_model
def test_a_row_of_the_factory_is_valid_and_is_what_the_database_holds(model: type[Model]) -> None:
    """No value is rounded, cut or replaced on its way; and many rows live side by side."""
    row = factory(model).create()
    row.full_clean()

    assert values(model._default_manager.get(pk=row.pk)) == values(row)

    factory(model).create_batch(5)
    # Of a role there are five, each once.
    assert model._default_manager.count() >= (5 if model._meta.label == "hibachi_identity.Role" else 6)


@every_model
def test_its_name_asks_no_database_and_betrays_nobody(
    model: type[Model], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """A log line or a list of the admin shows neither contact data nor what somebody wrote, and a name, not an id."""
    row = model._default_manager.get(pk=factory(model).create().pk)

    with django_assert_num_queries(0, using=router.db_for_read(model)):
        texts = str(row), repr(row)

    secret = {
        str(value)
        for name, value in values(row).items()
        if isinstance(value, str) and len(value) > 3
        if name not in NOT_SENSITIVE and any(word in name for word in SENSITIVE)
    }
    assert texts[0]
    assert not UUID.search(texts[0])
    assert [value for value in secret for text in texts if value in text] == []


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
    model._default_manager.filter(pk=row.pk).delete()
    manager: Any = model._default_manager

    assert manager.upsert([given]).inserted == 1
    assert manager.upsert([given]).unchanged == 1
    assert {name: value for name, value in values(manager.get(pk=row.pk)).items() if name in given} == given


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model._meta.label)
def test_its_pages_open(client: Client, model: type[Model]) -> None:
    """List, search, add, change and delete; the list in as many queries for four rows as for one.

    None of them shows an object of Python.
    """
    client.force_login(get_user_model().objects.create(username="ada", is_staff=True, is_superuser=True))
    assert admin.site.is_registered(model)
    row = factory(model).create()
    prefix = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    changelist = reverse(f"{prefix}_changelist")

    few = queries(client, model, changelist)
    factory(model).create_batch(3)
    many = queries(client, model, changelist)

    pages = [reverse(f"{prefix}_{page}", args=[row.pk]) for page in ("change", "delete", "history")]
    pages += [reverse(f"{prefix}_add"), f"{changelist}?q=no+such+row", f"{changelist}?q={'9' * 30}"]
    # A log has no page to add or to delete a row.
    refused = pages[1:4:2] if isinstance(admin.site.get_model_admin(model), LogAdmin) else []
    refused += [pages[3]] if model._meta.label in NOT_ADDED else []
    expected = {page: 403 if page in refused else 200 for page in pages}
    answers = {page: client.get(page) for page in pages}
    assert {page: answer.status_code for page, answer in answers.items()} == expected
    assert [page for page, answer in answers.items() if b"object at 0x" in answer.content] == []
    assert many == few <= 15


# An abyss, an integer of thousands of digits, and what is no JSON to PostgreSQL.
NO_JSON = ("[" * 100_000, r'"\u0000"', "9" * 10_000, "NaN", r'"\ud800"')[: endurance.trials(2, 5)]


@pytest.mark.parametrize(
    "model", endurance.some([m for m in WITH_PAGES if documents(m)]), ids=lambda model: model._meta.label
)
def test_what_is_no_json_is_an_error_of_its_form(client: Client, model: type[Model]) -> None:
    """And what was typed is shown again."""
    client.force_login(get_user_model().objects.create(username="ada", is_staff=True, is_superuser=True))
    page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
    if isinstance(admin.site.get_model_admin(model), LogAdmin) or model._meta.label in NOT_ADDED:
        assert client.get(page).status_code == 403
        return

    for text in NO_JSON:
        answer = client.post(page, dict.fromkeys(documents(model), text))

        assert answer.status_code == 200
        form = answer.context["adminform"].form
        shown = [name for name in documents(model) if name in form.fields]
        assert [name for name in shown if name not in form.errors] == []


def queries(client: Client, model: type[Model], page: str) -> int:
    with CaptureQueriesContext(connections[router.db_for_read(model)]) as captured:
        assert client.get(page).status_code == 200
    return len(captured)


@pytest.mark.parametrize("label", LABELS)
def test_the_tables_are_what_the_models_say(label: str) -> None:
    """As ``migrate`` made them, or as the reference DDL has them."""
    assert_no_drift(conf.alias_for(label), label)
