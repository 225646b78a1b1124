"""The steps of a booking from one status to the next, as plain data.

Inferred: the facts fix only that a booking has a workflow with a deposit.
"""

from dataclasses import dataclass

from agent360_models.exceptions import IllegalTransitionError

# A booking with one of these takes its chef's time; so say the constraint ex_bookings_chef_time and the model.
HOLDING = ("deposit_pending", "confirmed", "completed", "no_show")
# It was confirmed, now or at some time before.
AFTER_CONFIRMATION = ("confirmed", "completed", "no_show")
# Nothing comes after.
CLOSED = ("completed", "cancelled", "no_show")


@dataclass(frozen=True, slots=True)
class Step:
    """One step from the status ``old`` to the status ``new``, and what it asks for.

    ``needs_offer``: a chef and a price. ``needs_deposit``: the deposit is paid, or waived.
    ``needs_start``: the party has begun. ``needs_reason``: somebody says why.
    ``stamps`` is the column that takes the time of the step.
    """

    old: str
    new: str
    needs_offer: bool = False
    needs_deposit: bool = False
    needs_start: bool = False
    needs_reason: bool = False
    stamps: str | None = None


FIRST = "requested"

STEPS = (
    Step("requested", "deposit_pending", needs_offer=True),
    Step("requested", "cancelled", needs_reason=True, stamps="closed_at"),
    Step("deposit_pending", "confirmed", needs_deposit=True, stamps="confirmed_at"),
    Step("deposit_pending", "cancelled", needs_reason=True, stamps="closed_at"),
    Step("confirmed", "completed", needs_start=True, stamps="closed_at"),
    Step("confirmed", "no_show", needs_start=True, stamps="closed_at"),
    Step("confirmed", "cancelled", needs_reason=True, stamps="closed_at"),
)


def allowed(old: str) -> tuple[str, ...]:
    """Return the statuses to which a booking in the status ``old`` may go."""
    return tuple(step.new for step in STEPS if step.old == old)


def find(old: str, new: str, *, row: object) -> Step:
    """Return the step from ``old`` to ``new``; ``row`` is the booking's id, for the error.

    Raises ``IllegalTransitionError`` where ``STEPS`` has no such step.
    """
    for step in STEPS:
        if (step.old, step.new) == (old, new):
            return step
    instead = ", ".join(allowed(old)) or "nothing"
    raise IllegalTransitionError(f"Booking {row} cannot go from {old} to {new}. Allowed from {old}: {instead}.")
