"""Text and number columns with documented values; other values that are already stored may stay.

Migrations and the type checker see the underlying Django field.
"""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models

from agent360_models.fields._flat import flat
from agent360_models.fields._label_forms import LabelField
from agent360_models.fields.kept import PlainInMigrations

__all__ = ["KnownCharField", "KnownSmallIntegerField", "StoredChoices"]


class StoredChoices:
    """A field with choices that also accepts a value which the row already has in the database."""

    def formfield(self, **options: Any) -> Any:
        """Return a choice field that can keep a stored value outside the choices."""
        return super().formfield(**{"choices_form_class": LabelField, **options})  # type: ignore[misc]  # a field's

    def validate(self, value: Any, model_instance: Any) -> None:
        """Refuse a value outside the choices, unless the row already has it in the database.

        Raises ``ValidationError``.
        """
        try:
            super().validate(value, model_instance)  # type: ignore[misc]  # a field's
        except ValidationError as error:
            if error.code != "invalid_choice" or not self._is_stored(value, model_instance):
                raise

    def _is_stored(self: Any, value: object, row: Any) -> bool:
        """Tell whether the stored row has the value, in an array at any position."""
        if row is None or row._state.adding:
            return False
        stored = type(row)._base_manager.using(row._state.db).filter(pk=row.pk).values_list(self.attname, flat=True)
        return value in flat(list(stored))


if TYPE_CHECKING:
    from django.db.models import CharField as KnownCharField
    from django.db.models import SmallIntegerField as KnownSmallIntegerField
else:

    class KnownCharField(StoredChoices, PlainInMigrations, models.CharField):
        """A ``CharField`` whose choices are the known values."""

    class KnownSmallIntegerField(StoredChoices, PlainInMigrations, models.SmallIntegerField):
        """A ``SmallIntegerField`` whose choices are the known values."""
