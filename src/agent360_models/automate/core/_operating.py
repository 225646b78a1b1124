"""The job queue for workers and operators, and the tables of the app that grow."""

from django.db.models import Q
from django.db.models.functions import Now

from agent360_models.automate.core import handlers
from agent360_models.automate.core.models import Event, Execution, Job
from agent360_models.automate.core.transitions import RunStatus
from agent360_models.operating.logs import LogTable
from agent360_models.operating.queues import Hand, Queue


def _do(hand: Hand) -> int:
    """Do one job only, so that a stopping worker holds no other."""
    done: int = Job.objects.using(hand.using).run_due(limit=1)
    return done


JOBS = Queue(
    name="jobs",
    model=Job,
    waiting=Q(status=RunStatus.PENDING),
    due=Q(scheduled_at__lte=Now()),
    due_since="scheduled_at",
    dead=Q(status=RunStatus.FAILED),
    held=Q(status=RunStatus.RUNNING),
    expired=Q(lease_expires_at__lt=Now()),
    turn=_do,
    handled=handlers.types,
    remedy="write @handler(...) above a function in the module `jobs` of an installed app.",
)

_OVER = (RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED)

# Dead letters are kept until somebody handles them: failed jobs are requeued or deleted by hand.
JOB_LOG = LogTable(model=Job, moment="ended_at", over=Q(status__in=(RunStatus.SUCCEEDED, RunStatus.CANCELLED)))
EXECUTION_LOG = LogTable(model=Execution, moment="ended_at", over=Q(status__in=_OVER))
EVENT_LOG = LogTable(model=Event, moment="created_at", over=Q())
