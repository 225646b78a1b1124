"""Tables of steps between statuses, for steps that need more than ``StatusModel`` offers, such as a reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from agent360_models.exceptions import IllegalTransitionError

__all__ = ["AnyStep", "Step", "allowed", "check_reason", "find"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step from the status ``old`` to the status ``new``; with ``needs_reason`` the caller must give a reason."""

    old: str
    new: str
    needs_reason: bool = False


AnyStep = TypeVar("AnyStep", bound=Step)  # a Step, or a subclass of it


def allowed(steps: Iterable[Step], old: str) -> tuple[str, ...]:
    """Return the statuses that a row may change to from ``old``."""
    return tuple(step.new for step in steps if step.old == old)


def find(steps: Iterable[AnyStep], old: str, new: str, *, row: str) -> AnyStep:
    """Return the step from ``old`` to ``new``; ``row`` names the row in the error, such as ``Booking 7``.

    Raises ``IllegalTransitionError`` if the step does not exist.
    """
    steps = list(steps)
    for step in steps:
        if (step.old, step.new) == (old, new):
            return step
    instead = ", ".join(allowed(steps, old)) or "nothing"
    raise IllegalTransitionError(f"{row} cannot go from {old} to {new}. Allowed from {old}: {instead}.")


def check_reason(step: Step, reason: str | None, *, row: str, hint: str = "say why") -> None:
    """Raise ``ValueError`` if a reason is missing, or is given for a step that takes none."""
    given = bool(reason and reason.strip())
    if step.needs_reason and not given:
        raise ValueError(f"{row} goes to {step.new} only with a reason: {hint}.")
    if given and not step.needs_reason:
        raise ValueError(f"{row} goes from {step.old} to {step.new} without a reason: leave it out.")
