"""What a dictionary holds: plain values, which the renderers put into words, pictures and statements.

Everything is in the order in which the code declares it, so the same code gives the same dictionary.
"""

from dataclasses import dataclass

__all__ = ["App", "Column", "Dictionary", "Relation", "Table"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table, and what it means."""

    name: str
    """As the database names it."""
    attribute: str
    """As Python names it: ``acc_owner``."""
    type: str
    """As PostgreSQL spells it: ``varchar(18)``."""
    null: bool
    key: bool
    """Whether it is of the primary key."""
    label: str
    """As a person says it: ``Credit limit``."""
    meaning: str
    """What the label does not say; empty where nothing is known."""
    values: tuple[tuple[str, str], ...] = ()
    """Values that are known, each with its label."""
    points_at: str | None = None
    """``app_label.Model``, for a foreign key, also where that is not in this dictionary."""
    sources: tuple[str, ...] = ()
    """Fields of the system that fills it, such as ``Account.CreditLimit__c``."""
    secret: bool = False
    personal: bool = False
    automatic: bool = False
    """Whether Django adds it by itself, such as ``id``: nobody can give it a text."""
    unique: bool = False
    """Whether no two rows have the same value in it."""
    default: str = ""
    """What Django writes where nothing is given: a value, ``now``, or a function; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A foreign key, seen from either end; a many-to-many is two, over the table between."""

    column: str
    """The column of ``model`` that holds the key; of a key of several the first."""
    model: str
    """``app_label.Model`` that has the column."""
    target: str
    """``app_label.Model`` that it points at."""
    back: str
    """The attribute of the target that leads back; empty where there is none."""
    unique: bool
    """Whether a row of the target has one row at most that points at it."""
    target_table: str
    """The target's table, behind its schema where it names one: ``auth.users``."""
    pairs: tuple[tuple[str, str], ...]
    """Every column of the key, with the column of the target that it equals."""
    on_delete: str = ""
    """What happens to the row once its target is deleted, as Django names it: ``CASCADE``."""


@dataclass(frozen=True, slots=True)
class Table:
    """One model and its table."""

    model: str
    """``app_label.Model``."""
    schema: str
    """Empty where the search path decides."""
    name: str
    label: str
    meaning: str
    """Its docstring, as paragraphs; empty where Django wrote it."""
    managed: bool
    columns: tuple[Column, ...]
    points_at: tuple[Relation, ...]
    pointed_at_by: tuple[Relation, ...]
    """From every installed model, also those that are not in this dictionary."""
    automatic: bool = False
    """Whether Django adds it by itself, for a many-to-many field."""
    view: bool = False
    """Whether it may be a view, as the table of a ``ReadOnlyModel`` may."""


@dataclass(frozen=True, slots=True)
class App:
    """One Django app with its tables."""

    label: str
    name: str
    """As a person says it: ``Agent360 - Accounts``."""
    family: str
    """Empty for an app of no family."""
    meaning: str
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Apps with their tables; ``tables`` finds one by its model."""

    apps: tuple[App, ...]

    @property
    def tables(self) -> dict[str, Table]:
        """Every table by ``app_label.Model``."""
        return {table.model: table for app in self.apps for table in app.tables}
