"""Everything happens on the alias of its rows, and nothing on another."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connections
from django.test.utils import CaptureQueriesContext

from agent360_models.automate.core import handlers
from agent360_models.automate.core.factories import AutomationFactory, a_graph
from agent360_models.automate.core.models import Event, Execution, Job, Trigger, Workflow
from agent360_models.automate.core.transitions import RunStatus
from agent360_models.testing.factories import using

pytestmark = pytest.mark.django_db(databases=["default", "crm"])


@pytest.fixture(autouse=True)
def tables(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make the tables on ``crm`` for the test, and see that ``default`` is asked nothing."""
    monkeypatch.setattr(handlers._handlers, "_registered", {"x": lambda job: job.set_progress(1)})
    with connections["crm"].schema_editor() as editor:
        for model in apps.get_app_config("automate_core").get_models():
            editor.create_model(model)
    with CaptureQueriesContext(connections["default"]) as captured:
        yield
    assert captured.captured_queries == []


def test_workflows_and_triggers() -> None:
    """Numbers, switches, and the triggers of an event."""
    with using("crm"):
        automation = AutomationFactory.create()

    for _ in range(2):
        Workflow(automation=automation, graph=a_graph()).save(using="crm")
    last = Workflow.objects.using("crm").get(version=2)
    last.make_live(using="crm")
    event = Event.objects.using("crm").record("order.paid")
    trigger = Trigger.objects.using("crm").create(automation=automation, type="order.paid")

    assert Workflow.objects.using("crm").live().get() == last
    assert Trigger.objects.using("crm").for_event(event) == [trigger]


def test_executions() -> None:
    """With their steps, whether they succeed or fail."""
    with using("crm"):
        workflow = Workflow.objects.using("crm").create(automation=AutomationFactory.create(), graph=a_graph())

    with Execution.objects.using("crm").recording(workflow=workflow) as execution, execution.step("a"):
        pass
    with (
        pytest.raises(TimeoutError),
        Execution.objects.using("crm").recording(workflow=workflow) as execution,
        execution.step("b"),
    ):
        raise TimeoutError

    statuses = [execution.status for execution in Execution.objects.using("crm").order_by("pk")]
    assert statuses == ["succeeded", "failed"]
    assert [step.status for step in execution.steps.all()] == ["failed"]


def test_jobs() -> None:
    """Claimed, executed, cancelled and done again."""
    jobs = Job.objects.using("crm")
    first, second, third = (jobs.create(type="x") for _ in range(3))

    assert jobs.run_due(limit=1) == 1
    second.execute()
    third.cancel(using="crm")
    third.requeue(using="crm")

    assert [job.status for job in jobs.order_by("pk")] == [RunStatus.SUCCEEDED, RunStatus.SUCCEEDED, RunStatus.PENDING]
    assert first.pk < second.pk
