"""The rules of a contract: each kind of change, whom it breaks, and which side changes first. Plain data, no code.

A reader queries rows and uses their values; a writer inserts, changes and deletes them. Both use the models of the
old release on a database that has changed. The side that changes first works with the other side unchanged. The docs
have a heading for each rule.
"""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["RULES", "Effect", "First", "Rule"]


class Effect(StrEnum):
    """The effect of a change on readers or writers."""

    BREAKS = "breaks"  # working code fails, or does something else
    ADDITIVE = "additive"  # something new, which existing code can ignore
    NEUTRAL = "neutral"


class First(StrEnum):
    """The side that changes first in an upgrade."""

    DATABASE = "database"
    LIBRARY = "library"
    TOGETHER = "together"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of change: a name, its effect on readers and writers, the side that changes first, and the reason."""

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
        "different table",
        _B,
        _B,
        _TOGETHER,
        "Every statement of old code names the old table, and every statement of new code the new table.",
    ),
    "model.managed": Rule(
        "managed changed",
        _N,
        _N,
        _ANY,
        "The table is the same. Only who creates it has changed, and migrations record that.",
    ),
    "primary_key.changed": Rule(
        "different primary key", _B, _B, _TOGETHER, "Foreign keys, get() and upserts find a row by its key."
    ),
    # Columns
    "column.gone": Rule("column gone", _B, _B, _LIBRARY, "Old code still selects it; new code does not need it."),
    "column.new": Rule(
        "new column", _A, _A, _DATABASE, "A query of the new model selects it, and fails if the database lacks it."
    ),
    "column.required": Rule(
        "new required column",
        _A,
        _B,
        _TOGETHER,
        "It is NOT NULL and the database has no default. INSERTs of old code lack it, and new queries name it.",
    ),
    "attribute.gone": Rule(
        "field renamed in Python",
        _B,
        _B,
        _ANY,
        "Filters, forms and migrations name the field; the column is unchanged.",
    ),
    "attribute.new": Rule("additional name in Python", _A, _A, _ANY, "The old name of the field still works."),
    # Types
    "type.wider": Rule("wider type", _N, _A, _DATABASE, "New code may write longer values, which old code can read."),
    "type.narrower": Rule(
        "narrower type",
        _N,
        _B,
        _LIBRARY,
        "The database will refuse values that old code may write and new code does not.",
    ),
    "type.mixed": Rule(
        "type wider in one respect and narrower in another",
        _N,
        _B,
        _TOGETHER,
        "Each side may write values that do not fit the other type.",
    ),
    "type.changed": Rule(
        "different type", _B, _B, _TOGETHER, "Values are different in Python, and comparisons and casts name the type."
    ),
    "collation.changed": Rule(
        "different collation", _B, _N, _ANY, "Rows are sorted differently, or other texts compare as equal."
    ),
    # NULL
    "null.allowed": Rule("now nullable", _B, _A, _LIBRARY, "Readers get None, which only the new code expects."),
    "null.refused": Rule(
        "NOT NULL now", _N, _B, _LIBRARY, "Writers must stop sending None before the database refuses it."
    ),
    # Values from the database
    "default.new": Rule(
        "new database default",
        _N,
        _A,
        _DATABASE,
        "New code leaves the value to the database, which must have the default.",
    ),
    "default.gone": Rule(
        "database default gone", _N, _B, _LIBRARY, "Writers that omit the value get NULL, or are refused."
    ),
    "default.changed": Rule(
        "different database default", _N, _B, _ANY, "A row inserted without a value gets a different one."
    ),
    "identity.new": Rule(
        "now numbered by the database",
        _N,
        _A,
        _DATABASE,
        "New code leaves the number to the database, which must generate it.",
    ),
    "identity.gone": Rule(
        "no longer numbered by the database",
        _N,
        _B,
        _LIBRARY,
        "Writers must send a number before the database stops generating it.",
    ),
    "generated.new": Rule(
        "now generated",
        _N,
        _B,
        _TOGETHER,
        "The database refuses the value that old code sends; new code sends none.",
    ),
    "generated.gone": Rule(
        "no longer generated",
        _N,
        _B,
        _TOGETHER,
        "Old code omits the column and new code writes it; each needs its own kind of column.",
    ),
    "generated.changed": Rule("generated from another expression", _B, _N, _ANY, "Readers get different values."),
    # Labels of ENUM types
    "enum.label_new": Rule(
        "new label", _A, _A, _DATABASE, "New code may write it; the PgEnumField of old code reads it as text."
    ),
    "enum.label_gone": Rule(
        "label gone",
        _N,
        _B,
        _LIBRARY,
        "Writers must stop writing it before the type loses it; rows may still have it.",
    ),
    "enum.order": Rule("labels in another order", _N, _N, _ANY, "Sorting follows the type, not the code."),
    # Uniqueness
    "unique.new": Rule("now unique", _N, _B, _LIBRARY, "Writers must stop writing values that already exist."),
    "unique.gone": Rule(
        "no longer unique", _B, _B, _LIBRARY, "ON CONFLICT needs the constraint, and get() may find several rows."
    ),
    "unique.deferrable": Rule(
        "deferrability changed",
        _N,
        _B,
        _LIBRARY,
        "ON CONFLICT cannot use a deferrable constraint, and a non-deferrable one refuses a swap of two values.",
    ),
    "exclusion.new": Rule("new exclusion constraint", _N, _B, _LIBRARY, "Writers must stop writing rows that overlap."),
    "exclusion.gone": Rule(
        "exclusion constraint gone", _B, _B, _LIBRARY, "Readers and writers may find rows that overlap."
    ),
    # Checks
    "check.new": Rule("new check", _N, _B, _LIBRARY, "Writers must stop writing values that it refuses."),
    "check.gone": Rule(
        "check gone",
        _N,
        _A,
        _LIBRARY,
        "Code that knows the newly allowed values must run before rows have them.",
    ),
    "check.changed": Rule(
        "check changed",
        _N,
        _B,
        _LIBRARY,
        "Two conditions do not show whether the new one refuses more.",
    ),
    # Foreign keys and relations
    "foreign_key.new": Rule(
        "foreign key now enforced", _N, _B, _LIBRARY, "Writers must stop pointing at rows that do not exist."
    ),
    "foreign_key.gone": Rule(
        "foreign key no longer enforced", _B, _A, _LIBRARY, "Readers follow it to a row that may not exist."
    ),
    "foreign_key.target": Rule(
        "foreign key to another target", _B, _B, _TOGETHER, "Its values are keys of another table."
    ),
    "foreign_key.on_delete": Rule(
        "different on_delete", _N, _B, _ANY, "Deleting the parent treats its children differently."
    ),
    "related.gone": Rule(
        "reverse relation renamed or gone", _B, _B, _ANY, "Attributes and filters of the other model use that name."
    ),
    "related.new": Rule("new reverse relation", _A, _A, _ANY, "The other model has one more attribute."),
    "relation.gone": Rule("relation gone", _B, _B, _ANY, "Code uses its name; its through table is listed separately."),
    "relation.new": Rule("new relation", _A, _A, _ANY, "It has no column; its through table is listed separately."),
    "relation.changed": Rule(
        "relation to another target", _B, _B, _TOGETHER, "It leads to other rows, or through another table."
    ),
    # Performance and names, which no code depends on
    "index.new": Rule("new index", _N, _N, _ANY, "Queries return the same rows without it."),
    "index.gone": Rule("index gone", _N, _N, _ANY, "Queries return the same rows without it."),
    "constraint.name": Rule("constraint renamed", _N, _N, _ANY, "Its effect is the same."),
}
