"""The comparison of keys and constraints of one table with its model; the base of the table comparison."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from agent360_models.catalog import Catalog, Constraint, Index, Table
from agent360_models.drift._declared import DeclaredComposite, DeclaredRelation, DeclaredTable, DeclaredUnique
from agent360_models.drift._findings import Finding
from agent360_models.drift._texts import Gist, gist, unmatched

# PostgreSQL's letters for ON DELETE actions.
_ACTIONS = {"a": "NO ACTION", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}


class ConstraintComparison:
    """The keys and constraints of one table and its live counterpart."""

    def __init__(self, declared: DeclaredTable, catalog: Catalog, modelled: Collection[str]) -> None:
        self.declared = declared
        self.modelled = modelled
        self.catalog = catalog
        tables = catalog.named(declared.schema, declared.name)
        self.live = tables[0] if tables else None
        self.others = tables[1:]
        self.nullable = {column.name for column in declared.columns if column.is_null}
        self.names = {column.name for column in declared.columns} | {*(self.live.columns if self.live else ())}

    def finding(self, code: str, column: str = "", *, declared: str = "", live: str = "") -> Finding:
        table = (
            f"{self.live.schema}.{self.live.name}" if self.live else _dotted(self.declared.schema, self.declared.name)
        )
        return Finding(code, self.declared.family, self.declared.model, table, column, declared, live)

    def keys(self, live: Table) -> Iterator[Finding]:
        wanted = self.declared.primary_key
        held = next((index.columns for index in live.indexes if index.is_primary), None)
        if not (self.declared.has_key and live.columns.keys() >= {*wanted}):
            pass  # reported for the column, or the key is only nominal
        elif held is None and not self.is_apart(live, wanted):
            yield self.finding("primary_key.missing", declared=listed(wanted))
        elif held is not None and set(held) != set(wanted) and not (live.kind == "p" and set(wanted) < set(held)):
            yield self.finding("primary_key.differs", declared=listed(wanted), live=listed(held))
        for index in live.indexes:
            if index.is_primary and index.is_deferrable:
                yield self.finding("unique.deferrable", only(wanted), declared=listed(wanted), live=index.name)
        yield from self.uniques(live)

    @staticmethod
    def is_apart(live: Table, columns: Collection[str]) -> bool:
        """Tell whether a unique index over NOT NULL columns does the work of a primary key."""
        return all(live.columns[name].not_null for name in columns) and any(
            index.is_unique and index.is_valid and index.predicate is None and {*index.columns} == {*columns}
            for index in live.indexes
        )

    def uniques(self, live: Table) -> Iterator[Finding]:
        unique = [index for index in live.indexes if index.is_unique and index.is_valid]
        known = {column.name for column in self.declared.columns}
        held = [index for index in unique if known.issuperset(index.columns)]
        for promise in self.declared.uniques:
            if promise.columns <= live.columns.keys():
                yield from self.unique(promise, [index for index in held if set(index.columns) == promise.columns])
        partial = {promise.columns for promise in self.declared.uniques if promise.is_partial}
        # An index over a superset of such columns refuses no further rows.
        full = {promise.columns for promise in self.declared.uniques if not promise.is_partial}
        full.add(frozenset(self.declared.primary_key))
        for index in held:
            columns = frozenset(filter(None, index.columns))
            if not index.is_primary and columns not in partial and not any(columns >= wider for wider in full):
                live_name = f"{index.name} ({listed(index.columns)})"
                yield self.finding("unique.extra", only(index.columns), live=live_name)
        expressions = {index.name: index for index in unique if None in index.columns}
        missing, extra = unmatched(
            self.gists(self.declared.unique_expressions),
            self.gists({name: index.definition for name, index in expressions.items()}),
        )
        for name in missing:
            yield self.finding("unique.missing", declared=name)
        for name in extra:
            yield self.finding("unique.extra", live=f"{name} ({listed(expressions[name].columns)})")

    def unique(self, promise: DeclaredUnique, same: list[Index]) -> Iterator[Finding]:
        place, columns = only(promise.columns), listed(sorted(promise.columns))
        if not same:
            yield self.finding("unique.missing", place, declared=columns)
            return
        fitting = [index for index in same if self.same_rows(promise, index)]
        if not fitting:
            yield self.finding("unique.partial", place, declared=columns, live=same[0].name)
        elif all(index.is_deferrable != promise.is_deferrable for index in fitting):
            yield self.finding("unique.deferrable", place, declared=columns, live=fitting[0].name)
        elif promise.columns & self.nullable and all(
            index.nulls_not_distinct != promise.nulls_not_distinct for index in fitting
        ):
            yield self.finding("unique.nulls", place, declared=columns, live=fitting[0].name)

    def same_rows(self, promise: DeclaredUnique, index: Index) -> bool:
        """Tell whether both cover all rows, or both have the same condition."""
        if not promise.condition or index.predicate is None:
            return promise.is_partial == (index.predicate is not None)
        wanted, held = (gist(f"({text})", self.names) for text in (promise.condition, index.predicate))
        return wanted.says_the_same_as(held)

    def gists(self, definitions: Mapping[str, str]) -> dict[str, Gist]:
        return {name: gist(text, self.names) for name, text in definitions.items()}

    def foreign_keys(self, live: Table) -> Iterator[Finding]:
        held = [constraint for constraint in live.constraints if constraint.kind == "f"]
        known: list[Constraint] = []
        for declared in self.declared.columns:
            single = [constraint for constraint in held if constraint.columns == (declared.name,)]
            wanted = declared.relation
            if wanted is None:
                for constraint in single:
                    if not any(self.is_composite(constraint, one) for one in self.declared.composites):
                        yield self.finding("foreign_key.extra", declared.name, live=_target(constraint))
            elif declared.name in live.columns:
                # A foreign key over more columns enforces the parent too.
                wider = [one for one in held if one not in single and self.points_at(declared.name, one, wanted)]
                known += wider
                yield from self.foreign_key(declared.name, wanted, single or wider)
        yield from self.composites(live, held, known)

    def composites(self, live: Table, held: list[Constraint], known: list[Constraint]) -> Iterator[Finding]:
        for composite in self.declared.composites:
            fitting = [constraint for constraint in held if self.is_composite(constraint, composite)]
            known += fitting
            if not fitting and not self.declared.is_managed and composite.columns.keys() <= live.columns.keys():
                target = f"{_dotted(composite.schema, composite.table)} ({listed(composite.columns.values())})"
                yield self.finding("foreign_key.absent", only(composite.columns), declared=target)
        for constraint in held:
            if len(constraint.columns) > 1 and constraint not in known:
                yield self.finding("foreign_key.extra", live=f"{listed(constraint.columns)}: {_target(constraint)}")

    def foreign_key(self, column: str, wanted: DeclaredRelation, held: list[Constraint]) -> Iterator[Finding]:
        if not held:
            if wanted.is_constrained:
                yield self.finding("foreign_key.missing", column, declared=_wanted(wanted))
            elif not self.declared.is_managed:  # Django creates no constraint for db_constraint=False
                yield self.finding("foreign_key.absent", column, declared=_wanted(wanted))
            return
        right = [constraint for constraint in held if self.points_at(column, constraint, wanted)]
        if not right:
            yield self.finding("foreign_key.target", column, declared=_wanted(wanted), live=_target(held[0]))
            return
        constraint = right[0]
        action = _ACTIONS[constraint.on_delete]
        # RESTRICT and NO ACTION both protect a parent with children.
        fitting = (None, action, "RESTRICT" if action == "NO ACTION" else action)
        if not self.declared.is_managed and wanted.on_delete not in fitting:
            yield self.finding("foreign_key.on_delete", column, declared=wanted.on_delete or "", live=action)
        if constraint.on_update != "a":
            yield self.finding("foreign_key.on_update", column, live=_ACTIONS[constraint.on_update])
        if not constraint.is_valid:
            yield self.finding("foreign_key.not_valid", column, live=constraint.name)

    def points_at(self, name: str, constraint: Constraint, wanted: DeclaredRelation) -> bool:
        if name not in constraint.columns:
            return False
        tables = self.catalog.named(wanted.schema, wanted.table)
        if not tables or tables[0].kind not in ("r", "p"):
            return True  # no foreign key can reference it: reported for its own model
        targets = {(table.schema, table.name) for table in tables}
        column = constraint.target_columns[constraint.columns.index(name)]
        return constraint.target in targets and column == wanted.column

    def is_composite(self, constraint: Constraint, wanted: DeclaredComposite) -> bool:
        targets = {(table.schema, table.name) for table in self.catalog.named(wanted.schema, wanted.table)}
        pairs = dict(zip(constraint.columns, constraint.target_columns, strict=True))
        return constraint.target in targets and pairs == wanted.columns

    def checks(self, live: Table) -> Iterator[Finding]:
        held = [constraint for constraint in live.constraints if constraint.kind == "c"]
        says = self.gists({constraint.name: constraint.definition for constraint in held})
        guards = self.gists({c.name: c.check for c in self.declared.columns if c.check and c.name in live.columns})
        for column, wanted in guards.items():
            # Any lower bound on the column is enough.
            enough = (one for one in says.values() if one.columns == {column} and one.operators & {">", ">="})
            if self.declared.is_managed and wanted not in says.values() and not any(enough):
                yield self.finding("check.missing", column, declared=f"{column} >= 0")
        others = {name: one for name, one in says.items() if one not in guards.values() or name in self.declared.checks}
        yield from self.named(self.declared.checks, others, held)
        exclusions = [constraint for constraint in live.constraints if constraint.kind == "x"]
        texts = {constraint.name: constraint.definition for constraint in exclusions}
        yield from self.named(self.declared.exclusions, self.gists(texts), exclusions)

    def named(self, declared: Mapping[str, str], live: Mapping[str, Gist], held: list[Constraint]) -> Iterator[Finding]:
        """Compare constraints of one kind by name, and the unmatched ones by content."""
        wanted = self.gists(declared)
        missing, extra = unmatched(wanted, live)
        texts = {constraint.name: constraint.definition for constraint in held}
        for name in sorted(wanted.keys() & live.keys()):
            is_there = self.live and wanted[name].columns <= self.live.columns.keys()
            is_same = Gist.says_the_same_as if self.declared.is_managed else Gist.may_say_the_same_as
            if is_there and not is_same(wanted[name], live[name]):
                yield self.finding("check.differs", only(live[name].columns), declared=name, live=texts[name])
        for name in missing:
            columns = wanted[name].columns
            if self.live and columns <= self.live.columns.keys():
                yield self.finding("check.missing", only(columns), declared=name)
        for constraint in held:
            if constraint.name in extra:
                yield self.finding("check.extra", only(live[constraint.name].columns), live=constraint.name)
            if not constraint.is_valid:
                yield self.finding("check.not_valid", only(constraint.columns), live=constraint.name)


def only(columns: Collection[str | None]) -> str:
    """Return the single column, for the place of a finding; empty for several columns or an expression."""
    return (next(iter(columns)) or "") if len(columns) == 1 else ""


def listed(columns: Iterable[str | None]) -> str:
    return ", ".join(column or "an expression" for column in columns)


def _dotted(schema: str | None, name: str) -> str:
    return f"{schema}.{name}" if schema else name


def _wanted(relation: DeclaredRelation) -> str:
    return f"{_dotted(relation.schema, relation.table)} ({relation.column})"


def _target(constraint: Constraint) -> str:
    schema, table = constraint.target or ("", "")
    return f"{schema}.{table} ({listed(constraint.target_columns)})"
