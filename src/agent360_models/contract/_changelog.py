"""The lists "Schema" and "Deprecated" of a Markdown changelog: their entries, and the lines to write."""

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
    """The section of one release: its version, and the code spans of each list item by heading.

    ``is_open`` means that the heading contains "Unreleased".
    """

    version: Version | None
    is_open: bool
    lists: dict[str, list[frozenset[str]]] = field(default_factory=dict)

    def names(self, heading: str, change: Change, names: Collection[str], models: Collection[str]) -> bool:
        """Tell whether a list names the place of a change: the model and one of ``names``.

        The app label may be omitted if no other app has a model of that name, or if the item contains the label.
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
    """Return the releases of a changelog, in order of appearance."""
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
    """Yield the list "Schema" of a release: the changes before the upgrade, and those after it."""
    yield f"### {SCHEMA}"
    yield ""
    if not changes:
        yield "No changes."
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
    """Return the line for one change."""
    sides = f" ({' '.join(change.sides.split())})" if change.sides else ""
    when = ", in one step with the code" if change.rule.first is First.TOGETHER else ""
    return printable(f"- `{change.place}`: {change.rule.what}{sides}{when}.")
