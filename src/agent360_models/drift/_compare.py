"""The comparison of models with the catalog; pure, without I/O."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from agent360_models.catalog import Catalog, Column, Index, Table
from agent360_models.drift._constraints import ConstraintComparison, listed, only
from agent360_models.drift._declared import DeclaredColumn, DeclaredTable
from agent360_models.drift._defaults import as_text, differs, is_null
from agent360_models.drift._findings import Finding
from agent360_models.drift._types import Type, difference, parse


def compare(declared: Iterable[DeclaredTable], catalog: Catalog) -> list[Finding]:
    declared = [*declared]
    modelled = {table.name for table in declared}
    return [finding for table in declared for finding in _Comparison(table, catalog, modelled).findings()]


class _Comparison(ConstraintComparison):
    """One table against its live counterpart."""

    def findings(self) -> Iterator[Finding]:
        live = self.live
        if self.declared.is_absent:
            if live is not None:
                yield self.finding("table.present")
            return
        if self.declared.is_extension:
            if live is not None:  # else its parent has the finding
                yield from self.columns(live)
            return
        if live is None:
            # A db_table of "schema.table" without qualified() names a table with a dot in its name.
            same = [(table, f"{table.schema}.{table.name}") for table in self.catalog.tables]
            elsewhere = [name for table, name in same if self.declared.name in (table.name, name)]
            yield replace(self.finding("table.missing", live=", ".join(elsewhere)), absent="*")
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

    # The table

    def kind(self, live: Table) -> Iterator[Finding]:
        if not live.is_insertable and self.declared.is_written:
            yield self.finding("table.not_writable", live=KINDS[live.kind])
        elif live.kind in ("v", "m"):
            yield self.finding("table.view", live=KINDS[live.kind])
        elif live.kind == "f":
            yield self.finding("table.foreign")
        for other in self.others:
            yield self.finding("table.shadowed", live=f"{other.schema}.{other.name}")
        if live.has_row_security:
            is_expected = self.declared.expects_row_security
            yield self.finding("table.row_security" if is_expected else "table.row_security_unexpected")
        if live.lacks_partitions and self.declared.is_written:
            yield self.finding("table.no_partition")
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
            # A view accepts writes through a rule with another statement.
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
        known = {column.name for column in self.declared.columns} | self.declared.others_columns
        for declared in self.declared.columns:
            if declared.name in self.declared.others_columns:
                continue  # an extension's key, which its parent reports
            column = live.columns.get(declared.name)
            if column is None:
                # A key column cannot be ABSENT.
                absent = "" if declared.name in self.declared.primary_key else declared.name
                yield replace(self.finding("column.missing", declared.name, declared=declared.type), absent=absent)
            else:
                yield from self.column(declared, column, live)
        for column in live.columns.values():
            if column.name not in known and not self.declared.is_extension:
                needed = column.not_null and column.default is None and not (column.identity or column.generated)
                needed = needed and self.declared.is_written and live.kind in ("r", "p")
                kind = "present" if column.name in self.declared.absent_columns else "extra"
                yield self.finding(
                    "column.extra_required" if needed else f"column.{kind}", column.name, live=column.type
                )

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
            wanted = replace(wanted, name=held.name)  # local time is exact in it
        code = None if own in accepted else difference(wanted, held, is_enum=column.kind == "e")
        if code is None and column.kind == "e" and declared.labels is not None:
            schema = parse(declared.type).schema
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
        """Compare the values that the column gets when a row does not set it."""
        is_key = declared.is_auto or (declared.has_db_default and declared.name in self.declared.primary_key)
        # For a field that writes values, GENERATED ALWAYS AS IDENTITY is a generated column.
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
        if is_key:
            yield from self.sequence(declared.name, column)
        if column.identity == "a" and is_key:
            yield self.finding("identity.always", declared.name)

    def sequence(self, name: str, column: Column) -> Iterator[Finding]:
        last = _LAST.get(column.base)
        if last is not None and column.sequence_end is not None and column.sequence_end < last:
            yield self.finding("sequence.limited", name, declared=str(last), live=str(column.sequence_end))
        if column.sequence_cycles:
            yield self.finding("sequence.cycles", name)

    def null(self, declared: DeclaredColumn, column: Column) -> Iterator[Finding]:
        if column.generated or declared.is_generated:
            return  # the expression decides
        if declared.is_null and column.not_null and self.declared.is_written:
            yield self.finding("null.write", declared.name, declared="null=True", live="NOT NULL")
        elif declared.name in self.declared.primary_key and not self.declared.has_key:
            return
        elif not declared.is_null and not column.not_null:
            yield self.finding("null.read", declared.name, declared="null=False", live="nullable")

    # The rest

    def indexes(self, live: Table) -> Iterator[Finding]:
        for columns in dict.fromkeys(self.declared.indexes):
            if live.columns.keys() >= {*columns} and not any(_serves(index, columns) for index in live.indexes):
                yield self.finding("index.missing", only(columns), declared=listed(columns))
        for index in live.indexes:
            if not index.is_valid:
                yield self.finding("index.invalid", only(index.columns), live=index.name)

    def triggers(self, live: Table) -> Iterator[Finding]:
        held = {trigger.name for trigger in live.triggers}
        if self.declared.triggers is not None:
            for name in self.declared.triggers:
                if name not in held:
                    yield self.finding("trigger.missing", declared=name)
            for name in sorted(held.difference(self.declared.triggers)):
                yield self.finding("trigger.extra", live=name)
        for trigger in live.triggers:
            if trigger.enabled in ("D", "R"):
                yield self.finding("trigger.disabled", live=trigger.name)


_LAST = {"smallint": 2**15 - 1, "integer": 2**31 - 1, "bigint": 2**63 - 1}  # the last number of a key
KINDS = {"r": "table", "p": "partitioned table", "v": "view", "m": "materialized view", "f": "foreign table"}


def _serves(index: Index, columns: tuple[str, ...]) -> bool:
    # An index without NULL values serves too, since no comparison with a value finds NULL.
    predicates = (None, f"({columns[0]} IS NOT NULL)")
    return index.columns[: len(columns)] == columns and index.predicate in predicates


def _spelled(column: Column, base: Type) -> str:
    return column.type if column.type == column.base else f"{column.type} ({base})"
