"""Admin of accounts, account plans, frame agreements and targets."""

from decimal import Decimal
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from agent360_models.absent import leads_to_absent
from agent360_models.admin import FamilyAdmin, register
from agent360_models.agent360._admin import SyncedAdmin
from agent360_models.agent360.accounts.models import Account, AccountPlan, FrameAgreement, Target
from agent360_models.typed import override


class _CreditFilter(admin.SimpleListFilter):
    """Filters by the sum of open invoices and orders against the credit limit; both are in one currency."""

    title = "credit limit"
    parameter_name = "credit"
    columns = ("acc_credit_limit", "acc_invoice_open_amount", "acc_order_open_amount")

    @override
    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        if any(leads_to_absent(Account, column) for column in self.columns):
            return []
        return [("over", "Open amounts are above it"), ("within", "Open amounts are within it")]

    @override
    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        comparison = {"over": "lt", "within": "gte"}.get(str(self.value()))
        if comparison is None:
            return queryset
        nothing = Decimal(0)
        open_amounts = Coalesce("acc_invoice_open_amount", nothing) + Coalesce("acc_order_open_amount", nothing)
        return queryset.filter(**{f"acc_credit_limit__{comparison}": open_amounts})


class _CasesFilter(admin.SimpleListFilter):
    """Filters by open cases; if there are very many cases, by the last ones."""

    title = "cases"
    parameter_name = "cases"
    path = "cases__cs_status"

    cases_admin: FamilyAdmin | None = None  # if there are very many cases

    @override
    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        if not apps.is_installed("agent360_models.agent360.support") or leads_to_absent(Account, self.path):
            return []
        cases = apps.get_model("agent360_support", "Case")
        site = model_admin.admin_site._registry.get(cases)  # noqa: SLF001  # get_model_admin() raises
        if isinstance(site, FamilyAdmin) and site.long_table(request, cases.objects.db):
            self.cases_admin = site
            self.title = f"cases, the last {site.searched_rows:,}"
        return [("open", "With open cases"), ("none", "Without open cases")]

    @override
    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in ("open", "none"):
            return queryset
        cases = apps.get_model("agent360_support", "Case").objects.active().exclude(cs_status="Closed")
        if self.cases_admin is not None:
            last = self.cases_admin.last_rows(request, cases.db)
            cases = cases.filter(last.condition) if last is not None else cases
        has_open = Exists(cases.filter(cs_account=OuterRef("pk")))
        return queryset.filter(has_open if self.value() == "open" else ~has_open)


@register(Account)
class AccountAdmin(SyncedAdmin):
    """Find an account by name, id or number."""

    related_first = ("account_plans", "frame_agreements", "invoices", "cases")

    list_display = ("acc_name", "acc_account_number", "acc_owner", "acc_credit_limit", "acc_invoice_open_amount")
    list_filter = (_CreditFilter, _CasesFilter)
    search_fields = ("acc_sf_id__exact", "acc_name", "acc_account_number__exact")


@register(AccountPlan)
class AccountPlanAdmin(SyncedAdmin):
    """Find a plan by name, id or status."""

    list_display = ("ap_name", "ap_account", "ap_plan_name", "ap_status", "ap_start_date", "ap_end_date")
    list_filter = ("ap_status", "ap_start_date")
    search_fields = ("ap_sf_id__exact", "ap_name", "ap_plan_name", "ap_status__exact", "ap_account__acc_name__exact")


@register(FrameAgreement)
class FrameAgreementAdmin(SyncedAdmin):
    """Find a frame agreement by id, type or status."""

    list_display = ("__str__", "fa_account", "fa_status", "fa_start_date", "fa_end_date", "fa_total_sales_ty")
    list_filter = ("fa_status", "fa_is_active", "fa_start_date")
    search_fields = ("fa_sf_id__exact", "fa_agreement_type__exact", "fa_status__exact", "fa_account__acc_name__exact")


@register(Target)
class TargetAdmin(SyncedAdmin):
    """Find a target by id or quarter."""

    list_display = (
        "tgt_quarter",
        "tgt_account",
        "tgt_frame_agreement",
        "tgt_net_turnover_target",
        "tgt_rebate_if_achieved",
    )
    search_fields = ("tgt_sf_id__exact", "tgt_quarter__exact", "tgt_account__acc_name__exact")
