"""No false alarm where there is no drift, and an answer for whoever may see little."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core.management import call_command
from django.db import connections, transaction
from django.test.utils import CaptureQueriesContext, override_settings

from agent360_models import drift
from agent360_models.drift import CODES, Finding, Severity
from agent360_models.drift._texts import gist
from agent360_models.tables import reference
from tests.agent360.test_independent_ddl import DDL
from tests.apps.drifting.models import Note
from tests.drift.conftest import as_role, found, labels
from tests.support.databases import scratch_database

CONTRIB = ["auth", "contenttypes", "sessions", "admin", "sites", "flatpages", "redirects"]


def test_what_the_models_ask_for_is_no_drift(copy: str) -> None:
    """All nine apps over the reference DDL, and every kind of column of somebody else's app."""
    assert found(copy) == set()


def test_independent_ddl_has_infos_at_most(copy: str, django_db_blocker: Any) -> None:
    """Other names of constraints, no defaults, no indexes and no triggers."""
    with scratch_database(DDL) as alias:
        findings = drift.find(reference.installable(), using=alias)

    assert {finding.code for finding in findings} == {"index.missing", "trigger.missing"}
    assert {finding.severity for finding in findings} == {Severity.INFO}


@contextmanager
def with_contrib() -> Iterator[None]:
    """Install all of Django's own apps that have tables."""
    more = [module for module in (f"django.contrib.{label}" for label in CONTRIB) if not apps.is_installed(module)]
    registered = {**admin.site._registry}
    with override_settings(INSTALLED_APPS=[*settings.INSTALLED_APPS, *more], SITE_ID=1):
        yield
    admin.site._registry = registered  # else every page of the admin asks for apps that are gone


