"""The statuses of executions, steps and jobs, and the allowed changes between them."""

from collections.abc import Collection, Mapping

from django.db import models

__all__ = ["OF_JOBS", "OF_RUNS", "UNDER_WAY", "RunStatus"]


class RunStatus(models.TextChoices):
    """The status of an execution, a step or a job."""

    PENDING = "pending", "Pending"
    RUNNING = "running", "Running"
    SUCCEEDED = "succeeded", "Succeeded"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


# A status that has ended is final.
OF_RUNS: Mapping[str, Collection[str]] = {
    RunStatus.PENDING: [RunStatus.RUNNING, RunStatus.CANCELLED],
    RunStatus.RUNNING: [RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED],
}

# A job is retried automatically while it has attempts left, and by hand afterwards.
OF_JOBS: Mapping[str, Collection[str]] = {
    RunStatus.PENDING: [RunStatus.RUNNING, RunStatus.CANCELLED],
    RunStatus.RUNNING: [RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED, RunStatus.PENDING],
    RunStatus.FAILED: [RunStatus.PENDING],
    RunStatus.CANCELLED: [RunStatus.PENDING],
}
UNDER_WAY = (RunStatus.PENDING, RunStatus.RUNNING)  # the statuses of unfinished work
