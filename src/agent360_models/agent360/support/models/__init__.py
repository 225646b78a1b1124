"""Tables ``tasks``, ``cases``, ``case_history`` and ``case_comments``."""

# In the order of the tables, which is that of apps.get_models().
# ruff: noqa: I001, RUF022

from agent360_models.agent360.support.models.tasks import Task
from agent360_models.agent360.support.models.cases import Case, CaseHistory, CaseComment

__all__ = [
    "Task",
    "Case",
    "CaseHistory",
    "CaseComment",
]
