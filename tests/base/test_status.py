"""Rows that go from status to status, by the steps that there are."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.migrations.state import ModelState
from django.forms import modelform_factory
from django.test import Client
from django.urls import path
from django.utils import timezone
from pytest_django.fixtures import Settings

from agent360_models.base import StatusManager
from agent360_models.exceptions import IllegalTransitionError
from tests.apps.bases.models import DetailedEverything, Everything, Job, LiveEverything, Order
from tests.support.threads import at_once, many_at_once

pytestmark = pytest.mark.django_db

site = admin.AdminSite()
site.register(Order, list_filter=["status"])
urlpatterns = [path("admin/", site.urls)]


def aged(model: Any = Order, **values: Any) -> Any:
    """Return a row whose status is of yesterday."""
    row = model.objects.create(**values)
    model.objects.filter(pk=row.pk).update(status_changed_at=timezone.now() - timedelta(days=1))
    return model.objects.get(pk=row.pk)


def test_the_choices_of_the_class_are_those_of_the_field() -> None:
    """In forms, validation, display and migrations."""
    field: Any = Job._meta.get_field("status")

    assert Job().status == "pending"
    assert list(field.flatchoices) == Job.STATUS_CHOICES
    assert Job(status="running").get_status_display() == "Running"
    with pytest.raises(ValidationError, match="not a valid choice"):
        Job(status="lost").full_clean()
    offered: Any = modelform_factory(Job, fields=["status"])()["status"].field
    assert offered.choices == Job.STATUS_CHOICES
    written = dict(ModelState.from_model(Job).fields)["status"].deconstruct()
    options: dict[str, Any] = {"choices": Job.STATUS_CHOICES, "db_index": True, "default": "pending", "max_length": 50}
    said = {"verbose_name": field.verbose_name, "help_text": field.help_text}
    assert written[1:] == ("django.db.models.CharField", [], options | said)


def test_choices_may_be_a_class() -> None:
    """A member is its value."""
    order = Order.objects.create()

    assert (order.status, Order.objects.get().status) == (Order.Status.OPEN, "open")
    assert Order.all_statuses() == ("open", "paid", "sent", "lost")
    assert Order.transitions_from(Order.Status.OPEN) == ("paid", "lost")
    assert Job.all_statuses() == Job.transitions_from("completed") == ("pending", "running", "completed")


def test_rows_by_their_status() -> None:
    """``active()`` are those whose status is not final; without TRANSITIONS none is."""
    for status in Order.all_statuses():
        Order.objects.create(status=status)
    Job.objects.create(status="completed")

    assert isinstance(Order.objects, StatusManager)
    assert Order.objects.by_status(Order.Status.SENT).get().status == "sent"
    assert sorted(Order.objects.active().values_list("status", flat=True)) == ["open", "paid"]
    assert Job.objects.active().count() == 1


def test_a_model_may_say_which_statuses_are_active(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever its steps are."""
    monkeypatch.setattr(Job, "ACTIVE_STATUSES", ["running"])
    for status in Job.all_statuses():
        Job.objects.create(status=status)

    assert Job.objects.active().get().status == "running"


def test_a_step_is_stored_with_its_time_and_nothing_else() -> None:
    """What else the object has changed waits for its own save."""
    order = aged(name="a")
    before = timezone.now()
    order.name = "b"

    order.transition_to(Order.Status.PAID)

    stored = Order.objects.get()
    assert (stored.status, stored.name, order.status, order.name) == ("paid", "a", "paid", "b")
    assert before <= stored.status_changed_at == order.status_changed_at


def test_a_step_that_there_is_not_is_an_error_that_says_which_are() -> None:
    """And changes neither the row nor the object."""
    order = aged()

    with pytest.raises(IllegalTransitionError) as error:
        order.transition_to("sent")

    assert str(error.value) == f"bases.Order {order.pk} cannot go from open to sent. Allowed from open: paid, lost."
    assert (order.status, Order.objects.get().status) == ("open", "open")
    order.transition_to("paid")
    with pytest.raises(IllegalTransitionError, match=r"from paid to paid\. Allowed from paid: sent"):
        order.transition_to("paid")
    order.transition_to("sent")
    with pytest.raises(IllegalTransitionError, match="Allowed from sent: nothing"):
        order.transition_to("open")
    with pytest.raises(IllegalTransitionError, match="cannot go from pending to lost"):
        Job.objects.create().transition_to("lost")


def test_the_stored_status_counts_not_that_of_the_object() -> None:
    """Somebody else was quicker."""
    stale = aged()
    Order.objects.get().transition_to("lost")

    with pytest.raises(IllegalTransitionError, match="from lost to paid"):
        stale.transition_to("paid")
    stale.status = "paid"
    with pytest.raises(IllegalTransitionError, match="from lost to paid"):
        stale.save()
    stale.refresh_from_db()
    assert stale.status == "lost"


def test_assigning_a_status_and_saving_is_a_step_too() -> None:
    """With its time, and the same error."""
    order = aged()
    before = timezone.now()
    order.status = "paid"
    order.save()
    assert before <= Order.objects.get().status_changed_at

    order.status = "lost"
    for options in ({}, {"update_fields": ["status"]}):
        with pytest.raises(IllegalTransitionError, match="from paid to lost"):
            order.save(**options)
    order.save(update_fields=["name"])

    assert Order.objects.get().status == "paid"


def test_a_stale_object_undoes_no_step() -> None:
    """A worker that saves its progress after somebody else has gone on."""
    stale = aged(name="a")
    Order.objects.get().transition_to("lost")
    moved_at = Order.objects.get().status_changed_at
    stale.name = "b"

    stale.save()

    stored = Order.objects.get()
    assert (stored.status, stored.name, stored.status_changed_at) == ("lost", "b", moved_at)


