"""What every ``ModelAdmin`` of the library has in common: safe on big tables and on tables that are not ours."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import ForeignKey, Model, QuerySet
from django.http import HttpRequest

from agent360_models import conf

if TYPE_CHECKING:
    # Django's class takes no parameter at run time.
    _ModelAdmin = admin.ModelAdmin[Any]
    _Paginator = Paginator[Any]
else:
    _ModelAdmin, _Paginator = admin.ModelAdmin, Paginator

_Admin = TypeVar("_Admin", bound="FamilyAdmin")


def register(model: type[Model]) -> Callable[[type[_Admin]], type[_Admin]]:
    """Register a ``FamilyAdmin`` for ``model``, unless the setting ``ADMIN`` is false."""

    def decorate(admin_class: type[_Admin]) -> type[_Admin]:
        if conf.admin_enabled():
            admin.site.register(model, admin_class)
        return admin_class

    return decorate


class BoundedPaginator(_Paginator):
    """Counts to ``bound`` rows and no further, so that no page costs a scan of a huge table.

    A list that is longer shows its first ``bound`` rows; searching and filtering reach the rest.
    """

    bound = 10_000

    @cached_property
    def count(self) -> int:
        """The number of rows, at most ``bound``."""
        return self.object_list.order_by()[: self.bound].count()


class ActiveFilter(admin.SimpleListFilter):
    """Filters by the model's ``active_column`` without asking the table which values it has."""

    title = "active"
    parameter_name = "active"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the two choices."""
        return [("1", "Yes"), ("0", "No, deleted in Salesforce")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows of the chosen kind."""
        if self.value() not in ("0", "1"):
            return queryset
        return queryset.filter(**{queryset.model.active_column: int(self.value() or 0)})


class FamilyAdmin(_ModelAdmin):
    """Follows ``READ_ONLY``, joins what a list shows, and never counts a whole table."""

    paginator = BoundedPaginator
    show_full_result_count = False
    list_per_page = 50

    def get_list_select_related(self, request: HttpRequest) -> Sequence[str]:
        """Return the foreign keys that the list shows: one query however many rows."""
        columns = {field.name for field in self.opts.fields if isinstance(field, ForeignKey)}
        return [name for name in self.get_list_display(request) if name in columns]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """Add what a form must not change: the key of an existing row, and columns that are filled by code."""
        pk = self.opts.pk
        own = [field.name for field in self.opts.fields if not field.editable and field is not pk]
        key = [pk.name] if obj is not None else []
        return [*key, *super().get_readonly_fields(request, obj), *own]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse where the setting says read-only."""
        return not conf.is_read_only(self.opts.app_label) and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse where the setting says read-only."""
        return not conf.is_read_only(self.opts.app_label) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse where the setting says read-only."""
        return not conf.is_read_only(self.opts.app_label) and super().has_delete_permission(request, obj)
