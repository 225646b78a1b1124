"""The stricter comparison: the catalog of the reference DDL in a scratch database against the live catalog.

Both sides are PostgreSQL's spelling. CHECK texts, trigger bodies, defaults and index definitions, which no model can
fully declare, are therefore compared exactly.
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
        raise InstallRefusedError("None of the apps has reference DDL: --baseline is only for unmanaged tables.")


def find(labels: Sequence[str], *, using: str, baseline: str) -> list[Finding]:
    """Return the differences between the live tables on ``using`` and the reference DDL on ``baseline``.

    The tables are created on ``baseline`` in a transaction that is rolled back. It may be any PostgreSQL database
    without the tables, but never the live one.

    Raises ``InstallRefusedError`` if ``baseline`` already has the tables, as the live database does.
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
    """Provide the reference tables and the tables they refer to on an alias for the block."""
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
            for have in live.named(schema, name)[:1]:  # compare() reports a missing table
                place = (families.family_of(label) or label, model._meta.label, f"{have.schema}.{have.name}")
                for code, *sides in _table(want, have):
                    yield Finding(f"baseline.{code}", *place, *sides)


def _table(want: Table, have: Table) -> Iterator[tuple[str, str, str, str]]:
    """Yield the code, column, declared and live side of each definition that differs between the two tables."""
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
    """Yield each kind of part with two mappings, one per side, from definition to name."""
    checks = [[(c.definition, c.name) for c in side.constraints if c.kind in ("c", "x")] for side in sides]
    indexes = [[(_nameless(i.definition, i.name), i.name) for i in side.indexes] for side in sides]
    triggers = [[(f"{t.definition} {t.function}", t.name) for t in side.triggers] for side in sides]
    for kind, (wanted, held) in (("check", checks), ("index", indexes), ("trigger", triggers)):
        yield kind, {_plain(text): name for text, name in wanted}, {_plain(text): name for text, name in held}


def _nameless(definition: str, name: str) -> str:
    """Return an index definition without the index name, which may differ."""
    return re.sub(rf'INDEX "?{re.escape(name)}"? ON', "INDEX ON", definition)


def _default(column: Column) -> str:
    """Return a default for comparison: each timestamp type spells the current time differently."""
    return "the current time" if column.default == _NOW.get(column.base, "") else _plain(column.default)


# Defaults that store the current UTC time whatever the session's zone is.
_NOW = {
    "timestamp without time zone": "(now() AT TIME ZONE 'UTC'::text)",
    "timestamp with time zone": "now()",
}

# A list as PostgreSQL writes it, and again after a restored dump: the cast moves from the array to the elements.
_CAST_ARRAY = re.compile(r"\((ARRAY\[[^\[\]]*\])\)::text\[\]")
_CAST_ELEMENT = re.compile(r"\(('(?:[^']|'')*'::character varying)\)::text")


def _plain(text: str | None) -> str:
    """Return a definition without insignificant parts: our own schemas, white space, and the position of casts."""
    text = re.sub(r"\b(?:public|pg_temp_\d+)\.", "", text or "")
    return " ".join(_CAST_ELEMENT.sub(r"\1", _CAST_ARRAY.sub(r"\1", text)).split())
