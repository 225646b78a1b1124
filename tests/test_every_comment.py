"""The texts of every family in its database, as the owner puts them there, and back."""

import pytest
from django.conf import settings
from django.db import connections

from agent360_models import conf
from agent360_models.dictionary import comments
from agent360_models.dictionary.read import read
from agent360_models.families import labels
from tests.support.comments import expected, stored
from tests.support.families import LABELS


@pytest.mark.django_db(databases=sorted({"default", *map(conf.alias_for, LABELS)}))
@pytest.mark.parametrize("family", settings.TESTED)
def test_comments_are_what_the_dictionary_says(family: str) -> None:
    """Applied twice, too."""
    alias = conf.alias_for(labels(family)[0])
    dictionary = read(labels(family))

    with connections[alias].cursor() as cursor:
        for _ in range(2):
            cursor.execute(comments.render(dictionary))

    tables = dictionary.tables.values()
    assert {t.model: stored(t, using=alias) for t in tables} == {t.model: expected(t) for t in tables}
