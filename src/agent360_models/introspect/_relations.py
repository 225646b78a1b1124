"""Foreign keys: as fields where possible, otherwise as relations next to the columns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from agent360_models.catalog import Constraint, Table, TypeName

_ON_DELETE = {
    "a": "models.DO_NOTHING",
    "r": "models.RESTRICT",
    "c": "models.CASCADE",
    "n": "models.SET_NULL",
    "d": "models.DO_NOTHING",  # the database sets the column's default, which Django does not know
}


@dataclass(frozen=True, slots=True)
class Relationship:
    """A foreign key to a table with a model. ``is_field`` tells whether the column itself can be a ``ForeignKey``.

    It cannot if its type differs from its parent's, the database fills it, or an earlier foreign key uses it. Such
    columns and composite keys become a ``ForeignObject``.
    """

    constraint: Constraint
    target: TypeName
    is_field: bool
    is_one_to_one: bool

    def on_delete(self, table: Table) -> str:
        """Return Django's deletion rule; SET NULL only if the column is nullable."""
        action = _ON_DELETE[self.constraint.on_delete]
        can_be_null = self.is_field and not table.columns[self.constraint.columns[0]].not_null
        return "models.DO_NOTHING" if action == "models.SET_NULL" and not can_be_null else action


def of_table(table: Table, tables: Mapping[TypeName, Table]) -> Iterator[Relationship]:
    """Yield the foreign keys of a table to tables with a model; of duplicates, only the first."""
    seen: set[tuple[object, ...]] = set()
    used: set[str] = set()
    for constraint in table.constraints:
        target = tables.get(constraint.target) if constraint.kind == "f" and constraint.target else None
        says = (constraint.columns, constraint.target, constraint.target_columns)
        if target is None or constraint.target is None or says in seen:
            continue
        seen.add(says)
        own = table.columns[constraint.columns[0]]
        is_field = (
            len(constraint.columns) == 1
            and own.base == target.columns[constraint.target_columns[0]].base
            and own.name not in used
            and not own.generated
            and own.identity != "a"
        )
        used |= {own.name} if is_field else set()
        yield Relationship(constraint, constraint.target, is_field, is_unique(table, constraint.columns))


def is_unique(table: Table, columns: Sequence[str]) -> bool:
    return any(
        index.is_unique and index.is_valid and index.predicate is None and {*index.columns} == {*columns}
        for index in table.indexes
        if not index.is_deferrable
    )
