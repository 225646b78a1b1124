"""No secret of the family is found in clear text: in a dump, in fixtures, in the admin, in names, in logs.

Every encrypted column of every installed model is planted with a secret of its own, so a new model is covered.
"""

from __future__ import annotations

import json
import logging
import os
import pickle
import subprocess
import sys
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import connection
from django.db.models import Model
from django.forms import model_to_dict
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from agent360_models.admin import LogAdmin
from agent360_models.automate.connectors.models import ConnectorInstance
from agent360_models.automate.datachat.factories import ChatEmbedFactory
from agent360_models.automate.governance.models import StoredSecret
from agent360_models.exceptions import PostgresServerError
from agent360_models.families import labels
from agent360_models.fields import EncryptedJSONField, MaskedJSONField, PartlyEncryptedJSONField
from agent360_models.secrets import Secret, revealed
from agent360_models.testing import postgres
from agent360_models.testing.factories import factory_of

SECRET_FIELDS = (EncryptedJSONField, MaskedJSONField, PartlyEncryptedJSONField)
MODELS = [
    model
    for label in labels("automate")
    for model in apps.get_app_config(label).get_models()
    if any(isinstance(field, SECRET_FIELDS) for field in model._meta.local_concrete_fields)
]
every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)


def secret_of(field: Any) -> str:
    """Return the secret that is planted into a column."""
    return f"open-sesame-{field.model._meta.label_lower}-{field.name}"


def plant(model: type[Model]) -> Any:
    """Return a row that holds a secret in each of its secret columns, as a user would enter it."""
    secrets = {
        field.name: {"token": secret_of(field), "deep": [{"X-Api-Key": secret_of(field)}]}
        for field in model._meta.local_concrete_fields
        if isinstance(field, SECRET_FIELDS)
    }
    return factory_of(model).create(**secrets)


def in_clear(text: str, *more: str) -> list[str]:
    """Return the planted secrets that a text shows."""
    planted = [secret_of(field) for model in MODELS for field in model._meta.local_concrete_fields]
    return [secret for secret in (*planted, *more) if secret in text]


def test_the_documented_columns_are_among_them() -> None:
    """So that the tests below look at something."""
    columns = {f"{model._meta.label}.{field.name}" for model in MODELS for field in model._meta.local_concrete_fields}

    assert columns >= {
        "automate_connectors.ConnectorInstance.credentials",
        "automate_governance.AuditLog.changes",
        "automate_governance.ConnectionProfile.credentials",
        "automate_governance.StoredSecret.encrypted_value",
        "automate_providers.ConnectionProfile.credentials",
        "automate_providers.LLMProvider.config",
        "automate_providers.MCPServer.auth_config",
    }


@pytest.mark.django_db(transaction=True)
def test_a_dump_of_the_database_holds_no_secret() -> None:
    """Though it holds every row."""
    rows = [plant(model) for model in MODELS]
    embed = ChatEmbedFactory.create()
    key = embed.rotate_key()

    dump = pg_dump()

    assert in_clear(dump, key, key.removeprefix(embed.key_prefix)) == []
    for row in rows:
        assert f"COPY public.{row._meta.db_table} (" in dump
    assert dump.count("encrypted:1:") >= len(rows) - 2  # two of them are logs, which mask
    assert embed.key_prefix in dump


def pg_dump() -> str:
    """Return the database as ``pg_dump`` writes it, with the one that comes with the tests' server."""
    entry = connection.settings_dict
    try:
        binaries = postgres.find_binaries()
    except PostgresServerError:
        pytest.skip("There is no pg_dump here.")
    access = {"PGHOST": entry["HOST"], "PGPORT": str(entry["PORT"]), "PGUSER": entry["USER"]}
    done = subprocess.run(
        [str(binaries / "pg_dump"), "--dbname", str(entry["NAME"])],
        env={**os.environ, **postgres._environment(binaries), **access, "PGPASSWORD": entry["PASSWORD"] or ""},
        capture_output=True,
        text=True,
        check=False,
    )
    if "version mismatch" in done.stderr:
        pytest.skip("The server is newer than the pg_dump here.")
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.django_db
@every_model
def test_a_row_shows_none(model: type[Model]) -> None:
    """Fresh, read, and looked into; as text, in parts, pickled and as a form has it."""
    fresh = plant(model)
    read = model._default_manager.get(pk=fresh.pk)
    opened = model._default_manager.get(pk=fresh.pk)
    for field in model._meta.local_concrete_fields:
        revealed(getattr(opened, field.attname))

    shown = [
        repr(part)
        for row in (fresh, read, opened)
        for part in (row, str(row), vars(row), model_to_dict(row), pickle.dumps(row))
    ]
    shown.append(repr(list(model._default_manager.values())))

    assert in_clear("".join(shown)) == []


@pytest.mark.django_db
@every_model
def test_the_admin_shows_none(client: Client, model: type[Model]) -> None:
    """Neither to those who may change a row, nor to those who may only see it."""
    user = get_user_model().objects.create(username="ada", is_staff=True, is_superuser=True)
    viewer = get_user_model().objects.create(username="eve", is_staff=True)
    viewer.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    row = plant(model)
    LogEntry.objects.log_actions(user.pk, [row], 2, [{"changed": {"fields": ["Config"]}}], single_object=True)
    prefix = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    pages = [reverse(f"{prefix}_{page}", args=[row.pk]) for page in ("change", "history")]
    pages += [reverse(f"{prefix}_changelist"), reverse("admin:index")]

    for who in (user, viewer):
        client.force_login(who)
        shown = [client.get(page) for page in pages]
        assert [page.status_code for page in shown] == [200] * len(pages)
        assert in_clear("".join(page.content.decode() for page in shown)) == []


