import itertools
import threading
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import ModelForm, modelform_factory
from django.test import Client
from django.urls import reverse

from agent360_models.agent360.forecasting import transitions
from agent360_models.agent360.forecasting.factories import ArfRollingForecastFactory
from agent360_models.agent360.forecasting.models import ArfRollingForecast
from agent360_models.agent360.two_way import SyncStatus
from agent360_models.base.transitions import find
from agent360_models.exceptions import IllegalTransitionError
from agent360_models.testing.factories import using
from tests.support.threads import at_once

Status = ArfRollingForecast.Status

Values = Mapping[str, tuple[Decimal | None, ...]]

DRAFT = (Decimal(1), Decimal(2), Decimal(3))
PENDING = (Decimal(4), Decimal(5), Decimal(6))
APPROVED = (None, None, None)
VALUES: Values = {"draft": DRAFT, "pending": PENDING, "approved": APPROVED}

# What the three sets of values are after each step.
LEGAL: dict[tuple[str, str], Values] = {
    ("Draft", "Pending_Approval"): {**VALUES, "pending": DRAFT},
    ("Pending_Approval", "Approved"): {**VALUES, "approved": PENDING},
    ("Pending_Approval", "Fixes_Needed"): VALUES,
    ("Fixes_Needed", "Pending_Approval"): {**VALUES, "pending": DRAFT},
    ("Approved", "Frozen"): VALUES,
}
ILLEGAL = [pair for pair in itertools.product(Status.values, repeat=2) if pair not in LEGAL]


def columns(values: Values) -> dict[str, Any]:
    return {
        f"arf_{kind}_{name}": value
        for kind, row in values.items()
        for name, value in zip(("quantity", "unit_price", "value"), row, strict=True)
    }


def stored(forecast: ArfRollingForecast) -> dict[str, Any]:
    names = [*columns(VALUES), "arf_status", "arf_version", "arf_sync_status", "arf_rejection_reason"]
    row: dict[str, Any] = ArfRollingForecast.objects.filter(pk=forecast.pk).values(*names).get()
    return row


def reason_for(new: str) -> str | None:
    return "Price is too low" if new == "Fixes_Needed" else None


def test_the_steps_use_the_statuses_and_columns_that_there_are() -> None:
    assert {step.old for step in transitions.STEPS} | {step.new for step in transitions.STEPS} == {*Status.values}
    names = {field.name for field in ArfRollingForecast._meta.fields}
    for step in transitions.STEPS:
        assert {*step.copies, *step.copies.values()} <= names


def test_the_table_has_exactly_the_legal_steps() -> None:
    assert {(step.old, step.new) for step in transitions.STEPS} == set(LEGAL)


@pytest.mark.parametrize(("old", "new"), ILLEGAL)
def test_find_names_row_step_and_what_is_allowed(old: str, new: str) -> None:
    with pytest.raises(IllegalTransitionError) as caught:
        find(transitions.STEPS, old, new, row="Forecast 17")
    allowed = ", ".join(end for start, end in LEGAL if start == old) or "nothing"
    assert str(caught.value) == f"Forecast 17 cannot go from {old} to {new}. Allowed from {old}: {allowed}."


@pytest.mark.parametrize(("old", "new"), LEGAL)
def test_a_step_copies_stores_and_counts(db: None, old: str, new: str) -> None:
    forecast = ArfRollingForecastFactory.create(arf_status=old, arf_rejection_reason="Old reason", **columns(VALUES))
    before = forecast.arf_updated_at
    forecast.transition_to(new, reason=reason_for(new))
    reason = {"Fixes_Needed": "Price is too low"}.get(new, None if old == "Fixes_Needed" else "Old reason")
    assert stored(forecast) == {
        **columns(LEGAL[old, new]),
        "arf_status": new,
        "arf_version": 2,
        "arf_sync_status": SyncStatus.PENDING,
        "arf_rejection_reason": reason,
    }
    fresh = ArfRollingForecast.objects.get(pk=forecast.pk)
    names = [field.attname for field in ArfRollingForecast._meta.fields]
    assert {name: getattr(forecast, name) for name in names} == {name: getattr(fresh, name) for name in names}
    assert fresh.arf_updated_at != before


@pytest.mark.parametrize(("old", "new"), ILLEGAL)
def test_any_other_step_changes_nothing(db: None, old: str, new: str) -> None:
    forecast = ArfRollingForecastFactory.create(arf_status=old, **columns(VALUES))
    before = stored(forecast)
    with pytest.raises(IllegalTransitionError, match=f"Forecast {forecast.pk} cannot go from {old} to {new}"):
        forecast.transition_to(new, reason=reason_for(new))
    assert stored(forecast) == before


