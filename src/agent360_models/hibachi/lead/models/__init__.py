"""People who asked and have not booked yet: contacts, context, events, and who they are on social media.

The database fixes the names of the tables; the columns are inferred.
"""

# In the order of the tables, which is that of apps.get_models().
# ruff: noqa: I001, RUF022

from agent360_models.hibachi.lead.models.leads import Lead, LeadContact, LeadContext, LeadEvent
from agent360_models.hibachi.lead.models.social_messages import SocialMediaAccount, SocialAccount, SocialMessage

__all__ = [
    "Lead",
    "LeadContact",
    "LeadContext",
    "LeadEvent",
    "SocialMediaAccount",
    "SocialAccount",
    "SocialMessage",
]
