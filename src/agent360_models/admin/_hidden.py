"""Hidden columns of the admin, which filters, searches and orders must not reveal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache, wraps
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin, IncorrectLookupParameters
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import EmptyResultSet
from django.db.models import F, Model
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest, HttpResponse

from agent360_models.secrets.columns import fields_on, is_secret, personal_fields, secret_fields
from agent360_models.typed import override

if TYPE_CHECKING:
    # Django's classes take no parameter at run time.
    _BaseModelAdmin = BaseModelAdmin[Any]
    _ModelAdmin = admin.ModelAdmin[Any]
else:
    _BaseModelAdmin = BaseModelAdmin
    _ModelAdmin = admin.ModelAdmin


_LISTING = ("get_list_display", "get_list_filter", "get_ordering", "get_search_fields")
_DECIDING = ("form", "get_fields", "get_fieldsets", "get_form", "get_readonly_fields")


class WithoutSecrets(_BaseModelAdmin):
    """Leaves the secrets of a model out of its form. Encrypted fields stay, since their form field shows nothing."""

    masks: tuple[str, ...] = ()  # secrets that the admin class shows as asterisks

    def unshown(self) -> frozenset[str]:
        """Return the names of the secrets that the form leaves out."""
        kept = {field.name for field in self.opts.fields if getattr(field, "holds_secrets", False)}
        return secret_fields(self.model) - kept - {*self.masks}

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> Any:
        """Add the secrets."""
        left_out, unshown = super().get_exclude(request, obj), self.unshown()
        if unshown and left_out is None:  # Django ignores the form's exclude if get_exclude() returns a list
            left_out = getattr(getattr(self.form, "_meta", None), "exclude", None)
        return [*(left_out or ()), *sorted(unshown)] if unshown else left_out


class DiscreetAdmin(WithoutSecrets, _ModelAdmin):
    """Refuses filters, searches and orders by hidden columns, which would reveal them letter by letter.

    Hidden columns are secrets, columns that the admin leaves out of its pages, and personal columns of related models
    whose rows the user may not view.
    """

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Take secrets out of what methods of a subclass return for lists, in the class or in a mixin."""
        super().__init_subclass__(**kwargs)
        for name in _LISTING:
            method = getattr(cls, name)
            if not hasattr(method, "is_discreet"):
                setattr(cls, name, _without_secrets(method))

    def is_hidden(self, path: str, request: HttpRequest) -> bool:
        """Tell whether a path such as ``customer__last_name__startswith`` includes a hidden column."""
        return any(is_secret(*met) or self._is_kept_from(request, *met) for met in fields_on(self.model, path))

    def _is_kept_from(self, request: HttpRequest, model: type[Model], field: Any) -> bool:
        if issubclass(self.model, model):
            return field.name in self._left_out(request)
        other = self.admin_site._registry.get(model)  # noqa: SLF001  # get_model_admin() raises
        if isinstance(other, DiscreetAdmin) and field.name in other._left_out(request):  # noqa: SLF001
            return True
        return field.name in personal_fields(model) and not _may_view(request, model, other)

    def _left_out(self, request: HttpRequest) -> frozenset[str]:
        """Return the columns that appear neither on the page nor in the list of this admin."""
        known: dict[Any, frozenset[str]] = vars(request).setdefault("_left_out_of_admins", {})
        if self not in known:
            row = self.model()
            of_form = getattr(getattr(self.form, "_meta", None), "exclude", None)
            left_out = {*(self.get_exclude(request) or ()), *(self.get_exclude(request, row) or ()), *(of_form or ())}
            fields: Any = self.fieldsets or (self.fields and [(None, {"fields": self.fields})])
            columns = {field.name for field in self.opts.concrete_fields if not field.primary_key}
            if fields:
                left_out |= columns - {*flatten_fieldsets(fields)}
            listed: list[Any] = [*self.list_display, *self.list_filter, *self.search_fields, self.date_hierarchy]
            names = [entry[0] if isinstance(entry, tuple | list) else entry for entry in listed]
            shown = {name.lstrip("^=@").split(LOOKUP_SEP)[0] for name in names if isinstance(name, str)}
            known[self] = frozenset(left_out - shown)  # for whoever is asked while the form below is made
            if _decides_itself(type(self)):
                of_page = flatten_fieldsets(self.get_fieldsets(request, row))
                known[self] |= columns - {getattr(entry, "name", entry) for entry in of_page} - shown
        return known[self]

    def orders_by_hidden(self, entry: Any, request: HttpRequest) -> bool:
        """Tell whether an order by a path or an expression uses a hidden column, also of a related model."""
        return any(
            self.is_hidden(path, request)
            for name in _names(entry)
            for path in _ordered_by(self.model, name.lstrip("-+"))
        )

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep a form with secrets out of error reports, which show what was posted."""
        if any(map(secret_fields, [self.model, *(inline.model for inline in self.get_inlines(request, None))])):
            vars(request)["sensitive_post_parameters"] = "__ALL__"
        return super().changeform_view(request, *args, **kwargs)

    @override
    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        return not self.is_hidden(lookup, request) and super().lookup_allowed(lookup, value, request)

    @override
    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        return not self.is_hidden(to_field, request) and super().to_field_allowed(request, to_field)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Return a list that cannot be ordered by a hidden column."""
        base = super().get_changelist(request, **kwargs)
        return type(base.__name__, (_DiscreetList, base), {"request": request})


