"""Data from other systems: calls, payments and their matches, and webhooks of social platforms."""

# In the order of the tables, because apps.get_models() follows the order of these imports.

from agent360_models.hibachi.integra.models.calls import CallSession
from agent360_models.hibachi.integra.models.payments import PaymentEvent, PaymentMatch
from agent360_models.hibachi.integra.models.social_inbox import SocialInboxItem

__all__ = [
    "CallSession",
    "PaymentEvent",
    "PaymentMatch",
    "SocialInboxItem",
]
