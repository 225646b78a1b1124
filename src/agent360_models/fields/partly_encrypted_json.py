"""JSON documents in which the values of certain keys are encrypted."""

import functools
from collections.abc import Callable
from typing import Any

from django.core.exceptions import FieldError
from django.db.models import JSONField, Model

from agent360_models.fields._encryption import Enclosing, enclosed, name_of, sealing
from agent360_models.fields._forms import PartlySecretFormField
from agent360_models.secrets import SECRET_KEYS, is_secret_key, masked
from agent360_models.typed import override

__all__ = ["PartlyEncryptedJSONField"]


class PartlyEncryptedJSONField(JSONField):
    """A JSON document in which the values of certain keys are encrypted, at any depth; the rest is readable.

    In an attribute of a row each such value is a ``Secret``; ``revealed(row.config)`` is the plain document. Forms and
    the admin show asterisks for secrets; unchanged asterisks keep the stored secret.

    Args:
        *args: as in every Django field.
        secret_keys: the keys, in lower case with underscores; a key that ends with one of them counts too.
        **options: the options of ``JSONField``.

    """

    holds_secrets = True  # read by the key rotation
    descriptor_class = Enclosing

    def __init__(self, *args: Any, secret_keys: tuple[str, ...] | list[str] = SECRET_KEYS, **options: Any) -> None:
        self.secret_keys = tuple(secret_keys)
        super().__init__(*args, **options)

    @override
    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.secret_keys != SECRET_KEYS:
            kwargs["secret_keys"] = self.secret_keys
        return name, path, args, kwargs

    def enclose(self, value: Any) -> Any:
        """Return a copy of a document with its secrets wrapped; sealed texts are accepted."""
        return self._with_secrets(value, functools.partial(enclosed, self))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Return the document with its secrets wrapped; nothing is decrypted yet."""
        return self.enclose(super().from_db_value(value, expression, connection))

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Return the document with secrets sealed."""
        if hasattr(value, "as_sql"):
            return sealing(self, value)
        return value if value is None else super().get_db_prep_value(self._sealed(value), connection)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002  # as Django's
        """Return the document for a comparison; raise ``FieldError`` if it contains a secret."""
        self._with_secrets(value, self._refuse)
        return super().get_db_prep_value(value, connection, prepared)

    def get_transform(self, name: str) -> Any:
        """Return Django's transform; raise ``FieldError`` for a secret key."""
        if is_secret_key(name, self.secret_keys):
            self._refuse(None)
        return super().get_transform(name)

    def value_to_string(self, obj: Model) -> Any:
        """Return the document with secrets sealed, for fixtures."""
        return self._sealed(self.value_from_object(obj))

    def validate(self, value: Any, model_instance: Any) -> None:
        """Validate the document without its secrets."""
        super().validate(masked(value), model_instance)

    def formfield(self, **options: Any) -> Any:
        """Return a form field that shows asterisks for secrets."""
        return super().formfield(**{"show_hidden_initial": False, **options, "form_class": PartlySecretFormField})

    def _with_secrets(self, document: Any, change: Callable[[Any], Any]) -> Any:
        """Return a copy of a document with ``change`` applied to each value of a secret key."""
        if isinstance(document, dict):
            return {
                key: change(value)
                if value is not None and is_secret_key(key, self.secret_keys)
                else self._with_secrets(value, change)
                for key, value in document.items()
            }
        return [self._with_secrets(value, change) for value in document] if isinstance(document, list) else document

    def _sealed(self, document: Any) -> Any:
        return self._with_secrets(document, lambda secret: enclosed(self, secret).sealed())

    def _refuse(self, _secret: Any) -> None:
        some = ", ".join(self.secret_keys[:3]) + (", ..." if len(self.secret_keys) > 3 else "")  # noqa: PLR2004
        raise FieldError(f"{name_of(self)}: the values of {some} are encrypted and cannot be filtered by.")
