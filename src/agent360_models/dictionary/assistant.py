"""An assistant that writes SQL: its business knowledge, and its storage for the text about the tables.

Its app names a class in its ``AppConfig``, as ``assistant = "billing.texts.Assistant"``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.apps import apps
from django.db.models import Model
from django.utils.module_loading import import_string

from agent360_models import absent, families

__all__ = ["Assistant", "Example", "Knowledge", "find_assistant"]


@dataclass(frozen=True, slots=True)
class Example:
    """A question with the query that answers it."""

    question: str
    sql: str
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Active business rules and examples, in reading order."""

    rules: Sequence[str] = ()
    examples: Sequence[Example] = ()


class Assistant(Protocol):
    """The tables of an assistant. ``needs`` are the models that it queries; a database may lack some."""

    needs: Sequence[type[Model]]

    def knowledge(self, *, using: str) -> Knowledge:
        """Return the active rules and examples."""

    def store(self, key: str, text: str, *, using: str) -> bool:
        """Store a text under a key, replacing an existing one, and tell whether it is new.

        Raises ``ReadOnlyTableError`` for a read-only table, and ``ValidationError`` for an invalid key.
        """


def find_assistant(labels: Iterable[str]) -> tuple[str, Assistant] | None:
    """Return the assistant for the families of some apps, with the label of the app that has its tables.

    Return ``None`` if no assistant has all its tables.
    """
    wanted = {families.family_of(label) for label in labels} - {None}
    for label in families.installed():
        path = getattr(apps.get_app_config(label), "assistant", None)
        if path is not None and families.family_of(label) in wanted:
            assistant: Assistant = import_string(path)()
            if not any(map(absent.is_table_absent, assistant.needs)):
                return label, assistant
    return None
