"""Rows of the current tenant, through every manager there is."""

import asyncio
import pickle
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib import admin
from django.db import IntegrityError, transaction
from django.db.models import Count, Prefetch, QuerySet
from django.forms import modelform_factory
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from agent360_models.base import TenantManager, get_current_tenant, use_tenant
from agent360_models.exceptions import TenantRequiredError
from tests.apps.bases.models import (
    BigProject,
    Bill,
    Company,
    Contract,
    Everything,
    Licence,
    Person,
    Project,
    Ticket,
)
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def required(settings: Settings) -> None:
    settings.AGENT360_MODELS = {**settings.AGENT360_MODELS, "REQUIRE_TENANT": True}


@pytest.fixture
def two_tenants() -> None:
    for tenant in ("north", "south"):
        with use_tenant(tenant):
            project = Project.objects.create(name=f"{tenant} one")
            Project.objects.create(name=f"{tenant} two")
            ticket = Ticket.objects.create(project=project, name=f"{tenant} ticket")
            ticket.people.add(Person.objects.get_or_create(name="Mara")[0])


def in_async(call: Callable[..., Any], **options: Any) -> Any:
    async def run() -> Any:
        return await call(**options)

    return async_to_sync(run)()


def names(rows: QuerySet[Any]) -> list[str]:
    return sorted(rows.values_list("name", flat=True))


# Reading


def test_a_manager_sees_the_current_tenant(two_tenants: None) -> None:
    """And all rows where there is none, unless one is required."""
    with use_tenant("north"):
        assert names(Project.objects.all()) == ["north one", "north two"]
        assert Project.objects.count() == 2
        assert not Project.objects.filter(name="south one").exists()
    assert Project.objects.count() == 4
    assert isinstance(Project.objects, TenantManager)


def test_for_tenant_names_one_whichever_is_current(two_tenants: None) -> None:
    """As a method of the manager, and of a queryset."""
    with use_tenant("north"):
        assert names(Project.objects.for_tenant("south")) == ["south one", "south two"]
        assert names(Project.objects.filter(name__endswith="one").for_tenant("south")) == ["south one"]
        assert Project.objects.for_all_tenants().count() == 4
    assert names(Project.objects.for_tenant("north")) == ["north one", "north two"]
    assert names(Project.objects.for_tenant("west")) == []


def test_a_queryset_that_was_made_earlier_sees_the_tenant_of_its_run(two_tenants: None, required: None) -> None:
    """A queryset in a class body is made at import, when no tenant is there."""
    rows = Project.objects.filter(name__endswith="one")
    copied = pickle.dumps(rows.query)

    with use_tenant("north"):
        assert names(rows.all()) == ["north one"]
    with use_tenant("south"):
        assert names(rows.all()) == ["south one"]
        again = Project.objects.all()
        again.query = pickle.loads(copied)  # noqa: S301  # our own
        assert [row.name for row in again] == ["south one"]


def test_updates_and_deletes_touch_the_current_tenant_only(two_tenants: None) -> None:
    """They are queries of a manager too."""
    with use_tenant("north"):
        assert Project.objects.filter(name__endswith="one").update(name="renamed") == 1
        assert Ticket.objects.update(name="done") == 1
        Ticket.objects.all().delete()
    with use_tenant("south"):
        assert names(Ticket.objects.all()) == ["south ticket"]


def test_subqueries_and_unions_are_of_the_tenant(two_tenants: None) -> None:
    """Each part is."""
    with use_tenant("north"):
        inner = Ticket.objects.filter(project__in=Project.objects.for_all_tenants())
        assert names(Project.objects.filter(tickets__in=inner)) == ["north one"]
        both = Project.objects.filter(name__endswith="one").union(Project.objects.filter(name__endswith="two"))
        assert sorted(row.name for row in both) == ["north one", "north two"]
        either = Project.objects.filter(name="south one") | Project.objects.filter(name="north one")
        assert names(either) == ["north one"]


