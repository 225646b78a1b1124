"""The status changes of a booking, as plain data.

Inferred: the original has the statuses and the deposit columns, and the document describes a workflow with a deposit.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from agent360_models.base import transitions
from agent360_models.exceptions import IllegalTransitionError

if TYPE_CHECKING:
    from agent360_models.hibachi.core.models import Booking

__all__ = ["STEPS", "Step", "check"]


@dataclass(frozen=True, slots=True)
class Step(transitions.Step):
    """One status change of a booking, with its requirements.

    ``needs_deadline``: the customer has a deadline for the deposit.
    ``needs_person``: a person confirms that the deposit arrived.
    ``needs_start``: the party has begun.
    ``frees_chef``: the step removes the chef from the booking, which frees the chef's slot.
    """

    needs_deadline: bool = False
    needs_person: bool = False
    needs_start: bool = False
    frees_chef: bool = False


STEPS = (  # the steps of a booking
    Step("new", "deposit_pending", needs_deadline=True),
    Step("new", "cancelled", frees_chef=True),
    Step("deposit_pending", "confirmed", needs_person=True),
    Step("deposit_pending", "cancelled", frees_chef=True),
    Step("confirmed", "completed", needs_start=True),
    Step("confirmed", "no_show", needs_start=True),
    Step("confirmed", "cancelled", frees_chef=True),
)


def check(step: Step, booking: "Booking", *, by: str | None, now: datetime) -> None:
    """Raise ``IllegalTransitionError`` if the booking does not meet a requirement of ``step``."""
    lacking = ""
    if step.needs_deadline and booking.customer_deposit_deadline is None:
        lacking = "it has no deposit deadline. Call set_deposit_deadlines() first"
    elif step.needs_person and not (by and by.strip()):
        lacking = "nobody has confirmed the deposit. Pass by="
    elif step.needs_start and now < booking.starts_at:
        lacking = "the party has not begun. Wait until it has, or cancel the booking"
    if lacking:
        raise IllegalTransitionError(f"Booking {booking.pk} cannot go to {step.new}: {lacking}.")
