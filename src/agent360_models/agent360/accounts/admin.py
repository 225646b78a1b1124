"""Admin of accounts, account plans, frame agreements and targets."""

from agent360_models.admin import register
from agent360_models.agent360._admin import ActiveFilter, SyncedAdmin
from agent360_models.agent360.accounts.models import Account, AccountPlan, FrameAgreement, Target


@register(Account)
class AccountAdmin(SyncedAdmin):
    """Find an account by name, id or number."""

    list_display = ("acc_sf_id", "acc_name", "acc_account_number", "acc_owner", "acc_active")
    list_filter = (ActiveFilter, "acc_last_modified_date")
    search_fields = ("acc_sf_id__exact", "acc_name", "acc_account_number__exact")
    raw_id_fields = ("acc_owner",)


@register(AccountPlan)
class AccountPlanAdmin(SyncedAdmin):
    """Find a plan by name, id or status."""

    list_display = ("ap_sf_id", "ap_name", "ap_account", "ap_status", "ap_start_date", "ap_active")
    list_filter = (ActiveFilter, "ap_start_date", "ap_last_modified_date")
    search_fields = ("ap_sf_id__exact", "ap_name", "ap_plan_name", "ap_status__exact")
    raw_id_fields = ("ap_account",)


@register(FrameAgreement)
class FrameAgreementAdmin(SyncedAdmin):
    """Find a frame agreement by id, type or status."""

    list_display = ("fa_sf_id", "fa_account", "fa_agreement_type", "fa_status", "fa_start_date", "fa_active")
    list_filter = (ActiveFilter, "fa_is_active", "fa_start_date", "fa_last_modified_date")
    search_fields = ("fa_sf_id__exact", "fa_agreement_type__exact", "fa_status__exact")
    raw_id_fields = ("fa_account", "fa_last_modified_by")


@register(Target)
class TargetAdmin(SyncedAdmin):
    """Find a target by id or quarter."""

    list_display = (
        "tgt_sf_id",
        "tgt_account",
        "tgt_frame_agreement",
        "tgt_quarter",
        "tgt_net_turnover_target",
        "tgt_active",
    )
    list_filter = (ActiveFilter, "tgt_last_modified_date")
    search_fields = ("tgt_sf_id__exact", "tgt_quarter__exact")
    raw_id_fields = ("tgt_account", "tgt_frame_agreement")
