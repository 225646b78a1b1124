"""A model of all nine, in both orders of its bases, and the legal ways to extend one."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.core import serializers
from django.db import models
from django.test import Client
from django.test.utils import isolate_apps
from django.urls import path
from pytest_django.fixtures import Settings

from agent360_models.base import TenantScopedModel, TimeStampedModel, use_tenant, use_user
from agent360_models.exceptions import IllegalTransitionError
from tests.apps.bases.models import DetailedEverything, Everything, LiveEverything, Note, Reversed

pytestmark = pytest.mark.django_db

site = admin.AdminSite()
site.register(Everything, readonly_fields=["created_at", "updated_at", "position", "tenant_id", "created_by"])
urlpatterns = [path("admin/", site.urls)]

both_orders = pytest.mark.parametrize("model", [Everything, Reversed])


@both_orders
def test_every_field_of_the_nine_is_filled(model: Any) -> None:
    """By one save, in whichever order the bases stand."""
    with use_tenant("north"), use_user("mara"):
        row = model.objects.create(name="First of all")

    stored = model.objects.get()
    values = {name: getattr(stored, name) for name in ("tenant_id", "created_by", "modified_by", "is_deleted", "slug")}
    assert stored.pk == row.pk
    assert values == {
        "tenant_id": "north",
        "created_by": "mara",
        "modified_by": "mara",
        "is_deleted": False,
        "slug": "first-of-all",
    }
    assert (stored.status, stored.metadata, stored.position) == ("draft", {}, 0)
    assert stored.created_at <= stored.updated_at


@both_orders
def test_every_method_of_the_nine_works(model: Any) -> None:
    """One after the other, on one row."""
    with use_tenant("north"), use_user("tom"):
        rows = model.objects.bulk_create([model(name=name, slug=name) for name in "abc"])
        row = rows[2]
        row.move_up()
        row.set_meta("a.b", 1)
        row.transition_to("live")
        row.delete()
        row.restore()
        row.name = "d"
        row.save(update_fields=["name"])
        row.refresh_from_db()

        assert (row.position, row.get_meta("a.b"), row.status, row.is_deleted) == (2, 1, "live", False)
        assert (row.name, row.created_by, row.modified_by, row.tenant_id) == ("d", "tom", "tom", "north")
        found = model.objects.filter(name="d").for_tenant("north").with_deleted().by_status("live").active()
        assert found.get() == row
        assert row.hard_delete()[0] == 1


@both_orders
def test_a_row_survives_a_fixture(model: Any) -> None:
    """loaddata writes what dumpdata read, and fills nothing."""
    with use_tenant("north"), use_user("mara"):
        row = model.objects.create(name="a")
    written = serializers.serialize("json", model.objects.all())
    row.hard_delete()

    for loaded in serializers.deserialize("json", written):
        loaded.save()

    again = model.objects.get()
    assert [getattr(again, field.attname) for field in model._meta.fields] == [
        getattr(model.objects.get(pk=again.pk), field.attname) for field in model._meta.fields
    ]
    assert (again.tenant_id, again.created_by, again.position, again.slug) == ("north", "mara", 0, "a")


@pytest.mark.django_db(databases=["crm"])
@both_orders
def test_every_method_goes_to_the_alias_that_it_is_told(model: Any) -> None:
    """Or to that of the row; the test would refuse a query to ``default``."""
    rows = model.objects.using("crm")
    with use_tenant("north"):
        for name in ("a", "a"):
            model(name=name).save(using="crm")
        rows.bulk_create([model(name="c", slug="c")])
        row = rows.get(slug="a-2")
        row.move_to(0, using="crm")
        row.move_down(using="crm")
        row.move_up(using="crm")
        row.set_meta("a.b", 1, using="crm")
        row.transition_to("live", using="crm")
        row.delete(using="crm")
        row.restore(using="crm")
        assert [found.slug for found in rows.all()] == ["a", "c", "a-2"]
        rows.filter(slug="a").delete()
        rows.deleted().restore()
        rows.all().renumber()
        row.hard_delete(using="crm")
        assert [(found.slug, found.position) for found in rows.all()] == [("c", 0), ("a", 1)]


def test_the_admin_adds_and_changes_one(settings: Settings, client: Client) -> None:
    """With nothing written for it, and what fills itself shown."""
    settings.ROOT_URLCONF = __name__
    client.force_login(User.objects.create_superuser("mara"))

    with use_tenant("north"):
        assert client.get("/admin/bases/everything/add/").status_code == 200
        answer = client.post("/admin/bases/everything/add/", {"name": "a", "status": "draft", "metadata": "{}"})
        assert answer.status_code == 302, answer.content.decode()
        row = Everything.objects.get()
        page = client.get(f"/admin/bases/everything/{row.pk}/change/").content.decode()
        assert "north" in page
        assert "DatabaseDefault" not in page


# Extending


def test_a_proxy_has_behaviour_of_its_own() -> None:
    """On the same rows, with the same manager."""
    with use_tenant("north"):
        row = LiveEverything.objects.create(name="a")
        row.publish()

        assert Everything.objects.get().status == "live"
        assert LiveEverything.objects.for_tenant("north").active().get() == row
    with use_tenant("south"):
        assert not LiveEverything.objects.exists()


def test_a_proxy_with_new_fields_is_no_legal_django() -> None:
    """What the guide shows; the ways that work are the proxy above, and the table below."""
    with isolate_apps("tests.apps.bases"):

        class Extended(Note):
            department = models.CharField(max_length=100)

            class Meta:
                app_label = "bases"
                proxy = True

        assert [message.id for message in Extended.check()] == ["models.E017"]


def test_additional_columns_are_a_table_of_their_own() -> None:
    """Multi-table inheritance: every base works on its parent's row."""
    with use_tenant("north"), use_user("mara"):
        rows = [
            DetailedEverything.objects.create(name=name, department="d", cost_center=name) for name in ("a", "b", "c")
        ]
        rows[2].move_to(0)
        rows[0].transition_to("live")
        rows[1].set_meta("a", 1)
        rows[1].delete()

        assert [row.name for row in Everything.objects.all()] == ["c", "a"]
        assert [row.name for row in DetailedEverything.objects.order_by("position")] == ["c", "a"]
        assert [row.position for row in Everything.objects.all()] == [0, 1]
        assert DetailedEverything.objects.active().get(name="a").status == "live"
        assert DetailedEverything.objects.deleted().get().metadata == {"a": 1}
        DetailedEverything.objects.deleted().restore()
        assert DetailedEverything.objects.get(name="b").deleted_by == ""
        rows[0].hard_delete()
        assert [row.position for row in Everything.objects.all()] == [0, 1]
    with use_tenant("south"):
        assert not DetailedEverything.objects.exists()


