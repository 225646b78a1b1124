"""The models on a database made from the facts of the original."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.core import serializers
from django.db import connections, models, transaction
from django.db.models import F

from agent360_models import drift, hibachi
from agent360_models.families import labels
from agent360_models.fields import PgEnumField
from agent360_models.names import split
from agent360_models.tables import reference
from agent360_models.testing import postgres
from agent360_models.testing.factories import factory_of
from tests.support.databases import query, scratch_database
from tests.support.labels import assert_every_label_goes_every_way
from tests.support.originals import ddl_of, facts_of, needs_originals

pytestmark = needs_originals

README = Path(hibachi.__file__).with_name("README.md")

FACTS: dict[str, Any] = facts_of("hibachi") if os.environ.get("AGENT360_SAMPLE_DATA") else {}
TABLES = sorted(set(FACTS) - {"enums", "extra"})
TRIGGERS = {name for name, _trigger in FACTS.get("extra", {}).get("triggers", [])}
VIEWS: dict[str, Any] = FACTS.get("extra", {}).get("views", {})


def name_of(model: Any) -> str:
    """Return the table as the facts call it."""
    return ".".join(filter(None, split(model._meta.db_table)))


MODELS = {name_of(model): model for model in apps.get_models() if model._meta.app_label in labels("hibachi")}


def schema_of(name: str) -> str:
    return name.partition(".")[0]


# Named by the document, and not in the original.
DOCUMENTED = {
    "core.pricing_tiers",
    "identity.social_accounts",
    "lead.social_messages",
    "lead.social_media_accounts",
    "newsletter.subscriber_preferences",
}

ENUMS = [field for name in TABLES for field in MODELS[name]._meta.concrete_fields if isinstance(field, PgEnumField)]


@pytest.fixture(scope="module")
def database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Return the alias of a database like the original."""
    with django_db_blocker.unblock(), scratch_database(ddl_of(FACTS)) as alias:
        yield alias


@pytest.fixture
def theirs(database: str, django_db_blocker: Any) -> Iterator[str]:
    """Return the alias, open to the test."""
    with django_db_blocker.unblock():
        yield database


def columns_of(table: str, *, using: str) -> list[tuple[Any, ...]]:
    """Return name, type and whether it may be NULL, of each column in its order."""
    return query(
        "SELECT attname, format_type(atttypid, atttypmod), NOT attnotnull FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 ORDER BY attnum",
        [table],
        using=using,
    )


def declared(model: type[models.Model], *, using: str) -> list[tuple[Any, ...]]:
    """Return the same of a model, with its types as PostgreSQL spells them."""
    fields = model._meta.concrete_fields
    lines = [f'"{f.column}" {f.db_type(connections[using])} {"" if f.null else "NOT NULL"}' for f in fields]
    with connections[using].cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE declared ({', '.join(lines)})")
    try:
        return columns_of("pg_temp.declared", using=using)
    finally:
        with connections[using].cursor() as cursor:
            cursor.execute("DROP TABLE pg_temp.declared")


def test_every_table_and_view_has_a_model() -> None:
    """And each of the document's tables that the original lacks."""
    assert set(MODELS) == {*TABLES, *VIEWS, *DOCUMENTED}


@pytest.mark.parametrize("table", [*TABLES, *VIEWS])
def test_columns_are_the_originals(table: str, theirs: str) -> None:
    """In name, order, type and NULL; a view knows no NOT NULL."""
    found, model = columns_of(table, using=theirs), declared(MODELS[table], using=theirs)
    if table in VIEWS:
        model = [(name, kind, True) for name, kind, _ in model]

    assert model == found


@pytest.mark.parametrize("table", TABLES)
def test_the_key_is_the_originals(table: str) -> None:
    """A key of several columns too."""
    model = MODELS[table]
    key = [field.column for field in model._meta.pk_fields] if hasattr(model._meta, "pk_fields") else []

    assert (key or [model._meta.pk.column]) == FACTS[table]["primary_key"]


# The reference DDL


def names_of(alias: str) -> set[tuple[str, str]]:
    """Return table and name of every constraint, index, policy and trigger of the ten schemas."""
    rows = query(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype <> 'n' AND conrelid <> 0"
        " UNION SELECT indrelid::regclass::text, relname FROM pg_index JOIN pg_class c ON c.oid = indexrelid"
        " UNION SELECT polrelid::regclass::text, polname FROM pg_policy"
        " UNION SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal",
        using=alias,
    )
    return {(table, name) for table, name in rows if table.partition(".")[0] in {schema_of(each) for each in TABLES}}


