"""Customers, chefs, bookings with their deposits, prices, conversations and reviews."""

# In the order of the tables, because apps.get_models() follows the order of these imports.
# ruff: noqa: I001, RUF022

from agent360_models.hibachi.core.models.customers import Customer
from agent360_models.hibachi.core.models.chefs import Chef
from agent360_models.hibachi.core.models.pricing import PricingTier
from agent360_models.hibachi.core.models.bookings import Booking
from agent360_models.hibachi.core.models.conversations import MessageThread, Message
from agent360_models.hibachi.core.models.social_accounts import SocialAccount, SocialIdentity
from agent360_models.hibachi.core.models.social_threads import SocialThread, SocialMessage
from agent360_models.hibachi.core.models.reviews import Review

__all__ = [
    "Customer",
    "Chef",
    "PricingTier",
    "Booking",
    "MessageThread",
    "Message",
    "SocialAccount",
    "SocialIdentity",
    "SocialThread",
    "SocialMessage",
    "Review",
]
