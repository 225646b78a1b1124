"""Secrets: JSON that is encrypted in the database, as a whole or below certain keys, or that leaves secrets out.

What an encrypted column holds is handed out as a ``Secret``: it is decrypted when it is looked into and not before, and
shows nothing of itself, wherever a row is printed, logged, listed or serialized.
"""

from __future__ import annotations  # Field takes its parameters only in the type checker

import functools
import json
import re
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NoReturn

from django import forms
from django.core.exceptions import FieldError, ValidationError
from django.db import models
from django.db.models import Case, F, OrderBy, Value, When, lookups
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions import Col, DatabaseDefault
from django.db.models.functions import Cast, Coalesce
from django.db.models.query_utils import DeferredAttribute
from django.views.decorators.debug import sensitive_variables

from agent360_models.exceptions import EncryptionError, MissingExtraError
from agent360_models.fields.forms import JSONFormField
from agent360_models.secrets import cipher as encryption

if TYPE_CHECKING:
    _Field = models.Field[Any, Any]
else:
    _Field = models.Field

# Keys below which SecretsJSONField encrypts: these, and those that end with one of them, such as x_api_key.
SECRET_KEYS = (
    "access_key",
    "api_key",
    "apikey",
    "authorization",
    "credentials",
    "passphrase",
    "password",
    "private_key",
    "secret",
    "token",
)
MASK = "********"  # stands for a secret where a row is shown

_UNREAD: Any = object()


class Secret(MutableMapping[Any, Any]):
    """A JSON document that shows nothing of itself.

    ``reveal()`` returns the document. Where it is an object, ``secret["token"]``, ``secret.get("token")`` and
    ``**secret`` do as with a dictionary, and a key may be set. Two secrets are equal if what they hold is, and a
    secret equals the plain document that it holds.

    One that was read from the database keeps its stored text until it is changed: writing it back changes nothing,
    but that it is encrypted under the first key.
    """

    def __init__(self, document: Any = _UNREAD, *, where: str, sealed: str | None = None) -> None:
        self._document = document
        self._where = where
        self._sealed = sealed
        self._written: str | None = None  # what the stored text was made from, where that is known

    @sensitive_variables()
    def reveal(self) -> Any:
        """Return the document.

        Raises ``EncryptionError`` where no key fits, and ``MissingExtraError`` without the extra ``crypto``.
        """
        if self._document is _UNREAD:
            text = encryption.unseal(str(self._sealed), self._where)
            self._document, self._written = json.loads(text), text
        return self._document

    @sensitive_variables()
    def sealed(self) -> str:
        """Return the text to store, under the first key."""
        if self._document is _UNREAD:
            return self._renewed()
        try:
            text = json.dumps(self._document, allow_nan=False)
        except (TypeError, ValueError, RecursionError):
            raise ValidationError(f"{self._where}: the value is not JSON.", code="invalid") from None
        if self._sealed is None or text != self._written:
            self._sealed, self._written = encryption.seal(text, self._where), text
        return self._renewed()

    def renew(self) -> bool:
        """Encrypt it under the first key, and tell whether that gives another text than the stored one.

        Raises what ``reveal()`` does.
        """
        before = self._sealed
        self._sealed = encryption.renew(before, self._where) if before is not None else self.sealed()
        return self._sealed != before

    def _renewed(self) -> str:
        """Return the stored text under the first key, or as it is where it cannot be read: nothing is lost."""
        with suppress(EncryptionError, MissingExtraError):
            self.renew()
        return str(self._sealed)

    def __repr__(self) -> str:
        return f"<{MASK}>"

    def __getitem__(self, key: Any) -> Any:
        return self.reveal()[key]

    def __setitem__(self, key: Any, value: Any) -> None:
        self.reveal()[key] = value

    def __delitem__(self, key: Any) -> None:
        del self.reveal()[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.reveal())

    def __len__(self) -> int:
        return len(self.reveal())

    def __bool__(self) -> bool:
        return bool(self.reveal())

    def __eq__(self, other: object) -> bool:
        if other is None:
            return False
        return bool(self.reveal() == (other.reveal() if isinstance(other, Secret) else other))

    def __hash__(self) -> int:
        return id(self)  # an expression of Django's that holds two of them must not take one for the other

    def __reduce__(self) -> Any:
        """Keep it sealed in a pickle, such as a cache holds."""
        return _from_sealed, (self.sealed(), self._where)