@pytest.mark.parametrize("reason", [None, "", "  \n"])
def test_a_rejection_needs_a_reason(db: None, reason: str | None) -> None:
    forecast = ArfRollingForecastFactory.create(arf_status="Pending_Approval")
    with pytest.raises(ValueError, match=f"Forecast {forecast.pk} goes to Fixes_Needed only with a reason"):
        forecast.transition_to("Fixes_Needed", reason=reason)
    assert stored(forecast)["arf_status"] == "Pending_Approval"


def test_no_other_step_takes_a_reason(db: None) -> None:
    forecast = ArfRollingForecastFactory.create(arf_status="Pending_Approval")
    with pytest.raises(ValueError, match="leave it out"):
        forecast.transition_to("Approved", reason="Because")
    assert stored(forecast)["arf_status"] == "Pending_Approval"


def test_the_stored_row_decides_not_the_object(db: None) -> None:
    forecast = ArfRollingForecastFactory.create(**columns(VALUES))
    stale = ArfRollingForecast.objects.get(pk=forecast.pk)
    forecast.transition_to("Pending_Approval")
    stale.arf_draft_quantity = Decimal(99)
    with pytest.raises(IllegalTransitionError):
        stale.transition_to("Pending_Approval")
    stale.transition_to("Approved")
    assert (stale.arf_approved_quantity, stale.arf_draft_quantity) == (Decimal(1), Decimal(1))
    assert stale.arf_version == 3


def test_a_row_that_is_gone(db: None) -> None:
    forecast = ArfRollingForecastFactory.create()
    ArfRollingForecast.objects.all().delete()
    with pytest.raises(ArfRollingForecast.DoesNotExist):
        forecast.transition_to("Pending_Approval")


@pytest.mark.django_db(databases=["default", "crm"])
def test_a_step_on_another_alias() -> None:
    with using("crm"):
        forecast = ArfRollingForecastFactory.create()
    forecast.transition_to("Pending_Approval")
    forecast.transition_to("Approved", using="crm")
    assert ArfRollingForecast.objects.using("crm").get().arf_status == "Approved"
    assert not ArfRollingForecast.objects.using("default").exists()


def test_of_two_who_approve_one_wins(transactional_db: None) -> None:
    forecast = ArfRollingForecastFactory.create(arf_status="Pending_Approval", **columns(VALUES))

    def approve() -> str:
        mine = ArfRollingForecast.objects.get(pk=forecast.pk)
        mine.transition_to("Approved")
        return mine.arf_status

    outcomes = at_once(approve, approve)
    assert sorted(map(type, outcomes), key=str) == [IllegalTransitionError, str], outcomes
    assert stored(forecast)["arf_version"] == 2


def test_the_second_waits_for_the_first(transactional_db: None) -> None:
    forecast = ArfRollingForecastFactory.create(arf_status="Pending_Approval")
    outcomes: list[object] = []

    def reject() -> None:
        forecast.transition_to("Fixes_Needed", reason="Too late")

    second = threading.Thread(target=lambda: outcomes.extend(at_once(reject)))
    with transaction.atomic():
        ArfRollingForecast.objects.get(pk=forecast.pk).transition_to("Approved")
        second.start()
        second.join(0.3)
        assert second.is_alive()
    second.join(30)
    assert [type(outcome) for outcome in outcomes] == [IllegalTransitionError], outcomes
    assert stored(forecast)["arf_status"] == "Approved"


