"""Admin of rows with a phone number, which is all that calls and contacts have in common."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.text import capfirst

from agent360_models.admin import FamilyAdmin
from agent360_models.ingestion.phones import NormalizedPhone, normalize_phone
from agent360_models.typed import override


class PhoneAdmin(FamilyAdmin):
    """Finds a row by a phone number in any notation, and leads to the rows of another system that have the same."""

    phone_columns: tuple[str, ...]  # each has an index on NormalizedPhone
    other_model: str  # by its label

    @override
    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        number = normalize_phone(search_term)
        columns = self._open(self.phone_columns, request) if number else []
        numbers = {f"normalized_{column}": NormalizedPhone(column) for column in columns}
        is_same = Q(*((name, number) for name in numbers), _connector=Q.OR)
        if numbers and (rows := queryset.alias(**numbers).filter(is_same)).order_by().exists():
            return rows, False
        return super().get_search_results(request, queryset, search_term)

    @override
    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        other = self._other()
        has_more = obj is not None and other is not None and other.has_view_permission(request)
        has_more = has_more and self._open(self.phone_columns, request) == self._present(self.phone_columns)
        return [*super().get_readonly_fields(request, obj), *(["same_number"] if has_more else [])]

    @admin.display(description="Same phone number")
    def same_number(self, row: Model) -> Any:
        """Return a link for each phone number of the row, to the rows of the other system that have it."""
        opts, site = self._other().opts, self.admin_site.name
        url = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist", current_app=site)
        found = {normalize_phone(getattr(row, column)) for column in self._present(self.phone_columns)}
        links = (
            (url, urlencode({"q": number}), capfirst(str(opts.verbose_name_plural)), number)
            for number in sorted(filter(None, found))
        )
        return format_html_join(" · ", '<a href="{}?{}">{} of {}</a>', links) or self.get_empty_value_display()

    def _other(self) -> Any:
        models = self.admin_site._registry.items()  # noqa: SLF001  # get_model_admin() raises
        return next((other for model, other in models if model._meta.label == self.other_model), None)
