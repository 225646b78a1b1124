"""Columns of which documents know some values: whatever else a source has put there may stay."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import modelform_factory

from agent360_models.agent360.support.factories import CaseCommentFactory
from agent360_models.agent360.support.models import CaseComment
from agent360_models.ingestion.callrail.factories import TrackerFactory
from agent360_models.ingestion.callrail.models import Tracker
from agent360_models.testing.factories import FamilyFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("factory", "model", "name", "other"),
    [(TrackerFactory, Tracker, "status", "disabled"), (CaseCommentFactory, CaseComment, "cc_sync_status", 9)],
    ids=["text", "a number"],
)
def test_a_stored_value_that_nobody_knows_may_stay(
    factory: type[FamilyFactory[Any]], model: type[models.Model], name: str, other: object
) -> None:
    """In ``full_clean()``, and in a form that does not change it; a new row may not begin with it."""
    row = factory.create()
    model._base_manager.filter(pk=row.pk).update(**{name: other})
    row = model._base_manager.get(pk=row.pk)

    row.full_clean()
    form = modelform_factory(model, fields=[name])
    unchanged = form({name: form(instance=row)[name].value()}, instance=row)
    assert unchanged.is_valid(), unchanged.errors
    assert not unchanged.has_changed()
    assert f'value="{other}" selected' in str(form(instance=row)[name])
    with pytest.raises(ValidationError, match=name):
        factory.build(**{name: other}).full_clean()


def test_migrations_see_the_field_of_django() -> None:
    assert Tracker._meta.get_field("status").deconstruct()[1] == "django.db.models.CharField"
