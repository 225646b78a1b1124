"""Who made and changed a row."""

from typing import Any

from django.db import models

from agent360_models.base import context
from agent360_models.base._combination import CooperativeModel
from agent360_models.fields.kept import PlainInMigrations, _Char


class ModelWithUser(CooperativeModel):
    """A model that asks who is at work."""

    class Meta:
        abstract = True

    @classmethod
    def get_current_user(cls) -> str:
        """Return the name of who is at work: that of ``use_user()``. A subclass may know better."""
        return context.get_current_user()


class WriterField(PlainInMigrations, _Char):
    """Who writes the row, in ``bulk_create()`` too. Without a current user the value stays as it is."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001  # Django's signature
        """Return the current user, if there is one."""
        user = model_instance.get_current_user()  # type: ignore[attr-defined]
        if user:
            setattr(model_instance, self.attname, user)
        return super().pre_save(model_instance, add)


class CreatorField(WriterField):
    """Who wrote the row first. A row that names somebody keeps the name."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001  # Django's signature
        """Return the current user for a new row that names nobody."""
        if add and not getattr(model_instance, self.attname):
            return super().pre_save(model_instance, add)
        return getattr(model_instance, self.attname)


class AuditableModel(ModelWithUser):
    """A row that knows who created it, and who saved it last."""

    created_by = CreatorField(max_length=255, default="", blank=True, editable=False)
    modified_by = WriterField(max_length=255, default="", blank=True, editable=False)

    class Meta:
        abstract = True

    def fill_own_fields(self) -> frozenset[str]:
        """Write ``modified_by`` along with every save."""
        user = self.get_current_user()
        if user:
            self.modified_by = user  # assigned, since a deferred column would be left out
        return super().fill_own_fields() | {"modified_by"}
