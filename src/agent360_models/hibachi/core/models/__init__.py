"""Customers, chefs, bookings with their deposit, prices, conversations and reviews."""

# In the order of the tables, which is that of apps.get_models().
# ruff: noqa: I001, RUF022

from agent360_models.hibachi.core.models.customers import Customer
from agent360_models.hibachi.core.models.chefs import Chef, ChefTimeOff
from agent360_models.hibachi.core.models.pricing import PricingTier
from agent360_models.hibachi.core.models.bookings import Booking, Payment
from agent360_models.hibachi.core.models.conversations import MessageThread, Message, SocialThread
from agent360_models.hibachi.core.models.reviews import Review

__all__ = [
    "Customer",
    "Chef",
    "ChefTimeOff",
    "PricingTier",
    "Booking",
    "Payment",
    "MessageThread",
    "Message",
    "SocialThread",
    "Review",
]
