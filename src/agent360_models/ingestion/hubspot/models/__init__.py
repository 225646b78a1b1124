"""Tables of HubSpot: contacts, deals, companies, custom objects, and their associations."""

# In the order in which Django registers the models.
# isort: off
from agent360_models.ingestion.hubspot.models.contacts import Contact
from agent360_models.ingestion.hubspot.models.deals import Deal
from agent360_models.ingestion.hubspot.models.custom_objects import GeniusUser, Division, Zipcode
from agent360_models.ingestion.hubspot.models.appointments import Appointment
from agent360_models.ingestion.hubspot.models.companies import Company
from agent360_models.ingestion.hubspot.models.line_items import LineItem
from agent360_models.ingestion.hubspot.models.associations import ContactToDealAssociation, ContactToCompanyAssociation
# isort: on

__all__ = [  # noqa: RUF022  # in the same order
    "Contact",
    "Deal",
    "GeniusUser",
    "Division",
    "Zipcode",
    "Appointment",
    "Company",
    "LineItem",
    "ContactToDealAssociation",
    "ContactToCompanyAssociation",
]
