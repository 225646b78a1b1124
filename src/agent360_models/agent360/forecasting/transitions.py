"""The steps of a rolling forecast from one status to the next, as plain data.

Inferred: the database fixes only the five statuses and the three sets of values, draft, pending and approved.
"""

from dataclasses import dataclass

from agent360_models.exceptions import IllegalTransitionError

VALUES = ("quantity", "unit_price", "value")


@dataclass(frozen=True, slots=True)
class Step:
    """One step from the status ``old`` to the status ``new``.

    It copies the three values of the set ``copies_from`` to the set ``copies_to``, where they are named.
    ``needs_reason`` asks for the reason of a rejection; ``clears_reason`` removes it.
    """

    old: str
    new: str
    copies_from: str | None = None
    copies_to: str | None = None
    needs_reason: bool = False
    clears_reason: bool = False

    @property
    def copies(self) -> dict[str, str]:
        """The columns that the step fills, each with the column that it is filled from."""
        if self.copies_from is None:
            return {}
        return {f"arf_{self.copies_to}_{value}": f"arf_{self.copies_from}_{value}" for value in VALUES}


FIRST = "Draft"

STEPS = (
    Step("Draft", "Pending_Approval", copies_from="draft", copies_to="pending"),
    Step("Pending_Approval", "Approved", copies_from="pending", copies_to="approved"),
    Step("Pending_Approval", "Fixes_Needed", needs_reason=True),
    Step("Fixes_Needed", "Pending_Approval", copies_from="draft", copies_to="pending", clears_reason=True),
    Step("Approved", "Frozen"),
)


def allowed(old: str) -> tuple[str, ...]:
    """Return the statuses to which a row in the status ``old`` may go."""
    return tuple(step.new for step in STEPS if step.old == old)


def find(old: str, new: str, *, row: object) -> Step:
    """Return the step from ``old`` to ``new``; ``row`` is the row's id, for the error.

    Raises ``IllegalTransitionError`` where ``STEPS`` has no such step.
    """
    for step in STEPS:
        if (step.old, step.new) == (old, new):
            return step
    instead = ", ".join(allowed(old)) or "nothing"
    raise IllegalTransitionError(f"Forecast {row} cannot go from {old} to {new}. Allowed from {old}: {instead}.")


def check_reason(step: Step, reason: str | None, *, row: object) -> None:
    """Raise ``ValueError`` where a reason is missing, or given to a step that takes none."""
    given = bool(reason and reason.strip())
    if step.needs_reason and not given:
        raise ValueError(f"Forecast {row} goes to {step.new} only with a reason: say what is to be fixed.")
    if given and not step.needs_reason:
        raise ValueError(f"Forecast {row} goes from {step.old} to {step.new} without a reason: leave it out.")
