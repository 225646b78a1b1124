"""Admin of rows that have a Salesforce id, and that stay here when Salesforce deletes them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Field, ForeignKey, Model, QuerySet
from django.forms import ModelChoiceField, TypedChoiceField
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.text import capfirst

from agent360_models.absent import leads_to_absent
from agent360_models.admin import FamilyAdmin
from agent360_models.agent360.salesforce.ids import is_salesforce_id, to_18
from agent360_models.agent360.two_way import SyncStatus, TwoWayModel
from agent360_models.secrets.columns import fields_on
from agent360_models.typed import override

_STATES = ((1, "Active"), (0, "Deleted in Salesforce"))
_LENGTH = 18  # of the column of a Salesforce id


class ActiveFilter(admin.SimpleListFilter):
    """Filters by the model's ``active_column`` without a query for its values."""

    title = "Active row"
    parameter_name = "active"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the two choices, or an empty list where the column is absent."""
        if leads_to_absent(model_admin.model, model_admin.model.active_column):
            return []
        return [("1", "Yes"), ("0", "No, deleted in Salesforce")]

    @override
    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in ("0", "1"):
            return queryset
        return queryset.filter(**{queryset.model.active_column: int(self.value() or 0)})


class SyncedAdmin(FamilyAdmin):
    """A ``FamilyAdmin`` that finds rows by either spelling of a Salesforce id, with form fields wide enough for one."""

    def id_of(self, term: str) -> tuple[str, bool] | None:
        """Also accept Salesforce ids, in their stored spelling; 15 letters may also be a word."""
        if is_salesforce_id(term):
            return to_18(term), len(term) == len(to_18(term))
        return super().id_of(term)

    def may_hold_id(self, entry: str) -> bool:
        """Exclude columns that are longer than a Salesforce id, such as a status."""
        *_, (_, field) = fields_on(self.model, entry.removesuffix("__exact"))
        return getattr(field, "max_length", None) == _LENGTH

    @override
    def get_list_display(self, request: HttpRequest) -> Any:
        """Add a column that shows whether the row is still in Salesforce."""
        active = self._open(filter(None, [getattr(self.model, "active_column", None)]), request)
        return [*super().get_list_display(request), *(self.cell(column, request) for column in active)]

    @override
    def get_list_filter(self, request: HttpRequest) -> Any:
        """Add the filters of all synced rows: deletion, and last change in Salesforce."""
        own = super().get_list_filter(request)
        common = [ActiveFilter] if hasattr(self.model, "active_column") else []
        changed = [field.name for field in self.opts.concrete_fields if field.name.endswith("_last_modified_date")]
        return [*common, *own, *changed]

    @override
    def is_flag(self, field: Field[Any, Any]) -> bool:
        return field.name == getattr(self.model, "active_column", None)

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        """Show the active flag as a choice in words."""
        if not self.is_flag(db_field):
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        return TypedChoiceField(
            choices=_STATES,
            coerce=int,
            initial=1,
            label=capfirst(db_field.verbose_name),
            help_text=kwargs.get("help_text", db_field.help_text),
        )

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        """Make the input wide enough for an id of 18 characters."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.name in self.raw_id_fields:
            field.widget.attrs.setdefault("style", "width: 13em")
        return field


class TwoWayAdmin(SyncedAdmin):
    """A ``SyncedAdmin`` of rows that are edited here too. The form shows the state of the row's upload."""

    @override
    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """Add the state of the upload."""
        return [*super().get_readonly_fields(request, obj), *(["in_salesforce"] if obj is not None else [])]

    @admin.display(description="In Salesforce")
    def in_salesforce(self, row: TwoWayModel) -> Any:
        """Return whether Salesforce has the row's current values, and if not, the reason."""
        status = getattr(row, row.sync_status_column)
        if status == SyncStatus.PENDING:
            return "Not yet: the changes made here wait for upload."
        if status == SyncStatus.FAILED:
            failed = getattr(row, row.retry_count_column) or 0
            times = "once" if failed == 1 else f"{failed} times"
            return f"No: the upload failed {times}. Salesforce said: {getattr(row, row.sync_error_column) or 'nothing'}"
        if status == SyncStatus.CONFLICT:
            return format_html("No: changed here and in Salesforce. Resolve the conflict. {}", self._conflicts(row))
        return "Yes" if getattr(row, row.active_column) else "Deleted there"

    def _conflicts(self, row: TwoWayModel) -> Any:
        """Return a link to the row's conflicts, if their app is installed."""
        try:
            page = reverse("admin:agent360_system_syncconflict_changelist", current_app=self.admin_site.name)
        except NoReverseMatch:
            return ""
        found = {"sc_object_name": row._meta.db_table, "sc_record_sf_id": getattr(row, row.source_id_column)}
        return format_html('<a href="{}?{}">Show the conflict</a>', page, urlencode(found))