def test_related_managers_and_prefetches_are_of_the_tenant(two_tenants: None) -> None:
    """Foreign keys backwards, and many-to-many."""
    mara = Person.objects.get()
    with use_tenant("north"):
        assert names(mara.tickets.all()) == ["north ticket"]
        (read,) = Person.objects.prefetch_related("tickets")
        assert [ticket.name for ticket in read.tickets.all()] == ["north ticket"]
        (read,) = Person.objects.prefetch_related(Prefetch("tickets", Ticket.objects.for_all_tenants()))
        assert len(read.tickets.all()) == 2
        project = Project.objects.get(name="north one")
    with use_tenant("south"):
        assert names(project.tickets.all()) == []


def test_what_passes_a_manager_by_is_as_documented(two_tenants: None) -> None:
    """Joins from other tables, raw SQL, a foreign key followed from a row in hand."""
    with use_tenant("north"):
        ticket = Ticket.objects.get()
    with use_tenant("south"):
        assert Person.objects.filter(tickets__name="north ticket").exists()
        assert len(Project.objects.raw("SELECT * FROM bases_project")) == 4
        assert ticket.project.name == "north one"
        ticket.refresh_from_db()


# A tenant that is required


def every_read(model: type[Ticket]) -> dict[str, Callable[[], Any]]:
    rows = model.objects
    return {
        "all": lambda: list(rows.all()),
        "get": lambda: rows.get(name="x"),
        "first": rows.first,
        "last": rows.last,
        "count": rows.count,
        "exists": rows.exists,
        "aggregate": lambda: rows.aggregate(Count("pk")),
        "values": lambda: list(rows.values("pk")),
        "iterator": lambda: list(rows.iterator()),
        "in_bulk": rows.in_bulk,
        "none of a filter": lambda: list(rows.exclude(name="x")),
        "contains": lambda: rows.contains(model(pk=1)),
        "earliest": lambda: rows.earliest("pk"),
        "slice": lambda: list(rows.order_by("pk")[:1]),
        "update": lambda: rows.update(name="x"),
        "delete": lambda: rows.all().delete(),
        "union": lambda: list(rows.all().union(rows.all())),
        "subquery": lambda: list(Person.objects.filter(tickets__in=rows.all())),
        "get_or_create": lambda: rows.get_or_create(name="x"),
        "update_or_create": lambda: rows.update_or_create(name="x"),
        "for_tenant('')": lambda: list(rows.for_tenant("")),
        "select_for_update": lambda: list(rows.select_for_update()),
        "related": lambda: list(Project.objects.for_tenant("north")[0].tickets.all()),
        "many to many": lambda: list(Person.objects.all()[0].tickets.all()),
        "prefetch": lambda: list(Person.objects.prefetch_related("tickets")),
        "explain": lambda: rows.all().explain(),
        "default manager": lambda: list(model._default_manager.all()),
        "asynchronous": lambda: in_async(rows.acount),
    }


@pytest.mark.parametrize("name", every_read(Ticket))
@pytest.mark.parametrize("tenant", [None, ""])
def test_without_a_tenant_no_manager_returns_a_row(two_tenants: None, name: str, tenant: Any) -> None:
    """It is an error that says what to do."""
    is_refused = pytest.raises(TenantRequiredError, match=r"bases\.Ticket requires a tenant.*use_tenant")
    with use_tenant(tenant), is_refused, transaction.atomic():
        every_read(Ticket)[name]()

    assert Ticket.objects.for_all_tenants().count() == 2


def test_the_setting_requires_a_tenant_of_all_tenant_models(two_tenants: None, required: None) -> None:
    """A class attribute is stronger."""
    with pytest.raises(TenantRequiredError):
        list(Project.objects.all())
    assert len(Project.objects.for_tenant("north")) == 2


