"""Columns of type ``inet``: addresses and networks."""

import ipaddress
from typing import Any

from django.core.exceptions import ValidationError

from agent360_models.fields._typing import Field
from agent360_models.typed import override

__all__ = ["InetField"]


def _validate(value: Any) -> None:
    try:
        ipaddress.ip_interface(value)
    except ValueError:
        raise ValidationError("Enter an IP address or a network.", code="invalid") from None


class InetField(Field[Any, Any]):
    """An ``inet`` column, as text: an address such as ``192.0.2.7``, or a network such as ``10.0.0.0/8``.

    Django's ``GenericIPAddressField`` can read a network but cannot write it.
    """

    description = "IP address or network"
    empty_strings_allowed = False
    default_validators = [_validate]

    def get_internal_type(self) -> str:
        """Return the name of Django's field of this type, so that its lookups apply."""
        return "GenericIPAddressField"

    @override
    def to_python(self, value: Any) -> Any:
        return None if value in (None, "") else str(value)

    def get_prep_value(self, value: Any) -> Any:
        """Return the text, for PostgreSQL to read."""
        return self.to_python(super().get_prep_value(value))

    def formfield(self, **options: Any) -> Any:
        """Return a text field, empty for NULL."""
        return super().formfield(**{"empty_value": None, **options})
