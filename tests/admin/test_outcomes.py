"""An action sums up what became of the rows, however many were selected."""

import pytest
from django.test import Client
from django.urls import reverse

from agent360_models.automate.core.factories import WorkflowFactory
from agent360_models.automate.core.models import Workflow

pytestmark = pytest.mark.django_db


def told(client: Client, *rows: Workflow) -> list[str]:
    data = {"action": "make_live", "_selected_action": [str(row.pk) for row in rows]}
    answer = client.post(reverse("admin:automate_core_workflow_changelist"), data, follow=True)
    return [str(message) for message in answer.context["messages"]]


def test_an_outcome_is_one_line_with_the_first_names(admin_client: Client) -> None:
    """And rows that one reason keeps from it are one line, without their ids."""
    good, bad = WorkflowFactory.create_batch(2), WorkflowFactory.create_batch(12, graph={"nodes": []})

    done, refused = sorted(told(admin_client, *good, *bad))

    assert done == f"Made live: 2 workflows ({', '.join(str(row) for row in good)})."
    assert refused.startswith("Not done: 12 workflows (")
    assert refused.endswith("and 9 more): There is no node.")
    assert not any(str(row.pk) in refused for row in bad)


def test_one_row_is_named_and_not_counted(admin_client: Client) -> None:
    workflow = WorkflowFactory.create()
    assert told(admin_client, workflow) == [f"Made live: {workflow}."]
