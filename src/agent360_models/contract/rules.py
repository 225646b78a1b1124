"""The rules of a contract: each kind of change, whom it breaks, and which side changes first. Plain data.

A reader is code that queries rows and uses their values; a writer inserts, changes and deletes rows. Both use the
models of the old release on a database that has changed. The side that changes first is the one that works with the
other side's old state. The docs have a heading for each rule.
"""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["RULES", "Effect", "First", "Rule"]


class Effect(StrEnum):
    """The effect of a change on readers or writers."""

    BREAKS = "breaks"  # working code fails or behaves differently
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
        "other table",
        _B,
        _B,
        _TOGETHER,
        "Old code uses the old table, and new code uses the new one.",
    ),
    "model.managed": Rule(
        "managed changed",
        _N,
        _N,
        _ANY,
        "The table is the same; only whether migrations create it has changed.",
    ),
    "primary_key.changed": Rule(
        "other primary key", _B, _B, _TOGETHER, "Foreign keys, get() and upserts find a row by its key."
    ),
    # Columns
    "column.gone": Rule("column gone", _B, _B, _LIBRARY, "Old code still selects it; new code does not need it."),
    "column.new": Rule(
        "new column", _A, _A, _DATABASE, "A query of the new model selects it, and fails if the database lacks it."
    ),
    "column.required": Rule(
        "new column that rows must fill",
        _A,
        _B,
        _TOGETHER,
        "It is NOT NULL and has no default: INSERTs of old code lack it, and queries of new code select it.",
    ),
    "attribute.gone": Rule(
        "field renamed in Python",
        _B,
        _B,
        _ANY,
        "Filters, forms and migrations use the name of the field; the column stays unchanged.",
    ),
    "attribute.new": Rule("additional name in Python", _A, _A, _ANY, "The old name of the field still works."),
    # Types
    "type.wider": Rule("wider type", _N, _A, _DATABASE, "New code may write longer values, which old code can read."),
    "type.narrower": Rule(
        "narrower type",
        _N,
        _B,
        _LIBRARY,
        "The database refuses values that only old code may write.",
    ),
    "type.mixed": Rule(
        "type wider in one respect and narrower in another",
        _N,
        _B,
        _TOGETHER,
        "Each side may write values that do not fit the other side.",
    ),
    "type.changed": Rule(
        "other type", _B, _B, _TOGETHER, "Values differ in Python, and comparisons and casts depend on the type."
    ),
    "collation.changed": Rule("other collation", _B, _N, _ANY, "Rows sort differently, or different texts are equal."),
    # NULL
    "null.allowed": Rule("may be NULL now", _B, _A, _LIBRARY, "Readers get None, which only new code expects."),
    "null.refused": Rule("NOT NULL now", _N, _B, _LIBRARY, "Writers must stop sending None before it is refused."),
    # Values that the database supplies
    "default.new": Rule(
        "default of the database",
        _N,
        _A,
        _DATABASE,
        "New code leaves the value to the database.",
    ),
    "default.gone": Rule(
        "default of the database gone", _N, _B, _LIBRARY, "Writers that omit the value get NULL, or are refused."
    ),
    "default.changed": Rule(
        "other default of the database", _N, _B, _ANY, "A row without an explicit value gets another value."
    ),
    "identity.new": Rule(
        "numbered by the database",
        _N,
        _A,
        _DATABASE,
        "New code leaves the number to the database.",
    ),
    "identity.gone": Rule(
        "no longer numbered by the database",
        _N,
        _B,
        _LIBRARY,
        "Writers must supply numbers before the database stops.",
    ),
    "generated.new": Rule(
        "generated column now",
        _N,
        _B,
        _TOGETHER,
        "The database refuses values from old code; new code sends none.",
    ),
    "generated.gone": Rule(
        "no longer generated",
        _N,
        _B,
        _TOGETHER,
        "Old code omits it, and new code writes it; each needs its kind of column.",
    ),
    "generated.changed": Rule("generated from another expression", _B, _N, _ANY, "Readers get different values."),
    # Labels of ENUM types
    "enum.label_new": Rule(
        "new label", _A, _A, _DATABASE, "New code may write it; PgEnumField of old code reads it as text."
    ),
    "enum.label_gone": Rule(
        "label gone",
        _N,
        _B,
        _LIBRARY,
        "Writers must stop writing it before the type loses it; rows may still contain it.",
    ),
    "enum.order": Rule("labels in another order", _N, _N, _ANY, "Sorting follows the type, not the code."),
    # Uniqueness
    "unique.new": Rule("unique now", _N, _B, _LIBRARY, "Writers must stop writing duplicates."),
    "unique.gone": Rule(
        "no longer unique", _B, _B, _LIBRARY, "ON CONFLICT needs the constraint, and get() may find several rows."
    ),
    "unique.deferrable": Rule(
        "other deferrability of a unique constraint",
        _N,
        _B,
        _LIBRARY,
        "ON CONFLICT cannot use a deferrable constraint, and an immediate one refuses to swap two values.",
    ),
    "exclusion.new": Rule("exclusion constraint", _N, _B, _LIBRARY, "Writers must stop writing overlapping rows."),
    "exclusion.gone": Rule(
        "exclusion constraint gone", _B, _B, _LIBRARY, "Readers and writers may find overlapping rows."
    ),
    # Checks
    "check.new": Rule("new check", _N, _B, _LIBRARY, "Writers must stop writing values that it refuses."),
    "check.gone": Rule(
        "check gone",
        _N,
        _A,
        _LIBRARY,
        "Code that handles the newly allowed values must come before rows with them.",
    ),
    "check.changed": Rule(
        "other check",
        _N,
        _B,
        _LIBRARY,
        "Two conditions do not show whether the new one refuses further rows.",
    ),
    # Foreign keys and relations
    "foreign_key.new": Rule("foreign key enforced", _N, _B, _LIBRARY, "Writers must stop referencing missing rows."),
    "foreign_key.gone": Rule(
        "foreign key no longer enforced", _B, _A, _LIBRARY, "Readers may follow it to a missing row."
    ),
    "foreign_key.target": Rule("other foreign key target", _B, _B, _TOGETHER, "Its values are keys of another table."),
    "foreign_key.on_delete": Rule(
        "other on_delete action", _N, _B, _ANY, "A delete of the parent affects the children differently."
    ),
    "related.gone": Rule(
        "reverse name changed or gone", _B, _B, _ANY, "Attributes and filters of the other model use it."
    ),
    "related.new": Rule("new reverse name", _A, _A, _ANY, "The other model gets another attribute."),
    "relation.gone": Rule("relation gone", _B, _B, _ANY, "Code uses the name; the through table is listed separately."),
    "relation.new": Rule("new relation", _A, _A, _ANY, "It has no column; the through table is listed separately."),
    "relation.changed": Rule(
        "other relation target", _B, _B, _TOGETHER, "It leads to other rows, or uses another through table."
    ),
    # Changes that only cost time
    "index.new": Rule("new index", _N, _N, _ANY, "Queries return the same rows without it."),
    "index.gone": Rule("index gone", _N, _N, _ANY, "Queries return the same rows without it."),
    "constraint.name": Rule("other name of a constraint", _N, _N, _ANY, "The constraint enforces the same."),
}
