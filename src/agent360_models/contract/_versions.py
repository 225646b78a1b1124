"""The version rule: the part of the version that a release must raise."""

import re
from typing import NamedTuple, Self

PARTS = ("major", "minor", "patch")
_VERSION = re.compile(r"v?(\d+)\.(\d+)(?:\.(\d+))?(?:\.\d+)*(?P<rest>.*)")
_LONGEST = 100  # characters; Python refuses to read numbers of thousands of digits
_FINAL = re.compile(r"(?:[.-]?post\d*)?(?:\+.*)?")


class Version(NamedTuple):
    """A semantic version; a pre-release sorts before the release with its numbers."""

    major: int
    minor: int
    patch: int
    is_final: bool = True

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Parse a text such as ``v1.2.0rc1``; return ``None`` if it is not a version."""
        match = _VERSION.fullmatch(text.strip())
        if match is None or len(text) > _LONGEST:
            return None
        major, minor, patch = (int(part or 0) for part in match.group(1, 2, 3))
        return cls(major, minor, patch, _FINAL.fullmatch(match["rest"]) is not None)

    @property
    def numbers(self) -> tuple[int, int, int]:
        """The three numbers of the version."""
        return self.major, self.minor, self.patch

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

    def raised_to(self, new: "Version") -> str | None:
        """Return the part that a later version raises; ``None`` if ``new`` is not later.

        A version after a pre-release with the same numbers raises the part that these numbers raise.
        """
        if self.numbers == new.numbers and not self.is_final:
            return "major" if not (new.minor or new.patch) else "minor" if not new.patch else "patch"
        if new <= self:
            return None
        return next((name for name, old, now in zip(PARTS, self.numbers, new.numbers, strict=True) if old != now), None)

    def after(self, part: str) -> "Version":
        """Return the lowest version that raises a part of this one."""
        major, minor, patch = self.numbers
        if part == "major":
            return Version(major + 1, 0, 0)
        return Version(major, minor + 1, 0) if part == "minor" else Version(major, minor, patch + 1)


def needed(step: str, old: str) -> str:
    """Return the part that a release after ``old`` must raise: below 1.0 one step lower."""
    version = Version.parse(old)
    is_lower = version is not None and version.major == 0
    return PARTS[min(PARTS.index(step) + is_lower, len(PARTS) - 1)]


def is_enough(part: str | None, wanted: str) -> bool:
    """Tell whether raising ``part`` is at least as much as raising ``wanted``."""
    return part is not None and PARTS.index(part) <= PARTS.index(wanted)
