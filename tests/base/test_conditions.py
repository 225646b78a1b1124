"""Deleted rows and other tenants' rows: out of every query, and back in wherever it asks for them."""

import itertools
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import NotSupportedError
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from agent360_models.base import SoftDeleteModel, TenantScopedModel, use_tenant
from tests.apps.bases.models import (
    Company,
    Document,
    Folder,
    Player,
    Project,
    Team,
)
from tests.support import endurance

pytestmark = pytest.mark.django_db

# Every model of which a manager leaves rows out; a licence is one of a tenant, so that there are no two to combine.
MODELS: list[Any] = [
    model
    for model in apps.get_app_config("bases").get_models()
    if issubclass(model, SoftDeleteModel | TenantScopedModel) and model.__name__ != "Licence"
]


class Row(NamedTuple):
    """What is asked of a row."""

    tenant: Any
    is_deleted: bool
    pk: Any


def parents(model: Any) -> dict[str, Any]:
    """Return a row for every foreign key of the model."""
    made: dict[str, Callable[[], Any]] = {
        "company": lambda: Company.objects.create(name="parent"),
        "project": lambda: Project.objects.create(name=str(Project.objects.count())),
        "folder": lambda: Folder.objects.create(name=str(Folder.objects.count())),
        "about": lambda: Team.objects.create(name="parent"),
        **dict.fromkeys(("player", "one", "other"), lambda: Player.objects.create(name="parent")),
        "team": lambda: Team.objects.create(name="parent"),
    }
    return {name: make() for name, make in made.items() if has(model, name)}


