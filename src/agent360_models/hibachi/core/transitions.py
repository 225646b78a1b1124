"""The steps of a booking from one status to the next, as plain data.

Inferred: the original has the statuses and the columns of the deposit, and the document a workflow with a deposit.
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
    """One step of a booking, and what it asks for.

    ``needs_deadline``: the customer knows until when the deposit is waited for.
    ``needs_person``: somebody says that the deposit is there.
    ``needs_start``: the party has begun.
    ``frees_chef``: the chef is taken off the booking, whose slot is free again.
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
    """Raise ``IllegalTransitionError`` for what ``step`` needs and the booking does not have."""
    lacking = ""
    if step.needs_deadline and booking.customer_deposit_deadline is None:
        lacking = "a deadline of the deposit. Call set_deposit_deadlines() first"
    elif step.needs_person and not (by and by.strip()):
        lacking = "somebody who says that the deposit is there. Give by="
    elif step.needs_start and now < booking.starts_at:
        lacking = "its start behind it. Wait for that, or cancel the booking"
    if lacking:
        raise IllegalTransitionError(f"Booking {booking.pk} goes to {step.new} only with {lacking}.")
