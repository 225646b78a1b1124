"""Rows that a downstream test would make with the factories of the family."""

from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model
from factory.declarations import Trait
from factory.random import reseed_random
from pytest_django.fixtures import Settings

from agent360_models import families
from agent360_models.agent360.accounts.factories import AccountFactory, FrameAgreementFactory, TargetFactory
from agent360_models.agent360.accounts.models import Account
from agent360_models.agent360.ai_assistant.factories import AiChatMessageFactory, AiChatThreadFactory
from agent360_models.agent360.campaigns.factories import CampaignFactory
from agent360_models.agent360.catalog.factories import ProductFactory
from agent360_models.agent360.core.factories import UserFactory
from agent360_models.agent360.core.models import User
from agent360_models.agent360.factories import INTEGRATION_USER
from agent360_models.agent360.forecasting import transitions
from agent360_models.agent360.forecasting.factories import ArfRollingForecastFactory
from agent360_models.agent360.forecasting.models import ArfRollingForecast
from agent360_models.agent360.invoicing.factories import InvoiceFactory, InvoiceLineItemFactory
from agent360_models.agent360.salesforce.ids import object_name, to_18
from agent360_models.agent360.support.factories import (
    CaseCommentFactory,
    CaseFactory,
    CaseHistoryFactory,
    TaskFactory,
)
from agent360_models.agent360.support.models import CaseComment
from agent360_models.agent360.system.factories import (
    SyncConflictFactory,
    SyncLogFactory,
    SyncWatermarkFactory,
    UserLoginLogFactory,
)
from agent360_models.agent360.system.models import SyncConflict, SyncLog, SyncWatermark
from agent360_models.agent360.two_way import ActiveModel
from agent360_models.exceptions import ReadOnlyTableError
from agent360_models.testing.factories import FamilyFactory, factories, using
from tests.support import endurance

Factory = type[FamilyFactory[Any]]

# In a fixed order, so that all workers of xdist collect the same tests.
FACTORIES = {
    model: found for model, found in factories().items() if model._meta.app_label in families.labels("agent360")
}
MODELS = [model for label in families.labels("agent360") for model in apps.get_app_config(label).get_models()]
TRAITS = [
    (factory, name)
    for factory in FACTORIES.values()
    for name, parameter in factory._meta.parameters.items()
    if isinstance(parameter, Trait)
]
every_factory = pytest.mark.parametrize(("model", "factory"), FACTORIES.items(), ids=[m.__name__ for m in FACTORIES])


