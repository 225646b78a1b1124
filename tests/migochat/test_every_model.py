"""Every model of the family: its rows, its names, its pages in the admin, and its table in the reference DDL."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import connections
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factory.declarations import Trait
from pytest_django import DjangoAssertNumQueries

from agent360_models.testing.assertions import assert_no_drift
from agent360_models.testing.factories import factory_of

MODELS = list(apps.get_app_config("migochat").get_models())
NAMED = ("id", "key", "facebook_post_id", "facebook_ad_id", "activity_type")  # what a name may show

every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
pytestmark = pytest.mark.django_db(databases=["default", "chat"])


def values(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@every_model
def test_a_row_of_the_factory_and_of_each_trait_is_valid_and_is_what_the_database_holds(model: type[Model]) -> None:
    factory = factory_of(model)
    traits = [name for name, parameter in factory._meta.parameters.items() if isinstance(parameter, Trait)]

    for trait in [None, *traits]:
        row = factory.create(**({trait: True} if trait else {}))
        row.full_clean()
        assert values(model._default_manager.get(pk=row.pk)) == values(row)


@every_model
def test_the_readme_lists_the_traits(model: type[Model]) -> None:
    factory = factory_of(model)
    readme = Path(apps.get_app_config("migochat").path, "README.md").read_text(encoding="utf-8")
    traits = ", ".join(f"`{name}`" for name, trait in factory._meta.parameters.items() if isinstance(trait, Trait))

    assert re.search(rf"^\| `{factory.__name__}`.* \| {re.escape(traits)} ?\|$", readme, re.MULTILINE)


@every_model
def test_its_name_asks_no_database_and_betrays_nobody(
    model: type[Model], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    row = model._default_manager.get(pk=factory_of(model).create().pk)

    with django_assert_num_queries(0, using="chat"):
        texts = str(row), repr(row)

    secret = {v for name, v in values(row).items() if isinstance(v, str) and name not in NAMED and len(v) > 3}
    assert texts[0]
    assert [value for value in secret for text in texts if value in text] == []


@every_model
def test_its_row_is_upserted(model: type[Model]) -> None:
    row = factory_of(model).create()
    given = {
        field.attname: getattr(row, field.attname)
        for field in model._meta.concrete_fields
        if not getattr(field, "auto_now", False)
    }
    model._default_manager.all().delete()
    manager: Any = model._default_manager

    assert manager.upsert([given]).inserted == 1
    assert manager.upsert([given]).unchanged == 1
    assert {name: value for name, value in values(model._default_manager.get()).items() if name in given} == given


@every_model
def test_its_pages_open(client: Client, model: type[Model]) -> None:
    client.force_login(get_user_model().objects.create(username="ada", is_staff=True, is_superuser=True))
    assert admin.site.is_registered(model)
    row = factory_of(model).create()
    prefix = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    changelist = reverse(f"{prefix}_changelist")

    few = queries(client, changelist)
    factory_of(model).create_batch(10)
    many = queries(client, changelist)

    pages = [reverse(f"{prefix}_{page}", args=[row.pk]) for page in ("change", "delete", "history")]
    pages += [reverse(f"{prefix}_add"), f"{changelist}?q=no+such+row", f"{changelist}?q={'9' * 30}"]
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
    assert many == few


def queries(client: Client, page: str) -> int:
    with CaptureQueriesContext(connections["chat"]) as captured:
        assert client.get(page).status_code == 200
    return len(captured)


def test_the_tables_of_the_reference_ddl_are_what_the_models_say() -> None:
    assert_no_drift("chat", "migochat")


def test_there_are_seven_tables_and_eight_enums() -> None:
    with connections["chat"].cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT typname FROM pg_type WHERE typtype = 'e' AND typnamespace = 'public'::regnamespace")
        enums = {name for (name,) in cursor.fetchall()}

    assert tables - {"agent360_models_reference_ddl", "django_migrations"} == {m._meta.db_table for m in MODELS}
    assert enums == {
        "governorate",
        "leadstage",
        "customerlabel",
        "customertype",
        "messagedirection",
        "messagestatus",
        "messagesource",
        "posttype",
    }


def test_two_families_with_a_table_users_live_on_two_aliases() -> None:
    from agent360_models.agent360.core.factories import UserFactory as SalesUserFactory
    from agent360_models.agent360.core.models import User as SalesUser
    from agent360_models.migochat.factories import UserFactory
    from agent360_models.migochat.models import User

    SalesUserFactory.create()
    UserFactory.create_batch(2)

    assert (SalesUser._meta.db_table, User._meta.db_table) == ("users", "users")
    assert (SalesUser.objects.count(), User.objects.count()) == (1, 2)
    assert (SalesUser.objects.all().db, User.objects.all().db) == ("default", "chat")
