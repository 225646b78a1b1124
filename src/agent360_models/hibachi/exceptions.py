"""The errors of the booking platform.

Each message says what happened, with which row, and what to do.
None carries contact data or the text of a message.
"""

from agent360_models.exceptions import Agent360ModelsError

__all__ = [
    "ChefUnavailableError",
    "CouponRefusedError",
    "InvalidValueError",
]


class ChefUnavailableError(Agent360ModelsError):
    """A chef cannot take a booking, having another one in that slot; nothing was written."""


class CouponRefusedError(Agent360ModelsError):
    """A coupon is not valid for a booking; its use was not counted."""


class InvalidValueError(Agent360ModelsError, ValueError):
    """A value that a method was given cannot be used, or one that it needs is missing; nothing was written."""
