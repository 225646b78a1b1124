"""Graphs, events and jobs in the admin."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from agent360_models.automate.core.factories import (
    AutomationFactory,
    JobFactory,
    StepRunFactory,
    WorkflowFactory,
    a_graph,
)
from agent360_models.automate.core.models import Job, Workflow


@pytest.fixture
def operator(db: None, client: Client) -> Client:
    client.force_login(get_user_model().objects.create(username="ada", is_staff=True, is_superuser=True))
    return client


def page(model: type[Any], name: str, *args: Any) -> str:
    return reverse(f"admin:automate_core_{model._meta.model_name}_{name}", args=args)


def errors(response: Any, field: str) -> list[str]:
    return list(response.context["adminform"].form.errors.get(field, []))


def act(operator: Client, action: str, *rows: Any) -> str:
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    return operator.post(page(type(rows[0]), "changelist"), data, follow=True).content.decode()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "Enter a valid JSON."),
        ("[" * 100_000, "Enter a valid JSON."),
        ('{"nodes": ' + "1" * 5000 + "}", "Enter a valid JSON."),
        ("[" * 200 + "]" * 200, "It is nested too deeply: at most 32 levels are allowed."),
        ('{"nodes": NaN}', "nan is not a number in JSON, at ['nodes']."),
        ('{"nodes": "\\u0000"}', "A text has a character that PostgreSQL does not store, at ['nodes']."),
        ('{"nodes": "\\ud800"}', "A text has a character that PostgreSQL does not store, at ['nodes']."),
        ('{"nodes": []}', "There is no node."),
        ('{"nodes": [{"id": "<script>"}]}', "Node 0: type is missing."),
        (
            '{"nodes": [{"id": "a", "type": "x"}], "edges": [{"source": "a", "target": "b"}]}',
            "Edge 0: there is no node 'b', which its target names.",
        ),
    ],
    ids=range(10),
)
def test_the_form_says_what_is_wrong_with_a_graph(operator: Client, text: str, message: str) -> None:
    """And shows it as it was typed, not as markup."""
    data = {"automation": AutomationFactory.create().pk, "graph": text}

    response = operator.post(page(Workflow, "add"), data)

    assert response.status_code == 200
    assert message in errors(response, "graph")
    assert "<script>alert" not in response.content.decode()
    assert not Workflow.objects.exists()


def test_a_good_graph_becomes_the_next_version_and_goes_live(operator: Client) -> None:
    """A bad one does not, and its faults are told."""
    old = WorkflowFactory.create(live=True)
    data = {"automation": old.automation.pk, "graph": json.dumps(a_graph())}
    assert operator.post(page(Workflow, "add"), data).status_code == 302
    new = Workflow.objects.get(version=2)
    bad = WorkflowFactory.create(graph={"nodes": []})

    shown = act(operator, "make_live", new, bad)

    assert f"Made live: {new}." in shown
    assert "There is no node." in shown
    assert list(Workflow.objects.live()) == [new]


def test_what_was_recorded_is_shown_and_not_changed(operator: Client) -> None:
    """Neither events nor executions and their steps."""
    step = StepRunFactory.create(failed=True)

    rows: list[Any] = [step, step.execution, step.execution.event]

    for row in rows:
        assert operator.get(page(type(row), "change", row.pk)).status_code == 200
        assert operator.post(page(type(row), "change", row.pk), {"type": "x"}).status_code == 403


def test_jobs_are_cancelled_and_done_again(operator: Client) -> None:
    """Those that can be."""
    waiting, failed, done = JobFactory.create(), JobFactory.create(failed=True), JobFactory.create(succeeded=True)

    assert "Cancelled, or asked to stop: 1." in act(operator, "cancel", waiting, failed, done)
    assert "Requeued: 2." in act(operator, "requeue", waiting, failed, done)

    assert sorted(Job.objects.values_list("status", flat=True)) == ["pending", "pending", "succeeded"]


def test_a_form_overwrites_nothing_that_a_worker_wrote(operator: Client) -> None:
    """Somebody changes the priority of a job that is being claimed."""
    job = JobFactory.create()
    form = operator.get(page(Job, "change", job.pk)).context["adminform"].form.initial
    Job.objects.claim()
    scheduled = form["scheduled_at"]

    response = operator.post(
        page(Job, "change", job.pk),
        {
            "type": job.type,
            "params": json.dumps(job.params),
            "priority": 9,
            "scheduled_at_0": f"{scheduled:%Y-%m-%d}",
            "scheduled_at_1": f"{scheduled:%H:%M:%S}",
            "max_attempts": 3,
        },
    )

    assert response.status_code == 302
    job.refresh_from_db()
    assert (job.priority, job.status, job.attempts, job.claim is None) == (9, "running", 1, False)
