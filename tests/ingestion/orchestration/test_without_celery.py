"""Schedules where the extra ``celery`` is not installed: all works, but nothing runs them, and that is said."""

import subprocess
import sys

import pytest
from django.contrib.auth import get_user_model
from django.contrib.messages import get_messages
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from agent360_models.ingestion.orchestration.factories import SyncScheduleFactory
from agent360_models.ingestion.orchestration.models import SyncSchedule

pytestmark = pytest.mark.django_db
REMEDY = "pip install agent360-models[celery]`, and add 'django_celery_beat' to INSTALLED_APPS"


@pytest.fixture(autouse=True)
def _without_beat(settings: Settings) -> None:
    settings.INSTALLED_APPS = [name for name in settings.INSTALLED_APPS if name != "django_celery_beat"]


def test_a_schedule_is_saved_and_deleted() -> None:
    """Its columns that Celery fills stay empty."""
    schedule = SyncScheduleFactory.create()
    schedule.refresh_from_db()

    assert (schedule.periodic_task_id, schedule.next_run) == (None, None)

    schedule.delete()
    assert not SyncSchedule.objects.exists()


def test_what_needs_it_names_the_remedy() -> None:
    """The extra, and the entry of INSTALLED_APPS."""
    schedule = SyncScheduleFactory.create()

    with pytest.raises(ImproperlyConfigured) as asked:
        _ = schedule.periodic_task
    with pytest.raises(ImproperlyConfigured) as stepped:
        SyncSchedule.objects.sync_periodic_tasks()

    assert REMEDY in str(asked.value)
    assert REMEDY in str(stepped.value)


def test_the_admin_says_that_nothing_will_run_it(client: Client) -> None:
    """Once the schedule is saved."""
    client.force_login(get_user_model().objects.create(username="ada", is_staff=True, is_superuser=True))
    form = {
        "name": "Contacts",
        "crm_source": "hubspot",
        "model_name": "contacts",
        "mode": "delta",
        "recurrence_type": "interval",
        "every": "1",
        "period": "hours",
        "enabled": "true",
    }

    answer = client.post(reverse("admin:ingestion_orchestration_syncschedule_add"), form)

    assert SyncSchedule.objects.get().name == "Contacts"
    assert any(REMEDY in str(message) for message in get_messages(answer.wsgi_request))


def test_django_starts_without_celery() -> None:
    """Models, admin and app configs import nothing of it, also where it is installed."""
    code = (
        "import sys; import tests.settings as settings;"
        "settings.INSTALLED_APPS = [name for name in settings.INSTALLED_APPS if name != 'django_celery_beat'];"
        "import django; django.setup(); import agent360_models.ingestion.orchestration.due_schedules;"
        "print(*(name for name in sys.modules if name.partition('.')[0] in ('celery', 'kombu')))"
    )

    answer = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"DJANGO_SETTINGS_MODULE": "tests.settings"},
    )

    assert answer.stdout == "\n"
