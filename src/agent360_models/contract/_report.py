"""The changes between two contracts, as text and as JSON."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby

from agent360_models.contract._changes import Change, step
from agent360_models.contract._versions import needed
from agent360_models.contract.rules import Effect, First
from agent360_models.contract.structure import Contract
from agent360_models.drift._findings import Finding
from agent360_models.validators import printable

VERSION = 1  # of the JSON; changes when a key is removed or changes its meaning

Demands = Sequence[tuple[Change, Finding | None]]


def as_text(changes: Sequence[Change], old: Contract) -> Iterator[str]:
    """Yield the lines about changes, by model: whom each change breaks, which side changes first, and why."""
    for label, of_model in groupby(changes, key=lambda change: change.model):
        yield printable(label)
        for change in of_model:
            yield f"  {_place(change)}: {_effects(change)}"
            yield f"    {change.code}: {change.rule.because}"
    if not changes:
        yield "Nothing has changed."
        return
    breaks = sum(change.breaks for change in changes)
    after = f" after {old.version}" if old.version else ""
    yield printable(
        f"Changes: {len(changes)}, breaks: {breaks}. Needs a {needed(step(changes), old.version)} release{after}."
    )


def as_json(changes: Sequence[Change], old: Contract) -> str:
    """Return the changes as one JSON object."""
    found = [change.as_dict() for change in changes]
    return json.dumps({"version": VERSION, "needs": needed(step(changes), old.version), "changes": found}, indent=2)


def demands_as_text(demands: Demands, alias: str) -> Iterator[str]:
    """Yield the lines about the changes that a database needs, and whether it has them."""
    for label, of_model in groupby(demands, key=lambda demand: demand[0].model):
        yield printable(label)
        for change, lack in of_model:
            when = ", in one step with the code" if change.rule.first is First.TOGETHER else ""
            yield f"  {'there  ' if lack is None else 'missing'} {_place(change)}{when}"
            if lack is not None:
                sides = [f"{side} {value}" for side, value in (("asked", lack.declared), ("live", lack.live)) if value]
                yield printable(": ".join(filter(None, (f"    {lack.code}", ", ".join(sides)))))
    missing = sum(lack is not None for _change, lack in demands)
    if not demands:
        yield f"The upgrade needs no changes on alias {alias!r}."
    else:
        yield f"Changes needed on alias {alias!r}: {len(demands)}, missing: {missing}."


def demands_as_json(demands: Demands, old: Contract) -> str:
    """Return the needed changes as one JSON object, each with ``there``."""
    changes = [change for change, _lack in demands]
    found = [{**change.as_dict(), "there": lack is None} for change, lack in demands]
    return json.dumps({"version": VERSION, "needs": needed(step(changes), old.version), "changes": found}, indent=2)


def _place(change: Change) -> str:
    last = change.column or change.name
    sides = f" ({change.sides})" if change.sides else ""
    return printable(f"{last + ' ' if last else ''}{change.rule.what}{sides}")


def _effects(change: Change) -> str:
    rule = change.rule
    broken = [who for who, effect in (("readers", rule.reader), ("writers", rule.writer)) if effect is Effect.BREAKS]
    effect = f"breaks {' and '.join(broken)}" if broken else "breaks nobody"
    return effect if rule.first is First.ANY else f"{effect}; {_FIRST[rule.first]}"


_FIRST = {
    First.DATABASE: "the database first",
    First.LIBRARY: "the code first",
    First.TOGETHER: "both together",
}
