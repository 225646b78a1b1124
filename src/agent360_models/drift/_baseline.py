"""The stricter comparison: the reference DDL in a scratch database against the live tables, catalog against catalog.

Both sides are PostgreSQL's own words, so CHECK texts, trigger bodies, defaults and index definitions are compared to
the letter, which no model can declare.
"""

import contextlib
import re
from collections.abc import Iterable, Iterator, Sequence

from django.apps import apps
from django.db import transaction

from agent360_models import catalog, families
from agent360_models.catalog import Catalog, Column, Table
from agent360_models.drift._constraints import only
from agent360_models.drift._findings import Finding
from agent360_models.exceptions import InstallRefusedError
from agent360_models.names import split
from agent360_models.tables import reference


def require_ddl(labels: Iterable[str]) -> None:
    if {*reference.installable()}.isdisjoint(labels):
        raise InstallRefusedError("None of the apps has reference DDL: --baseline is for tables of somebody else.")


def find(labels: Sequence[str], *, using: str, baseline: str) -> list[Finding]:
    """Return the differences between the live tables on ``using`` and the reference DDL on ``baseline``.

    The tables are made on ``baseline`` inside a transaction that is rolled back, so it may be any PostgreSQL
    database that does not have them; never the live one.

    Raises ``InstallRefusedError`` where ``baseline`` has the tables already, as the live database has.
    """
    installable = reference.installable()
    ours = [label for label in labels if label in installable]
    if not ours:
        return []
    names = {split(table)[1] for table in reference.tables_of(ours)}
    with _installed(ours, baseline):
        wanted = catalog.read(names, using=baseline, definitions=True)
    return [*_compare(ours, wanted, catalog.read(names, using=using, definitions=True))]


@contextlib.contextmanager
def _installed(labels: Sequence[str], alias: str) -> Iterator[None]:
    """Have the reference tables, and those that they refer to, on an alias for as long as the block runs."""
    named = {families.family_of(label) for label in labels}
    whole = [label for label in reference.installable() if families.family_of(label) in named]
    with transaction.atomic(using=alias):
        reference.install(whole, using=alias)
        yield
        transaction.set_rollback(True, using=alias)


def _compare(labels: Iterable[str], wanted: Catalog, live: Catalog) -> Iterator[Finding]:
    for label in labels:
        for model in (model for model in apps.get_app_config(label).get_models() if not model._meta.proxy):
            schema, name = split(model._meta.db_table)
            want, *_ = wanted.named(schema, name)
            for have in live.named(schema, name)[:1]:  # without one, the comparison with the models has said so
                place = (families.family_of(label) or label, model._meta.label, f"{have.schema}.{have.name}")
                for code, *sides in _table(want, have):
                    yield Finding(f"baseline.{code}", *place, *sides)


def _table(want: Table, have: Table) -> Iterator[tuple[str, str, str, str]]:
    """Yield code, column, declared and live of each definition that differs between two tables of one name."""
    for name, column in want.columns.items():
        other = have.columns.get(name)
        if other is not None and _default(column) != _default(other):
            yield "default", name, column.default or "none", other.default or "none"
    sides = (want, have)
    places = {constraint.name: only(constraint.columns) for side in sides for constraint in side.constraints}
    places |= {index.name: only(index.columns) for side in sides for index in side.indexes}
    for kind, wanted, held in _parts(want, have):
        missing = {name: text for text, name in wanted.items() if text not in held}
        extra = {name: text for text, name in held.items() if text not in wanted}
        for name in dict.fromkeys([*missing, *extra]):
            kinds = {(True, True): "differs", (True, False): "missing", (False, True): "extra"}
            code = f"{kind}_{kinds[name in missing, name in extra]}"
            declared, live = (f"{name}: {side[name]}" if name in side else "" for side in (missing, extra))
            yield code, "" if kind == "trigger" else places[name], declared, live


def _parts(*sides: Table) -> Iterator[tuple[str, dict[str, str], dict[str, str]]]:
    """Yield each kind of part, and for either side the names of its parts by their definitions."""
    checks = [[(c.definition, c.name) for c in side.constraints if c.kind in ("c", "x")] for side in sides]
    indexes = [[(_nameless(i.definition, i.name), i.name) for i in side.indexes] for side in sides]
    triggers = [[(f"{t.definition} {t.function}", t.name) for t in side.triggers] for side in sides]
    for kind, (wanted, held) in (("check", checks), ("index", indexes), ("trigger", triggers)):
        yield kind, {_plain(text): name for text, name in wanted}, {_plain(text): name for text, name in held}


def _nameless(definition: str, name: str) -> str:
    """Return an index's definition without its own name, which may differ."""
    return re.sub(rf'INDEX "?{re.escape(name)}"? ON', "INDEX ON", definition)


def _default(column: Column) -> str:
    """Return a default as it is compared: each kind of timestamp column has its own spelling of the present moment."""
    return "the present moment" if column.default == _NOW.get(column.base, "") else _plain(column.default)


# By which a column holds the moment in UTC whatever the session's zone is.
_NOW = {
    "timestamp without time zone": "(now() AT TIME ZONE 'UTC'::text)",
    "timestamp with time zone": "now()",
}

# A list as PostgreSQL writes it once, and again after a dump was restored: the cast moves from the array into it.
_CAST_ARRAY = re.compile(r"\((ARRAY\[[^\[\]]*\])\)::text\[\]")
_CAST_ELEMENT = re.compile(r"\(('(?:[^']|'')*'::character varying)\)::text")


def _plain(text: str | None) -> str:
    """Return a definition without what means nothing: schemas of our own names, white space, and where a cast is."""
    text = re.sub(r"\b(?:public|pg_temp_\d+)\.", "", text or "")
    return " ".join(_CAST_ELEMENT.sub(r"\1", _CAST_ARRAY.sub(r"\1", text)).split())
