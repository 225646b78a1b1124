"""Rows with credentials, which must be entered again when the address of the service changes."""

from collections.abc import Collection, Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, router, transaction

from agent360_models.base._forms import FormErrors, about_the_whole
from agent360_models.secrets import Secret
from agent360_models.secrets.addresses import TYPE_AGAIN, addresses, is_address_key, origin, secrets_in


class AddressedModel(FormErrors):
    """A row with the address of a service, and its credentials in encrypted columns.

    ``full_clean()`` and ``save()`` refuse to keep stored credentials when the host, scheme, port, user or type of
    service changes. Newly assigned credentials go with any address. What another session saved meanwhile counts:
    credentials of an earlier state of the row are not stored with a new address, nor new ones with an address that the
    row in hand does not have.
    """

    address_fields: ClassVar[tuple[str, ...]] = ()  # columns that decide, in another way, who gets the credentials
    type_again: ClassVar[str] = TYPE_AGAIN

    class Meta:
        abstract = True

    def full_clean(self, exclude: Any = None, *args: Any, **kwargs: Any) -> None:
        """Validate the row, and require the credentials again if the address differs from the stored address."""
        super().full_clean(exclude, *args, **kwargs)
        rows = type(self)._base_manager.using(self._state.db)
        if not self._state.adding and (names := self._kept_elsewhere(rows)):
            raise about_the_whole(self, self._ask_again(names), exclude or ())

    def save(self, *args: Any, **options: Any) -> None:
        """Save the row, unless stored credentials would go to another address."""
        fields = options.get("update_fields")
        alias = options.get("using") or router.db_for_write(type(self), instance=self)
        with transaction.atomic(using=alias):
            if not self._state.adding and (fields is None or _concern(type(self), {*fields})):
                rows = type(self)._base_manager.using(alias).select_for_update()
                if names := self._kept_elsewhere(rows, fields):
                    raise self._ask_again(names)
            super().save(*args, **options)

    def _ask_again(self, names: list[str]) -> ValidationError:
        return ValidationError({name: ValidationError(self.type_again, code="address_changed") for name in names})

    def _kept_elsewhere(self, rows: models.QuerySet[Any], fields: Iterable[str] | None = None) -> list[str]:
        """Return the columns whose secrets would be stored with an address other than the one they were typed for."""
        every = {field.name for field in self._meta.concrete_fields}
        written = every if fields is None else every & {*fields}
        stored = rows.filter(pk=self.pk).first()
        if stored is None:
            return []
        moves = _address_of(self, written) != _address_of(stored, written)
        # Another session has saved another address, and this save keeps it.
        has_moved = _address_of(self, every - written) != _address_of(stored, every - written)
        columns = [field.name for field in _secret_columns(type(self))]
        known = [secret for name in columns for secret in secrets_in(getattr(stored, name))]

        def is_refused(secret: Secret, *, is_written: bool) -> bool:
            is_misplaced = secret.is_as_stored and (moves or not any(map(secret.is_same_as, known)))
            return (is_misplaced or (has_moved and is_written)) and not secret.is_empty()

        return [
            name
            for name in columns
            if any(
                is_refused(secret, is_written=name in written)
                for secret in secrets_in(getattr(self if name in written else stored, name))
            )
        ]


def _columns(model: type[AddressedModel], names: Collection[str]) -> Iterable[Any]:
    """Yield the columns that contain an address, judged by their name or type, and those that the model names."""
    for field in model._meta.concrete_fields:
        if {field.name, field.attname}.isdisjoint(names) or getattr(field, "remote_field", None):
            continue
        is_named = is_address_key(field.name) or field.name.rpartition("_")[2] == "type"
        if is_named or field.name in model.address_fields or isinstance(field, models.URLField | models.JSONField):
            yield field


def _secret_columns(model: type[AddressedModel]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if getattr(field, "holds_secrets", False)]


def _concern(model: type[AddressedModel], names: Collection[str]) -> bool:
    """Tell whether some of the columns contain an address or a secret."""
    return any(True for _ in _columns(model, names)) or any(field.name in names for field in _secret_columns(model))


def _address_of(row: AddressedModel, names: Collection[str]) -> dict[str, object]:
    return {field.name: _address_in(row, field) for field in _columns(type(row), names)}


def _address_in(row: AddressedModel, field: Any) -> object:
    value = getattr(row, field.name)
    if field.name in row.address_fields:
        return value
    return addresses(value) if isinstance(field, models.JSONField) else origin(str(value))
