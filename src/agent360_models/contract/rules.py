"""The rules of a contract: each kind of change, whom it breaks, and who moves first. Plain data, and no code.

A reader is code that queries rows and uses their values; a writer inserts, changes and deletes them. Both stand on
the models of the old release and on a database that has moved. Whoever moves first is the side that is right in
front of the other one while only one of both has changed. The docs have a heading for each.
"""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["RULES", "Effect", "First", "Rule"]


class Effect(StrEnum):
    """The effect of a change on somebody."""

    BREAKS = "breaks"  # what worked fails, or does something else
    ADDITIVE = "additive"  # there is more than before, and nobody has to know
    NEUTRAL = "neutral"


class First(StrEnum):
    """The side that changes first in an upgrade."""

    DATABASE = "database"
    LIBRARY = "library"
    TOGETHER = "together"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of change: what it is, its effect on readers and on writers, who moves first, and why."""

    what: str
    reader: Effect
    writer: Effect
    first: First
    because: str


_B, _A, _N = Effect
_DATABASE, _LIBRARY, _TOGETHER, _ANY = First

RULES = {  # every kind of change
    # Models and their tables
    "model.gone": Rule("model gone", _B, _B, _LIBRARY, "Old code still selects from its table."),
    "model.new": Rule("new model", _A, _A, _DATABASE, "New code selects from its table."),
    "model.table": Rule(
        "other table", _B, _B, _TOGETHER, "Old code names the old table, and new code the new one, in every statement."
    ),
    "model.managed": Rule(
        "managed otherwise",
        _N,
        _N,
        _ANY,
        "The table is the same; only who makes it has changed, and migrations say so.",
    ),
    "primary_key.changed": Rule(
        "other primary key", _B, _B, _TOGETHER, "Foreign keys, get() and upserts find a row by its key."
    ),
    # Columns
    "column.gone": Rule("column gone", _B, _B, _LIBRARY, "Old code still selects it; the new code does without it."),
    "column.new": Rule(
        "new column", _A, _A, _DATABASE, "A query of the new model names it, and fails where the database lacks it."
    ),
    "column.required": Rule(
        "new column that rows must fill",
        _A,
        _B,
        _TOGETHER,
        "It is NOT NULL and the database has no default: INSERTs of old code lack it, and new queries name it.",
    ),
    "attribute.gone": Rule(
        "field renamed in Python",
        _B,
        _B,
        _ANY,
        "Filters, forms and migrations name the field; the column stays as it is.",
    ),
    "attribute.new": Rule("further name in Python", _A, _A, _ANY, "The old name of the field is still there."),
    # Types
    "type.wider": Rule(
        "wider type", _N, _A, _DATABASE, "New code may write longer values; old code reads these as it reads others."
    ),
    "type.narrower": Rule(
        "narrower type", _N, _B, _LIBRARY, "The database refuses values that old code may write, and new code does not."
    ),
    "type.mixed": Rule(
        "type wider in one respect and narrower in another",
        _N,
        _B,
        _TOGETHER,
        "Each side may write values for which the other one has no room.",
    ),
    "type.changed": Rule(
        "other type", _B, _B, _TOGETHER, "Values are others in Python, and comparisons and casts name the type."
    ),
    "collation.changed": Rule("other collation", _B, _N, _ANY, "Rows come in another order, or other texts are equal."),
    # NULL
    "null.allowed": Rule("may be NULL now", _B, _A, _LIBRARY, "Readers meet None, which the new code knows of."),
    "null.refused": Rule("NOT NULL now", _N, _B, _LIBRARY, "Writers must stop to send None before it is refused."),
    # Values that the database gives
    "default.new": Rule(
        "default of the database", _N, _A, _DATABASE, "New code leaves the value to the database, which must know it."
    ),
    "default.gone": Rule(
        "default of the database gone", _N, _B, _LIBRARY, "Writers that leave the value out get NULL, or are refused."
    ),
    "default.changed": Rule(
        "other default of the database", _N, _B, _ANY, "A row for which nobody names a value gets another one."
    ),
    "identity.new": Rule(
        "numbered by the database", _N, _A, _DATABASE, "New code leaves the number to the database, which must give it."
    ),
    "identity.gone": Rule(
        "no longer numbered by the database", _N, _B, _LIBRARY, "Writers have to bring a number before they must."
    ),
    "generated.new": Rule(
        "generated column now",
        _N,
        _B,
        _TOGETHER,
        "The database refuses a value from old code, and new code gives none.",
    ),
    "generated.gone": Rule(
        "no longer generated",
        _N,
        _B,
        _TOGETHER,
        "Old code leaves it out, and new code writes it; each needs its column.",
    ),
    "generated.changed": Rule(
        "generated from another expression", _B, _N, _ANY, "Readers get other values than those that they know."
    ),
    # Labels of ENUM types
    "enum.label_new": Rule(
        "new label", _A, _A, _DATABASE, "New code may write it; PgEnumField of old code reads it as text."
    ),
    "enum.label_gone": Rule(
        "label gone",
        _N,
        _B,
        _LIBRARY,
        "Writers must stop to write it before the type loses it; rows may still have it.",
    ),
    "enum.order": Rule("labels in another order", _N, _N, _ANY, "Sorting follows the type, not the code."),
    # Uniqueness
    "unique.new": Rule("unique now", _N, _B, _LIBRARY, "Writers must stop to write what is there already."),
    "unique.gone": Rule(
        "no longer unique", _B, _B, _LIBRARY, "ON CONFLICT needs the constraint, and get() meets several rows."
    ),
    "unique.deferrable": Rule(
        "unique at another moment",
        _N,
        _B,
        _LIBRARY,
        "ON CONFLICT cannot use what is deferrable, and what is not refuses an exchange of two values.",
    ),
    "exclusion.new": Rule("exclusion constraint", _N, _B, _LIBRARY, "Writers must stop to write what overlaps."),
    "exclusion.gone": Rule(
        "exclusion constraint gone", _B, _B, _LIBRARY, "Readers and writers meet rows that overlap."
    ),
    # Checks
    "check.new": Rule("checked now", _N, _B, _LIBRARY, "Writers must stop to write what it refuses."),
    "check.gone": Rule(
        "no longer checked",
        _N,
        _A,
        _LIBRARY,
        "The code that knows the further values comes before the rows that have them.",
    ),
    "check.changed": Rule(
        "checked otherwise",
        _N,
        _B,
        _LIBRARY,
        "Nobody can tell from two conditions that the new one refuses nothing more.",
    ),
    # Foreign keys, and what leads to other rows
    "foreign_key.new": Rule(
        "foreign key enforced", _N, _B, _LIBRARY, "Writers must stop to point at rows that are not there."
    ),
    "foreign_key.gone": Rule(
        "foreign key no longer enforced", _B, _A, _LIBRARY, "Readers follow it to a row that may not be there."
    ),
    "foreign_key.target": Rule("foreign key to elsewhere", _B, _B, _TOGETHER, "Its values are keys of other rows."),
    "foreign_key.on_delete": Rule(
        "otherwise on delete", _N, _B, _ANY, "A delete of the parent does something else to the children."
    ),
    "related.gone": Rule(
        "way back renamed or gone", _B, _B, _ANY, "Attributes and filters of the other model name it."
    ),
    "related.new": Rule("way back", _A, _A, _ANY, "The other model has an attribute more."),
    "relation.gone": Rule("relation gone", _B, _B, _ANY, "Code names it; the table between has a line of its own."),
    "relation.new": Rule("new relation", _A, _A, _ANY, "It has no column; the table between has a line of its own."),
    "relation.changed": Rule(
        "relation to elsewhere", _B, _B, _TOGETHER, "It leads to other rows, or by another table."
    ),
    # What costs time, and no code knows
    "index.new": Rule("new index", _N, _N, _ANY, "Queries are right without it."),
    "index.gone": Rule("index gone", _N, _N, _ANY, "Queries are right without it."),
    "constraint.name": Rule("other name of a constraint", _N, _N, _ANY, "What it promises is the same."),
}
