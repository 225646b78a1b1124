"""The printed tour of the databases: the rows of each app, queries as a user writes them, and seven pages to open."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db.models import Count, F, Model, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from visits.models import Visit

from agent360_models import families
from agent360_models.agent360.accounts.models import Account
from agent360_models.agent360.invoicing.models import Invoice
from agent360_models.agent360.system.models import SyncConflict
from agent360_models.hibachi.core.models import Booking
from agent360_models.ingestion.hubspot.models import Contact


def show() -> list[str]:
    """Print everything except the pages, and return the models whose tables are empty."""
    empty = []
    print("\nThe rows of each app:")
    for label in families.installed():
        rows = {model: model._base_manager.count() for model in apps.get_app_config(label).get_models()}
        print(f"    {label:28}{len(rows):>3} tables{sum(rows.values()):>8,} rows")
        empty += [model._meta.label for model, number in rows.items() if not number]
    show_list(
        "Accounts over their credit limit that have open cases",
        (f"{row}: {row.acc_invoice_open_amount:,} open of {row.acc_credit_limit:,}" for row in over_their_limit()[:5]),
    )
    show_invoices()
    show_callers()
    plan_visits()
    return empty


def over_their_limit() -> QuerySet[Account]:
    """Return the accounts over their credit limit that have open cases, those with the most cases first."""
    is_open = ~Q(cases__cs_status="Closed")
    return (
        Account.objects.active()
        .filter(acc_invoice_open_amount__gt=F("acc_credit_limit"))
        .annotate(open_cases=Count("cases", filter=is_open))
        .filter(open_cases__gt=0)
        .order_by("-open_cases", "acc_name")
    )


def show_invoices() -> None:
    """Print the newest invoices of the account with the most invoices, and its owner."""
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


def callers() -> QuerySet[Any]:  # rows of Contact, with annotations
    """Return the most frequent callers: phone numbers link contacts of HubSpot and calls of CallRail."""
    return Contact.objects.without_merged().with_calls().filter(call_count__gt=0).order_by("-call_count", "pk")


def show_callers() -> None:
    """Print the most frequent callers."""
    show_list(
        "Contacts of HubSpot with the most calls in CallRail",
        (
            f"{row.last_call_time:%Y-%m-%d}  {row.firstname} {row.lastname}, {row.city}: {row.call_count} calls"
            for row in callers()[:5]
        ),
    )


def plan_visits() -> None:
    """Write visits, then count accounts without one: one query over the library's table and the project's."""
    accounts = Account.objects.active().order_by("acc_name")
    today = timezone.localdate()
    for days, account in enumerate(accounts[:5], start=1):
        Visit(account=account, day=today + timedelta(days=days)).save()
    show_list("Accounts without a planned visit", [f"{accounts.filter(Q(visits=None)).count():,}"])


def show_list(title: str, lines: Iterable[str]) -> None:
    """Print some lines under a title."""
    print(f"\n{title}:", *list(lines) or ["none"], sep="\n    ")


def pages() -> Iterator[tuple[str, str]]:
    """Yield the title and the path of each of the seven pages."""
    customer = apps.get_model("migochat.User").objects.filter(lead_stage="CONVERTED").order_by("pk").first()
    bookings = Booking.objects.filter(status=Booking.Status.CONFIRMED).order_by("date")
    yield (
        "an account over its credit limit, with its open cases",
        page_of(Account, over_their_limit().first()),
    )
    yield "comments that Salesforce refused", f"{page_of('agent360_support.CaseComment')}?cc_sync_status__exact=2"
    conflict = SyncConflict.objects.filter(sc_resolution=None).order_by("pk").first()
    yield "a sync conflict to resolve", page_of(SyncConflict, conflict)
    yield "the health of the syncs", reverse("admin:agent360_system_synclog_health")
    yield "a booking; its station links to the users who may see it", page_of(Booking, bookings.first())
    yield "a contact of HubSpot who called", page_of(Contact, callers().first())
    yield "a customer of the chat", page_of("migochat.User", customer)


def page_of(model: type[Model] | str, row: Model | None = None) -> str:
    """Return the path of a row's page, or of the list if there is no row."""
    options = (apps.get_model(model) if isinstance(model, str) else model)._meta
    name = f"admin:{options.app_label}_{options.model_name}"
    return reverse(f"{name}_change", args=[row.pk]) if row else reverse(f"{name}_changelist")