class _DiscreetList(ChangeList):
    request: HttpRequest

    def get_queryset(self, *args: Any, **kwargs: Any) -> Any:
        """Return the rows, and refuse values that fail only when the list is read, such as the year 0 or a NUL."""
        rows = super().get_queryset(*args, **kwargs)
        if any("\0" in value for values in self.get_filters_params().values() for value in values):
            raise IncorrectLookupParameters
        try:
            rows.query.get_compiler(using=rows.db).as_sql()
        except EmptyResultSet:
            return rows
        except (IndexError, OverflowError, ValueError) as error:
            raise IncorrectLookupParameters(error) from error
        return rows

    def get_ordering_field(self, field_name: Any) -> Any:
        """Return ``None`` for an order by a hidden column."""
        entry, admin = super().get_ordering_field(field_name), cast("DiscreetAdmin", self.model_admin)
        return None if entry and admin.orders_by_hidden(entry, self.request) else entry


@cache
def _decides_itself(admin: type[Any]) -> bool:
    """Tell whether a project decides by code, or by a form of its own, what stands on a page. To ask takes a while."""
    theirs = [base for base in admin.__mro__ if not base.__module__.startswith(("agent360_models.", "django."))]
    return any(not vars(base).keys().isdisjoint(_DECIDING) for base in theirs)


def _may_view(request: HttpRequest, model: type[Model], other: Any) -> bool:
    if other is not None:
        return bool(other.has_view_permission(request))
    return request.user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")


def _without_secrets(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def discreet(self: DiscreetAdmin, *args: Any, **kwargs: Any) -> list[Any]:
        return [entry for entry in method(self, *args, **kwargs) or () if not _leads_to_secret(self.model, entry)]

    vars(discreet)["is_discreet"] = True
    return discreet


def _leads_to_secret(model: type[Model], entry: Any) -> bool:
    """Tell whether an entry of a list, a filter, a search or an order shows or uses a secret."""
    first = entry[0] if isinstance(entry, tuple | list) else entry
    return any(
        is_secret(*met)
        for name in _names(first)
        for path in _ordered_by(model, name.lstrip("-+^=@"))
        for met in fields_on(model, path)
    )


def _names(entry: Any) -> Iterator[str]:
    """Yield the paths in an ordering entry."""
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, F):
        yield str(getattr(entry, "name"))  # noqa: B009  # the stubs lack it
    elif hasattr(entry, "get_source_expressions"):
        for part in entry.get_source_expressions():
            yield from _names(part)


def _ordered_by(model: type[Model], path: str, seen: tuple[type[Model], ...] = ()) -> Iterable[str]:
    """Yield a path; if it ends at a relation, also the paths that Django orders by instead."""
    yield path
    met = [field for _, field in fields_on(model, path)]
    if not met or not met[-1].is_relation or path.rpartition("__")[2] in ("pk", getattr(met[-1], "attname", "pk")):
        return
    related = met[-1].related_model
    if related is not None and related not in seen:
        for entry in related._meta.ordering or ():
            for name in _names(entry):
                for rest in _ordered_by(related, name.lstrip("-+"), (*seen, related)):
                    yield f"{path}__{rest}"
