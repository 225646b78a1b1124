"""JSON documents without their secrets."""

from typing import Any

from django.db.models import JSONField

from agent360_models.fields._encryption import Enclosing
from agent360_models.secrets import masked

__all__ = ["MaskedJSONField"]


class MaskedJSONField(JSONField):
    """A JSON document that stores no secrets: asterisks replace the values of secret keys.

    Use the field for logs, whose writers pass on whatever they receive.
    """

    descriptor_class = Enclosing

    def enclose(self, value: Any) -> Any:
        """Return a copy of a document without its secrets."""
        return masked(value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002  # as Django's
        """Return the document without its secrets, whichever way it was passed."""
        return super().get_db_prep_value(masked(value), connection, prepared)
