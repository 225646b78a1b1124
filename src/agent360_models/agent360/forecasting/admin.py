"""Admin of rolling forecasts."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from agent360_models.admin import register
from agent360_models.admin._outcomes import move_action
from agent360_models.agent360._admin import TwoWayAdmin
from agent360_models.agent360.forecasting import transitions
from agent360_models.agent360.forecasting.models import ArfRollingForecast


@register(ArfRollingForecast)
class ArfRollingForecastAdmin(TwoWayAdmin):
    """Find a forecast by name or id; change its status with the list actions.

    ``Fixes_Needed`` needs a reason for each forecast, so that step has no action and is left to code.
    """

    list_display = (
        "arf_name",
        "arf_account",
        "arf_product",
        "arf_forecast_date",
        "arf_status",
        "arf_draft_value",
        "arf_sync_status",
    )
    list_filter = ("arf_status", "arf_sync_status", "arf_agent360_source", "arf_forecast_date")
    search_fields = ("arf_id__exact", "arf_sf_id__exact", "arf_name", "arf_account__acc_name__exact")
    actions = ("submit", "approve", "freeze")
    submit = move_action("Submit for approval", ArfRollingForecast.Status.PENDING_APPROVAL)
    approve = move_action("Approve", ArfRollingForecast.Status.APPROVED)
    freeze = move_action("Freeze", ArfRollingForecast.Status.FROZEN)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Start a new forecast as a draft."""
        return {"arf_status": transitions.FIRST, **super().get_changeform_initial_data(request)}

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """Leave the status of an existing row to the actions."""
        status = ["arf_status"] if obj is not None else []
        return [*status, *super().get_readonly_fields(request, obj)]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Write only the fields that the form changed, so that a concurrent status change is kept."""
        if not change:
            super().save_model(request, obj, form, change)
        elif form.changed_data:
            obj.save(update_fields=[*form.changed_data, "arf_updated_at"])
