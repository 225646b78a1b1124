"""Filters over domains and arrays of domains, which have no operators of their own."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.test.utils import isolate_apps

from agent360_models.fields import PgEnumField


class State(models.TextChoices):
    OPEN = "open", "Open"
    SHUT = "shut", "Shut"
    LOST = "lost", "Lost"


with isolate_apps("tests.apps.toy"):

    class Plain(models.Model):
        """A table with the type itself."""

        state = PgEnumField(enum=State, type_name="domain_state")
        states = ArrayField(PgEnumField(enum=State, type_name="domain_state"))
        name = models.TextField()

        class Meta:
            app_label = "toy"
            managed = False
            db_table = "domain_plain"

        def __str__(self) -> str:
            return self.name

    class Held(models.Model):
        """A table with domains over it."""

        state = PgEnumField(enum=State, type_name="domain_state")
        states = ArrayField(PgEnumField(enum=State, type_name="domain_state"))
        name = models.TextField()

        class Meta:
            app_label = "toy"
            managed = False
            db_table = "domain_held"

        def __str__(self) -> str:
            return self.name


TABLES = """
CREATE TYPE domain_state AS ENUM ('open', 'shut');
CREATE DOMAIN one_state AS domain_state CHECK (VALUE IS NOT NULL);
CREATE DOMAIN all_states AS domain_state[];
CREATE TABLE domain_plain (
    id bigserial PRIMARY KEY, state domain_state NOT NULL, states domain_state[] NOT NULL, name text NOT NULL
);
CREATE TABLE domain_held (
    id bigserial PRIMARY KEY, state one_state NOT NULL, states {array} NOT NULL, name text NOT NULL
);
INSERT INTO domain_plain (state, states, name) VALUES ('open', '{{open,shut}}', 'open'), ('shut', '{{}}', 'shut');
INSERT INTO domain_held (state, states, name) VALUES ('open', '{{open,shut}}', 'open'), ('shut', '{{}}', 'shut');
"""
BOTH, FIRST = [1, 2], [1]
plain, held = Plain._default_manager, Held._default_manager
FILTERS: dict[str, tuple[Callable[[], QuerySet[Any]], list[int]]] = {
    "equal": (lambda: held.filter(state="open"), FIRST),
    "in a list": (lambda: held.filter(state__in=["open", "lost"]), FIRST),
    "in itself": (lambda: held.filter(state__in=held.values("state")), BOTH),
    "in the plain one": (lambda: held.filter(state__in=plain.filter(pk=1).values("state")), FIRST),
    "the plain one in it": (lambda: plain.filter(state__in=held.filter(pk=1).values("state")), FIRST),
    "in a slice": (lambda: held.filter(state__in=held.order_by("pk").values("state")[:1]), FIRST),
    "in a union": (lambda: held.filter(state__in=held.values("state").union(plain.values("state"))), BOTH),
    "in texts": (lambda: held.filter(state__in=plain.filter(pk=1).values("name")), FIRST),
    "not in it": (lambda: held.exclude(state__in=held.filter(pk=2).values("state")), FIRST),
    "a subquery": (lambda: held.filter(state=Subquery(plain.filter(pk=OuterRef("pk")).values("state")[:1])), BOTH),
    "exists": (lambda: held.filter(Exists(plain.filter(state=OuterRef("state"), pk=1))), FIRST),
    "exists in it": (lambda: plain.filter(Exists(held.filter(state=OuterRef("state"), pk=1))), FIRST),
    "exists by a text": (lambda: held.filter(Exists(plain.filter(state=OuterRef("name"), pk=1))), FIRST),
    "exists by an array": (lambda: held.filter(Exists(plain.filter(states=OuterRef("states"), pk=1))), FIRST),
    "array": (lambda: held.filter(states=["open", "shut"]), FIRST),
    "array in a list": (lambda: held.filter(states__in=[["open", "shut"], ["lost"]]), FIRST),
    "array in itself": (lambda: held.filter(states__in=held.values("states")), BOTH),
    "array in the plain one": (lambda: held.filter(states__in=plain.filter(pk=1).values("states")), FIRST),
    "plain array in it": (lambda: plain.filter(states__in=held.filter(pk=1).values("states")), FIRST),
    "array contains": (lambda: held.filter(states__contains=["open"]), FIRST),
    "array contains what is lacking": (lambda: held.filter(states__contains=["lost"]), []),
    "array is contained": (lambda: held.filter(states__contained_by=["open", "shut"]), BOTH),
    "array overlaps": (lambda: held.filter(states__overlap=["open", "lost"]), FIRST),
    "array overlaps rows": (lambda: held.filter(states__overlap=held.values_list("state", flat=True)), FIRST),
    "array is another": (lambda: held.filter(states=F("states")), BOTH),
    "length": (lambda: held.filter(states__len=2), FIRST),
    "element": (lambda: held.filter(states__0="open"), FIRST),
    "element in rows": (lambda: held.filter(states__0__in=plain.values("state")), FIRST),
    "element is the other": (lambda: held.filter(states__0=F("state")), FIRST),
    "slice": (lambda: held.filter(states__0_1=["open"]), FIRST),
}


@pytest.mark.django_db
@pytest.mark.parametrize("array", ["one_state[]", "all_states", "domain_state[]"])
@pytest.mark.parametrize(("rows", "expected"), FILTERS.values(), ids=FILTERS)
def test_a_filter_finds_what_it_finds_without_domains(
    array: str, rows: Callable[[], QuerySet[Any]], expected: list[int]
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TABLES.format(array=array))

    assert sorted(rows().values_list("pk", flat=True)) == expected