def _from_sealed(sealed: str, where: str) -> Secret:
    return Secret(where=where, sealed=sealed)


def revealed(document: Any) -> Any:
    """Return a plain copy of a document of ``SecretsJSONField``, with the secrets in it."""
    if isinstance(document, Secret):
        return revealed(document.reveal())
    if isinstance(document, dict):
        return {key: revealed(value) for key, value in document.items()}
    return [*map(revealed, document)] if isinstance(document, list) else document


def is_secret_key(key: object, names: tuple[str, ...] = SECRET_KEYS) -> bool:
    """Tell whether the value below a key is a secret: ``apiKey``, ``X-Api-Key`` and ``api_key`` are the same."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", str(key)).replace("-", "_").replace(" ", "_").lower()
    return any(words == name or words.endswith(f"_{name}") for name in names)


def masked(document: Any) -> Any:
    """Return a copy of a document in which each secret is replaced by asterisks, and so is what a secret key holds."""
    if isinstance(document, Secret):
        return MASK
    if isinstance(document, dict):
        return {
            key: MASK if is_secret_key(key) and value is not None else masked(value) for key, value in document.items()
        }
    return [*map(masked, document)] if isinstance(document, list | tuple) else document


class _Enclosing(DeferredAttribute):
    """Encloses what is assigned, so that not even ``vars(row)`` shows it."""

    field: Any

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = self.field.enclose(value)


class _IsNull(lookups.Exact):
    """Compares with None, which Django turns into ``isnull``, and with nothing else."""

    def __init__(self, lhs: Any, rhs: Any) -> None:
        if rhs is not None:
            _refuse(lhs.output_field)
        super().__init__(lhs, rhs)


class EncryptedJSONField(_Field):
    """A JSON document that is encrypted as a whole, in a column of text; NULL stays NULL.

    An attribute of a row is a ``Secret``. Nothing can be filtered or ordered by such a column, but by ``isnull``.
    Forms and the admin show nothing of what is stored: what is typed replaces it, and an empty field keeps it.
    """

    description = "Encrypted JSON"
    descriptor_class = _Enclosing
    empty_values = [None]  # whether a document is empty is not looked into
    empty_strings_allowed = False

    def __init__(self, *args: Any, **options: Any) -> None:
        for option in ("choices", "db_default", "db_index", "max_length", "primary_key", "unique"):
            if options.get(option):
                raise TypeError(f"{type(self).__name__} takes no {option!r}: the column is encrypted.")
        super().__init__(*args, **options)

    def get_internal_type(self) -> str:
        """Return the field of Django that has the same column."""
        return "TextField"

    def enclose(self, value: Any) -> Any:
        """Return what a row holds for an assigned value; a sealed text, as exports have it, is taken as such."""
        return value if value is None or hasattr(value, "resolve_expression") else _enclosed(self, value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Return a ``Secret``; nothing is decrypted yet."""
        return None if value is None else Secret(where=_name(self), sealed=value)

    def to_python(self, value: Any) -> Any:
        """Return a ``Secret``."""
        return self.enclose(value)

    def get_prep_value(self, value: Any) -> Any:
        """Return the sealed text."""
        value = self.enclose(super().get_prep_value(value))
        return value.sealed() if isinstance(value, Secret) else value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Return the sealed text, also inside of ``Case``; any other expression would write what is not encrypted."""
        if hasattr(value, "as_sql"):
            return _saved(self, value)
        return super().get_db_prep_save(value, connection)

    def value_to_string(self, obj: models.Model) -> Any:
        """Return the sealed text, for fixtures."""
        return self.get_prep_value(self.value_from_object(obj))

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse any lookup but ``isnull``, which ``None`` means too."""
        if lookup_name == "exact":
            return _IsNull
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else _refuse(self)

    def get_transform(self, lookup_name: str) -> Any:
        """Refuse."""
        _refuse(self)

    def formfield(self, **options: Any) -> Any:
        """Return a form field that shows nothing."""
        return super().formfield(**{"form_class": _SecretFormField, "show_hidden_initial": False, **options})


