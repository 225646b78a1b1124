"""The form of a schedule: what it refuses, what it says, and what it leaves alone."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.messages import get_messages
from django.forms.models import model_to_dict
from django.test import Client
from django.urls import reverse

from agent360_models.ingestion.orchestration import registry
from agent360_models.ingestion.orchestration.factories import SyncScheduleFactory
from agent360_models.ingestion.orchestration.models import SyncHistory, SyncSchedule
from agent360_models.sync.runs import Run
from tests.ingestion.orchestration.celery_there import needs_celery

pytestmark = pytest.mark.django_db

ADD = "admin:ingestion_orchestration_syncschedule_add"
CHANGE = "admin:ingestion_orchestration_syncschedule_change"


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(get_user_model().objects.create(username="ada", is_staff=True, is_superuser=True))
    return client


def form(**values: str) -> dict[str, Any]:
    row = model_to_dict(SyncScheduleFactory.build(name="Contacts"))
    return {**{name: "" if value is None else value for name, value in row.items()}, **values}


def fetch_nothing(this: Run, *, since: datetime | None, mode: str) -> None:
    """Be registered."""


def said(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_an_interval_without_a_number_is_refused_at_its_field(admin: Client) -> None:
    """And nothing is saved."""
    answer = admin.post(reverse(ADD), form(every="0"))

    assert answer.context["adminform"].form.errors == {"every": ["Enter a whole number of at least 1."]}
    assert not SyncSchedule.objects.exists()


@needs_celery
def test_a_crontab_that_celery_cannot_read_is_refused_at_its_field(admin: Client) -> None:
    """In the words of Celery's parser."""
    answer = admin.post(reverse(ADD), form(recurrence_type="crontab", crontab_hour="25"))

    assert answer.context["adminform"].form.errors == {
        "crontab_hour": ["Celery cannot read this crontab field: Invalid end range: 25 > 23."]
    }


@needs_celery
def test_where_no_function_is_registered_it_says_so(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The schedule is saved all the same: the function may come with the next version."""
    monkeypatch.setattr(registry, "_registered", {})
    unknown = admin.post(reverse(ADD), form())
    registry.sync("hubspot", "contacts", model=SyncHistory)(fetch_nothing)
    known = admin.post(reverse(ADD), form())

    assert any("No sync is registered for hubspot contacts" in text for text in said(unknown))
    assert not any("No sync is registered" in text for text in said(known)[len(said(unknown)) :])
    assert SyncSchedule.objects.count() == 2


@needs_celery
def test_a_run_that_ends_while_somebody_edits_is_not_undone(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The form writes what it shows; the due time has moved on between reading and saving."""
    schedule = SyncScheduleFactory.create()
    moved_on = datetime(2026, 5, 4, 12, tzinfo=UTC)
    clean = SyncSchedule.clean

    def clean_while_a_run_ends(self: SyncSchedule) -> None:
        clean(self)
        SyncSchedule.objects.filter(pk=self.pk).update(next_run=moved_on)

    monkeypatch.setattr(SyncSchedule, "clean", clean_while_a_run_ends)
    admin.post(reverse(CHANGE, args=[schedule.pk]), form(name="Anders"))

    schedule.refresh_from_db()
    assert (schedule.name, schedule.next_run) == ("Anders", moved_on)


@needs_celery
def test_deleting_in_the_list_takes_the_tasks_along(admin: Client) -> None:
    """The action of the admin, on several at once."""
    schedules = SyncScheduleFactory.create_batch(2)

    admin.post(
        reverse("admin:ingestion_orchestration_syncschedule_changelist"),
        {"action": "delete_selected", "_selected_action": [row.pk for row in schedules], "post": "yes"},
    )

    assert not SyncSchedule.objects.exists()
    assert [row.periodic_task for row in schedules] == [None, None]