@pytest.mark.django_db
def test_what_is_typed_in_the_admin_is_not_shown_again(client: Client) -> None:
    """Nor is it in the history; and an empty field keeps what is stored."""
    client.force_login(get_user_model().objects.create(username="ada", is_staff=True, is_superuser=True))
    add = reverse("admin:automate_connectors_connectorinstance_add")
    data = {"name": "Mail", "connector_type": "imap", "status": "active"}
    typed = {"config": '{"host": "a", "token": "typed-token"}', "credentials": '{"password": "typed-password"}'}

    assert client.post(add, {**data, **typed}).status_code == 302
    row = ConnectorInstance.objects.get()
    change = reverse("admin:automate_connectors_connectorinstance_change", args=[row.pk])
    page = client.get(change).content.decode()
    kept = {"config": '{"host": "a", "folder": "b", "token": "********"}', "credentials": ""}
    assert client.post(change, {**data, **kept}).status_code == 302
    history = client.get(reverse("admin:automate_connectors_connectorinstance_history", args=[row.pk]))

    row = ConnectorInstance.objects.get()
    assert (revealed(row.config), row.credentials) == (
        {"host": "a", "folder": "b", "token": "typed-token"},
        {"password": "typed-password"},
    )
    assert "typed-" not in page + history.content.decode() + repr(LogEntry.objects.values_list("change_message"))


@pytest.mark.django_db
def test_a_secret_is_entered_in_the_admin(client: Client) -> None:
    """It has to be, where the column takes no NULL; later it may be left as it is."""
    client.force_login(get_user_model().objects.create(username="ada", is_staff=True, is_superuser=True))
    add = reverse("admin:automate_governance_storedsecret_add")

    assert "This field is required" in client.post(add, {"key": "crm", "encrypted_value": ""}).content.decode()
    assert client.post(add, {"key": "crm", "encrypted_value": '"typed"'}).status_code == 302
    secret = StoredSecret.objects.get()
    change = reverse("admin:automate_governance_storedsecret_change", args=[secret.pk])
    assert client.post(change, {"key": "crm", "encrypted_value": ""}).status_code == 302

    assert StoredSecret.objects.reveal("crm") == "typed"


@pytest.mark.django_db
def test_the_admin_works_without_extras_and_keys(
    client: Client, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    """Rows are listed, opened and deleted; what is stored stays as it is."""
    client.force_login(get_user_model().objects.create(username="ada", is_staff=True, is_superuser=True))
    rows = [plant(model) for model in MODELS]
    settings.AGENT360_MODELS = {}
    for extra in ("cryptography", "cryptography.fernet", "celpy", "jinja2", "jsonschema", "httpx", "mcp", "openai"):
        monkeypatch.setitem(sys.modules, extra, None)

    for row in rows:
        prefix = f"admin:{row._meta.app_label}_{row._meta.model_name}"
        pages = [reverse(f"{prefix}_{page}", args=[row.pk]) for page in ("change", "history")]
        pages.append(reverse(f"{prefix}_changelist"))
        is_log = isinstance(site.get_model_admin(type(row)), LogAdmin)  # nobody adds or deletes its rows by hand
        pages += [] if is_log else [reverse(f"{prefix}_add"), reverse(f"{prefix}_delete", args=[row.pk])]
        assert [client.get(page).status_code for page in pages] == [200] * len(pages)
        if is_log:
            continue
        assert client.post(pages[-1], {"post": "yes"}).status_code == 302
        assert not type(row)._default_manager.filter(pk=row.pk).exists()


@pytest.mark.django_db
def test_fixtures_hold_none() -> None:
    """And are loaded again."""
    rows = [plant(model) for model in MODELS]
    out = StringIO()

    call_command("dumpdata", *labels("automate"), stdout=out)

    assert in_clear(out.getvalue()) == []
    assert len(json.loads(out.getvalue())) >= len(rows)


@pytest.mark.django_db
@every_model
def test_the_log_holds_none(model: type[Model], caplog: pytest.LogCaptureFixture) -> None:
    """Where SQL is logged with its parameters, too; but for keys that lead to a secret."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="django.db.backends")
    connection.force_debug_cursor = True
    try:
        row = plant(model)
        rows: Any = model._default_manager
        values = rows.values().get(pk=row.pk)
        rows.all().delete()
        rows.upsert([values])
        call_command("agent360", "rotate-keys", stdout=StringIO())
    finally:
        connection.force_debug_cursor = False

    assert "INSERT INTO" in caplog.text
    assert in_clear(caplog.text) == []


@pytest.mark.django_db
@every_model
def test_a_secret_is_there_for_those_who_ask(model: type[Model]) -> None:
    """Else the tests above would prove little; a log alone has none."""
    row = model._default_manager.get(pk=plant(model).pk)

    for field in model._meta.local_concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(field, EncryptedJSONField):
            assert isinstance(value, Secret)
            assert value["token"] == secret_of(field)
        elif isinstance(field, PartlyEncryptedJSONField):
            assert revealed(value)["deep"] == [{"X-Api-Key": secret_of(field)}]
        elif isinstance(field, MaskedJSONField):
            assert value["token"] == "********"