def test_a_new_row_needs_a_tenant_in_strict_mode() -> None:
    """Or names its own."""
    with use_tenant("north"):
        project = Project.objects.create(name="one")

    with pytest.raises(TenantRequiredError):
        Ticket.objects.create(project=project, name="x")
    with pytest.raises(TenantRequiredError):
        Ticket.objects.bulk_create([Ticket(project=project, name="x")])
    assert Ticket.objects.create(project=project, name="x", tenant_id="north").tenant_id == "north"


def test_a_model_may_know_its_tenant_itself(two_tenants: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the guide shows it: a class method."""
    monkeypatch.setattr(Ticket, "get_current_tenant", classmethod(lambda _: "south"))

    assert names(Ticket.objects.all()) == ["south ticket"]
    assert Ticket.objects.create(project=Project.objects.for_tenant("south")[0], name="new").tenant_id == "south"


# Writing


def test_a_new_row_gets_the_current_tenant(two_tenants: None) -> None:
    """By whichever way it is made, unless it names another."""
    with use_tenant("west"):
        project = Project(name="a")
        project.save()
        Project.objects.create(name="b")
        Project.objects.bulk_create([Project(name="c"), Project(name="d", tenant_id="east")])
        Project.objects.get_or_create(name="e")
        Project.objects.update_or_create(name="f")
        in_async(Project.objects.acreate, name="g")
        ticket = project.tickets.create(name="t")

    assert names(Project.objects.for_tenant("west")) == ["a", "b", "c", "e", "f", "g"]
    assert names(Project.objects.for_tenant("east")) == ["d"]
    assert ticket.tenant_id == "west"


@pytest.mark.parametrize("unique", [["id"], ["pk"]])
def test_an_update_of_conflicts_writes_no_row_of_another_tenant(two_tenants: None, unique: list[str]) -> None:
    """Unless the query is of all; a conflict within the tenant is fine."""
    other = Project.objects.get(name="south one")
    options: Any = {"update_conflicts": True, "update_fields": ["name"]}
    with use_tenant("north"):
        for rows in (Project.objects, Project.objects.filter(name="x"), Project.objects.for_tenant("north")):
            with pytest.raises(ValueError, match=r"may be with a row of another tenant\. Add 'tenant_id'"):
                rows.bulk_create([Project(pk=other.pk, name="x")], unique_fields=unique, **options)
        Project.objects.bulk_create(
            [Project(name="north one"), Project(name="south one")], unique_fields=["tenant_id", "name"], **options
        )
        assert names(Project.objects.all()) == ["north one", "north two", "south one"]
        Project.objects.for_all_tenants().bulk_create([Project(pk=other.pk, name="x")], unique_fields=unique, **options)
    assert names(Project.objects.for_tenant("south")) == ["south two", "x"]


def test_saving_a_row_leaves_its_tenant() -> None:
    """Under whichever tenant it is saved."""
    with use_tenant("north"):
        project = Project.objects.create(name="one")
    project.name = "two"

    with use_tenant("south"):
        project.save()

    assert Project.objects.get().tenant_id == "north"


def test_a_tenant_can_be_a_row_of_another_table() -> None:
    """With a field of another name, or a foreign key ``tenant`` over the column."""
    north, south = (Company.objects.create(name=name) for name in ("north", "south"))
    with use_tenant(north.pk):
        Contract.objects.create(number="1")
        Contract.objects.bulk_create([Contract(number="2")])
        Bill.objects.create(number="3")

        assert Contract.objects.count() == Contract.objects.filter(company=north).count() == 2
        assert Bill.objects.get().tenant == north
    assert Contract.objects.for_tenant(north.pk).count() == 2
    assert Contract.objects.for_tenant(south.pk).count() == Bill.objects.for_tenant(south.pk).count() == 0
    with pytest.raises(TenantRequiredError):
        Contract.objects.count()


def test_a_child_table_is_of_its_parents_tenant(two_tenants: None) -> None:
    """Multi-table inheritance: the tenant is in the parent's table."""
    with use_tenant("north"):
        BigProject.objects.create(name="big", budget=5)
        assert BigProject.objects.update(budget=6) == 1
        assert Project.objects.count() == 3
    with use_tenant("south"):
        assert BigProject.objects.count() == BigProject.objects.update(budget=7) == 0
    assert BigProject.objects.for_tenant("north").get().budget == 6


def test_deleting_a_row_takes_its_related_rows_along_under_any_tenant(two_tenants: None) -> None:
    """A cascade has to be whole."""
    with use_tenant("north"):
        project = Project.objects.get(name="north one")
    with use_tenant("south"):
        project.delete()

    assert names(Ticket.objects.for_all_tenants()) == ["south ticket"]


# Forms and admin


def test_a_form_offers_and_validates_rows_of_the_tenant(two_tenants: None) -> None:
    """The form class is made at import; uniqueness within the tenant is an error of the form, not of the database."""
    ticket_form = modelform_factory(Ticket, fields=["project", "name"])
    project_form = modelform_factory(Project, fields=["name"])
    with use_tenant("north"):
        projects: Any = ticket_form().fields["project"]
        offered = sorted(project.name for project in projects.queryset)
        twice = project_form({"name": "north one"})
        assert offered == ["north one", "north two"]
        assert not twice.is_valid()
        assert project_form({"name": "south one"}).is_valid()
        south = Project.objects.for_tenant("south")[0]
        assert "project" in ticket_form({"project": south.pk, "name": "x"}).errors
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.create(name="north one", tenant_id="north")


def test_a_form_without_the_tenant_has_the_error_of_its_constraint() -> None:
    """Of one column, which no form shows: an error of the form."""
    form = modelform_factory(Licence, fields=["name"])
    with use_tenant("north"):
        Licence.objects.create(name="a")
        again = form({"name": "b"})

        assert list(again.errors) == ["__all__"]
    with use_tenant("south"):
        assert form({"name": "b"}).is_valid()


def test_the_admin_sees_the_tenant(two_tenants: None) -> None:
    """Lists, and what a link with a guessed number leads to."""
    site: admin.ModelAdmin[Project] = admin.ModelAdmin(Project, admin.site)
    request = RequestFactory().get("/")
    with use_tenant("north"):
        other = Project.objects.for_tenant("south")[0]
        assert names(site.get_queryset(request)) == ["north one", "north two"]
        assert site.get_object(request, str(other.pk)) is None


# Context


def test_the_context_is_of_its_thread_and_its_task(two_tenants: None) -> None:
    """A thread begins without a tenant; tasks do not disturb each other; sync_to_async carries it along."""

    async def seen(tenant: str) -> tuple[Any, int]:
        with use_tenant(tenant):
            await asyncio.sleep(0.01)
            return get_current_tenant(), await Project.objects.acount()

    async def both() -> list[Any]:
        return list(await asyncio.gather(seen("north"), seen("west")))

    with use_tenant("south"):
        assert at_once(get_current_tenant, get_current_tenant) == [None, None]
        assert async_to_sync(both)() == [("north", 2), ("west", 0)]
        assert get_current_tenant() == "south"


def test_the_tenant_before_is_there_again_after_an_error() -> None:
    """The block is left in every way."""
    with use_tenant("north"):
        with suppress(ValueError), use_tenant("south"):
            raise ValueError
        assert get_current_tenant() == "north"
    assert get_current_tenant() is None


def test_all_nine_are_tenants_too() -> None:
    """A composed queryset has every method, and the conditions of all."""
    with use_tenant("north"):
        row = Everything.objects.create(name="a")
        row.delete()
        assert Everything.objects.deleted().for_tenant("north").get() == row
        assert Everything.objects.for_tenant("north").with_deleted().get() == row
    with use_tenant("south"):
        assert not Everything.objects.with_deleted().exists()
        assert not Everything.objects.for_tenant("north").exists()
