"""Automations with their workflows and triggers; events, executions and jobs."""

from agent360_models.automate.core.models.automations import Automation, Trigger, Workflow
from agent360_models.automate.core.models.events import Event
from agent360_models.automate.core.models.executions import Execution, StepRun
from agent360_models.automate.core.models.jobs import Job

__all__ = [  # noqa: RUF022  # in the order in which Django knows them
    "Automation",
    "Workflow",
    "Trigger",
    "Event",
    "Execution",
    "StepRun",
    "Job",
]
