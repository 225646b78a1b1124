"""The search of every list that looks for an id: it asks the indexes of the columns that hold it, and nothing else."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connections
from django.db.models import Model
from django.http import HttpRequest

from agent360_models import conf
from agent360_models.testing.factories import factories
from tests.support.families import LABELS


def searches_for_key(site: Any) -> bool:
    key = site.opts.pk.name
    return bool({f"{key}__exact", "pk__exact"} & {*map(str, site.search_fields)})


FACTORIES = factories()
SITES = {
    model: site
    for model, site in admin.site._registry.items()
    if model._meta.app_label in LABELS and model in FACTORIES and searches_for_key(site)
}
pytestmark = pytest.mark.django_db(databases=sorted({"default", *map(conf.alias_for, LABELS)}))


def plan(rows: Any) -> str:
    """Return how the server would find rows if it could not help reading a whole table."""
    with connections[rows.db].cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    return str(rows.order_by().explain())


@pytest.mark.parametrize("model", SITES, ids=lambda model: model._meta.label)
def test_an_id_is_looked_up_by_its_index(model: type[Model]) -> None:
    """And its row is found, by its key as the page shows it."""
    row: Any = FACTORIES[model].create()

    request: Any = HttpRequest()
    request.user = User(is_superuser=True)

    rows, has_doubles = SITES[model].get_search_results(request, model._default_manager.all(), str(row.pk))

    assert (list(rows), has_doubles) == ([row], False)
    assert "Seq Scan" not in plan(rows)
    assert "~~" not in plan(rows)  # LIKE