@pytest.fixture(scope="module")
def _migrated(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    with django_db_blocker.unblock(), scratch_database() as alias:
        with with_contrib():
            call_command("migrate", database=alias, verbosity=0)
        yield alias


@pytest.fixture
def migrated(_migrated: str, django_db_blocker: Any) -> Iterator[str]:
    """Return the alias of a database with the tables of Django's own apps, which are afterwards what they were."""
    with django_db_blocker.unblock(), with_contrib(), transaction.atomic(using=_migrated):
        yield _migrated
        transaction.set_rollback(True, using=_migrated)


def test_what_django_made_itself_is_no_drift(migrated: str) -> None:
    assert [str(finding) for finding in drift.find([*CONTRIB, "shop"], using=migrated)] == []


@pytest.mark.parametrize(
    ("change", "code", "column"),
    [
        (
            "DROP CONSTRAINT django_admin_log_action_flag_check",
            "check.missing",
            "action_flag",
        ),
        ("ALTER object_repr TYPE varchar(20)", "type.length_shorter", "object_repr"),
        ("ADD tenant int NOT NULL", "column.extra_required", "tenant"),
    ],
)
def test_what_was_changed_since_is_drift(migrated: str, change: str, code: str, column: str) -> None:
    """In tables that Django's migrations made."""
    with connections[migrated].cursor() as cursor:
        cursor.execute(f"ALTER TABLE django_admin_log {change}")

    (finding,) = drift.find(CONTRIB, using=migrated)

    assert (finding.code, finding.family, finding.model, finding.column) == (code, "admin", "admin.LogEntry", column)


@pytest.mark.django_db
def test_the_number_of_queries_does_not_depend_on_that_of_tables() -> None:
    """Eight, for one table and for more than forty."""
    few = ["shop"]
    many = [config.label for config in apps.get_app_configs()]
    counts = []
    for asked in (few, many):
        with CaptureQueriesContext(connections["default"]) as queries:
            drift.find(asked, using="default")
        counts.append(len(queries))

    assert len(list(apps.get_app_config("shop").get_models())) == 1
    assert len(apps.get_models(include_auto_created=True)) >= 40
    assert counts == [8, 8]


def test_a_role_without_the_schemas_is_told_so(copy: str) -> None:
    """For each table, and nothing about what is in them."""
    tables = sum(len(list(apps.get_app_config(label).get_models())) for label in labels())
    revoke = "REVOKE USAGE ON SCHEMA public FROM PUBLIC"
    with as_role(copy, f"role_{uuid4().hex}", revoke) as alias:
        findings = drift.find(labels(), using=alias)

    assert [finding.code for finding in findings] == ["privilege.schema"] * tables


def test_a_role_without_the_tables_is_told_so(copy: str) -> None:
    """The catalog is readable to everybody: nothing else seems to differ."""
    with as_role(copy, f"role_{uuid4().hex}", "GRANT USAGE ON SCHEMA drift TO {role}") as alias:
        findings = drift.find(labels(), using=alias)

    assert {finding.code for finding in findings} == {"privilege.select", "privilege.write"}


def test_somebody_elses_unmanaged_models_are_judged_as_ours(copy: str) -> None:
    """The same change gives the same finding, under the app's own label."""
    with connections[copy].cursor() as cursor:
        cursor.execute(
            "ALTER TABLE accounts ALTER acc_name DROP NOT NULL; ALTER TABLE drift_note ALTER text DROP NOT NULL"
        )

    theirs, ours = drift.find(labels(), using=copy)

    assert (theirs.code, theirs.severity, theirs.declared, theirs.live) == (
        ours.code,
        ours.severity,
        ours.declared,
        ours.live,
    )
    assert (theirs.family, ours.family) == ("drifting", "agent360")


def test_an_empty_database_lacks_every_table(django_db_blocker: Any) -> None:
    with django_db_blocker.unblock(), scratch_database() as alias:
        findings = drift.find(["drifting"], using=alias)

    assert [(finding.code, finding.table) for finding in findings] == [
        ("table.missing", "drift_shop"),
        ("table.missing", "drift_item"),
        ("table.missing", "drift.part"),
        ("table.missing", "drift_note"),
    ]


MOVED = "ALTER TABLE drift_note SET SCHEMA drift; CREATE SCHEMA more"


@pytest.mark.parametrize(
    ("declared", "change", "remedy"),
    [
        ("drift_note", MOVED, 'db_table = qualified("drift", "drift_note"),'),
        (
            "drift_note",
            f"{MOVED}; CREATE TABLE more.drift_note ()",
            'db_table = qualified("drift", "drift_note") or qualified("more", "drift_note"),',
        ),
        # Django takes the whole of it for the name of a table.
        ("drift.part", "SELECT", 'db_table = qualified("drift", "part"),'),
        ("nowhere.part", "SELECT", "Correct db_table,"),
    ],
)
def test_a_table_elsewhere_is_named(
    copy: str, monkeypatch: pytest.MonkeyPatch, declared: str, change: str, remedy: str
) -> None:
    """As a model has to name it."""
    monkeypatch.setattr(Note._meta, "db_table", declared)
    with connections[copy].cursor() as cursor:
        cursor.execute(change)

    (finding,) = drift.find(["drifting"], using=copy)

    assert (finding.code, finding.model) == ("table.missing", "drifting.Note")
    assert remedy in finding.remedy


def test_the_default_of_a_secret_is_not_shown(copy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of other columns it is."""
    monkeypatch.setattr(Note, "secret_fields", ("text",), raising=False)
    with connections[copy].cursor() as cursor:
        cursor.execute("ALTER TABLE drift_note ALTER text SET DEFAULT 'hunter2'")
        cursor.execute("ALTER TABLE drift_item ALTER rank SET DEFAULT 4")

    shown = [str(finding) for finding in drift.find(labels(), using=copy) if finding.code.startswith("default.")]

    assert len(shown) == 2
    assert "hunter2" not in "".join(shown)
    assert "live 4" in "".join(shown)


def test_a_table_in_two_schemas_is_named_with_its_own(copy: str) -> None:
    """So that another search path finds the same one."""
    with connections[copy].cursor() as cursor:
        cursor.execute(f"CREATE TABLE drift.drift_note (); ALTER DATABASE {copy} SET search_path = public, drift")
    connections[copy].close()

    (finding,) = drift.find(["drifting"], using=copy)

    assert (finding.code, finding.live) == ("table.shadowed", "drift.drift_note")
    assert finding.remedy.startswith('Declare db_table = qualified("public", "drift_note"),')


@pytest.mark.parametrize("code", CODES)
def test_a_finding_is_one_line(code: str) -> None:
    """Also where a name has braces in it."""
    finding = Finding(code, "family", "app.Model", "public.table", "column", "declared", "{live}")

    assert str(finding).startswith(f"{finding.severity}: {code}: app.Model.column: declared declared, live {{live}}. ")
    assert "\n" not in str(finding)
    assert finding.severity in Severity
    assert finding.as_dict() == {
        "code": code,
        "severity": finding.severity.value,
        "family": "family",
        "model": "app.Model",
        "table": "public.table",
        "column": "column",
        "declared": "declared",
        "live": "{live}",
        "database": "",
        "remedy": finding.remedy,
    }


@pytest.mark.django_db
def test_what_django_made_of_a_condition_says_the_same() -> None:
    """In PostgreSQL's words, which are others."""
    assert [str(finding) for finding in drift.find(["checking"], using="default")] == []


@pytest.mark.parametrize("repeated", ["x", " ", "(", " NOT VALID"])
def test_a_long_constraint_is_compared_in_time(repeated: str) -> None:
    began = time.thread_time()

    assert gist(f"CHECK (name <> '{repeated * 10_000}!'::text)", ["name"]).columns == {"name"}
    assert time.thread_time() - began < 1
