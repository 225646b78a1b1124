"""The system checks of the base models, named by their ids."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.checks import CheckMessage, run_checks
from django.db import models
from django.test.utils import isolate_apps
from django.utils.functional import cached_property

from agent360_models.base import (
    OrderedModel,
    OrderedQuerySet,
    SluggedModel,
    SoftDeleteModel,
    SoftDeleteQuerySet,
    StatusModel,
    TenantQuerySet,
    TenantScopedModel,
    TimeStampedModel,
    unique_unless_deleted,
)


@pytest.fixture(autouse=True)
def isolated() -> Iterator[None]:
    """Models of these tests are registered nowhere."""
    with isolate_apps("tests.apps.bases"):
        yield


def said(model: type[models.Model]) -> list[tuple[str | None, str]]:
    return [(message.id, message.msg) for message in model.check() if str(message.id).startswith("agent360")]


def test_the_models_of_the_test_app_are_sound() -> None:
    """Each of them combines or extends."""
    from django.apps import apps

    found: list[CheckMessage] = run_checks(app_configs=[apps.get_app_config("bases")])

    assert found == []


def test_e008_two_bases_bring_managers_and_the_model_has_one() -> None:
    """Django would keep the first without a word; the hint is the line to write."""

    class Loose(TenantScopedModel, SoftDeleteModel):
        class Meta:
            app_label = "bases"

    (message,) = (message for message in Loose.check() if message.id == "agent360_models.E008")

    assert (message.msg, message.hint) == (
        "The manager 'objects' of bases.Loose lacks SoftDeleteQuerySet of the model's bases.",
        (
            'Write `class LooseQuerySet(TenantQuerySet["Loose"], SoftDeleteQuerySet["Loose"]): ...` and, in the model,'
            " `objects = LooseQuerySet.as_manager()`."
        ),
    )


def test_e008_a_plain_manager_of_a_tenant_model_is_a_leak() -> None:
    """Under any name; of other bases only the default manager counts."""

    class Leaking(TenantScopedModel):
        objects = TenantQuerySet.as_manager()
        everything = models.Manager()

        class Meta:
            app_label = "bases"

    class Archive(SoftDeleteModel):
        objects = SoftDeleteQuerySet.as_manager()
        everything = models.Manager()

        class Meta:
            app_label = "bases"

    class Forgotten(SoftDeleteModel):
        objects = models.Manager()

        class Meta:
            app_label = "bases"

    assert said(Leaking) == [
        (
            "agent360_models.E008",
            "The manager 'everything' of bases.Leaking lacks TenantQuerySet of the model's bases.",
        )
    ]
    assert said(Archive) == []
    assert [number for number, _ in said(Forgotten)] == ["agent360_models.E008"]


def test_e008_is_silent_for_a_manager_that_has_them_all() -> None:
    """Composed, derived, inherited, in a child table."""

    class BothQuerySet(TenantQuerySet[Any], SoftDeleteQuerySet[Any]):
        pass

    class Base(TenantScopedModel, SoftDeleteModel):
        objects = BothQuerySet.as_manager()

        class Meta:
            app_label = "bases"
            abstract = True

    class Child(Base, TimeStampedModel):
        class Meta:
            app_label = "bases"

    class Grandchild(Child):
        class Meta:
            app_label = "bases"

    assert said(Child) == said(Grandchild) == []


@pytest.mark.parametrize(
    ("base", "attributes", "text"),
    [
        (TenantScopedModel, {"tenant_field": "tenent"}, "bases.Wrong.tenant_field names 'tenent'"),
        (SluggedModel, {"slug_source_field": "title"}, "bases.Wrong.slug_source_field names 'title'"),
        (OrderedModel, {"order_within": ("list",)}, "bases.Wrong.order_within names 'list'"),
        (SoftDeleteModel, {"deletes_with": ("children",)}, "bases.Wrong.deletes_with names 'children'"),
        (SoftDeleteModel, {"deletes_with": ("id",)}, "bases.Wrong.deletes_with names 'id'"),
    ],
)
def test_e009_a_class_attribute_names_what_is_not_there(base: Any, attributes: dict[str, Any], text: str) -> None:
    """With what it should name."""
    wrong: Any = type(
        "Wrong", (base,), {"__module__": __name__, "Meta": type("Meta", (), {"app_label": "bases"}), **attributes}
    )

    (message,) = (message for message in wrong.check() if message.id == "agent360_models.E009")

    assert message.msg == f"{text}, which does not exist there."
    assert str(message.hint).startswith("Name a")


def test_e009_children_that_cannot_be_restored() -> None:
    """A policy for rows without the flag would delete them for good."""

    class Parent(SoftDeleteModel):
        deletes_with = ("children",)

        class Meta:
            app_label = "bases"

    class Child(models.Model):
        parent = models.ForeignKey(Parent, on_delete=models.CASCADE, related_name="children")

        class Meta:
            app_label = "bases"

    assert [number for number, _ in said(Parent)] == ["agent360_models.E009"]
    assert Child.check() == []


def test_e009_is_silent_for_properties() -> None:
    """A slug may be made of one."""

    class Right(SluggedModel):
        slug_source_field = "title"

        class Meta:
            app_label = "bases"

        @cached_property
        def title(self) -> str:
            return "x"

    assert said(Right) == []


def test_e010_a_status_that_is_no_choice() -> None:
    """Wherever the class names it, once each."""

    class Wrong(StatusModel):
        STATUS_CHOICES = [("open", "Open"), ("paid", "Paid")]
        INITIAL_STATUS = "new"
        TRANSITIONS = {"open": ["payed"], "lost": ["payed"]}
        ACTIVE_STATUSES = ["opne"]

        class Meta:
            app_label = "bases"

    assert said(Wrong) == [
        ("agent360_models.E010", f"bases.Wrong.{attribute} names the status {status!r}, which is not in its choices.")
        for attribute, status in (
            ("INITIAL_STATUS", "new"),
            ("TRANSITIONS", "lost"),
            ("TRANSITIONS", "payed"),
            ("ACTIVE_STATUSES", "opne"),
        )
    ]


def test_e010_a_child_table_has_the_statuses_of_its_parent() -> None:
    """The column is the parent's: other choices there would arrive nowhere."""

    class Parent(StatusModel):
        STATUS_CHOICES = [("open", "Open")]
        INITIAL_STATUS = "open"

        class Meta:
            app_label = "bases"

    class Child(Parent):
        STATUS_CHOICES = [("new", "New")]
        INITIAL_STATUS = "new"

        class Meta:
            app_label = "bases"

    assert said(Parent) == []
    assert [number for number, _ in said(Child)] == ["agent360_models.E010"]


