"""Rows with the names of the users who created and last changed them."""

from typing import Any

from django.db import models
from django.db.models.expressions import Combinable

from agent360_models.base._combination import ModelWithUser
from agent360_models.fields._typing import CharField
from agent360_models.fields.kept import PlainInMigrations

__all__ = ["AuditableModel"]


class _WriterField(PlainInMigrations, CharField[str | Combinable, str]):
    """The name of the last writer, also after ``bulk_create()``. Without a current user the value stays unchanged."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001  # Django's signature
        user = model_instance.get_current_user()  # type: ignore[attr-defined]
        if user:
            setattr(model_instance, self.attname, user)
        return super().pre_save(model_instance, add)


class _CreatorField(_WriterField):
    """The name of the first writer. A name that is already set is kept."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001  # Django's signature
        if add and not getattr(model_instance, self.attname):
            return super().pre_save(model_instance, add)
        return getattr(model_instance, self.attname)


class AuditableModel(ModelWithUser):
    """A row with the names of the users who created it and last saved it."""

    created_by = _CreatorField(
        verbose_name="Created by",
        max_length=255,
        default="",
        blank=True,
        editable=False,
        help_text="User name of who saved it first. Empty: nobody was the current user.",
    )
    modified_by = _WriterField(
        verbose_name="Modified by",
        max_length=255,
        default="",
        blank=True,
        editable=False,
        help_text="User name of who saved it last; without a current user the one before stays.",
    )

    class Meta:
        abstract = True

    def fill_own_fields(self) -> frozenset[str]:
        """Write ``modified_by`` with every save."""
        user = self.get_current_user()
        if user:
            self.modified_by = user  # assigned, because Django does not save a deferred column
        return super().fill_own_fields() | {"modified_by"}