class SecretsJSONField(models.JSONField):
    """A JSON document in which what stands below certain keys is encrypted, at any depth, and the rest is readable.

    In an attribute of a row each of them is a ``Secret``; ``revealed(row.config)`` is the plain document. Forms and
    the admin show asterisks for them, and what is left as asterisks keeps what is stored.

    Args:
        *args: as in every field of Django.
        secret_keys: the keys, in lower case with underscores; a key that ends with one of them counts too.
        **options: what ``JSONField`` takes.

    """

    descriptor_class = _Enclosing

    def __init__(self, *args: Any, secret_keys: tuple[str, ...] | list[str] = SECRET_KEYS, **options: Any) -> None:
        self.secret_keys = tuple(secret_keys)
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        """Return what a migration writes."""
        name, path, args, kwargs = super().deconstruct()
        if self.secret_keys != SECRET_KEYS:
            kwargs["secret_keys"] = self.secret_keys
        return name, path, args, kwargs

    def enclose(self, value: Any) -> Any:
        """Return a copy of a document in which secrets are enclosed; sealed texts are taken as such."""
        return self._with_secrets(value, functools.partial(_enclosed, self))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Return the document with secrets enclosed; nothing is decrypted yet."""
        return self.enclose(super().from_db_value(value, expression, connection))

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Return the document with secrets sealed."""
        if hasattr(value, "as_sql"):
            return _saved(self, value)
        return value if value is None else super().get_db_prep_value(self._sealed(value), connection)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002  # as Django's
        """Refuse to look for a secret."""
        self._with_secrets(value, self._refuse)
        return super().get_db_prep_value(value, connection, prepared)

    def get_transform(self, name: str) -> Any:
        """Refuse to look below a secret key."""
        if is_secret_key(name, self.secret_keys):
            self._refuse(None)
        return super().get_transform(name)

    def value_to_string(self, obj: models.Model) -> Any:
        """Return the document with secrets sealed, for fixtures."""
        return self._sealed(self.value_from_object(obj))

    def validate(self, value: Any, model_instance: Any) -> None:
        """Validate the document as far as it is not secret."""
        super().validate(masked(value), model_instance)

    def formfield(self, **options: Any) -> Any:
        """Return a form field that shows asterisks for secrets."""
        return super().formfield(**{"show_hidden_initial": False, **options, "form_class": _SecretsFormField})

    def _with_secrets(self, document: Any, change: Callable[[Any], Any]) -> Any:
        """Return a copy of a document in which ``change`` was done to each value below a secret key."""
        if isinstance(document, dict):
            return {
                key: change(value)
                if value is not None and is_secret_key(key, self.secret_keys)
                else self._with_secrets(value, change)
                for key, value in document.items()
            }
        return [self._with_secrets(value, change) for value in document] if isinstance(document, list) else document

    def _sealed(self, document: Any) -> Any:
        return self._with_secrets(document, lambda secret: _enclosed(self, secret).sealed())

    def _refuse(self, _secret: Any) -> None:
        raise FieldError(f"{_name(self)}: what is below {', '.join(self.secret_keys)} is encrypted; nothing finds it.")