def values(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def ids(row: Model) -> dict[str, str]:
    """Return the Salesforce ids that the row holds, with and without a foreign key."""
    targets = {field.attname: getattr(field, "target_field", field) for field in row._meta.concrete_fields}
    found = {name: getattr(row, name) for name, target in targets.items() if target.max_length == 18}
    return {name: value for name, value in found.items() if value is not None}


def rows_per_table() -> Counter[str]:
    return Counter({model.__name__: model._default_manager.count() for model in MODELS})


# Every model


@every_factory
def test_a_row_brings_at_most_one_row_of_each_kind(db: None, model: type[Model], factory: Factory) -> None:
    """The owner, the author and the last editor are one user."""
    factory.create()

    found = rows_per_table()
    assert found[model.__name__] == 1
    assert max(found.values()) == 1


@every_factory
def test_many_rows_live_side_by_side(db: None, model: type[Model], factory: Factory) -> None:
    """Also when a seed makes all that is random come again."""
    rows = endurance.trials(5, 20)
    for _ in range(2):
        reseed_random(7)
        factory.create_batch(rows)

    assert model._default_manager.count() == 2 * rows


@every_factory
def test_a_seed_gives_the_same_row_again(model: type[Model], factory: Factory) -> None:
    """Apart from running numbers, which this test sets back."""
    built = []
    for _ in range(2):
        reseed_random(7)
        for other in FACTORIES.values():
            other.reset_sequence(0, force=True)  # type: ignore[no-untyped-call]
        built.append(values(factory.build()))

    assert built[0] == built[1]


@every_factory
def test_no_time_depends_on_the_day_of_the_test(model: type[Model], factory: Factory) -> None:
    """All are from 2025 and 2026, but for the clocks that Django sets itself."""
    row = factory.build()

    times = {name: value for name, value in values(row).items() if isinstance(value, date)}
    assert {name: value for name, value in times.items() if value.year not in (2025, 2026)} == {}


@every_factory
def test_times_are_in_order(db: None, model: type[Model], factory: Factory) -> None:
    """What ends or changes has begun before."""
    found = {name.partition("_")[2]: value for name, value in values(factory.create()).items()}

    pairs = [
        ("sf_created_date", "last_modified_date"),
        ("created_date", "last_modified_date"),
        ("start_date", "end_date"),
        ("started_at", "completed_at"),
        ("hwm_before", "hwm_after"),
        ("login_at", "logout_at"),
    ]
    wrong = [(a, b) for a, b in pairs if found.get(a) and found.get(b) and found[a] > found[b]]
    assert wrong == []


@every_factory
def test_ids_are_salesforce_ids(db: None, model: type[Model], factory: Factory) -> None:
    """With 18 characters, and a user's where a user is meant."""
    found = ids(factory.create())

    assert {name: to_18(value) for name, value in found.items()} == found
    editors = {value for name, value in found.items() if name.endswith("modified_by_id")}
    assert editors <= {INTEGRATION_USER, *User.objects.values_list("pk", flat=True)}


def test_each_kind_of_record_has_its_prefix() -> None:
    """That of the standard object; the custom ones have one each that starts with an a."""
    found = {
        model.__name__: row.pk or getattr(row, f"{model.active_column.partition('_')[0]}_sf_id")
        for model, factory in FACTORIES.items()
        if issubclass(model, ActiveModel)
        for row in [factory.build()]
    }

    standard = {name: object_name(value) for name, value in found.items() if object_name(value)}
    assert standard.pop("Product") == "Product2"
    assert standard == {name: name for name in standard}
    others = {name: value[:3] for name, value in found.items() if not object_name(value)}
    assert others.pop("CaseHistory") == "017"  # shared by all histories
    assert len(set(others.values())) == len(others)
    assert {prefix[0] for prefix in others.values()} == {"a"}


def test_a_factory_writes_what_the_project_may_not(db: None, settings: Settings) -> None:
    """Children and parents too; the guard stays closed for the code under test."""
    settings.AGENT360_MODELS = {"READ_ONLY": ["agent360"]}

    case = CaseFactory.create(with_comments=True)

    assert case.comments.count() == 2
    with pytest.raises(ReadOnlyTableError):
        case.save()


@pytest.mark.django_db(databases=["default", "crm"])
def test_using_takes_the_children_along() -> None:
    """They are made by the factories of the traits."""
    with using("crm"):
        CaseFactory.create(with_comments=True)

    assert [CaseComment.objects.using(alias).count() for alias in ("default", "crm")] == [0, 2]


# Traits


@pytest.mark.parametrize(
    "factory", [factory for factory, trait in TRAITS if trait == "deleted"], ids=lambda factory: factory.__name__
)
def test_what_is_deleted_in_salesforce_is_not_active(db: None, factory: Factory) -> None:
    """Every table that the sync flags has the trait."""
    kept, _deleted = factory.create(), factory.create(deleted=True)

    assert list(type(kept).objects.active()) == [kept]


def test_every_table_with_deleted_rows_has_the_trait() -> None:
    """Also one that is added later."""
    flagged = {factory for model, factory in FACTORIES.items() if issubclass(model, ActiveModel)}

    assert {factory for factory, trait in TRAITS if trait == "deleted"} == flagged


def test_an_inactive_user_still_exists(db: None) -> None:
    """It may not log in, but is not deleted."""
    user = UserFactory.create(inactive=True)

    assert not user.usr_is_active
    assert list(User.objects.active()) == [user]


# Accounts, campaigns, invoices


def test_an_expired_agreement_is_over() -> None:
    """Its end follows its start."""
    agreement = FrameAgreementFactory.build(expired=True)

    assert (agreement.fa_end_date, agreement.fa_start_year) == (date(2024, 12, 31), 2024)
    assert (agreement.fa_status, agreement.fa_is_active) == ("Expired", False)


def test_the_sales_of_an_agreement_add_up() -> None:
    """An empty quarter counts as none."""
    agreement = FrameAgreementFactory.build(
        fa_total_sales_q1=Decimal(100),
        fa_total_sales_q2=Decimal(200),
        fa_total_sales_q3=None,
        fa_total_sales_q4=None,
        fa_rebate_achieved=Decimal("0.0500"),
    )

    assert (agreement.fa_total_sales_ty, agreement.fa_total_rebate_achieved) == (Decimal(300), Decimal(15))


def test_a_target_and_its_agreement_belong_to_one_account(db: None) -> None:
    """Whichever of them is given."""
    account = AccountFactory.create()
    agreement = FrameAgreementFactory.create(fa_account=account)

    targets = [
        TargetFactory.create(),
        TargetFactory.create(tgt_account=account),
        TargetFactory.create(tgt_frame_agreement=agreement),
        TargetFactory.create(tgt_frame_agreement__fa_account=account),
    ]

    assert [target.tgt_account == target.tgt_frame_agreement.fa_account for target in targets] == [True] * 4
    assert [target.tgt_account == account for target in targets] == [False, True, True, True]
    assert Account.objects.count() == 2


def test_the_budget_of_a_campaign() -> None:
    """What is spent and what is left give what was planned."""
    running, planned, completed = (
        CampaignFactory.build(cmp_budgeted_cost=Decimal(1000)),
        CampaignFactory.build(cmp_budgeted_cost=Decimal(1000), planned=True),
        CampaignFactory.build(cmp_budgeted_cost=Decimal(1000), completed=True),
    )

    assert [(row.cmp_actual_cost, row.cmp_available_budget) for row in (running, planned, completed)] == [
        (Decimal(400), Decimal(600)),
        (Decimal(0), Decimal(1000)),
        (Decimal(1000), Decimal(0)),
    ]
    assert [row.cmp_is_active for row in (running, planned, completed)] == [True, False, False]


def test_an_invoice_under_an_agreement_goes_to_its_account(db: None) -> None:
    """And its date is within the agreement."""
    agreement = FrameAgreementFactory.create()

    given, made = InvoiceFactory.create(inv_frame_agreement=agreement), InvoiceFactory.create(under_agreement=True)

    assert given.inv_account == agreement.fa_account
    assert made.inv_frame_agreement is not None
    assert made.inv_account == made.inv_frame_agreement.fa_account
    assert agreement.fa_start_date <= given.inv_invoice_date <= agreement.fa_end_date


@pytest.mark.parametrize(
    ("trait", "status", "is_valid"),
    [("paid", "Paid", True), ("overdue", "Overdue", True), ("cancelled", "Cancelled", False)],
)
def test_the_status_of_an_invoice(trait: str, status: str, is_valid: object) -> None:
    """The words are inferred."""
    invoice = InvoiceFactory.build(**{trait: True})

    assert (invoice.inv_status, invoice.inv_valid) == (status, is_valid)


def test_the_lines_of_an_invoice_add_up_to_its_price(db: None) -> None:
    """With one line or several, and value-added tax."""
    invoices = [InvoiceLineItemFactory.create().ili_invoice, InvoiceFactory.create(with_line_items=True)]

    for invoice in invoices:
        lines = list(invoice.line_items.all())
        assert sum(line.ili_net_price for line in lines) == invoice.inv_net_price
        assert sum(line.ili_vat or 0 for line in lines) == invoice.inv_total_vat
        assert invoice.inv_total_invoice_value == invoice.inv_net_price + (invoice.inv_total_vat or 0)


# Support


@pytest.mark.parametrize(
    ("factory", "kind"), [(AccountFactory, "Account"), (CaseFactory, "Case"), (CampaignFactory, "Campaign")]
)
def test_a_task_is_about_a_record(db: None, factory: Factory, kind: str) -> None:
    """Given as a row, for want of a foreign key."""
    record = factory.create()

    task = TaskFactory.create(what=record)

    assert (task.tsk_what_id, task.tsk_what_type, task.tsk_what_name) == (record.pk, kind, str(record))
    assert task.what_object == kind


def test_a_task_about_nothing(db: None) -> None:
    """The three columns are empty."""
    task = TaskFactory.create(what=None)

    assert (task.tsk_what_id, task.tsk_what_type, task.tsk_what_name) == (None, None, None)
    assert Account.objects.count() == 0


def test_a_completed_task_says_when() -> None:
    """An open one does not."""
    done, todo = TaskFactory.build(completed=True), TaskFactory.build()

    assert (done.tsk_status, done.tsk_completed_date) == ("Completed", done.tsk_last_modified_date)
    assert (todo.tsk_status, todo.tsk_completed_date) == ("Not Started", None)


def test_a_case_with_history(db: None) -> None:
    """It was created, and came to the status that it has."""
    case = CaseFactory.create(closed=True, with_history=True)

    assert list(case.history.order_by("ch_created_date").values_list("ch_field", "ch_old_value", "ch_new_value")) == [
        ("created", None, None),
        ("Status", "New", "Closed"),
    ]
    assert {entry.ch_created_by for entry in case.history.all()} == {case.cs_owner}


def test_a_case_of_nobody(db: None) -> None:
    """Both columns may be empty, and its rows live with that."""
    case = CaseFactory.create(cs_account=None, cs_owner=None)

    comment = CaseCommentFactory.create(cc_case=case)
    CaseHistoryFactory.create(ch_case=case)

    assert (case.cs_last_modified_by_id, comment.cc_sf_created_by) == (INTEGRATION_USER, None)


@pytest.mark.parametrize("factory", [CaseCommentFactory, ArfRollingForecastFactory])
def test_how_a_row_stands_with_salesforce(db: None, factory: Factory) -> None:
    """What Salesforce does not have yet has no id of it."""
    states = (None, "sync_pending", "sync_failed", "sync_conflict")

    rows = [factory.create(**({state: True} if state else {})) for state in states]

    prefix = type(rows[0]).active_column.partition("_")[0]
    names = ("sync_status", "retry_count", "agent360_source")
    found = [tuple(getattr(row, f"{prefix}_{name}") for name in names) for row in rows]
    assert found == [(1, 0, False), (0, 0, True), (2, 3, True), (3, 0, False)]
    assert [getattr(row, f"{prefix}_sf_id") is None for row in rows] == [False, True, True, False]
    assert [bool(getattr(row, f"{prefix}_last_sync_error")) for row in rows] == [False, False, True, False]
    assert list(type(rows[0]).objects.waiting_for_sync()) == [rows[1]]


# Forecasts


@pytest.mark.parametrize(
    ("trait", "path"),
    [
        ("pending_approval", ["Pending_Approval"]),
        ("approved", ["Pending_Approval", "Approved"]),
        ("fixes_needed", ["Pending_Approval", "Fixes_Needed"]),
        ("frozen", ["Pending_Approval", "Approved", "Frozen"]),
    ],
)
def test_a_forecast_in_a_status_is_what_the_steps_lead_to(db: None, trait: str, path: list[str]) -> None:
    """The values, the version and whether there is a reason."""
    draft = {"arf_draft_quantity": Decimal(3), "arf_draft_unit_price": Decimal("9.90")}
    made = ArfRollingForecastFactory.create(**draft, **{trait: True})
    walked = ArfRollingForecastFactory.create(**draft)

    for status in path:
        reason = made.arf_rejection_reason if status == "Fixes_Needed" else None
        walked.transition_to(status, reason=reason)

    names = [f"arf_{kind}_{value}" for kind in ("draft", "pending", "approved") for value in transitions.VALUES]
    names += ["arf_status", "arf_version", "arf_rejection_reason"]
    assert [getattr(made, name) for name in names] == [getattr(walked, name) for name in names]


def test_every_status_of_a_forecast_has_a_trait() -> None:
    """But for the one in which forecasts start."""
    traits = {name for factory, name in TRAITS if factory is ArfRollingForecastFactory}

    assert {status.lower() for status in ArfRollingForecast.Status.values} - traits == {transitions.FIRST.lower()}


def test_a_state_of_the_sync_goes_with_any_status() -> None:
    """One trait does not undo the other."""
    forecast = ArfRollingForecastFactory.build(approved=True, sync_pending=True)

    assert (forecast.arf_status, forecast.arf_sync_status, forecast.arf_sf_id) == ("Approved", 0, None)


def test_a_forecast_without_values(db: None) -> None:
    """All of them may be empty."""
    forecast = ArfRollingForecastFactory.create(arf_draft_quantity=None, arf_draft_unit_price=None, approved=True)

    assert (forecast.arf_draft_value, forecast.arf_approved_value) == (None, None)


# The assistant


def test_a_thread_with_messages(db: None) -> None:
    """A question and its answer, which the thread has counted."""
    thread = AiChatThreadFactory.create(with_messages=True)

    messages = list(thread.messages.order_by("acm_created_at"))
    assert [message.acm_role for message in messages] == ["user", "assistant"]
    assert (thread.act_message_count, thread.act_last_message_at) == (2, messages[1].acm_created_at)
    assert thread.act_created_at < messages[0].acm_created_at


def test_a_message_says_what_it_cost() -> None:
    """A question costs nothing; an attempt that failed has no result."""
    question, answer, failed = (
        AiChatMessageFactory.build(),
        AiChatMessageFactory.build(answer=True),
        AiChatMessageFactory.build(failed=True),
    )

    assert [message.acm_tokens_in is None for message in (question, answer, failed)] == [True, False, False]
    assert [message.acm_sql_result_summary is None for message in (answer, failed)] == [False, True]
    assert [message.acm_error is None for message in (answer, failed)] == [True, False]


# The sync


@pytest.mark.parametrize("trait", [None, "running", "partial", "failed", "skipped"])
def test_a_run_is_what_its_status_says(trait: str | None) -> None:
    """The counts add up, only a run that ended has a last time, and only what failed says why."""
    run = SyncLogFactory.build(**({trait: True} if trait else {}))

    parts = ("inserted", "updated", "deleted", "skipped", "failed")
    assert run.sl_status == (trait or "success")
    assert run.sl_records_queried == sum(getattr(run, f"sl_records_{part}") for part in parts)
    assert (run.sl_completed_at is None) == (trait == "running")
    assert bool(run.sl_records_failed) == (trait == "partial")
    assert bool(run.sl_error_message) == (trait in {"partial", "failed"})
    assert (run.sl_hwm_after == run.sl_started_at) == (trait in {None, "partial"})


def test_runs_in_the_order_of_their_given_times(db: None) -> None:
    """Django alone would give all of them the present."""
    now = datetime.fromisoformat("2026-06-01T12:00:00+00:00")
    older = SyncLogFactory.create(sl_started_at=now - timedelta(days=1))
    newer = SyncLogFactory.create(sl_started_at=now, failed=True)

    assert list(SyncLog.objects.newest_per_object()) == [newer]
    assert list(SyncLog.objects.newest_success_per_object()) == [older]


def test_which_watermarks_are_due(db: None) -> None:
    """One that was never synced is, one that is disabled is not."""
    now = datetime.fromisoformat("2026-06-01T12:00:00+00:00")
    never, _disabled, _fresh = (
        SyncWatermarkFactory.create(never_synced=True),
        SyncWatermarkFactory.create(disabled=True),
        SyncWatermarkFactory.create(sw_last_sync_ts=now),
    )

    assert list(SyncWatermark.objects.due(now)) == [never]


def test_a_conflict_is_open_until_it_is_resolved(db: None) -> None:
    """A resolved one says how, when and by whom."""
    pending, resolved = SyncConflictFactory.create(), SyncConflictFactory.create(resolved=True)

    assert list(SyncConflict.objects.open()) == [pending]
    assert resolved.sc_resolution == "local_wins"
    assert resolved.sc_resolved_by
    assert resolved.sc_resolved_at
    assert resolved.sc_created_at < resolved.sc_resolved_at


def test_a_user_who_is_logged_in_has_not_logged_out() -> None:
    """The length of a session is that between its ends."""
    ended, going_on = UserLoginLogFactory.build(), UserLoginLogFactory.build(logged_in=True)

    assert ended.ull_logout_at is not None
    assert (ended.ull_logout_at - ended.ull_login_at).total_seconds() == ended.ull_session_duration_sec
    assert (going_on.ull_logout_at, going_on.ull_session_duration_sec) == (None, None)


def test_a_product_without_a_brand() -> None:
    """Its brand as text is empty too."""
    assert ProductFactory.build(prd_product_brand=None).prd_brand is None
