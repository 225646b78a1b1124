"""The release gate: the version is large enough, and the changelog names what breaks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent360_models.contract import _changelog
from agent360_models.contract._changes import Change, step
from agent360_models.contract._diff import diff
from agent360_models.contract._versions import Version, is_enough, needed
from agent360_models.contract.structure import Contract

# What may go once it was announced: code that still names it fails at once, and does nothing else than it did.
_MAY_GO = ("model.gone", "column.gone", "attribute.gone", "related.gone", "relation.gone")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement about a release: its changes, those of them that break, the part to raise, and what is wrong.

    ``deprecated`` are those that would break, and were announced in time. ``refusals`` is empty where all is well.
    """

    changes: Sequence[Change]
    breaks: Sequence[Change]
    deprecated: Sequence[Change]
    needs: str
    refusals: Sequence[str]


def judge(old: Contract, new: Contract, changelog: str) -> Verdict:
    """Return the judgement about the release with the contract ``new`` after the one with ``old``."""
    changes = diff(old, new)
    releases = _changelog.releases(changelog)
    versions = Version.parse(old.version), Version.parse(new.version)
    notes = _Notes(old, new, releases)
    deprecated = [change for change in changes if change.breaks and notes.has_announced(change)]
    breaks = [change for change in changes if change.breaks and change not in deprecated]
    counted = [change for change in changes if change not in deprecated]
    step_up = step(counted) if not deprecated or breaks else "minor"
    wants = needed(step_up, old.version)
    refusals = [*_version_refused(*versions, wants, changes, breaks), *notes.unnamed(breaks)]
    return Verdict(changes, breaks, deprecated, wants, refusals)


def _version_refused(
    old: Version | None, new: Version | None, wants: str, changes: Sequence[Change], breaks: Sequence[Change]
) -> Iterator[str]:
    if old is None or new is None:
        return  # the rule is silent on what is not a semantic version
    if changes and not is_enough(old.raised_to(new), wants):
        yield (
            f"The version {new} is too small after {old} (changes: {len(changes)}, breaks: {len(breaks)})."
            f" It has to be {old.after(wants)} at least."
        )
    elif not changes and new < old:
        yield f"The version {new} comes before {old}, which is released."


class _Notes:
    """What the changelog says of the changes between two contracts."""

    def __init__(self, old: Contract, new: Contract, releases: Sequence[_changelog.Release]) -> None:
        self.old, self.new = old, new
        self.versions = Version.parse(old.version), Version.parse(new.version)
        self.models = {*old.models, *new.models}
        self.coming = [release for release in releases if self._is_coming(release)]
        self.announced = [release for release in releases if self._is_long_ago(release)]

    def _is_coming(self, release: _changelog.Release) -> bool:
        """Tell whether a section is about what the older contract does not have yet."""
        old, new = self.versions
        if release.is_open or release.version is None:
            return release.is_open
        return release.version == new if old is None else release.version > old

    def _is_long_ago(self, release: _changelog.Release) -> bool:
        """Tell whether a section was released, and a minor has come since."""
        old, new = self.versions
        if release.is_open or release.version is None:
            return False
        if old is None or new is None:
            return not self._is_coming(release)
        return release.version <= old and release.version.numbers[:2] < new.numbers[:2]

    def has_announced(self, change: Change) -> bool:
        return change.code in _MAY_GO and self._is_in(self.announced, _changelog.DEPRECATED, change)

    def unnamed(self, breaks: Sequence[Change]) -> Iterator[str]:
        missing = [change for change in breaks if not self._is_in(self.coming, _changelog.SCHEMA, change)]
        if missing:
            lines = "\n".join(dict.fromkeys(map(_changelog.line, missing)))
            yield f'The changelog does not name what breaks in the list "Schema" of what is unreleased. Write:\n{lines}'

    def _is_in(self, releases: Sequence[_changelog.Release], heading: str, change: Change) -> bool:
        return any(release.names(heading, change, self._names(change), self.models) for release in releases)

    def _names(self, change: Change) -> set[str]:
        """Return the names by which a line may call the place of a change within its model."""
        if not change.column:
            return {change.name}
        sides = (contract.models.get(change.model) for contract in (self.old, self.new))
        columns = (side.columns.get(change.column) for side in sides if side)
        return {change.column, *(column.attribute for column in columns if column and column.attribute)}
