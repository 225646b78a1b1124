"""An assistant that asks SQL: what its app knows of the business, and where it keeps the text about the tables.

Such an app names a class in its ``AppConfig``, as
``assistant = "billing.texts.Assistant"``.
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
    """Rules of the business and examples that are switched on, in the order in which the assistant reads them."""

    rules: Sequence[str] = ()
    examples: Sequence[Example] = ()


class Assistant(Protocol):
    """The tables of an assistant. ``needs`` names the models that it asks; a database may lack some."""

    needs: Sequence[type[Model]]

    def knowledge(self, *, using: str) -> Knowledge:
        """Return the rules and examples that are switched on."""

    def store(self, key: str, text: str, *, using: str) -> bool:
        """Keep a text under a key, in the place of one that is there, and tell whether it is new.

        Raises ``ReadOnlyTableError`` where the setting forbids it, and ``ValidationError`` for a key that cannot be.
        """


def find_assistant(labels: Iterable[str]) -> tuple[str, Assistant] | None:
    """Return the assistant of the families of some apps, behind the label of the app that has its tables.

    ``None`` where there is not one whose tables are all there.
    """
    wanted = {families.family_of(label) for label in labels} - {None}
    for label in families.installed():
        path = getattr(apps.get_app_config(label), "assistant", None)
        if path is not None and families.family_of(label) in wanted:
            assistant: Assistant = import_string(path)()
            if not any(map(absent.is_table_absent, assistant.needs)):
                return label, assistant
    return None
