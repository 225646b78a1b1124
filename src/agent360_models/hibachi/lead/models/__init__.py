"""People who asked and have not booked yet: their contacts, wishes, events and conversations on social platforms."""

# In the order of the tables, because apps.get_models() follows the order of these imports.
# ruff: noqa: I001, RUF022

from agent360_models.hibachi.lead.models.leads import Lead, LeadContact, LeadContext, LeadEvent
from agent360_models.hibachi.lead.models.social import (
    SocialAccount,
    SocialIdentity,
    SocialThread,
    SocialMediaAccount,
    SocialMessage,
)

__all__ = [
    "Lead",
    "LeadContact",
    "LeadContext",
    "LeadEvent",
    "SocialAccount",
    "SocialIdentity",
    "SocialThread",
    "SocialMediaAccount",
    "SocialMessage",
]
