"""Changes of stage, label, type and score, each with its activity."""

from itertools import pairwise
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connections

from agent360_models.fields import utc_now
from agent360_models.migochat.factories import UserFactory
from agent360_models.migochat.models import LeadActivity, User
from tests.migochat.helpers import at_once

pytestmark = pytest.mark.django_db(databases=["default", "chat"])


@pytest.mark.parametrize(
    ("method", "column", "activity_type", "values", "written"),
    [
        ("change_stage", "lead_stage", "stage_change", ["NURTURE", "HOT"], ["INTAKE", "NURTURE", "HOT"]),
        ("change_label", "customer_label", "label_change", ["JUMLA", None], [None, "JUMLA", None]),
        ("change_type", "customer_type", "type_change", ["LEAD", "LOYAL_BUYER"], [None, "LEAD", "LOYAL_BUYER"]),
        ("change_score", "lead_score", "score_update", [40, 75], ["0", "40", "75"]),
    ],
)
def test_the_row_and_its_activity_are_written(
    method: str, column: str, activity_type: str, values: list[Any], written: list[Any]
) -> None:
    user = UserFactory.create()

    for value in values:
        activity = getattr(user, method)(value, reason="asked for the price", automated=True)
        assert activity == LeadActivity.objects.latest("pk")
        assert getattr(user, column) == getattr(User.objects.get(pk=user.pk), column) == value

    rows = LeadActivity.objects.order_by("pk")
    assert list(rows.values_list("old_value", "new_value")) == list(pairwise(written))
    assert set(rows.values_list("user", "activity_type", "reason", "automated")) == {
        (user.pk, activity_type, "asked for the price", True)
    }


def test_nothing_else_of_the_object_is_saved() -> None:
    user = UserFactory.create(first_name="منى")
    user.first_name = "Mona"

    user.change_score(10)

    assert User.objects.get(pk=user.pk).first_name == "منى"
    assert user.first_name == "Mona"


def test_a_change_of_the_stage_tells_when() -> None:
    user = UserFactory.create()
    before = utc_now()

    activity = user.change_stage("NURTURE")
    user.change_score(10)

    stored = User.objects.get(pk=user.pk)
    assert activity is not None
    assert before <= stored.last_stage_change == user.last_stage_change == activity.timestamp <= utc_now()


def test_the_same_value_again_writes_nothing() -> None:
    user = UserFactory.create()
    since = user.last_stage_change

    assert user.change_stage("INTAKE") is None
    assert user.change_label(None) is None
    assert user.change_score(0) is None

    assert LeadActivity.objects.count() == 0
    assert User.objects.get(pk=user.pk).last_stage_change == since


def test_the_old_value_is_the_one_that_was_stored_and_not_that_of_an_old_object() -> None:
    user = UserFactory.create()
    User.objects.filter(pk=user.pk).update(lead_score=50)

    activity = user.change_score(60)

    assert activity is not None
    assert (activity.old_value, activity.new_value) == ("50", "60")


@pytest.mark.parametrize(
    ("method", "value"),
    [("change_stage", "nurture"), ("change_stage", None), ("change_label", "BOILING"), ("change_score", "many")],
)
def test_a_value_that_there_is_not_is_refused_before_anything_is_written(method: str, value: Any) -> None:
    user = UserFactory.create()

    with pytest.raises(ValidationError):
        getattr(user, method)(value)

    assert LeadActivity.objects.count() == 0


def test_neither_is_written_where_the_activity_is_refused() -> None:
    user = UserFactory.create()
    with connections["chat"].cursor() as cursor:
        cursor.execute("ALTER TABLE lead_activities ADD CHECK (reason <> 'no')")

    with pytest.raises(DatabaseError):
        user.change_stage("NURTURE", reason="no")

    assert User.objects.get(pk=user.pk).lead_stage == "INTAKE"
    assert user.lead_stage == "INTAKE"


@pytest.mark.django_db(databases=["default", "chat"], transaction=True)
def test_changes_at_once_form_a_chain_without_a_gap() -> None:
    user = UserFactory.create()
    calls = [lambda score=score: User.objects.get(pk=user.pk).change_score(score) for score in range(1, 13)]

    outcomes = at_once(*calls)

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    steps = dict(LeadActivity.objects.values_list("old_value", "new_value"))
    chain: list[str | None] = ["0"]
    while chain[-1] in steps:
        chain.append(steps[chain[-1]])
    assert sorted(int(score or 0) for score in chain) == list(range(13))
    assert chain[-1] == str(User.objects.get(pk=user.pk).lead_score)
