"""Rows with a slug, a readable part of a URL."""

import re
from typing import Any, ClassVar, Unpack

from django.core.checks import CheckMessage
from django.db import IntegrityError, models, transaction
from django.db.models import BigIntegerField, Max
from django.db.models.functions import Cast, Substr
from django.utils.text import slugify

from agent360_models import locks
from agent360_models.base import _checks
from agent360_models.base._combination import CooperativeModel, SaveOptions, get_field, named_fields

__all__ = ["SluggedModel"]

_ROOM_FOR_NUMBER = len("-99999999")


class SluggedModel(CooperativeModel):
    """A row with a slug, which is made from another field at the first save and never changes.

    If the slug is taken, the row gets the next number: ``name``, ``name-2``, ``name-3``. The database decides what is
    taken, so two rows saved at once get different slugs. A slug that the caller sets is never changed.

    Class attributes:
        slug_source_field: the field or property that the slug is made from.
    """

    slug_source_field: ClassVar[str] = "name"

    slug = models.SlugField(
        verbose_name="Slug",
        max_length=255,
        unique=True,
        blank=True,
        help_text="Readable part of a URL. Left empty, it is made of another field, by default the name.",
    )

    class Meta:
        abstract = True

    @classmethod
    def check(cls, **kwargs: Any) -> list[CheckMessage]:
        """Check that ``slug_source_field`` names a field or a property."""
        return [*super().check(**kwargs), *_checks.of_attributes(cls, slug_source_field=[cls.slug_source_field])]

    def save(self, **options: Unpack[SaveOptions]) -> None:
        """Save the row; if its slug is empty, make a unique one."""
        fields = named_fields(options)
        if "slug" not in self.__dict__ or self.slug or (fields is not None and "slug" not in fields):
            super().save(**options)
            return
        alias = options["using"] = self.alias_to_write(options.get("using"))
        stem = self._slug_stem()
        try:
            with transaction.atomic(using=alias):
                if not self._save_with(stem, options):
                    locks.hold_until_commit(self._slug_model()._meta.db_table, stem, using=alias)  # count in turn
                    self._save_with_number(stem[: self._slug_length() - _ROOM_FOR_NUMBER], options)
        except BaseException:
            self.slug = ""
            raise

    def _slug_model(self) -> type[models.Model]:
        """Return the model that has the slug column: in multi-table inheritance a parent."""
        model: type[models.Model] = get_field(type(self), "slug").model
        return model

    def _slug_length(self) -> int:
        return int(get_field(type(self), "slug").max_length)

    def _slug_stem(self) -> str:
        source = str(getattr(self, self.slug_source_field) or "")
        allow_unicode = get_field(type(self), "slug").allow_unicode
        stem = slugify(source, allow_unicode=allow_unicode)[: self._slug_length()].strip("-")
        return stem or str(self._meta.model_name)

    def _save_with_number(self, stem: str, options: SaveOptions) -> None:
        alias, number = str(options.get("using")), 1
        while True:
            # The number after the highest, not the first free one: a deleted row's URL must not lead to another row.
            number = max(number, self._highest_number(stem, alias)) + 1
            if self._save_with(f"{stem}-{number}", options):
                return

    def _highest_number(self, stem: str, alias: str) -> int:
        """Return the highest number after ``stem`` among the rows that the slug must differ from."""
        rows = self._slug_model()._base_manager.using(alias).filter(**self._slug_scope)
        numbered = rows.filter(slug__regex=rf"^{re.escape(stem)}-[0-9]{{1,8}}$")
        found = numbered.aggregate(highest=Max(Cast(Substr("slug", len(stem) + 2), BigIntegerField())))
        return int(found["highest"] or 1)

    def _save_with(self, slug: str, options: SaveOptions) -> bool:
        """Save with this slug; return ``False`` if another row has it."""
        self.slug = slug
        alias = str(options.get("using"))
        try:
            with transaction.atomic(using=alias):
                super().save(**options)
        except IntegrityError as error:
            columns = _columns_of_conflict(error, alias)
            names = {field.attname for field in self._meta.concrete_fields if field.column in columns}
            if "slug" not in names:
                raise
            self._slug_scope = {name: getattr(self, name) for name in names - {"slug"}}
            return False
        return True


def _columns_of_conflict(error: IntegrityError, alias: str) -> set[str]:
    """Return the columns of the violated unique index; empty for any other error."""
    diagnosis = getattr(error.__cause__, "diag", None)
    if diagnosis is None or diagnosis.sqlstate != "23505":
        return set()
    from agent360_models import catalog

    return catalog.columns_of_index(diagnosis.schema_name, diagnosis.constraint_name, using=alias)
