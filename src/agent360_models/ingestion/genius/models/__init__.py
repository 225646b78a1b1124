"""Tables of Genius: leads and prospects, their users and divisions, and their appointments."""

# In the order of the tables, because apps.get_models() follows the order of these imports.
# ruff: noqa: I001, RUF022

from agent360_models.ingestion.genius.models.leads import Lead, Prospect, Appointment
from agent360_models.ingestion.genius.models.organisation import User, Division, Contact, DivisionGroup, MarketingSource

__all__ = [
    "Lead",
    "Prospect",
    "Appointment",
    "User",
    "Division",
    "Contact",
    "DivisionGroup",
    "MarketingSource",
]
