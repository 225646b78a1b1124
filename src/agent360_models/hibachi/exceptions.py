"""The errors of the booking platform.

Each message says what happened, with which row, and what to do.
It never contains contact data or the text of a message.
"""

from agent360_models.exceptions import Agent360ModelsError

__all__ = [
    "ChefUnavailableError",
    "CouponRefusedError",
    "InvalidValueError",
]


class ChefUnavailableError(Agent360ModelsError):
    """A chef has another booking in the slot; nothing was written."""


class CouponRefusedError(Agent360ModelsError):
    """A coupon is not valid for a booking; its use was not counted."""


class InvalidValueError(Agent360ModelsError, ValueError):
    """An argument is invalid, or a required one is missing; nothing was written."""
