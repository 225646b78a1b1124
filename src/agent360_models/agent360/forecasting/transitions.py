"""The steps of a rolling forecast from one status to the next, as plain data.

Inferred: the database fixes only the five statuses and the three sets of values, draft, pending and approved.
"""

from dataclasses import dataclass

from agent360_models.base import transitions

__all__ = ["FIRST", "REASON", "STEPS", "VALUES", "Step"]

VALUES = ("quantity", "unit_price", "value")  # what a forecast has of each stage
REASON = "say what is to be fixed"  # the error of a step that needs one


@dataclass(frozen=True, slots=True)
class Step(transitions.Step):
    """One step of a forecast; its reason is that of a rejection.

    It copies the three values of the set ``copies_from`` to the set ``copies_to``, where they are named.
    ``clears_reason`` removes the reason of the rejection before.
    """

    copies_from: str | None = None
    copies_to: str | None = None
    clears_reason: bool = False

    @property
    def copies(self) -> dict[str, str]:
        """The columns that the step fills, each with the column that it is filled from."""
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
