"""Admin of rules and alerts."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from agent360_models.admin import FamilyAdmin, register
from agent360_models.ingestion.alerts.models import Alert, Rule
from agent360_models.typed import override


@register(Rule)
class RuleAdmin(FamilyAdmin):
    """Define the rules about the runs of syncs."""

    list_display = ("name", "kind", "crm_source", "sync_type", "max_age", "min_records", "max_duration", "enabled")
    list_filter = ("enabled", "kind", "crm_source")
    search_fields = ("id__exact", "name", "crm_source__exact", "sync_type__exact")


class _OpenFilter(admin.SimpleListFilter):
    """Filter by open or closed alerts."""

    title = "state"
    parameter_name = "open"

    @override
    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Open"), ("no", "Closed")]

    @override
    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset if self.value() is None else queryset.filter(closed_at__isnull=self.value() == "yes")


@register(Alert)
class AlertAdmin(FamilyAdmin):
    """See which syncs need attention; only the evaluation opens and closes alerts."""

    list_display = ("__str__", "rule", "run", "opened_at", "closed_at")
    list_filter = (_OpenFilter, "crm_source", "opened_at")
    search_fields = ("id__exact", "crm_source__exact", "sync_type__exact")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """Make every field of an alert read-only."""
        fixed = [field.name for field in self.opts.concrete_fields] if obj is not None else []
        return list(dict.fromkeys([*super().get_readonly_fields(request, obj), *fixed]))
