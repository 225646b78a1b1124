"""The evaluation as a Celery task."""

import pytest

from agent360_models.ingestion.alerts.factories import RuleFactory
from agent360_models.ingestion.alerts.models import Alert
from agent360_models.ingestion.orchestration.factories import SyncHistoryFactory
from tests.ingestion.orchestration.celery_there import needs_celery

pytestmark = [pytest.mark.django_db, needs_celery]


def test_it_opens_alerts_and_says_how_many_are_open() -> None:
    """For beat to call every few minutes."""
    from agent360_models.ingestion.alerts.tasks import evaluate_alerts

    RuleFactory.create()
    SyncHistoryFactory.create(failed=True)

    assert evaluate_alerts() == 1
    assert Alert.objects.open().count() == 1
