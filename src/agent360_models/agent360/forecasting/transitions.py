"""The allowed status changes of a rolling forecast, as plain data.

They are inferred: the database fixes only the five statuses and the three sets of values (draft, pending, approved).
"""

from dataclasses import dataclass

from agent360_models.base import transitions

__all__ = ["FIRST", "REASON", "STEPS", "VALUES", "Step"]

VALUES = ("quantity", "unit_price", "value")  # the values of each stage
REASON = "say what to fix"  # the error of a step without its required reason


@dataclass(frozen=True, slots=True)
class Step(transitions.Step):
    """One step of a forecast; its reason is the reason of a rejection.

    If ``copies_from`` and ``copies_to`` are set, the three values of the first set are copied to the second.
    ``clears_reason`` removes the reason of the previous rejection.
    """

    copies_from: str | None = None
    copies_to: str | None = None
    clears_reason: bool = False

    @property
    def copies(self) -> dict[str, str]:
        """The columns that the step fills, each with its source column."""
        if self.copies_from is None:
            return {}
        return {f"arf_{self.copies_to}_{value}": f"arf_{self.copies_from}_{value}" for value in VALUES}


FIRST = "Draft"  # the status of a new forecast

STEPS = (  # the approval of a forecast
    Step("Draft", "Pending_Approval", copies_from="draft", copies_to="pending"),
    Step("Pending_Approval", "Approved", copies_from="pending", copies_to="approved"),
    Step("Pending_Approval", "Fixes_Needed", needs_reason=True),
    Step("Fixes_Needed", "Pending_Approval", copies_from="draft", copies_to="pending", clears_reason=True),
    Step("Approved", "Frozen"),
)
