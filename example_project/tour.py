"""What is printed about the filled database: every table, every relation, queries as a user writes them."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db.models import Count, Exists, ForeignKey, Model, OuterRef, Q
from django.utils import timezone
from visits.models import Visit

from agent360_models.agent360.accounts.models import Account
from agent360_models.agent360.forecasting.models import ArfRollingForecast
from agent360_models.agent360.invoicing.models import Invoice
from agent360_models.ingestion.hubspot.models import Contact
from agent360_models.ingestion.orchestration.models import SyncHistory
from agent360_models.tables.reference import installable


def show() -> None:
    """Print it all."""
    print("\nThe rows of each table, and for each foreign key how many of its values lead to a row:")
    for label in installable():
        for model in apps.get_app_config(label).get_models():
            show_table(model)
    show_invoices()
    show_forecasts()
    if Contact.objects.exists():
        show_callers()
        show_runs()
    plan_visits()


def show_table(model: type[Model]) -> None:
    """Count the rows of a table and follow its foreign keys, in one query."""
    keys = [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
    counts: dict[str, Any] = {"rows": Count("pk")}
    for key in keys:
        parents = key.related_model._base_manager.filter(pk=OuterRef(key.attname))
        counts |= {key.name: Count(key.attname), f"{key.name}_found": Count("pk", filter=Exists(parents))}
    found = model._base_manager.aggregate(**counts)
    print(f"{model._meta.db_table:32}{found['rows']:>6,} rows")
    for key in keys:
        there = f"{found[f'{key.name}_found']:,} of {found[key.name]:,}"
        print(f"    {key.name:28}{there:>14} -> {key.related_model._meta.db_table}")


def show_invoices() -> None:
    """Print the newest invoices of the account that has most of them, with its owner."""
    account = Account.objects.active().annotate(number=Count("invoices")).order_by("-number", "pk").first()
    invoices = (
        Invoice.objects.active()
        .filter(inv_account=account)
        .select_related("inv_account__acc_owner")
        .order_by("-inv_invoice_date", "pk")
    )
    show_list(
        "The newest invoices of one account, with its owner",
        (
            f"{row.inv_invoice_date}  {row.inv_name}  {row.inv_net_price:>10,}  {row.inv_status:6}"
            f"  {row.inv_account.acc_name}, {row.inv_account.acc_owner.usr_name}"
            for row in invoices[:5]
        ),
    )


def show_forecasts() -> None:
    """Print the forecasts that wait for approval, the next ones first."""
    waiting = (
        ArfRollingForecast.objects.active()
        .filter(arf_status=ArfRollingForecast.Status.PENDING_APPROVAL)
        .select_related("arf_account", "arf_product", "arf_sales_rep")
        .order_by("arf_forecast_date", "pk")
    )
    show_list(
        "Forecasts waiting for approval",
        (
            f"{row.arf_forecast_date}  {row.arf_account.acc_name}: {row.arf_pending_quantity:,}"
            f" x {row.arf_product.prd_name}, from {row.arf_sales_rep.usr_name}"
            for row in waiting[:5]
        ),
    )


def show_callers() -> None:
    """Print who called most often: contacts of HubSpot and calls of CallRail meet by the phone number."""
    callers = Contact.objects.without_merged().with_calls().filter(call_count__gt=0).order_by("-call_count", "pk")
    show_list(
        "Contacts of HubSpot who called most often, by CallRail",
        (
            f"{row.last_call_time:%Y-%m-%d}  {row.firstname} {row.lastname}, {row.city}: {row.call_count} calls"
            for row in callers[:5]
        ),
    )


def show_runs() -> None:
    """Print the newest run of each sync into the warehouse."""
    runs = SyncHistory.objects.newest()
    show_list(
        "The newest run of each sync into the warehouse",
        (f"{row.crm_source} {row.sync_type}: {row.status}, {row.records_processed:,} records" for row in runs),
    )


def plan_visits() -> None:
    """Write rows of this project's own, then ask for accounts that have none: one query over both."""
    accounts = Account.objects.active().order_by("acc_name")
    today = timezone.localdate()
    for days, account in enumerate(accounts[:5], start=1):
        Visit(account=account, day=today + timedelta(days=days)).save()
    lonely = accounts.filter(Q(visits=None))
    show_list("Accounts that nobody is going to visit", [f"{lonely.count():,}"])


def show_list(title: str, lines: Iterable[str]) -> None:
    """Print some lines under a title."""
    print(f"\n{title}:", *list(lines) or ["none"], sep="\n    ")