def test_rows_with_and_without_additional_columns_share_what_is_the_parents() -> None:
    """One order, one set of slugs, one lock of a status."""
    with use_tenant("north"):
        plain = Everything.objects.create(name="a")
        detailed = DetailedEverything.objects.create(name="a", department="d", cost_center="c")
        DetailedEverything.objects.create(name="a", department="d", cost_center="c").move_to(0)
        plain.move_down()

        found = [(row.slug, row.position) for row in Everything.objects.all()]
        assert found == [("a-3", 0), ("a-2", 1), ("a", 2)]
        Everything.objects.get(pk=detailed.pk).transition_to("live")
        with pytest.raises(IllegalTransitionError):
            detailed.transition_to("live")
        assert DetailedEverything.objects.filter(slug="a-3").delete()[0] == 1
        found = [(row.slug, row.position) for row in Everything.objects.all()]
        assert found == [("a-2", 0), ("a", 1)]
        DetailedEverything.objects.all().hard_delete()
        # One of them is deleted, and so in another list.
        assert [row.position for row in Everything.objects.with_deleted()] == [0, 0]


def test_a_project_extends_as_the_guide_shows() -> None:
    """Bases in any order, Meta and the tenant of its own, managers of its own."""
    with isolate_apps("tests.apps.bases"):

        class MyCustomModel(TenantScopedModel, TimeStampedModel):
            name = models.CharField(max_length=200)

            class Meta:
                app_label = "bases"
                ordering = ["name"]

            @classmethod
            def get_current_tenant(cls) -> str:
                return "theirs"

        class ActiveManager(models.Manager["MyModel"]):
            def get_queryset(self) -> models.QuerySet["MyModel"]:
                return super().get_queryset().filter(is_active=True)

        class MyModel(TimeStampedModel):
            is_active = models.BooleanField(default=True)

            objects = models.Manager()
            active = ActiveManager()

            class Meta:
                app_label = "bases"

        assert MyCustomModel.check() == MyModel.check() == []
        sent = str(MyCustomModel._default_manager.all().query)
        assert ("ORDER BY" in sent, "theirs" in sent) == (True, True)
        assert [manager.name for manager in MyModel._meta.managers] == ["objects", "active"]


# Migrations


@pytest.mark.parametrize("key", ["AutoField", "BigAutoField"])
def test_a_projects_own_migrations_stay_as_they_are(key: str, tmp_path: Path) -> None:
    """``makemigrations`` finds nothing after what it wrote itself, and names nothing of ours but ``uuid7``."""
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "__init__.py").touch()
    (tmp_path / "theirs" / "models.py").write_text(
        Path(str(sys.modules[Everything.__module__].__file__)).read_text("utf-8"), encoding="utf-8"
    )
    code = f"""
import django
from django.conf import settings
from django.core.management import call_command
settings.configure(
    INSTALLED_APPS=["django.contrib.contenttypes", "theirs"],
    DEFAULT_AUTO_FIELD="django.db.models.{key}",
    SILENCED_SYSTEM_CHECKS=["models.W038"],  # there is no database here
)
django.setup()
call_command("makemigrations", "theirs", verbosity=0)
call_command("makemigrations", check_changes=True, dry_run=True)
"""

    answer = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )

    assert (answer.returncode, answer.stdout) == (0, "No changes detected\n"), answer.stdout + answer.stderr
    written = (tmp_path / "theirs" / "migrations" / "0001_initial.py").read_text("utf-8")
    assert {line for line in written.splitlines() if "agent360" in line} == {
        "import agent360_models.base.uuids",
        (
            "                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False,"
            " primary_key=True, serialize=False)),"
        ),
    }


def test_the_migrations_of_the_test_app_are_complete() -> None:
    """They were written by one Django, and are read by all of them."""
    code = """
import django
from django.conf import settings
from django.core.management import call_command
settings.configure(
    INSTALLED_APPS=["django.contrib.contenttypes", "tests.apps.bases"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    SILENCED_SYSTEM_CHECKS=["models.W038"],  # there is no database here
)
django.setup()
call_command("makemigrations", check_changes=True, dry_run=True)
"""

    answer = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)

    assert (answer.returncode, answer.stdout) == (0, "No changes detected\n"), answer.stdout + answer.stderr
