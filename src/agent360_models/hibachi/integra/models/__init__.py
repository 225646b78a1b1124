"""What comes in from other systems: calls, what payment providers report, and webhooks of social platforms."""

# In the order of the tables, which is that of apps.get_models().

from agent360_models.hibachi.integra.models.calls import CallSession
from agent360_models.hibachi.integra.models.payments import PaymentEvent, PaymentMatch
from agent360_models.hibachi.integra.models.social_inbox import SocialInboxItem

__all__ = [
    "CallSession",
    "PaymentEvent",
    "PaymentMatch",
    "SocialInboxItem",
]