@pytest.mark.django_db
class TestForm:
    fields = ("arf_status", "arf_draft_quantity", "arf_rejection_reason")

    def form(self, forecast: ArfRollingForecast, **data: Any) -> "ModelForm[ArfRollingForecast]":
        form = modelform_factory(ArfRollingForecast, fields=self.fields)
        old = {name: getattr(forecast, name) for name in self.fields}
        return form({name: value for name, value in {**old, **data}.items() if value is not None}, instance=forecast)

    @pytest.mark.parametrize(("old", "new"), LEGAL)
    def test_a_legal_step_does_what_transition_to_does(self, old: str, new: str) -> None:
        forecast = ArfRollingForecastFactory.create(arf_status=old, **columns(VALUES))
        form = self.form(forecast, arf_status=new, arf_rejection_reason=reason_for(new))
        assert form.is_valid(), form.errors
        form.save()
        row = stored(forecast)
        assert (row.pop("arf_rejection_reason") or None) == reason_for(new)
        assert row == {
            **columns(LEGAL[old, new]),
            "arf_status": new,
            "arf_version": 2,
            "arf_sync_status": SyncStatus.PENDING,
        }

    @pytest.mark.parametrize(("old", "new"), [pair for pair in ILLEGAL if pair[0] != pair[1]])
    def test_an_illegal_step_is_an_error_on_the_status(self, old: str, new: str) -> None:
        form = self.form(
            ArfRollingForecastFactory.create(arf_status=old), arf_status=new, arf_rejection_reason=reason_for(new)
        )
        assert list(form.errors) == ["arf_status"]

    @pytest.mark.parametrize("status", Status.values)
    def test_an_edit_that_keeps_the_status_is_no_step(self, status: str) -> None:
        forecast = ArfRollingForecastFactory.create(arf_status=status, **columns(VALUES))
        form = self.form(forecast, arf_draft_quantity=Decimal(7))
        assert form.is_valid(), form.errors
        form.save()
        row = stored(forecast)
        assert (row["arf_draft_quantity"], row["arf_pending_quantity"], row["arf_version"]) == (7, 4, 1)

    def test_what_is_submitted_is_what_the_form_says(self) -> None:
        forecast = ArfRollingForecastFactory.create(**columns(VALUES))
        self.form(forecast, arf_status="Pending_Approval", arf_draft_quantity=Decimal(7)).save()
        assert stored(forecast)["arf_pending_quantity"] == 7

    def test_a_rejection_needs_a_reason(self) -> None:
        form = self.form(ArfRollingForecastFactory.create(arf_status="Pending_Approval"), arf_status="Fixes_Needed")
        assert list(form.errors) == ["arf_rejection_reason"]

    @pytest.mark.parametrize("status", Status.values)
    def test_a_new_row_starts_as_draft(self, status: str) -> None:
        forecast = ArfRollingForecastFactory.create()
        new = ArfRollingForecast(
            arf_name="ARF-0002",
            arf_account=forecast.arf_account,
            arf_sales_rep=forecast.arf_sales_rep,
            arf_product=forecast.arf_product,
            arf_forecast_date=forecast.arf_forecast_date,
            arf_status=status,
            arf_owner=forecast.arf_owner,
        )
        if status == "Draft":
            new.full_clean()
        else:
            with pytest.raises(ValidationError) as caught:
                new.full_clean()
            assert list(caught.value.message_dict) == ["arf_status"]

    def test_pending_and_approved_are_in_no_form(self) -> None:
        form = modelform_factory(ArfRollingForecast, fields="__all__")
        assert {*columns({"pending": PENDING, "approved": APPROVED})}.isdisjoint(form.base_fields)


class TestAdmin:
    @pytest.mark.parametrize(
        ("action", "old", "new"),
        [
            ("submit", "Draft", "Pending_Approval"),
            ("submit", "Fixes_Needed", "Pending_Approval"),
            ("approve", "Pending_Approval", "Approved"),
            ("freeze", "Approved", "Frozen"),
        ],
    )
    def test_an_action_moves_what_it_can_and_names_the_rest(
        self, admin_client: Client, action: str, old: str, new: str
    ) -> None:
        good, frozen = (
            ArfRollingForecastFactory.create(arf_status=old),
            ArfRollingForecastFactory.create(arf_status="Frozen"),
        )
        response = admin_client.post(
            reverse("admin:agent360_forecasting_arfrollingforecast_changelist"),
            {"action": action, "_selected_action": [good.pk, frozen.pk]},
            follow=True,
        )
        label = Status(new).label
        assert [str(message) for message in response.context["messages"]] == [
            f"Moved to {label}: {good}.",
            f"Not done: {frozen}: cannot go from Frozen to {new}. Allowed from Frozen: nothing.",
        ]
        assert [stored(row)["arf_status"] for row in (good, frozen)] == [new, "Frozen"]

    def test_the_status_of_an_existing_row_is_read_only(self, admin_client: Client) -> None:
        forecast = ArfRollingForecastFactory.create()
        change = reverse("admin:agent360_forecasting_arfrollingforecast_change", args=[forecast.pk])
        form = admin_client.get(change).context["adminform"].form
        assert "arf_status" not in form.fields
        assert "arf_pending_value" not in form.fields
        add = admin_client.get(reverse("admin:agent360_forecasting_arfrollingforecast_add"))
        assert add.context["adminform"].form.initial["arf_status"] == "Draft"

    def test_a_saved_form_writes_what_it_changed(self, admin_client: Client) -> None:
        forecast = ArfRollingForecastFactory.create(arf_draft_quantity=Decimal(1))
        change = reverse("admin:agent360_forecasting_arfrollingforecast_change", args=[forecast.pk])
        form = admin_client.get(change).context["adminform"].form
        data = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
        response = admin_client.post(change, {**data, "arf_draft_quantity": "8"})
        assert response.status_code == 302, response.context["errors"]
        assert stored(forecast)["arf_draft_quantity"] == 8
