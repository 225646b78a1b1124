"""Models against the catalog: a pure comparison, which reads nothing but its two arguments."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from agent360_models.catalog import Catalog, Column, Constraint, Index, Table
from agent360_models.drift._declared import (
    DeclaredColumn,
    DeclaredComposite,
    DeclaredRelation,
    DeclaredTable,
    DeclaredUnique,
)
from agent360_models.drift._defaults import as_text, differs, is_null
from agent360_models.drift._findings import Finding
from agent360_models.drift._texts import Gist, gist, unmatched
from agent360_models.drift._types import Type, difference, parse

# PostgreSQL's letter for what a foreign key does on delete.
_ACTIONS = {"a": "NO ACTION", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}


def compare(declared: Iterable[DeclaredTable], catalog: Catalog) -> list[Finding]:
    """Return every difference, table by table, in the order of the models."""
    declared = [*declared]
    modelled = {table.name for table in declared}
    return [finding for table in declared for finding in _Comparison(table, catalog, modelled).findings()]


class _Comparison:
    """One table against its live counterpart."""

    def __init__(self, declared: DeclaredTable, catalog: Catalog, modelled: Collection[str]) -> None:
        self.declared = declared
        self.modelled = modelled
        self.catalog = catalog
        tables = catalog.named(declared.schema, declared.name)
        self.live = tables[0] if tables else None
        self.others = tables[1:]
        self.nullable = {column.name for column in declared.columns if column.is_null}
        self.names = {column.name for column in declared.columns} | {*(self.live.columns if self.live else ())}

    def findings(self) -> Iterator[Finding]:
        live = self.live
        if live is None:
            # Whoever writes "schema.table" as db_table, and not qualified(), has named a table with a dot.
            same = [(table, f"{table.schema}.{table.name}") for table in self.catalog.tables]
            elsewhere = [name for table, name in same if self.declared.name in (table.name, name)]
            yield self.finding("table.missing", live=", ".join(elsewhere))
            return
        if not live.schema_usable:
            yield self.finding("privilege.schema", live=live.schema)
            return
        yield from self.kind(live)
        yield from self.kin(live)
        yield from self.rules(live)
        yield from self.privileges(live)
        yield from self.columns(live)
        if live.kind in ("r", "p"):
            yield from self.keys(live)
            yield from self.foreign_keys(live)
            yield from self.checks(live)
            yield from self.indexes(live)
            yield from self.triggers(live)

    def finding(self, code: str, column: str = "", *, declared: str = "", live: str = "") -> Finding:
        table = (
            f"{self.live.schema}.{self.live.name}" if self.live else _dotted(self.declared.schema, self.declared.name)
        )
        return Finding(code, self.declared.family, self.declared.model, table, column, declared, live)

    # The table

    def kind(self, live: Table) -> Iterator[Finding]:
        if not live.is_insertable and self.declared.is_written:
            yield self.finding("table.not_writable", live=_KINDS[live.kind])
        elif live.kind in ("v", "m"):
            yield self.finding("table.view", live=_KINDS[live.kind])
        elif live.kind == "f":
            yield self.finding("table.foreign")
        for other in self.others:
            yield self.finding("table.shadowed", live=f"{other.schema}.{other.name}")
        if live.has_row_security:
            yield self.finding("table.row_security")
        if live.is_unlogged:
            yield self.finding("table.unlogged")

    def kin(self, live: Table) -> Iterator[Finding]:
        for schema, name in live.children:
            yield self.finding("table.inherited", live=f"{schema}.{name}")
        for schema, name in live.detached:
            if name not in self.modelled:
                yield self.finding("table.detached", live=f"{schema}.{name}")

    def rules(self, live: Table) -> Iterator[Finding]:
        for rule in live.rules if self.declared.is_written else ():
            # By another statement is how a view takes writes.
            if rule.is_instead and (rule.is_nothing or live.kind != "v"):
                yield self.finding("rule.instead", declared=rule.event, live=rule.name)
            elif not rule.is_instead:
                yield self.finding("rule.also", declared=rule.event, live=rule.name)

    def privileges(self, live: Table) -> Iterator[Finding]:
        columns = [live.columns[c.name] for c in self.declared.columns if c.name in live.columns]
        if not live.can_select:
            if not any(column.can_select for column in columns):
                yield self.finding("privilege.select")
            else:
                for column in columns:
                    if not column.can_select:
                        yield self.finding("privilege.select", column.name)
        if self.declared.is_written and live.is_insertable:
            lacking = [
                word
                for word, granted in (
                    ("INSERT", live.can_insert or all(column.can_insert for column in columns)),
                    ("UPDATE", live.can_update or all(column.can_update for column in columns)),
                    ("DELETE", live.can_delete),
                )
                if not granted
            ]
            if lacking:
                yield self.finding("privilege.write", declared=", ".join(lacking))
            if live.can_insert:
                for declared in self.declared.columns:
                    held = live.columns.get(declared.name)
                    if declared.is_auto and held is not None and held.sequence_usable is False:
                        yield self.finding("privilege.sequence", declared.name)

    # Columns

    def columns(self, live: Table) -> Iterator[Finding]:
        known = {column.name for column in self.declared.columns}
        for declared in self.declared.columns:
            column = live.columns.get(declared.name)
            if column is None:
                yield self.finding("column.missing", declared.name, declared=declared.type)
            else:
                yield from self.column(declared, column, live)
        for column in live.columns.values():
            if column.name not in known:
                needed = column.not_null and column.default is None and not (column.identity or column.generated)
                needed = needed and self.declared.is_written and live.kind in ("r", "p")
                yield self.finding("column.extra_required" if needed else "column.extra", column.name, live=column.type)

    def column(self, declared: DeclaredColumn, column: Column, live: Table) -> Iterator[Finding]:
        yield from self.type(declared, column)
        yield from self.labels(declared, column)
        if live.kind not in ("v", "m"):
            yield from self.null(declared, column)
            if self.declared.is_written:
                yield from self.value(declared, column)
        if declared.collation and declared.collation != column.collation:
            yield self.finding(
                "column.collation", declared.name, declared=declared.collation, live=column.collation or "the default"
            )
        elif not declared.collation and not column.is_deterministic:
            yield self.finding("column.collation", declared.name, live=f"{column.collation}, nondeterministic")
        elif column.collation and not declared.collation:
            yield self.finding("column.sort_order", declared.name, live=column.collation)

    def type(self, declared: DeclaredColumn, column: Column) -> Iterator[Finding]:
        held, own = parse(column.base), parse(column.type)
        accepted = [parse(text) for text in (declared.type, *declared.other_types)]
        wanted = next((one for one in accepted if one.name == held.name), accepted[0])
        if declared.is_local_time and held.name == "timestamp without time zone":
            wanted = replace(wanted, name=held.name)  # local time is exact there
        code = None if own in accepted else difference(wanted, held, is_enum=column.kind == "e")
        if code is None and column.kind == "e" and declared.labels is not None:
            schema = _schema_of(declared.type)
            if schema is None and not column.is_visible:
                yield self.finding("enum.schema", declared.name, declared=wanted.name, live=column.type_name[0])
            elif schema not in (None, column.type_name[0]):
                code = "type.differs"
        if code is not None and not declared.is_opaque:
            yield self.finding(code, declared.name, declared=str(wanted), live=_spelled(column, held))
        elif declared.is_ambiguous and held.name == "timestamp with time zone" and not self.declared.is_managed:
            yield self.finding("type.repeated_hour", declared.name, live=_spelled(column, held))

    def labels(self, declared: DeclaredColumn, column: Column) -> Iterator[Finding]:
        live = self.catalog.enums.get(column.type_name)
        if declared.labels is None or live is None:
            return
        for label in declared.labels:
            if label not in live:
                is_default = label == declared.default_label and self.declared.is_written
                code = "enum.default_missing" if is_default else "enum.label_missing"
                yield self.finding(code, declared.name, declared=label)
        for label in live:
            if label not in declared.labels:
                yield self.finding("enum.label_unknown", declared.name, live=label)
        both = [label for label in live if label in declared.labels]
        if both != [label for label in declared.labels if label in live]:
            yield self.finding("enum.order", declared.name, declared=", ".join(declared.labels), live=", ".join(live))

    def value(self, declared: DeclaredColumn, column: Column) -> Iterator[Finding]:
        """Compare what the column holds when the model says nothing."""
        is_key = declared.is_auto or (declared.has_db_default and declared.name in self.declared.primary_key)
        # To a field that writes its value, an identity that is always the database's is a generated column.
        is_generated = bool(column.generated) or (column.identity == "a" and not is_key)
        if declared.is_generated != is_generated:
            yield self.finding("column.not_generated" if declared.is_generated else "column.generated", declared.name)
        elif declared.is_auto:
            if not column.identity and "nextval(" not in (column.default or ""):
                yield self.finding("identity.missing", declared.name)
        elif declared.has_db_default and column.default is None and not column.identity:
            yield self.finding("default.missing", declared.name, declared=declared.default or "")
        elif differs(declared.default, column.default, declared.type):
            as_declared = as_text(declared.default)
            yield self.finding("default.differs", declared.name, declared=as_declared, live=column.default or "")
        elif not (declared.is_generated or declared.has_db_default or declared.is_filled or is_null(column.default)):
            yield self.finding("default.extra", declared.name, live=column.default or "")
        if column.identity == "a" and is_key:
            yield self.finding("identity.always", declared.name)

    def null(self, declared: DeclaredColumn, column: Column) -> Iterator[Finding]:
        if column.generated or declared.is_generated:
            return  # the expression decides
        if declared.is_null and column.not_null and self.declared.is_written:
            yield self.finding("null.write", declared.name, declared="null=True", live="NOT NULL")
        elif not declared.is_null and not column.not_null:
            yield self.finding("null.read", declared.name, declared="null=False", live="nullable")

    # Keys

    def keys(self, live: Table) -> Iterator[Finding]:
        wanted = self.declared.primary_key
        held = next((index.columns for index in live.indexes if index.is_primary), None)
        if not live.columns.keys() >= {*wanted}:
            pass  # the column has the finding
        elif held is None:
            yield self.finding("primary_key.missing", declared=_listed(wanted))
        elif set(held) != set(wanted) and not (live.kind == "p" and set(wanted) < set(held)):
            yield self.finding("primary_key.differs", declared=_listed(wanted), live=_listed(held))
        yield from self.uniques(live)

    def uniques(self, live: Table) -> Iterator[Finding]:
        unique = [index for index in live.indexes if index.is_unique and index.is_valid]
        known = {column.name for column in self.declared.columns}
        held = [index for index in unique if known.issuperset(index.columns)]
        for promise in self.declared.uniques:
            if promise.columns <= live.columns.keys():
                yield from self.unique(promise, [index for index in held if set(index.columns) == promise.columns])
        partial = {promise.columns for promise in self.declared.uniques if promise.is_partial}
        # Whatever contains the columns of one of these refuses no row that it allows.
        full = {promise.columns for promise in self.declared.uniques if not promise.is_partial}
        full.add(frozenset(self.declared.primary_key))
        for index in held:
            columns = frozenset(filter(None, index.columns))
            if not index.is_primary and columns not in partial and not any(columns >= wider for wider in full):
                live_name = f"{index.name} ({_listed(index.columns)})"
                yield self.finding("unique.extra", only(index.columns), live=live_name)
        expressions = {index.name: index for index in unique if None in index.columns}
        missing, extra = unmatched(
            self.gists(self.declared.unique_expressions),
            self.gists({name: index.definition for name, index in expressions.items()}),
        )
        for name in missing:
            yield self.finding("unique.missing", declared=name)
        for name in extra:
            yield self.finding("unique.extra", live=f"{name} ({_listed(expressions[name].columns)})")

    def unique(self, promise: DeclaredUnique, same: list[Index]) -> Iterator[Finding]:
        place, columns = only(promise.columns), _listed(sorted(promise.columns))
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
        """Tell whether both hold for all rows, or both for those with the same values in the same columns."""
        if not promise.condition or index.predicate is None:
            return promise.is_partial == (index.predicate is not None)
        wanted, held = (gist(f"({text})", self.names) for text in (promise.condition, index.predicate))
        return (wanted.columns, wanted.values) == (held.columns, held.values)

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
                    yield self.finding("foreign_key.extra", declared.name, live=_target(constraint))
            elif declared.name in live.columns:
                # One over more columns keeps the parent as well.
                wider = [one for one in held if one not in single and self.points_at(declared.name, one, wanted)]
                known += wider
                yield from self.foreign_key(declared.name, wanted, single or wider)
        yield from self.composites(live, [one for one in held if len(one.columns) > 1], known)

    def composites(self, live: Table, held: list[Constraint], known: list[Constraint]) -> Iterator[Finding]:
        for composite in self.declared.composites:
            fitting = [constraint for constraint in held if self.is_composite(constraint, composite)]
            known += fitting
            if not fitting and not self.declared.is_managed and composite.columns.keys() <= live.columns.keys():
                target = f"{_dotted(composite.schema, composite.table)} ({_listed(composite.columns.values())})"
                yield self.finding("foreign_key.absent", only(composite.columns), declared=target)
        for constraint in held:
            if constraint not in known:
                yield self.finding("foreign_key.extra", live=f"{_listed(constraint.columns)}: {_target(constraint)}")

    def foreign_key(self, column: str, wanted: DeclaredRelation, held: list[Constraint]) -> Iterator[Finding]:
        if not held:
            if wanted.is_constrained:
                yield self.finding("foreign_key.missing", column, declared=_wanted(wanted))
            elif not self.declared.is_managed:  # Django makes none for db_constraint=False
                yield self.finding("foreign_key.absent", column, declared=_wanted(wanted))
            return
        right = [constraint for constraint in held if self.points_at(column, constraint, wanted)]
        if not right:
            yield self.finding("foreign_key.target", column, declared=_wanted(wanted), live=_target(held[0]))
            return
        constraint = right[0]
        action = _ACTIONS[constraint.on_delete]
        # RESTRICT and NO ACTION both keep a parent that has children.
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
            return True  # nothing can point at it: its own model has the finding
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
            # Whatever keeps the column above a bound is as good.
            enough = (one for one in says.values() if one.columns == {column} and one.operators & {">", ">="})
            if self.declared.is_managed and wanted not in says.values() and not any(enough):
                yield self.finding("check.missing", column, declared=f"{column} >= 0")
        others = {name: one for name, one in says.items() if one not in guards.values() or name in self.declared.checks}
        yield from self.named(self.declared.checks, others, held)
        exclusions = [constraint for constraint in live.constraints if constraint.kind == "x"]
        texts = {constraint.name: constraint.definition for constraint in exclusions}
        yield from self.named(self.declared.exclusions, self.gists(texts), exclusions)

    def named(self, declared: Mapping[str, str], live: Mapping[str, Gist], held: list[Constraint]) -> Iterator[Finding]:
        """Compare constraints of one kind by their names, and where there is no namesake by what they say."""
        wanted = self.gists(declared)
        missing, extra = unmatched(wanted, live)
        for name in missing:
            columns = wanted[name].columns
            if self.live and columns <= self.live.columns.keys():
                yield self.finding("check.missing", only(columns), declared=name)
        for constraint in held:
            if constraint.name in extra:
                yield self.finding("check.extra", only(live[constraint.name].columns), live=constraint.name)
            if not constraint.is_valid:
                yield self.finding("check.not_valid", only(constraint.columns), live=constraint.name)

    # The rest

    def indexes(self, live: Table) -> Iterator[Finding]:
        for columns in dict.fromkeys(self.declared.indexes):
            if live.columns.keys() >= {*columns} and not any(_serves(index, columns) for index in live.indexes):
                yield self.finding("index.missing", only(columns), declared=_listed(columns))
        for index in live.indexes:
            if not index.is_valid:
                yield self.finding("index.invalid", only(index.columns), live=index.name)

    def triggers(self, live: Table) -> Iterator[Finding]:
        for trigger in live.triggers:
            if trigger.enabled in ("D", "R"):
                yield self.finding("trigger.disabled", live=trigger.name)


def only(columns: Collection[str | None]) -> str:
    """Return the column that stands alone, the place of a finding; empty where there are several, or an expression."""
    return (next(iter(columns)) or "") if len(columns) == 1 else ""


_KINDS = {"r": "table", "p": "partitioned table", "v": "view", "m": "materialized view", "f": "foreign table"}


def _serves(index: Index, columns: tuple[str, ...]) -> bool:
    # One that leaves out NULL serves all the same: no comparison with a value finds NULL.
    predicates = (None, f"({columns[0]} IS NOT NULL)")
    return index.columns[: len(columns)] == columns and index.predicate in predicates


def _spelled(column: Column, base: Type) -> str:
    return column.type if column.type == column.base else f"{column.type} ({base})"


def _schema_of(declared_type: str) -> str | None:
    schema, dot, _name = declared_type.rpartition(".")
    return schema.strip('"') if dot else None


def _listed(columns: Iterable[str | None]) -> str:
    return ", ".join(column or "an expression" for column in columns)


def _dotted(schema: str | None, name: str) -> str:
    return f"{schema}.{name}" if schema else name


def _wanted(relation: DeclaredRelation) -> str:
    return f"{_dotted(relation.schema, relation.table)} ({relation.column})"


def _target(constraint: Constraint) -> str:
    schema, table = constraint.target or ("", "")
    return f"{schema}.{table} ({_listed(constraint.target_columns)})"
