"""Rows with credentials, which must be entered again when the address of the service changes."""

from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, router

from agent360_models.base._forms import FormErrors, about_the_whole
from agent360_models.secrets.addresses import TYPE_AGAIN, addresses, is_address_key, keeps_secrets, origin


class AddressedModel(FormErrors):
    """A row with the address of a service, and its credentials in encrypted columns.

    ``full_clean()`` and ``save()`` refuse to keep stored credentials when the host, scheme, port, user or type of
    service changes. Newly assigned credentials go with any address.
    """

    class Meta:
        abstract = True

    def full_clean(self, exclude: Any = None, *args: Any, **kwargs: Any) -> None:
        """Validate the row, and require the credentials again if the address differs from the stored address."""
        super().full_clean(exclude, *args, **kwargs)
        if not self._state.adding and (names := self._kept_elsewhere(self._state.db)):
            error = ValidationError({name: ValidationError(TYPE_AGAIN, code="address_changed") for name in names})
            raise about_the_whole(self, error, exclude or ())

    def save(self, *args: Any, **options: Any) -> None:
        """Save the row, unless stored credentials would go to another address."""
        fields = options.get("update_fields")
        if not self._state.adding and (fields is None or _says_where(type(self), fields)):
            alias = options.get("using") or router.db_for_write(type(self), instance=self)
            if names := self._kept_elsewhere(alias, fields):
                raise ValidationError({name: ValidationError(TYPE_AGAIN, code="address_changed") for name in names})
        super().save(*args, **options)

    def _kept_elsewhere(self, alias: str | None, fields: Iterable[str] | None = None) -> list[str]:
        """Return the columns whose stored secrets would be sent to an address other than the stored address."""
        written = {field.name for field in self._meta.concrete_fields} if fields is None else set(fields)
        secret = [field.name for field in self._meta.concrete_fields if getattr(field, "holds_secrets", False)]
        stored = type(self)._base_manager.using(alias).filter(pk=self.pk).first()
        if stored is None or _address_of(self, written) == _address_of(stored, written):
            return []
        return [name for name in secret if keeps_secrets(getattr(self if name in written else stored, name))]


def _columns(model: type[models.Model], names: Collection[str]) -> Iterable[Any]:
    """Yield the columns that contain an address, judged by their name or type."""
    for field in model._meta.concrete_fields:
        if {field.name, field.attname}.isdisjoint(names) or getattr(field, "remote_field", None):
            continue
        is_named = is_address_key(field.name) or field.name.rpartition("_")[2] == "type"
        if is_named or isinstance(field, models.URLField | models.JSONField):
            yield field


def _says_where(model: type[models.Model], names: Iterable[str]) -> bool:
    return any(True for _ in _columns(model, {*names}))


def _address_of(row: models.Model, names: Collection[str]) -> dict[str, object]:
    return {
        field.name: addresses(value) if isinstance(field, models.JSONField) else origin(str(value))
        for field in _columns(type(row), names)
        for value in [getattr(row, field.name)]
    }