def test_the_reference_ddl_is_the_original(theirs: str, django_db_blocker: Any) -> None:
    """To the letter, but for the tables that only the document has, and for the functions of two triggers.

    Of these the facts have the names only.
    """
    with scratch_database() as ours:
        reference.install(labels("hibachi"), using=ours)
        names = names_of(ours)
        columns = {table: columns_of(table, using=ours) for table in TABLES}
    with scratch_database() as scratch:
        found = drift.examine({theirs: labels("hibachi")}, reference_on=scratch).findings
    differing = [finding for finding in found if finding.code.startswith("baseline.")]

    assert {(table, name) for table, name in names - names_of(theirs) if table not in DOCUMENTED} == set()
    assert names_of(theirs) - names == set()
    assert columns == {table: columns_of(table, using=theirs) for table in TABLES}
    assert [str(f) for f in differing if f.code != "baseline.trigger_differs"] == []
    assert {f.table for f in differing} <= TRIGGERS


# Rows


@pytest.fixture
def platform(theirs: str, settings: Any) -> Iterator[str]:
    """Return the alias, on which the family lives; what a test does there is undone."""
    settings.AGENT360_MODELS = {**settings.AGENT360_MODELS, "ALIASES": {"hibachi": theirs}}
    with transaction.atomic(using=theirs):
        yield theirs
        transaction.set_rollback(True, using=theirs)


def test_there_is_no_drift_but_of_tables_that_only_the_document_has(platform: str) -> None:
    found = drift.find(labels("hibachi"), using=platform)

    told = {(finding.code, finding.table) for finding in found if finding.severity != "info"}
    assert told == {("table.missing", name) for name in DOCUMENTED}
    policies = {finding.table for finding in found if finding.code == "table.row_security"}
    assert policies == set(FACTS["extra"]["row_level_security"])


def read(row: models.Model) -> Any:
    """Return what a row holds, but for the time that a trigger may set."""
    (found,) = serializers.serialize("python", [row])
    return {**found["fields"], "updated_at": None}


def test_the_setting_of_the_readme_silences_drift(platform: str) -> None:
    """Pasted as it stands there, in a project of its own, since the setting is fixed at its start."""
    (setting,) = re.findall(r"```python\n(AGENT360_MODELS = .*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    url = urlsplit(postgres.database_url())._replace(path=f"/{connections[platform].settings_dict['NAME']}").geturl()
    code = f"""
import django
from django.conf import settings
from django.core.management import call_command
from agent360_models.families import installed_apps
from agent360_models.testing.postgres import database_settings
{setting}
settings.configure(
    INSTALLED_APPS=["django.contrib.postgres", *installed_apps("hibachi")],
    DATABASES={{"default": database_settings({url!r})}},
    USE_TZ=True,
    AGENT360_MODELS=AGENT360_MODELS,
)
django.setup()
call_command("agent360", "drift", "hibachi", fail_on="warning")
"""

    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (answer.returncode, "table.missing" in answer.stdout) == (0, False), answer.stdout + answer.stderr


@pytest.mark.parametrize("table", TABLES)
def test_rows_are_created_read_changed_and_deleted(table: str, platform: str) -> None:
    model: Any = MODELS[table]
    row = factory_of(model).create()

    found = model.objects.get(pk=row.pk)
    found.full_clean()
    found.save()
    assert read(model.objects.get(pk=row.pk)) == read(found)
    last = model._meta.concrete_fields[-1].attname
    assert model.objects.filter(pk=row.pk).update(**{last: F(last)}) == 1
    assert list(model.objects.filter(pk=row.pk).distinct()) == [found]
    assert found.delete()[0] >= 1
    assert not model.objects.exists()


@pytest.mark.parametrize("field", ENUMS, ids=str)
def test_the_labels_are_the_originals(field: Any) -> None:
    assert field.enum.values == FACTS["enums"][f"{field.schema}.{field.type_name}"]


@pytest.mark.parametrize("field", ENUMS, ids=str)
def test_every_label_goes_every_way(field: Any, platform: str) -> None:
    labels = FACTS["enums"][f"{field.schema}.{field.type_name}"]
    if str(field) == "hibachi_feedback.CustomerReview.rating":
        with connections[platform].cursor() as cursor:  # a rating that changes alone does not fit the complaint
            cursor.execute(
                "ALTER TABLE feedback.customer_reviews DROP CONSTRAINT check_complaint_required_for_negative"
            )
    is_unique = [field.column] in FACTS[name_of(field.model)]["unique"]

    assert_every_label_goes_every_way(field, labels, using=platform, is_unique=is_unique)
