"""JSON documents that are encrypted as a whole."""

from typing import Any, NoReturn

from django.core.exceptions import FieldError
from django.db.models import Model, lookups

from agent360_models.fields._encryption import Enclosing, enclosed, name_of, sealing
from agent360_models.fields._forms import SecretFormField
from agent360_models.fields._typing import Field
from agent360_models.secrets import Secret
from agent360_models.typed import override

__all__ = ["EncryptedJSONField"]


class EncryptedJSONField(Field[Any, Any]):
    """A JSON document that is encrypted as a whole, in a text column; NULL stays NULL.

    An attribute of a row is a ``Secret``. The column cannot be filtered or ordered by; only ``isnull`` works.
    Forms and the admin never show the stored value: typed text replaces it, and an empty field keeps it.
    """

    holds_secrets = True  # read by the key rotation
    description = "Encrypted JSON"
    descriptor_class = Enclosing
    empty_values = [None]  # the content is not inspected
    empty_strings_allowed = False

    def __init__(self, *args: Any, **options: Any) -> None:
        for option in ("choices", "db_default", "db_index", "max_length", "primary_key", "unique"):
            if options.get(option):
                raise TypeError(f"{type(self).__name__} takes no {option!r}: the column is encrypted.")
        super().__init__(*args, **options)

    def get_internal_type(self) -> str:
        """Return the Django field with the same column type."""
        return "TextField"

    def enclose(self, value: Any) -> Any:
        """Return the ``Secret`` for an assigned value; a sealed text, as in an export, is accepted."""
        return value if value is None or hasattr(value, "resolve_expression") else enclosed(self, value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Return a ``Secret``; nothing is decrypted yet."""
        return None if value is None else Secret(where=name_of(self), sealed=value)

    @override
    def to_python(self, value: Any) -> Any:
        return self.enclose(value)

    def get_prep_value(self, value: Any) -> Any:
        """Return the sealed text."""
        value = self.enclose(super().get_prep_value(value))
        return value.sealed() if isinstance(value, Secret) else value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Return the sealed text, also within ``Case``; refuse other expressions, which could write clear text."""
        if hasattr(value, "as_sql"):
            return sealing(self, value)
        return super().get_db_prep_save(value, connection)

    def value_to_string(self, obj: Model) -> Any:
        """Return the sealed text, for fixtures."""
        return self.get_prep_value(self.value_from_object(obj))

    def get_lookup(self, lookup_name: str) -> Any:
        """Return ``isnull``, or an ``exact`` that takes only ``None``; raise ``FieldError`` for other lookups."""
        if lookup_name == "exact":
            return _IsNull
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else _refuse(self)

    def get_transform(self, lookup_name: str) -> Any:
        """Raise ``FieldError``: an encrypted column has no keys to query."""
        _refuse(self)

    def formfield(self, **options: Any) -> Any:
        """Return a form field that shows nothing."""
        return super().formfield(**{"form_class": SecretFormField, "show_hidden_initial": False, **options})


class _IsNull(lookups.Exact):
    """A comparison with ``None`` only, which Django turns into ``isnull``."""

    def __init__(self, lhs: Any, rhs: Any) -> None:
        if rhs is not None:
            _refuse(lhs.output_field)
        super().__init__(lhs, rhs)


def _refuse(field: Any) -> NoReturn:
    raise FieldError(f"{name_of(field)} is encrypted: it cannot be filtered or ordered by; only 'isnull' works.")