class MaskedJSONField(models.JSONField):
    """A JSON document in which nothing secret is stored: asterisks stand for what is below a secret key.

    For logs, whose writers pass on what they were given.
    """

    descriptor_class = _Enclosing

    def enclose(self, value: Any) -> Any:
        """Return a copy of a document without its secrets."""
        return masked(value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002  # as Django's
        """Return the document without its secrets, however it came here."""
        return super().get_db_prep_value(masked(value), connection, prepared)


def _enclosed(field: Any, value: Any) -> Secret:
    if isinstance(value, Secret):
        return value
    if encryption.is_sealed(value):
        return Secret(where=_name(field), sealed=value)
    return Secret(value, where=_name(field))


def _refuse(field: Any) -> NoReturn:
    raise FieldError(f"{_name(field)} is encrypted: no row is found or ordered by it. Only 'isnull' can be asked.")


def refuse_encrypted(query: Any, names: Iterable[Any]) -> None:
    """Raise ``FieldError`` if one of these names or expressions would order a query by an encrypted column."""
    for given in names:
        name = given.expression if isinstance(given, OrderBy) else given
        path = getattr(name, "name", None) if isinstance(name, F) else name
        if not isinstance(path, str) or path.lstrip("-") in query.annotations:
            continue
        try:
            field = query.names_to_path(path.lstrip("-").split(LOOKUP_SEP), query.get_meta())[1]
        except FieldError:
            continue  # Django says what is wrong with it
        if isinstance(field, EncryptedJSONField):
            _refuse(field)


def _name(field: Any) -> str:
    model = getattr(field, "model", None)
    return f"{model._meta.label}.{field.name}" if model else str(field.name)


def _saved(field: Any, value: Any) -> Any:
    """Return an expression that writes only what ``field`` has encrypted, or refuse it."""
    if isinstance(value, DatabaseDefault):
        return value
    if isinstance(value, Value) and value.value is None:  # NULL, and from Django 6.1 on the null of JSON
        return value
    if isinstance(value, Value):
        return Value(value.value, output_field=field).resolve_expression(for_save=True)
    if isinstance(value, Col) and value.target == field:
        return value
    if isinstance(value, Case | When | Coalesce | Cast):
        sources = value.get_source_expressions()
        kept = 1 if isinstance(value, When) else 0  # the condition
        value = value.copy()
        value.set_source_expressions([*sources[:kept], *(_saved(field, source) for source in sources[kept:])])
        return value
    raise FieldError(f"{_name(field)} is encrypted: write values, or Case() over values, but no other expression.")


# Forms


class _SecretFormField(JSONFormField):
    """Shows nothing; what is typed replaces what is stored, and nothing typed keeps it."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"placeholder": "Not shown once it is stored. Leave this empty to keep what is there."}

    def prepare_value(self, value: Any) -> Any:
        return None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return data not in self.empty_values

    def _clean_bound_field(self, bound: Any) -> Any:
        if bound.data in self.empty_values and isinstance(bound.initial, Secret):
            return bound.initial
        return _unmasked(super()._clean_bound_field(bound), None)  # type: ignore[misc]  # django-stubs do not know it


class _SecretsFormField(JSONFormField):
    """Shows asterisks for secrets; where they are left, what is stored is kept."""

    def prepare_value(self, value: Any) -> Any:
        return super().prepare_value(masked(value) if isinstance(value, dict | list) else value)

    def bound_data(self, data: Any, initial: Any) -> Any:
        bound = super().bound_data(data, initial)
        return bound if isinstance(bound, forms.fields.InvalidJSONInput) else forms.fields.InvalidJSONInput(data)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(masked(initial), data)

    def _clean_bound_field(self, bound: Any) -> Any:
        value = super()._clean_bound_field(bound)  # type: ignore[misc]  # django-stubs do not know it
        return _unmasked(value, bound.initial)


def _unmasked(value: Any, stored: Any) -> Any:
    """Return a document in which asterisks are replaced by the secrets that they stand for."""
    if value == MASK:
        if isinstance(stored, Secret):
            return stored
        raise ValidationError("Asterisks keep a secret in its place, and there is none here yet.", code="invalid")
    if encryption.is_sealed(value):
        raise ValidationError("This is an encrypted text. Type the secret itself.", code="invalid")
    if isinstance(value, dict):
        old = stored if isinstance(stored, dict) else {}
        return {key: _unmasked(item, old.get(key)) for key, item in value.items()}
    if isinstance(value, list):
        before = stored if isinstance(stored, list) else []
        return [_unmasked(item, before[place] if place < len(before) else None) for place, item in enumerate(value)]
    return value
