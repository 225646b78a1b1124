"""The base of every ``ModelAdmin`` in the library, safe for big tables and for unmanaged tables."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import NOT_PROVIDED, Field, JSONField, Model, TextField, URLField
from django.http import HttpRequest

from agent360_models import absent, conf
from agent360_models.admin._pages import PagesAdmin
from agent360_models.admin._said import full_name, list_of
from agent360_models.fields._forms import JSONFormField
from agent360_models.typed import override

__all__ = ["BoundedPaginator", "FamilyAdmin", "LogAdmin", "full_name", "list_of", "register"]

if TYPE_CHECKING:
    _Paginator = Paginator[Any]  # Django's class takes no parameter at run time
else:
    _Paginator = Paginator

_Admin = TypeVar("_Admin", bound="FamilyAdmin")


def register(model: type[Model]) -> Callable[[type[_Admin]], type[_Admin]]:
    """Register a ``FamilyAdmin`` for ``model``, unless ``REGISTER_ADMIN`` is false or the table is ``ABSENT``."""

    def decorate(admin_class: type[_Admin]) -> type[_Admin]:
        if conf.register_admin() and absent.TABLE not in absent.named(model):
            admin.site.register(model, admin_class)
        return admin_class

    return decorate


class BoundedPaginator(_Paginator):
    """Counts at most ``bound`` rows, so that no page scans a huge table.

    A longer list shows its first ``bound`` rows; searches and filters reach the rest.
    """

    bound = 10_000

    @cached_property
    def count(self) -> int:
        """The number of rows, at most ``bound``."""
        rows: Any = self.object_list  # a queryset: the admin passes nothing else
        return int(rows.order_by()[: self.bound].count())


class FamilyAdmin(PagesAdmin):
    """A base admin that respects ``READ_ONLY``, joins related rows of a list, and never counts a whole table."""

    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # each facet would count the whole table
    list_per_page = 50
    formfield_overrides = {
        JSONField: {"form_class": JSONFormField},
        URLField: {"assume_scheme": "https"},  # Django 5.2 warns without it
    }

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        """Store NULL for an empty nullable text field, as Django does for CharField."""
        if isinstance(db_field, TextField) and db_field.null:
            kwargs["empty_value"] = None
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """Return the fields in column order, with read-only fields in their place."""
        place = {field.name: number for number, field in enumerate(self.opts.fields)}
        return sorted(super().get_fields(request, obj), key=lambda name: place.get(str(name), len(place)))

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """Add what a form must not change: the key of an existing row, and columns filled by code.

        The form of a new row leaves out columns that the database fills.
        """
        pk, hidden = self.opts.pk, self.get_exclude(request, obj) or ()
        filled = [f for f in self.opts.concrete_fields if not f.editable and f is not pk and f.name not in hidden]
        own = [f.name for f in filled if obj is not None or f.db_default is NOT_PROVIDED]
        key = [pk.name] if obj is not None else []
        return [*key, *super().get_readonly_fields(request, obj), *own]

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Return no row where the key stands for several, as that of a view may."""
        try:
            return super().get_object(request, *args, **kwargs)
        except self.model.MultipleObjectsReturned:
            return None

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001  # Django's
        """Write nothing if the form changed nothing, so that the time of the last update stays too."""
        if not change or form.changed_data:
            super().save_model(request, obj, form, change)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse also if the table requires a secret, which no form shows: only other code can add such a row."""
        is_addable = not conf.is_read_only(self.opts.app_label) and not self._requires_secret()
        return is_addable and super().has_add_permission(request)

    @override
    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return not conf.is_read_only(self.opts.app_label) and super().has_change_permission(request, obj)

    @override
    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return not conf.is_read_only(self.opts.app_label) and super().has_delete_permission(request, obj)

    def _requires_secret(self) -> bool:
        unshown = self.unshown()
        secrets = [field for field in self.opts.concrete_fields if field.name in unshown]
        return any(not (f.null or f.blank or f.has_default() or f.db_default is not NOT_PROVIDED) for f in secrets)


class LogAdmin(FamilyAdmin):
    """An admin for rows that only code writes, such as logs; nobody can add, change or delete them."""

    @override
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @override
    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @override
    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
