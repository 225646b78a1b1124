"""The models on a database that has what the application's own has, and not what this library adds."""

import io
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.contrib.auth.models import User as Account
from django.core import checks, serializers
from django.core.management import call_command
from django.db import connections, transaction
from django.db.models import F
from django.test import RequestFactory

from agent360_models import drift
from agent360_models.exceptions import MissingLabelError
from agent360_models.fields import PgEnumField
from agent360_models.migochat.factories import MessageFactory, PostFactory, UserFactory
from agent360_models.migochat.models import LeadActivity, Message, Post, User
from agent360_models.testing.factories import factory_of
from tests.support.databases import scratch_database
from tests.support.labels import assert_every_label_goes_every_way
from tests.support.originals import ddl_of, facts_of, needs_originals

pytestmark = needs_originals

MODELS = list(apps.get_app_config("migochat").get_models())
FIELDS: list[Any] = [f for model in MODELS for f in model._meta.concrete_fields if isinstance(f, PgEnumField)]
ENUMS: dict[str, list[str]] = facts_of("migochat")["enums"] if os.environ.get("AGENT360_SAMPLE_DATA") else {}
DOCUMENTED = {"leadstage": {"NURTURE"}, "messagesource": {"POST_COMMENT"}, "posttype": {"PRODUCT"}}

every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
every_enum = pytest.mark.parametrize("field", FIELDS, ids=str)


@pytest.fixture(scope="module")
def database(django_db_blocker: Any) -> Iterator[str]:
    with django_db_blocker.unblock(), scratch_database(ddl_of(facts_of("migochat"))) as alias:
        yield alias


@pytest.fixture
def chat(database: str, settings: Any, django_db_blocker: Any) -> Iterator[str]:
    """Return the alias of the original; what a test does there is undone."""
    settings.AGENT360_MODELS = {"ALIASES": {"migochat": database}}
    with django_db_blocker.unblock(), transaction.atomic(using=database):
        yield database
        transaction.set_rollback(True, using=database)


def labels_of(field: Any) -> list[str]:
    return ENUMS[f"public.{field.type_name}"]


@every_enum
def test_the_labels_are_the_originals_and_the_documented_ones(field: Any) -> None:
    """In the original's order, so that a list is sorted as there."""
    ours = field.enum.values

    assert set(ours) == {*labels_of(field), *DOCUMENTED.get(field.type_name, ())}
    assert [label for label in ours if label in labels_of(field)] == labels_of(field)


def test_there_is_no_drift_but_of_labels_that_only_the_document_has(chat: str) -> None:
    """Which is no error: such a label is found nowhere, and writing it says what to do."""
    found = drift.find(["migochat"], using=chat)

    assert {finding.severity for finding in found} <= {"info"}
    assert {(finding.code, finding.declared) for finding in found} == {
        ("enum.label_missing", label) for labels in DOCUMENTED.values() for label in labels
    }
    call_command("agent360", "drift", "migochat", "--database", chat, "--fail-on", "warning", stdout=io.StringIO())
    assert [issue for issue in checks.run_checks(databases=[chat]) if "migochat" in str(issue)] == []


@every_model
def test_rows_are_created_read_changed_and_deleted(model: Any, chat: str) -> None:
    row = factory_of(model).create()

    found = model.objects.get(pk=row.pk)
    found.full_clean()
    found.save()
    assert serializers.serialize("json", [model.objects.get()]) == serializers.serialize("json", [found])
    assert model.objects.filter(pk=row.pk).update(**{model._meta.fields[1].attname: F(model._meta.fields[1].attname)})
    assert found.delete()[0] == 1
    assert not model.objects.exists()


@every_enum
def test_every_label_goes_every_way(field: Any, chat: str) -> None:
    assert_every_label_goes_every_way(field, labels_of(field), using=chat)


@every_enum
def test_a_label_that_only_the_document_has_is_found_nowhere_and_not_written(field: Any, chat: str) -> None:
    row = factory_of(field.model).create()
    rows = field.model.objects.all()
    other = labels_of(field)[0]

    for label in DOCUMENTED.get(field.type_name, ()):
        assert not rows.filter(**{field.name: label}).exists()
        assert rows.exclude(**{field.name: label}).get() == row
        rows.filter(pk=row.pk).update(**{field.name: other})
        assert rows.filter(**{f"{field.name}__in": [label, other]}).get() == row
        with pytest.raises(MissingLabelError, match=f"ADD VALUE '{label}'"), transaction.atomic(using=chat):
            rows.update(**{field.name: label})


def test_a_row_moves_on_from_a_label_that_the_code_does_not_know(chat: str) -> None:
    user = UserFactory.create(customer_label="JUMLA", customer_type="LEAD")
    with connections[chat].cursor() as cursor:
        for kind, label in [("leadstage", "INTAKE"), ("customerlabel", "JUMLA"), ("customertype", "LEAD")]:
            cursor.execute(f"ALTER TYPE {kind} RENAME VALUE '{label}' TO 'THEIRS'")

    user = User.objects.get(pk=user.pk)
    user.full_clean()
    assert user.change_stage("THEIRS") is None  # which it has already
    user.change_stage("HOT")
    user.change_label("QITAEI")
    user.change_type(None)

    assert list(LeadActivity.objects.order_by("pk").values_list("old_value", "new_value")) == [
        ("THEIRS", "HOT"),
        ("THEIRS", "QITAEI"),
        ("THEIRS", None),
    ]


def test_the_messages_of_the_admin_are_filtered_by_every_label_that_it_offers(chat: str) -> None:
    message, post = MessageFactory.create(from_ad=True), PostFactory.create()

    for model, name, row in [(Message, "message_source", message), (Post, "post_type", post)]:
        field: Any = model._meta.get_field(name)
        for label in field.enum.values:
            request = RequestFactory().get("/", {f"{name}__exact": label})
            request.user = Account(is_superuser=True, is_active=True)
            found = site.get_model_admin(model).get_changelist_instance(request).get_queryset(request)
            assert list(found) == ([row] if label == getattr(row, name) else [])
