"""The lists "Schema" and "Deprecated" of a changelog in Markdown: what is named there, and the lines to write."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from agent360_models.contract._changes import Change
from agent360_models.contract._versions import Version
from agent360_models.contract.rules import First
from agent360_models.validators import printable

SCHEMA, DEPRECATED = "Schema", "Deprecated"
_VERSION = re.compile(r"v?\d+\.\d+[^\s\]()]*")
_ITEM = re.compile(r"^(?=[-*+] )", re.MULTILINE)
_CODE = re.compile(r"`([^`]+)`")
_FIRST = (First.DATABASE, First.TOGETHER)


@dataclass(frozen=True, slots=True)
class Release:
    """The section of one release: its version, and the items of its lists by heading, each as what stands in code.

    ``is_open`` tells that its heading says "Unreleased".
    """

    version: Version | None
    is_open: bool
    lists: dict[str, list[frozenset[str]]] = field(default_factory=dict)

    def names(self, heading: str, change: Change, names: Collection[str], models: Collection[str]) -> bool:
        """Tell whether a list names the place of a change, by the model and one of ``names``.

        The label of the app may be left out where no other app has a model of that name, or where it is in the item.
        """
        label, _dot, model = change.model.partition(".")
        is_only = sum(other.partition(".")[2] == model for other in models) == 1
        for codes in self.lists.get(heading, ()):
            written = {f"{change.model}.{name}" if name else change.model for name in names}
            if is_only or label in codes:
                written |= {f"{model}.{name}" if name else model for name in names}
            if written & codes:
                return True
        return False


def releases(text: str) -> list[Release]:
    """Return the releases of a changelog, in its order."""
    parts = re.split(r"^## +(.+?) *$", text, flags=re.MULTILINE)
    return [_release(title, body) for title, body in zip(parts[1::2], parts[2::2], strict=True)]


def _release(title: str, body: str) -> Release:
    version = _VERSION.search(title)
    parsed = Version.parse(version[0]) if version else None
    release = Release(parsed, "unreleased" in title.lower())
    parts = re.split(r"^#{3,} +(.+?) *$", body, flags=re.MULTILINE)
    for heading, listed in zip(parts[1::2], parts[2::2], strict=True):
        items = [frozenset(_CODE.findall(item)) for item in _ITEM.split(listed)]
        release.lists.setdefault(heading, []).extend(items)
    return release


def lines(changes: Sequence[Change]) -> Iterator[str]:
    """Yield the list "Schema" of a release: what comes before the upgrade, and what after it."""
    yield f"### {SCHEMA}"
    yield ""
    if not changes:
        yield "Nothing is new, changed or gone."
    groups = (
        ("Before you upgrade, in the database:", [change for change in changes if change.rule.first in _FIRST]),
        ("After, once everything runs the new release:", [one for one in changes if one.rule.first not in _FIRST]),
    )
    for number, (heading, group) in enumerate([(heading, group) for heading, group in groups if group]):
        yield from [""] * bool(number)
        yield heading
        yield ""
        yield from map(line, group)


def line(change: Change) -> str:
    """Return the line about one change."""
    sides = f" ({' '.join(change.sides.split())})" if change.sides else ""
    when = ", in one step with the code" if change.rule.first is First.TOGETHER else ""
    return printable(f"- `{change.place}`: {change.rule.what}{sides}{when}.")
