"""The steps of a booking from one status to the next, as plain data.

Inferred: the facts fix only that a booking has a workflow with a deposit.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from agent360_models.base import transitions
from agent360_models.exceptions import IllegalTransitionError

if TYPE_CHECKING:
    from agent360_models.hibachi.core.models import Booking

__all__ = ["AFTER_CONFIRMATION", "CLOSED", "HOLDING", "STEPS", "Step", "check"]

# A booking with one of these takes its chef's time; so say the constraint ex_bookings_chef_time and the model.
HOLDING = ("deposit_pending", "confirmed", "completed", "no_show")
# It was confirmed, now or at some time before.
AFTER_CONFIRMATION = ("confirmed", "completed", "no_show")
# Nothing comes after.
CLOSED = ("completed", "cancelled", "no_show")


@dataclass(frozen=True, slots=True)
class Step(transitions.Step):
    """One step of a booking, and what it asks for.

    ``needs_offer``: a chef and a price. ``needs_deposit``: the deposit is paid, or waived.
    ``needs_start``: the party has begun.
    ``stamps`` is the column that takes the time of the step.
    """

    needs_offer: bool = False
    needs_deposit: bool = False
    needs_start: bool = False
    stamps: str | None = None


STEPS = (  # the steps of a booking
    Step("requested", "deposit_pending", needs_offer=True),
    Step("requested", "cancelled", needs_reason=True, stamps="closed_at"),
    Step("deposit_pending", "confirmed", needs_deposit=True, stamps="confirmed_at"),
    Step("deposit_pending", "cancelled", needs_reason=True, stamps="closed_at"),
    Step("confirmed", "completed", needs_start=True, stamps="closed_at"),
    Step("confirmed", "no_show", needs_start=True, stamps="closed_at"),
    Step("confirmed", "cancelled", needs_reason=True, stamps="closed_at"),
)


def check(step: Step, booking: "Booking", *, reason: str | None, now: datetime) -> None:
    """Raise ``IllegalTransitionError`` for what ``step`` needs and the booking does not have.

    Raises ``ValueError`` where a reason is missing, or given to a step that takes none.
    """
    lacking = ""
    if step.needs_offer and (booking.chef_id is None or booking.total_amount <= 0):
        lacking = "a chef and a price. Assign a chef, and set the total"
    elif step.needs_deposit and not booking.is_deposit_covered:
        lacking = (
            f"its deposit: {booking.amount_paid} of {booking.deposit_due} are paid. Record the payment, or waive it"
        )
    elif step.needs_start and now < booking.starts_at:
        lacking = f"its start, at {booking.starts_at}. Wait for it, or cancel the booking"
    if lacking:
        raise IllegalTransitionError(f"Booking {booking.pk} goes to {step.new} only with {lacking}.")
    transitions.check_reason(step, reason, row=f"Booking {booking.pk}")
