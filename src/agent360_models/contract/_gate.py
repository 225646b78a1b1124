"""The release gate: checks that the version is high enough, and that the changelog names breaking changes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent360_models.contract import _changelog
from agent360_models.contract._changes import Change, step
from agent360_models.contract._diff import diff
from agent360_models.contract._versions import Version, is_enough, needed
from agent360_models.contract.structure import Contract

# Removals that are allowed after an announcement: code that still uses the name fails at once and cannot misbehave.
_MAY_GO = ("model.gone", "column.gone", "attribute.gone", "related.gone", "relation.gone")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of a release: its changes, the breaking ones, the version part to raise, and the refusals.

    ``deprecated`` changes would break, but were announced in time. ``refusals`` is empty if the release is fine.
    """

    changes: Sequence[Change]
    breaks: Sequence[Change]
    deprecated: Sequence[Change]
    needs: str
    refusals: Sequence[str]


def judge(old: Contract, new: Contract, changelog: str) -> Verdict:
    """Judge the release with the contract ``new`` after the release with ``old``."""
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
        return  # the rule covers only semantic versions
    if changes and not is_enough(old.raised_to(new), wants):
        yield (
            f"The version {new} is too small after {old} (changes: {len(changes)}, breaks: {len(breaks)})."
            f" It must be at least {old.after(wants)}."
        )
    elif not changes and new < old:
        yield f"The version {new} is lower than {old}, which is already released."


class _Notes:
    """The changelog's entries about the changes between two contracts."""

    def __init__(self, old: Contract, new: Contract, releases: Sequence[_changelog.Release]) -> None:
        self.old, self.new = old, new
        self.versions = Version.parse(old.version), Version.parse(new.version)
        self.models = {*old.models, *new.models}
        self.coming = [release for release in releases if self._is_coming(release)]
        self.announced = [release for release in releases if self._is_long_ago(release)]

    def _is_coming(self, release: _changelog.Release) -> bool:
        """Tell whether a section is newer than the older contract."""
        old, new = self.versions
        if release.is_open or release.version is None:
            return release.is_open
        return release.version == new if old is None else release.version > old

    def _is_long_ago(self, release: _changelog.Release) -> bool:
        """Tell whether a section was released, and at least one minor release has followed."""
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
            yield f'The list "Schema" in the unreleased part of the changelog lacks changes. Add:\n{lines}'

    def _is_in(self, releases: Sequence[_changelog.Release], heading: str, change: Change) -> bool:
        return any(release.names(heading, change, self._names(change), self.models) for release in releases)

    def _names(self, change: Change) -> set[str]:
        """Return the names that a line may use for the place of a change within its model."""
        if not change.column:
            return {change.name}
        sides = (contract.models.get(change.model) for contract in (self.old, self.new))
        columns = (side.columns.get(change.column) for side in sides if side)
        return {change.column, *(column.attribute for column in columns if column and column.attribute)}