def test_a_status_that_waits_for_its_save_is_not_forgotten() -> None:
    """By a save of another field, by a column that is read later, by a refresh of another field."""
    aged(name="a")
    order = Order.objects.defer("name").get()
    order.status = "paid"

    assert order.name == "a"
    order.save(update_fields=(name for name in ["name"]))
    order.refresh_from_db(fields=["name"])
    assert Order.objects.get().status == "open"
    order.save()

    assert Order.objects.get().status == "paid"


def test_a_save_without_a_step_leaves_the_time() -> None:
    """Also of a row that was read in part."""
    changed_at = aged().status_changed_at

    Order.objects.get().save()
    Order.objects.only("name").get().save()
    order = Order.objects.only("name").get()
    order.status = "open"
    order.save()
    Order.objects.update_or_create(pk=Order.objects.get().pk, defaults={"name": "b"})

    assert Order.objects.get().status_changed_at == changed_at


def test_bulk_writes_set_what_they_say() -> None:
    """As the docs say: no step is looked up, and the time stays."""
    order = aged()
    (made,) = Order.objects.bulk_create([Order(status="sent")])

    Order.objects.filter(pk=order.pk).update(status="sent")
    made.status = "open"
    Order.objects.bulk_update([made], ["status"])

    assert list(Order.objects.order_by("pk").values_list("status", flat=True)) == ["sent", "open"]
    assert Order.objects.get(pk=order.pk).status_changed_at == order.status_changed_at


def test_a_form_and_the_admin_refuse_it_with_a_message(settings: Settings, client: Client) -> None:
    """And take the steps that there are."""
    settings.ROOT_URLCONF = __name__
    client.force_login(User.objects.create_superuser("mara"))
    order = aged()
    page = f"/admin/bases/order/{order.pk}/change/"

    refused = client.post(page, {"status": "sent", "name": "x"})
    assert "cannot go from open to sent" in refused.content.decode()
    assert Order.objects.get().status == "open"

    assert client.post(page, {"status": "paid", "name": "x"}).status_code == 302
    assert (Order.objects.get().status, Order.objects.get().name) == ("paid", "x")
    assert client.get("/admin/bases/order/?status__exact=paid").status_code == 200


@pytest.mark.parametrize("fields", [["name"], ["status"], ["name", "status"]], ids=str)
def test_a_form_has_the_error_whatever_fields_it_has(fields: list[str]) -> None:
    """On the field where the form has it, else on the form."""
    order = aged()
    order.status = "sent"  # by other code, such as a view
    form = modelform_factory(Order, fields=fields)({"name": "x", "status": "sent"}, instance=order)

    assert not form.is_valid()
    where = "status" if "status" in fields else "__all__"
    (messages,) = form.errors.values()
    assert list(form.errors) == [where]
    told = f"bases.Order {order.pk} cannot go from open to sent. Allowed from open: paid, lost."
    assert messages == [told if where == "status" else f"Status: {told}"]


def test_a_form_asks_the_row_and_not_the_object() -> None:
    """Somebody was quicker, or the object was read without its status."""
    order = aged()
    stale, other = Order.objects.get(), Order.objects.defer("status").get()
    order.transition_to("lost")
    form = modelform_factory(Order, fields=["status"])

    assert "cannot go from lost to paid" in str(form({"status": "paid"}, instance=stale).errors)
    other.status = "lost"
    assert form({"status": "lost"}, instance=other).is_valid()
    other.full_clean(exclude=["name"])


@pytest.mark.parametrize("model", [Order, Everything, LiveEverything, DetailedEverything])
def test_a_row_that_is_gone_is_an_error_of_its_own_model(model: Any) -> None:
    """Also where the column is in the table of another one."""
    row = model.objects.create(name="a")
    stale = model.objects.get()
    (row.delete if model is Order else row.hard_delete)()

    with pytest.raises(model.DoesNotExist), transaction.atomic():
        stale.transition_to("paid" if model is Order else "live")


@pytest.mark.django_db(transaction=True)
def test_of_many_who_want_the_step_one_takes_it() -> None:
    """The others hear that it is taken."""
    order = Order.objects.create()

    def pay() -> str:
        try:
            Order.objects.get(pk=order.pk).transition_to("paid")
        except IllegalTransitionError as error:
            return str(error)
        return "paid"

    outcomes = many_at_once(*[pay] * 20)

    assert outcomes.count("paid") == 1
    assert sum("from paid to paid" in str(outcome) for outcome in outcomes) == 19


@pytest.mark.django_db(transaction=True)
def test_a_step_waits_for_the_one_before_it() -> None:
    """Two different steps at once: one is taken, the other refused, and never both."""
    for _ in range(5):
        order = Order.objects.create()
        one, other = Order.objects.get(pk=order.pk), Order.objects.get(pk=order.pk)

        outcomes = at_once(partial(one.transition_to, "paid"), partial(other.transition_to, "lost"))

        assert [type(outcome) for outcome in outcomes].count(IllegalTransitionError) == 1


def test_asynchronous_code_takes_a_step() -> None:
    """By sync_to_async, or by assigning and ``asave``."""

    async def run() -> None:
        job = await Job.objects.acreate()
        await sync_to_async(job.transition_to)("running")
        job.status = "completed"
        await job.asave()

    async_to_sync(run)()

    assert Job.objects.by_status("completed").count() == 1


def test_a_row_of_all_nine_takes_a_step() -> None:
    """Who did it, and when it was changed, go with it."""
    row = Everything.objects.create(name="a", tenant_id="north")
    updated = row.updated_at

    row.transition_to("live")

    stored = Everything.objects.get()
    assert (stored.status, stored.updated_at > updated) == ("live", True)
