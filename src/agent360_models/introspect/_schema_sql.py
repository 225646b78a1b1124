"""``schema.sql``: definitions in an order that a server accepts."""

from collections.abc import Sequence

from agent360_models.catalog import Definition

_HEAD = """-- The tables of {label}, as they were when its models were generated.
-- For test and development databases: pytest and manage.py test load it. Never run it against production.

SET LOCAL check_function_bodies = off;
"""


def schema_sql(label: str, definitions: Sequence[Definition]) -> str:
    in_phases = [
        each.sql.rstrip() for phase in range(4) for each in _sorted([one for one in definitions if one.phase == phase])
    ]
    return "\n\n".join([_HEAD.format(label=label).rstrip(), *in_phases]) + "\n"


def _sorted(definitions: Sequence[Definition]) -> list[Definition]:
    """Return definitions ordered by name, each after the ones it needs; cycles are broken."""
    by_key = {each.key: each for each in definitions}
    done: dict[tuple[object, ...], Definition] = {}

    def add(one: Definition, above: frozenset[object]) -> None:
        if (one.key, one.name, one.sql) in done:
            return
        needed = [by_key[key] for key in one.needs if key in by_key and key not in above and key != one.key]
        for each in sorted(needed, key=_place):
            add(each, above | {one.key})
        done.setdefault((one.key, one.name, one.sql), one)

    for one in sorted(definitions, key=_place):
        add(one, frozenset())
    return list(done.values())


def _place(one: Definition) -> tuple[bool, str, str]:
    return not one.sql.startswith(("CREATE SCHEMA", "CREATE EXTENSION")), one.name, one.sql
