"""Tables of CallRail: calls, forms and text messages, and the numbers that received them."""

# In the order in which Django registers the models.
# isort: off
from agent360_models.ingestion.callrail.models.calls import Call
from agent360_models.ingestion.callrail.models.companies import Company, Tracker, Account
from agent360_models.ingestion.callrail.models.form_submissions import FormSubmission
from agent360_models.ingestion.callrail.models.text_messages import TextMessage
from agent360_models.ingestion.callrail.models.users import User
from agent360_models.ingestion.callrail.models.tags import Tag
# isort: on

__all__ = [  # noqa: RUF022  # in the same order
    "Call",
    "Company",
    "Tracker",
    "Account",
    "FormSubmission",
    "TextMessage",
    "User",
    "Tag",
]
