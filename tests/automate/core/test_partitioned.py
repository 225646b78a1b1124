"""Jobs in a table that is partitioned by when they were created, which its key holds."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agent360_models import drift
from agent360_models.automate.core.factories import JobFactory
from agent360_models.automate.core.models import Job
from agent360_models.operating.look import look
from tests.support.buffers import buffers_read
from tests.support.databases import query
from tests.support.partitions import partition

YEARS = timedelta(days=900)


@pytest.mark.django_db
def test_jobs_of_all_partitions_are_claimed_in_their_order() -> None:
    """Each once, of all types or of some; one whose lease ran out comes back, and a claim reads no partition."""
    partition("automate_core_job", "created_at", "'2026-01-01'", using="default")
    kinds = [("a", 2), ("b", 9), ("a", 5), ("b", 1)]
    third, first, second, fourth = (JobFactory.create(type=name, priority=priority) for name, priority in kinds)
    Job.objects.filter(pk__in=[first.pk, third.pk]).update(created_at=timezone.now() - YEARS)
    assert len(query("SELECT tableoid FROM automate_core_job GROUP BY 1")) == 2

    assert Job.objects.claim(2) == [first, second]
    assert Job.objects.claim(9, types=["a", "b"]) == [third, fourth]
    Job.objects.filter(pk=first.pk).update(lease_expires_at=timezone.now() - YEARS)
    assert Job.objects.claim() == [first]
    with buffers_read() as pages:
        assert Job.objects.claim(types=["a"]) == []
    assert sum(pages) < 40
    (queue,) = (queue for queue in look().queues if queue.name == "jobs")
    assert (queue.waiting, queue.held) == (0, 4)
    assert [
        finding for finding in drift.find(["automate_core"], using="default") if finding.model.endswith(".Job")
    ] == []