class Rows:
    """Rows of a model: of each label, each tenant, deleted and not."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.has_tenant = issubclass(model, TenantScopedModel)
        self.can_delete = issubclass(model, SoftDeleteModel)
        self.tenants: list[Any] = ["north", "south"] if self.has_tenant else [None]
        if self.has_tenant and self.tenant_field.is_relation:
            self.tenants = [Company.objects.create(name=name).pk for name in self.tenants]
        for name, tenant, is_deleted in itertools.product("abc", self.tenants, [True, False][1 - self.can_delete :]):
            with use_tenant(tenant):
                row = model(**parents(model))
                if self.has_tenant:
                    setattr(row, self.tenant_field.attname, tenant)
                for field in ("name", "title", "number"):
                    if has(model, field):
                        setattr(row, field, name)
                row.save()
                if is_deleted:
                    row.delete()
        self.rows = [
            Row(row.__dict__.get(self.tenant_column), getattr(row, "is_deleted", False), row.pk)
            for row in model._base_manager.all()
        ]

    @property
    def tenant_field(self) -> Any:
        return self.model._meta.get_field(self.model.tenant_field)

    @property
    def tenant_column(self) -> str:
        return str(self.tenant_field.attname) if self.has_tenant else ""

    @property
    def label(self) -> str:
        return next((name for name in ("name", "number", "title") if has(self.model, name)), "pk")

    def having(self, *labels: str) -> Q:
        """Return the condition of rows with these labels; of rows without labels, of thirds of them."""
        if self.label != "pk":
            return Q(**{f"{self.label}__in": labels})
        keys = sorted(row.pk for row in self.rows)
        return Q(pk__in=[key for place, key in enumerate(keys) if "abc"[place % 3] in labels])

    def keys(self, *labels: str) -> set[Any]:
        """Return the keys of the rows with these labels."""
        return set(self.model._base_manager.filter(self.having(*labels)).values_list("pk", flat=True))

    def seen(self, keys: set[Any], *calls: str) -> set[Any]:
        """Return those of the keys that a query has to find after these calls, the first tenant being current."""
        tenants, flags = set(self.tenants[:1]), {False}
        for call in calls:
            tenants = {"first": set(self.tenants[:1]), "other": set(self.tenants[1:]), "all": set(self.tenants)}.get(
                call, tenants
            )
            flags = {"with": {False, True}, "only": {True}}.get(call, flags)
        return {row.pk for row in self.rows if row.pk in keys and row.tenant in tenants and row.is_deleted in flags}

    def call(self, rows: Any, call: str) -> Any:
        """Make one call."""
        if call in {"first", "other"}:
            return rows.for_tenant(self.tenants[call == "other"])
        names = {"all": "for_all_tenants", "with": "with_deleted", "only": "deleted"}
        return getattr(rows, names[call])()

    @property
    def chains(self) -> list[tuple[str, ...]]:
        """Return the calls that the manager has: alone, and one after the other."""
        calls = ["first", "other", "all"] * self.has_tenant + ["with", "only"] * self.can_delete
        return [(), *((call,) for call in calls), *itertools.permutations(calls, 2)]


def has(model: Any, name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


Shape = Callable[[Any, Rows], tuple[Any, set[Any]]]


SHAPES: dict[str, Shape] = {
    "all": lambda rows, of: (rows.all(), of.keys(*"abc")),
    "filter": lambda rows, of: (rows.filter(of.having("a")), of.keys("a")),
    "filters": lambda rows, of: (rows.filter(of.having("a", "b")).filter(of.having("b", "c")), of.keys("b")),
    "exclude": lambda rows, of: (rows.exclude(of.having("a")), of.keys("b", "c")),
    "or": lambda rows, of: (rows.filter(of.having("a")) | rows.filter(of.having("b")), of.keys("a", "b")),
    "or of all": lambda rows, of: (rows.all() | rows.filter(of.having("b")), of.keys(*"abc")),
    "or three": lambda rows, of: (
        rows.filter(of.having("a")) | rows.filter(of.having("b")) | rows.filter(of.having("c")),
        of.keys(*"abc"),
    ),
    "or of and": lambda rows, of: (
        (rows.filter(of.having("a")) | rows.filter(of.having("b"))) & rows.filter(of.having("b", "c")),
        of.keys("b"),
    ),
    "and of or": lambda rows, of: (
        (rows.filter(of.having("a", "b")) & rows.filter(of.having("b"))) | rows.filter(of.having("c")),
        of.keys("b", "c"),
    ),
    "and": lambda rows, of: (rows.filter(of.having("a", "b")) & rows.filter(of.having("b")), of.keys("b")),
    "xor": lambda rows, of: (rows.filter(of.having("a", "b")) ^ rows.filter(of.having("b", "c")), of.keys("a", "c")),
    "xor of all": lambda rows, of: (rows.all() ^ rows.filter(of.having("b")), of.keys("a", "c")),
    "exclude after or": lambda rows, of: (
        (rows.filter(of.having("a")) | rows.filter(of.having("b"))).exclude(of.having("a")),
        of.keys("b"),
    ),
    "filter after or": lambda rows, of: (
        (rows.filter(of.having("a")) | rows.filter(of.having("b"))).filter(of.having("b", "c")),
        of.keys("b"),
    ),
    "none": lambda rows, of: (rows.filter(of.having("a")).none(), set()),
    "none or": lambda rows, of: (rows.none() | rows.filter(of.having("a")), of.keys("a")),
    "values": lambda rows, of: (rows.filter(of.having("a")).values("pk"), of.keys("a")),
    "distinct": lambda rows, of: (rows.filter(of.having("a")).distinct(), of.keys("a")),
    "annotated": lambda rows, of: (rows.annotate(n=Count("pk")).filter(n__gt=0).filter(of.having("a")), of.keys("a")),
    "or of annotated": lambda rows, of: (
        rows.annotate(n=Count("pk")).filter(of.having("a"), n=1) | rows.annotate(n=Count("pk")).filter(of.having("b")),
        of.keys("a", "b"),
    ),
    "with a parenthesis": lambda rows, of: (rows.filter(of.having("a") | of.having("b")), of.keys("a", "b")),
}


def pks(rows: QuerySet[Any]) -> set[Any]:
    return set(rows.order_by().values_list("pk", flat=True))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_conditions_are_lifted_wherever_they_stand(model: Any) -> None:
    """After every combination of queries, and the last call says what is seen."""
    of = Rows(model)
    found, expected = {}, {}

    with use_tenant(of.tenants[0]):
        for (shape, make), calls in itertools.product(SHAPES.items(), endurance.some(of.chains)):
            rows, keys = make(model.objects, of)
            for call in calls:
                rows = of.call(rows, call)
            found[shape, calls] = pks(rows)
            expected[shape, calls] = of.seen(keys, *calls)

    assert {key for key in found if found[key] != expected[key]} == set()
    assert len(expected["all", ()]) < len(of.rows)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_part_says_for_itself_what_it_sees(model: Any) -> None:
    """On both sides of ``|``, in a subquery, in a union; what is around it says nothing about it."""
    of = Rows(model)
    rows, everything = model.objects, of.keys(*"abc")

    with use_tenant(of.tenants[0]):
        for (call,) in (calls for calls in of.chains if len(calls) == 1):
            wide, seen = of.call(rows.all(), call), of.seen(everything, call)
            plain = of.seen(everything)
            a, b = of.having("a"), of.having("b")
            assert pks(wide.filter(a) | rows.filter(b)) == (seen & of.keys("a")) | (plain & of.keys("b"))
            assert pks(rows.filter(b) | wide.filter(a)) == (seen & of.keys("a")) | (plain & of.keys("b"))
            assert {row.pk for row in wide.order_by().union(rows.order_by())} == seen | plain
            assert pks(rows.filter(pk__in=wide)) == plain & seen
            assert pks(wide.filter(pk__in=rows.all())) == plain & seen
            assert pks(wide.filter(pk__in=Subquery(wide.values("pk")))) == seen
            assert pks(rows.filter(~Exists(wide.filter(pk=OuterRef("pk"))))) == plain - seen
            assert pks(wide.exclude(pk__in=rows.all())) == seen - plain


@pytest.mark.parametrize("combine", ["union", "intersection", "difference"])
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_what_is_combined_in_sql_is_not_changed_any_more(model: Any, combine: str) -> None:
    """As Django refuses ``filter()`` there; so it does after a slice."""
    combined = getattr(model.objects.all(), combine)(model.objects.all())
    names = ["with_deleted", "deleted"] * issubclass(model, SoftDeleteModel)
    names += ["for_all_tenants"] * issubclass(model, TenantScopedModel)

    for name in names:
        with pytest.raises(NotSupportedError, match=rf"Calling QuerySet\.{name}\(\) after {combine}\(\)"):
            getattr(combined, name)()
        with pytest.raises(TypeError, match="once a slice has been taken"):
            getattr(model.objects.all()[:1], name)()
    if issubclass(model, TenantScopedModel):
        with pytest.raises(NotSupportedError, match="for_tenant"):
            combined.for_tenant("north")


def test_related_managers_lift_them_too() -> None:
    """Prefetched or not."""
    folder = Folder.objects.create(name="taxes")
    kept, gone = (Document.objects.create(folder=folder, name=name) for name in ("2025", "2026"))
    gone.delete()

    for each in (folder, Folder.objects.prefetch_related("documents").get()):
        assert pks(each.documents.all()) == {kept.pk}
        either = each.documents.filter(name="2025") | each.documents.filter(name="2026")
        assert pks(either.with_deleted()) == pks(each.documents.with_deleted()) == {kept.pk, gone.pk}
        assert pks(either.deleted()) == {gone.pk}


def test_a_slice_in_a_combination_is_deleted_softly() -> None:
    """Django makes a query of the base manager of it, and that one has the model's own ``delete()``."""
    for name in "ab":
        Folder.objects.create(name=name)

    found = (Folder.objects.order_by("name")[:1] | Folder.objects.filter(name="b")).delete()

    assert found == (2, {"bases.Folder": 2})
    assert Folder.objects.deleted().count() == 2
