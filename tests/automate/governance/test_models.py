"""The audit trail, secrets by their key, and what happens without an extra."""

from __future__ import annotations

import sys
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from agent360_models.automate.exceptions import AppendOnlyError
from agent360_models.automate.governance.factories import AuditLogFactory, RuleSpecFactory, StoredSecretFactory
from agent360_models.automate.governance.models import AuditLog, RuleSpec, StoredSecret
from agent360_models.automate.runtime import _rules
from agent360_models.exceptions import MissingExtraError
from agent360_models.secrets import Secret

pytestmark = pytest.mark.django_db


def test_an_entry_names_its_target_and_masks_secrets() -> None:
    """In the database, and in the object that was just made."""
    rule = RuleSpecFactory.create()
    secret = StoredSecretFactory.create()

    entry = AuditLog.objects.record(
        actor="ada",
        action="update",
        target=rule,
        changes={"name": ["a", "b"], "apiKey": ["old sesame", "new sesame"], "value": [None, secret.encrypted_value]},
    )

    masked = {"name": ["a", "b"], "apiKey": "********", "value": [None, "********"]}
    assert entry.changes == AuditLog.objects.get().changes == masked
    assert entry.target == f"automate_governance.RuleSpec:{rule.pk}"


@pytest.mark.parametrize("how", ["bulk_create", "upsert"])
def test_secrets_are_masked_however_an_entry_is_written(how: str) -> None:
    """None goes around the field."""
    values = {"actor": "ada", "action": "update", "target": "x", "changes": {"password": "open sesame"}}
    if how == "upsert":
        AuditLog.objects.upsert([{"id": uuid4(), **values}])
    else:
        AuditLog.objects.bulk_create([AuditLog(**values)]) if how == "bulk_create" else AuditLog.objects.create(
            **values
        )

    with connection.cursor() as cursor:
        cursor.execute("SELECT changes::text FROM automate_governance_auditlog")
        assert cursor.fetchone() == ('{"password": "********"}',)


def test_entries_are_found_by_their_target_newest_first() -> None:
    """A row, or a name."""
    rule = RuleSpecFactory.create()
    first, second = (AuditLog.objects.record(actor="ada", action="a", target=rule) for _ in range(2))
    other = AuditLog.objects.record(actor="ada", action="login", target="session")

    assert list(AuditLog.objects.about(rule)) == [second, first]
    assert list(AuditLog.objects.about("session")) == [other]


def test_an_entry_is_not_changed() -> None:
    """By none of the ways of the ORM; old ones may be deleted."""
    entry = AuditLogFactory.create()
    entry.actor = "eve"

    for change in (
        entry.save,
        lambda: AuditLog.objects.update(actor="eve"),
        lambda: AuditLog.objects.bulk_update([entry], ["actor"]),
        lambda: AuditLog.objects.update_or_create(pk=entry.pk, defaults={"actor": "eve"}),
    ):
        with pytest.raises(AppendOnlyError, match=r"^automate_governance.AuditLog is append-only"):
            change()

    assert AuditLog.objects.get().actor == "ada"
    assert AuditLog.objects.all().delete()[0] == 1


def test_the_admin_changes_no_entry(client: Client) -> None:
    """Its columns are shown, and none can be typed into."""
    client.force_login(get_user_model().objects.create(username="ada", is_staff=True, is_superuser=True))
    entry = AuditLogFactory.create()

    page = client.get(reverse("admin:automate_governance_auditlog_change", args=[entry.pk])).content.decode()

    assert "Nightly" in page
    assert 'name="actor"' not in page


def test_a_secret_is_stored_and_revealed_by_its_key() -> None:
    """Any JSON; and replaced."""
    StoredSecret.objects.store("crm", "open sesame")
    StoredSecret.objects.store("crm", {"user": "ada", "password": "new sesame"})

    assert StoredSecret.objects.reveal("crm") == {"user": "ada", "password": "new sesame"}
    assert isinstance(StoredSecret.objects.get().encrypted_value, Secret)


def test_a_secret_with_another_key_asks_for_its_value_again() -> None:
    """A row may name only API keys, so a new name could have any other secret sent to the row's address."""
    StoredSecret.objects.store("crm.password", "open sesame")

    def renamed(**changes: str) -> StoredSecret:
        secret = StoredSecret.objects.get()
        for name, value in {"key": "crm.api_key", **changes}.items():
            setattr(secret, name, value)
        return secret

    for write in (StoredSecret.full_clean, StoredSecret.save):
        with pytest.raises(ValidationError, match="The key has changed"):
            write(renamed())
    renamed(encrypted_value="another").save()

    assert StoredSecret.objects.reveal("crm.api_key") == "another"


def test_a_secret_that_is_not_there_is_named() -> None:
    """By its key."""
    with pytest.raises(StoredSecret.DoesNotExist, match=r"^No secret is stored under 'crm'"):
        StoredSecret.objects.reveal("crm")


@pytest.mark.django_db(databases=["default", "crm"])
def test_a_secret_of_another_alias() -> None:
    """Where the queryset is, the secret is."""
    with connections["crm"].schema_editor() as editor:
        editor.create_model(StoredSecret)
    StoredSecret.objects.using("crm").store("crm", "there")
    StoredSecret.objects.store("crm", "here")

    assert StoredSecret.objects.using("crm").reveal("crm") == "there"


def test_without_the_extra_a_rule_is_kept_and_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the extra; the admin works."""
    monkeypatch.setitem(sys.modules, "celpy", None)
    _rules._environment.cache_clear()
    _rules._compiled.cache_clear()
    rule = RuleSpecFactory.create()

    rule.full_clean()
    with pytest.raises(MissingExtraError, match=r'pip install "agent360-models\[rules\]"'):
        rule.evaluate({"amount": 1, "country": "DE"})


def test_rules_in_force() -> None:
    """Those that are switched off are left out."""
    rule = RuleSpecFactory.create()
    RuleSpecFactory.create(disabled=True)

    assert list(RuleSpec.objects.enabled()) == [rule]