def test_w007_a_list_with_rows_that_a_query_does_not_see() -> None:
    """Of other tenants, and deleted ones."""

    class AllQuerySet(TenantQuerySet[Any], SoftDeleteQuerySet[Any], OrderedQuerySet[Any]):
        pass

    class Mixed(TenantScopedModel, SoftDeleteModel, OrderedModel):
        objects = AllQuerySet.as_manager()

        class Meta:
            app_label = "bases"

    class Sound(TenantScopedModel, SoftDeleteModel, OrderedModel):
        order_within = ("tenant_id", "is_deleted")
        objects = AllQuerySet.as_manager()

        class Meta:
            app_label = "bases"

    assert said(Mixed) == [
        (
            "agent360_models.W007",
            (
                f"bases.Mixed is ordered, but order_within lacks {name!r}:"
                " a list would contain rows that a query does not see."
            ),
        )
        for name in ("tenant_id", "is_deleted")
    ]
    assert said(Sound) == []


def through(base: Any, **attributes: Any) -> tuple[Any, Any]:
    """Return a model with a relation through one of the base, and that one."""

    class Place(models.Model):
        people: Any = models.ManyToManyField("self", through="Between", symmetrical=False)

        class Meta:
            app_label = "bases"

    meta = type("Meta", (), {"app_label": "bases", **attributes})
    keys = {name: models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+") for name in ("one", "other")}
    return Place, type("Between", (base,), {"__module__": __name__, "Meta": meta, **keys})


@pytest.mark.parametrize(
    ("meta", "found"),
    [
        ({"unique_together": [("one", "other")]}, ["agent360_models.W015"]),
        ({"constraints": [models.UniqueConstraint(fields=["one", "other"], name="w")]}, ["agent360_models.W015"]),
        ({"constraints": [unique_unless_deleted("one", "other", name="w")]}, []),
        ({"unique_together": [("one", "other", "deleted_at")]}, []),
        ({}, []),
    ],
    ids=str,
)
def test_w015_what_was_removed_cannot_be_added_again(meta: Any, found: list[str]) -> None:
    """The deleted row between is in the way."""
    _, between = through(SoftDeleteModel, **meta)

    assert [number for number, _ in said(between)] == found
    for message in between.check():
        assert 'unique_unless_deleted("one", "other", name=...)' in str(message.hint)


def test_w015_one_end_is_unique() -> None:
    """A relation of one to one."""
    _, between = through(SoftDeleteModel)
    between._meta.get_field("other")._unique = True

    (message,) = (each for each in between.check() if each.id == "agent360_models.W015")
    assert '`unique_unless_deleted("other", name=...)`' in str(message.hint)


def test_w015_is_silent_for_rows_that_are_removed() -> None:
    """Another base leaves none behind."""
    _, between = through(OrderedModel, unique_together=[("one", "other")])

    assert said(between) == []


@pytest.mark.parametrize("base", [SoftDeleteModel, TenantScopedModel])
def test_w016_the_columns_are_in_another_table(base: Any) -> None:
    """A join of the child does not see them."""
    parent = type("Parent", (base,), {"__module__": __name__, "Meta": type("Meta", (), {"app_label": "bases"})})
    place, between = through(parent)

    assert [number for number, _ in said(between)] == ["agent360_models.W016"]
    assert said(parent) == said(place) == []
