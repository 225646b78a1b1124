"""The automation platform: automations, their executions, and jobs that wait or have failed."""

from importlib import import_module
from typing import Any

from agent360_models.automate.core.factories import (
    AutomationFactory,
    EventFactory,
    ExecutionFactory,
    JobFactory,
    StepRunFactory,
    TriggerFactory,
    WorkflowFactory,
)
from sample.rows import HOUR, moments, some

NAMES = ["Thank for orders", "Remind of invoices", "Welcome a customer"]
# Rows of the other apps, parents before children.
ROWS = {
    "providers": {
        "LLMProvider": 2,
        "LLMModelConfig": 4,
        "Prompt": 3,
        "PromptVersion": 6,
        "ConnectionProfile": 2,
        "MCPServer": 2,
        "MCPTool": 5,
    },
    "datachat": {"DataChatSession": 3, "ChatEmbed": 1},
    "llm": {"LLMUsage": 20, "LLMRequest": 20},
    "modal": {"ModalEndpoint": 2, "ModalJob": 5, "ModalArtifact": 3},
    "rag": {"KnowledgeSource": 2, "RAGEndpoint": 2, "EmbeddingModel": 1},
    "governance": {"AuditLog": 10, "RuleSpec": 3, "ConnectionProfile": 2, "StoredSecret": 2, "ThrottleBucket": 3},
    "interop": {"InteropMapping": 2, "TemplateCollection": 2, "TemplateWorkflow": 4},
    "observability": {"AuditLogEntry": 20},
    "connectors": {"ConnectorInstance": 3},
}


def write() -> None:
    """Write automations with their executions, a queue of jobs, and the rows of the other apps."""
    some(AutomationFactory, 3, name=NAMES)
    workflows = some(WorkflowFactory, 3, live=True)
    some(TriggerFactory, 3)
    events = some(EventFactory, 30, created_at=moments(30, step=8 * HOUR))
    done = some(ExecutionFactory, 24, workflow=workflows, event=events[:24])
    lost = some(ExecutionFactory, 6, failed=True, workflow=workflows, event=events[24:])
    some(StepRunFactory, 24, execution=done)
    some(StepRunFactory, 24, execution=done, step_id="thanks")
    some(StepRunFactory, 6, execution=lost, failed=True)
    some(JobFactory, 12, succeeded=True, params=[{"customers": [7, 8]}, {"customers": [9]}])
    some(JobFactory, 2, failed=True)
    waiting = moments(4, step=HOUR)
    some(JobFactory, 4, scheduled_at=waiting, created_at=waiting)
    for app, numbers in ROWS.items():
        factories: Any = import_module(f"agent360_models.automate.{app}.factories")
        for name, number in numbers.items():
            some(getattr(factories, f"{name}Factory"), number)
    chat: Any = import_module("agent360_models.automate.datachat.factories")
    some(chat.DataChatMessageFactory, 3)
    some(chat.DataChatMessageFactory, 3, answer=True)
