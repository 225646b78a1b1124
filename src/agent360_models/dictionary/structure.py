"""The structure of a dictionary: plain values, which the renderers turn into text, diagrams and statements.

Everything is in the order of declaration, so the same code gives the same dictionary.
"""

from dataclasses import dataclass

__all__ = ["App", "Column", "Dictionary", "Relation", "Table"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table, and its meaning."""

    name: str
    """The name in the database."""
    attribute: str
    """The name in Python: ``acc_owner``."""
    type: str
    """PostgreSQL's spelling: ``varchar(18)``."""
    null: bool
    key: bool
    """Whether the column is part of the primary key."""
    label: str
    """The label for people: ``Credit limit``."""
    meaning: str
    """The meaning beyond the label; empty if unknown."""
    values: tuple[tuple[str, str], ...] = ()
    """The known values, each with its label."""
    points_at: str | None = None
    """``app_label.Model`` of a foreign key's target, which may be outside this dictionary."""
    sources: tuple[str, ...] = ()
    """The fields of the source system, such as ``Account.CreditLimit__c``."""
    secret: bool = False
    personal: bool = False
    automatic: bool = False
    """Whether Django adds the column automatically, such as ``id``: it cannot have a text."""
    unique: bool = False
    """Whether values are unique."""
    default: str = ""
    """Django's default: a value, ``now``, or a function; empty without a default."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A foreign key, seen from either end; a many-to-many field is two relations of its through table."""

    column: str
    """The foreign key column of ``model``; of several columns the first."""
    model: str
    """The ``app_label.Model`` with the column."""
    target: str
    """The ``app_label.Model`` that the key references."""
    back: str
    """The reverse attribute on the target; empty without one."""
    unique: bool
    """Whether at most one row references a row of the target."""
    target_table: str
    """The target's table, with its schema if it has one: ``auth.users``."""
    pairs: tuple[tuple[str, str], ...]
    """Every column of the key, with the target's column."""
    on_delete: str = ""
    """Django's name for the ``on_delete`` action: ``CASCADE``."""


@dataclass(frozen=True, slots=True)
class Table:
    """One model and its table."""

    model: str
    """``app_label.Model``."""
    schema: str
    """The schema; empty if the search path decides."""
    name: str
    label: str
    meaning: str
    """The docstring, as paragraphs; empty if Django generated it."""
    managed: bool
    columns: tuple[Column, ...]
    points_at: tuple[Relation, ...]
    pointed_at_by: tuple[Relation, ...]
    """The relations from all installed models, which may be outside this dictionary."""
    automatic: bool = False
    """Whether Django adds the table automatically, for a many-to-many field."""
    view: bool = False
    """Whether it may be a view, as for a ``ReadOnlyModel``."""


@dataclass(frozen=True, slots=True)
class App:
    """One Django app with its tables."""

    label: str
    name: str
    """The name for people: ``Agent360 - Accounts``."""
    family: str
    """The family; empty for an app without one."""
    meaning: str
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Apps with their tables; ``tables`` is a mapping by model."""

    apps: tuple[App, ...]

    @property
    def tables(self) -> dict[str, Table]:
        """Every table by ``app_label.Model``."""
        return {table.model: table for app in self.apps for table in app.tables}
