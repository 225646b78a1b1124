"""The comparison of two contracts; pure. A rename is reported as gone plus new, and never guessed."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TypeVar

from agent360_models.contract import _types
from agent360_models.contract._changes import Change
from agent360_models.contract.structure import Column, Contract, Index, Model, Relation, Unique

_Entry = TypeVar("_Entry")


def diff(old: Contract, new: Contract) -> list[Change]:
    """Return every change between two contracts, model by model, sorted by label."""
    return [change for label in sorted({*old.models, *new.models}) for change in _of_model(label, old, new)]


def _of_model(label: str, old: Contract, new: Contract) -> Iterator[Change]:
    before, after = old.models.get(label), new.models.get(label)
    if before is None or after is None:
        code = "model.gone" if after is None else "model.new"
        yield Change(code, label, before=before.place if before else "", after=after.place if after else "")
    else:
        yield from _Comparison(label, before, after).changes()


class _Comparison:
    """One model in two releases."""

    def __init__(self, label: str, before: Model, after: Model) -> None:
        self.label = label
        self.before = before
        self.after = after
        self.gone = before.columns.keys() - after.columns.keys()
        self.new = after.columns.keys() - before.columns.keys()

    def change(self, code: str, column: str = "", *, before: str = "", after: str = "", name: str = "") -> Change:
        return Change(code, self.label, column, before, after, name)

    def changes(self) -> Iterator[Change]:
        before, after = self.before, self.after
        if before.place != after.place:
            yield self.change("model.table", before=before.place, after=after.place)
        if before.managed != after.managed:
            yield self.change("model.managed", before=_managed(before), after=_managed(after))
        if before.primary_key != after.primary_key:
            keys = (", ".join(side.primary_key) for side in (before, after))
            yield self.change("primary_key.changed", before=next(keys), after=next(keys))
        for name in sorted({*before.columns, *after.columns}):
            yield from self.column(name, before.columns.get(name), after.columns.get(name))
        for name in sorted({*before.relations, *after.relations}):
            yield from self.relation(name, before.relations.get(name), after.relations.get(name))
        yield from self.uniques()
        yield from self.named("check", before.checks, after.checks)
        yield from self.named("exclusion", before.exclusions, after.exclusions)
        yield from self.indexes()

    # Columns

    def column(self, name: str, before: Column | None, after: Column | None) -> Iterator[Change]:
        if before is None and after is not None:
            code = "column.new" if _needs_no_value(after) else "column.required"
            yield self.change(code, name, after=_spelled(after))
        elif after is None and before is not None:
            yield self.change("column.gone", name, before=_spelled(before))
        elif before is not None and after is not None and before != after:
            yield from self.attribute(name, before, after)
            yield from self.type(name, before, after)
            if before.null != after.null:
                yield self.change("null.allowed" if after.null else "null.refused", name)
            yield from self.values(name, before, after)
            yield from self.value(name, "collation.changed", before.collation, after.collation, empty="the default")
            yield from self.two_sided(name, "check", before.check, after.check)
            yield from self.foreign_key(name, before, after)
            yield from self.way_back(name, before, after)

    def attribute(self, name: str, before: Column, after: Column) -> Iterator[Change]:
        old, new = _attributes(name, before), _attributes(name, after)
        if not {*old} <= {*new}:
            yield self.change("attribute.gone", name, before=old[0], after=new[0])
        elif {*old} != {*new}:
            yield self.change("attribute.new", name, before=old[0], after=new[0])

    def type(self, name: str, before: Column, after: Column) -> Iterator[Change]:
        code = _types.change(before.type, after.type)
        if code is not None:
            yield self.change(code, name, before=before.type, after=after.type)
        if before.labels and after.labels:
            for label in after.labels:
                if label not in before.labels:
                    yield self.change("enum.label_new", name, after=label)
            for label in before.labels:
                if label not in after.labels:
                    yield self.change("enum.label_gone", name, before=label)
            both = {*before.labels} & {*after.labels}
            old, new = ([label for label in side.labels if label in both] for side in (before, after))
            if old != new:
                yield self.change("enum.order", name, before=", ".join(old), after=", ".join(new))

    def values(self, name: str, before: Column, after: Column) -> Iterator[Change]:
        """Compare the values that the database supplies."""
        yield from self.two_sided(name, "generated", before.generated, after.generated)
        if not before.generated and not after.generated:
            yield from self.two_sided(name, "default", before.default, after.default)
        if before.identity != after.identity:
            yield self.change("identity.new" if after.identity else "identity.gone", name)

    def foreign_key(self, name: str, before: Column, after: Column) -> Iterator[Change]:
        if before.target and after.target:
            yield from self.value(name, "foreign_key.target", before.target, after.target)
            yield from self.value(name, "foreign_key.on_delete", before.on_delete, after.on_delete)
        if before.constrained != after.constrained:
            code = "foreign_key.new" if after.constrained else "foreign_key.gone"
            yield self.change(code, name, before=before.target, after=after.target)

    def way_back(self, name: str, before: Column | Relation, after: Column | Relation) -> Iterator[Change]:
        for old, new in ((before.related, after.related), (before.query, after.query)):
            if old != new:
                yield self.change("related.gone" if old else "related.new", name, before=old, after=new)
                return  # the name in filters follows the attribute

    def relation(self, name: str, before: Relation | None, after: Relation | None) -> Iterator[Change]:
        if before is None or after is None:
            code = "relation.gone" if after is None else "relation.new"
            yield self.change(code, name, before=before.to if before else "", after=after.to if after else "")
            return
        old, new = (", ".join(filter(None, (one.to, one.through, *one.columns))) for one in (before, after))
        yield from self.value(name, "relation.changed", old, new)
        yield from self.way_back(name, before, after)

    def value(self, name: str, code: str, before: str, after: str, *, empty: str = "") -> Iterator[Change]:
        if before != after:
            yield self.change(code, name, before=before or empty, after=after or empty)

    def two_sided(self, name: str, kind: str, before: str, after: str) -> Iterator[Change]:
        if before != after:
            yield self.change(_two_sided(kind, before, after), name, before=before, after=after)

    # Constraints and indexes

    def uniques(self) -> Iterator[Change]:
        old, new = (_keyed(side.uniques, _promise) for side in (self.before, self.after))
        for promise in sorted(old.keys() | new.keys()):
            before, after = old.get(promise), new.get(promise)
            one: Unique = after or before  # type: ignore[assignment]  # one of both exists
            place = {"column": self.only(one.columns), "name": one.name}
            if after is None:
                if self.gone.isdisjoint(one.columns):
                    yield self.change("unique.gone", **place, before=_unique(one))
            elif before is None:
                if not self.is_of_new_columns(after):
                    yield self.change("unique.new", **place, after=_unique(one))
            elif before.deferrable != after.deferrable:
                sides = ("deferrable" if side.deferrable else "immediate" for side in (before, after))
                yield self.change("unique.deferrable", **place, before=next(sides), after=next(sides))
            elif before.name and after.name and before.name != after.name:
                yield self.change("constraint.name", **place, before=before.name, after=after.name)

    def is_of_new_columns(self, unique: Unique) -> bool:
        """Tell whether rows of old code cannot violate it: they have NULL in a new column, or are refused anyway."""
        columns = [self.after.columns[name] for name in self.new.intersection(unique.columns)]
        return any(
            (column.null and unique.nulls_distinct and not column.default) or not _has_plain_default(column)
            for column in columns
        )

    def named(self, kind: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
        """Compare constraints by name, and the unmatched ones by content."""
        gone = {name: sql for name, sql in before.items() if name not in after}
        new = {name: sql for name, sql in after.items() if name not in before}
        for name, sql in sorted(before.items()):
            if name in after and after[name] != sql:
                codes = ("check.changed",) if kind == "check" else ("exclusion.gone", "exclusion.new")
                for code in codes:
                    yield self.change(code, before=sql, after=after[name], name=name)
        for name, sql in sorted(gone.items()):
            same = next((other for other in sorted(new) if new[other] == sql), None)
            if same is not None:
                del new[same]
                yield self.change("constraint.name", before=name, after=same, name=same)
            elif not self.is_about(sql, self.gone, self.before):
                yield self.change(f"{kind}.gone", before=sql, name=name)
        for name, sql in sorted(new.items()):
            if not self.is_about(sql, self.new, self.after):
                yield self.change(f"{kind}.new", after=sql, name=name)

    @staticmethod
    def is_about(sql: str, columns: Collection[str], model: Model) -> bool:
        """Tell whether a condition uses only these columns of a model, whose own changes are reported anyway."""
        named = {name for name in model.columns if f'"{name}"' in sql}
        return bool(named) and named <= {*columns}

    def indexes(self) -> Iterator[Change]:
        old, new = (_keyed(side.indexes, _content) for side in (self.before, self.after))
        for content in sorted(old.keys() ^ new.keys()):
            side = old if content in old else new
            index = side[content]
            if self.gone.isdisjoint(index.columns) and self.new.isdisjoint(index.columns):
                code, text = ("index.gone", "before") if content in old else ("index.new", "after")
                yield self.change(code, self.only(index.columns), name=index.name, **{text: _index(index)})

    def only(self, columns: tuple[str, ...]) -> str:
        """Return the single column; empty for several columns or an expression."""
        is_one = len(columns) == 1 and columns[0] in {*self.before.columns, *self.after.columns}
        return columns[0] if is_one else ""


def _two_sided(kind: str, before: str, after: str) -> str:
    return f"{kind}.new" if not before else f"{kind}.gone" if not after else f"{kind}.changed"


def _keyed(entries: tuple[_Entry, ...], key: Callable[[_Entry], tuple[str, ...]]) -> dict[tuple[str, ...], _Entry]:
    return {key(entry): entry for entry in entries}


def _promise(unique: Unique) -> tuple[str, ...]:
    return (*unique.columns, "", unique.condition, str(unique.nulls_distinct))


def _content(index: Index) -> tuple[str, ...]:
    return (*index.columns, "", index.method, index.condition, *index.include)


def _managed(model: Model) -> str:
    return "managed" if model.managed else "unmanaged"


def _attributes(name: str, column: Column) -> list[str]:
    """Return the Python names of the field; a foreign key has two."""
    attribute = column.attribute or name
    return [attribute, f"{attribute}_id"] if column.target else [attribute]


def _needs_no_value(column: Column) -> bool:
    return bool(column.null or column.default or column.identity or column.generated)


def _has_plain_default(column: Column) -> bool:
    """Tell whether the default is a constant."""
    return bool(column.default) and "(" not in column.default


def _spelled(column: Column) -> str:
    words = [column.type, "NULL" if column.null else "NOT NULL"]
    words += [f"COLLATE {column.collation}"] if column.collation else []
    words += [f"DEFAULT {column.default}"] if column.default else []
    words += ["identity"] if column.identity else []
    words += [f"generated as {column.generated}"] if column.generated else []
    words += [f"to {column.target}"] if column.target else []
    return ", ".join(words)


def _unique(unique: Unique) -> str:
    where = f" WHERE {unique.condition}" if unique.condition else ""
    return f"{', '.join(unique.columns)}{'' if unique.nulls_distinct else ' NULLS NOT DISTINCT'}{where}"


def _index(index: Index) -> str:
    where = f" WHERE {index.condition}" if index.condition else ""
    include = f" INCLUDE ({', '.join(index.include)})" if index.include else ""
    return f"{index.method} ({', '.join(index.columns)}){include}{where}"
