"""Admin of accounts, account plans, frame agreements and targets."""

from agent360_models.admin import register
from agent360_models.agent360._admin import SyncedAdmin
from agent360_models.agent360.accounts.models import Account, AccountPlan, FrameAgreement, Target


@register(Account)
class AccountAdmin(SyncedAdmin):
    """Find an account by name, id or number."""

    related_first = ("account_plans", "frame_agreements", "invoices", "cases")

    list_display = ("acc_name", "acc_account_number", "acc_owner", "acc_credit_limit", "acc_invoice_open_amount")
    search_fields = ("acc_sf_id__exact", "acc_name", "acc_account_number__exact")


@register(AccountPlan)
class AccountPlanAdmin(SyncedAdmin):
    """Find a plan by name, id or status."""

    list_display = ("ap_name", "ap_account", "ap_plan_name", "ap_status", "ap_start_date", "ap_end_date")
    list_filter = ("ap_start_date",)
    search_fields = ("ap_sf_id__exact", "ap_name", "ap_plan_name", "ap_status__exact", "ap_account__acc_name__exact")


@register(FrameAgreement)
class FrameAgreementAdmin(SyncedAdmin):
    """Find a frame agreement by id, type or status."""

    list_display = ("__str__", "fa_account", "fa_status", "fa_start_date", "fa_end_date", "fa_total_sales_ty")
    list_filter = ("fa_is_active", "fa_start_date")
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
