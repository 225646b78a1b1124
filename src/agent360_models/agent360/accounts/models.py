"""Tables ``accounts``, ``account_plans``, ``frame_agreements`` and ``targets``."""

from django.db import models

from agent360_models.agent360.salesforce.ids import validate_salesforce_id
from agent360_models.agent360.two_way import ActiveModel, ActiveQuerySet
from agent360_models.fields import MomentField

__all__ = ["Account", "AccountPlan", "FrameAgreement", "Target"]


class Account(ActiveModel):
    """A customer, with its credit limit and open amounts; written by the Salesforce sync."""

    active_column = "acc_active"

    acc_sf_id = models.CharField(max_length=18, primary_key=True, validators=[validate_salesforce_id])
    acc_name = models.CharField(max_length=255)
    acc_owner = models.ForeignKey(
        "agent360_core.User",
        on_delete=models.PROTECT,
        db_column="acc_owner_id",
        db_constraint=False,
        related_name="owned_accounts",
    )
    acc_credit_limit = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    acc_invoice_open_amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    acc_order_open_amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    acc_account_number = models.CharField(max_length=255, null=True, blank=True)
    acc_currency_iso_code = models.CharField(max_length=10, null=True, blank=True)
    acc_last_modified_date = MomentField()
    acc_last_modified_by_id = models.CharField(max_length=18)
    acc_active = models.SmallIntegerField(default=1, help_text="0 once the row is deleted in Salesforce.")
    acc_created_at = MomentField(auto_now_add=True)
    acc_updated_at = MomentField(auto_now=True)

    objects = ActiveQuerySet["Account"].as_manager()

    class Meta:
        managed = False
        db_table = "accounts"

    def __str__(self) -> str:
        return self.acc_name


class AccountPlan(ActiveModel):
    """A plan for one account over a period; written by the Salesforce sync."""

    active_column = "ap_active"

    ap_sf_id = models.CharField(max_length=18, primary_key=True, validators=[validate_salesforce_id])
    ap_name = models.CharField(max_length=80, help_text="Salesforce's Name; ap_plan_name is a field of its own.")
    ap_account = models.ForeignKey(
        "agent360_accounts.Account",
        on_delete=models.CASCADE,
        db_column="ap_account_id",
        db_constraint=False,
        related_name="account_plans",
    )
    ap_plan_name = models.CharField(max_length=255, null=True, blank=True)
    ap_status = models.CharField(max_length=100)
    ap_start_date = models.DateField(null=True, blank=True)
    ap_end_date = models.DateField(null=True, blank=True)
    ap_sf_created_date = MomentField()
    ap_last_modified_date = MomentField()
    ap_last_modified_by_id = models.CharField(max_length=18)
    ap_active = models.SmallIntegerField(default=1, help_text="0 once the row is deleted in Salesforce.")
    ap_created_at = MomentField(auto_now_add=True)
    ap_updated_at = MomentField(auto_now=True)

    objects = ActiveQuerySet["AccountPlan"].as_manager()

    class Meta:
        managed = False
        db_table = "account_plans"

    def __str__(self) -> str:
        return self.ap_name


class FrameAgreement(ActiveModel):
    """Terms agreed with one account for a period, with sales and rebate; written by the Salesforce sync."""

    active_column = "fa_active"

    fa_sf_id = models.CharField(max_length=18, primary_key=True, validators=[validate_salesforce_id])
    fa_account = models.ForeignKey(
        "agent360_accounts.Account",
        on_delete=models.CASCADE,
        db_column="fa_account_id",
        db_constraint=False,
        related_name="frame_agreements",
    )
    fa_agreement_type = models.CharField(max_length=100)
    fa_start_date = models.DateField()
    fa_end_date = models.DateField()
    fa_start_year = models.IntegerField(null=True, blank=True)
    fa_status = models.CharField(max_length=100)
    fa_is_active = models.BooleanField(
        null=True, blank=True, help_text="A flag of Salesforce's; see fa_active for deletion."
    )
    fa_total_sales_ty = models.DecimalField(
        max_digits=18, decimal_places=2, null=True, blank=True, help_text="Sales of this year."
    )
    fa_total_sales_ly = models.DecimalField(
        max_digits=18, decimal_places=2, null=True, blank=True, help_text="Sales of last year."
    )
    fa_total_sales_q1 = models.DecimalField(max_digits=18, decimal_places=0, null=True, blank=True)
    fa_total_sales_q2 = models.DecimalField(max_digits=18, decimal_places=0, null=True, blank=True)
    fa_total_sales_q3 = models.DecimalField(max_digits=18, decimal_places=0, null=True, blank=True)
    fa_total_sales_q4 = models.DecimalField(max_digits=18, decimal_places=0, null=True, blank=True)
    fa_rebate_achieved = models.DecimalField(
        max_digits=6,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="A rate; fa_total_rebate_achieved is the amount.",
    )
    fa_total_rebate_achieved = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    fa_last_modified_date = MomentField()
    fa_last_modified_by = models.ForeignKey(
        "agent360_core.User",
        on_delete=models.PROTECT,
        db_column="fa_last_modified_by_id",
        db_constraint=False,
        db_index=False,
        related_name="modified_frame_agreements",
    )
    fa_active = models.SmallIntegerField(default=1, help_text="0 once the row is deleted in Salesforce.")
    fa_created_at = MomentField(auto_now_add=True)
    fa_updated_at = MomentField(auto_now=True)

    objects = ActiveQuerySet["FrameAgreement"].as_manager()

    class Meta:
        managed = False
        db_table = "frame_agreements"

    def __str__(self) -> str:
        return f"{self.fa_agreement_type}: {self.fa_sf_id}"


class Target(ActiveModel):
    """A target of what an account buys in one quarter of a frame agreement; written by the Salesforce sync."""

    active_column = "tgt_active"

    tgt_sf_id = models.CharField(max_length=18, primary_key=True, validators=[validate_salesforce_id])
    tgt_account = models.ForeignKey(
        "agent360_accounts.Account",
        on_delete=models.CASCADE,
        db_column="tgt_account_id",
        db_constraint=False,
        related_name="targets",
    )
    tgt_frame_agreement = models.ForeignKey(
        "agent360_accounts.FrameAgreement",
        on_delete=models.CASCADE,
        db_column="tgt_frame_agreement_id",
        db_constraint=False,
        related_name="targets",
    )
    tgt_quarter = models.CharField(max_length=100)
    tgt_net_turnover_target = models.DecimalField(max_digits=18, decimal_places=2)
    tgt_rebate_rate = models.DecimalField(max_digits=6, decimal_places=4)
    tgt_rebate_if_achieved = models.DecimalField(
        max_digits=18, decimal_places=2, help_text="The amount due if the target is met."
    )
    tgt_total_rebate = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    tgt_last_modified_date = MomentField()
    tgt_last_modified_by_id = models.CharField(max_length=18)
    tgt_active = models.SmallIntegerField(default=1, help_text="0 once the row is deleted in Salesforce.")
    tgt_created_at = MomentField(auto_now_add=True)
    tgt_updated_at = MomentField(auto_now=True)

    objects = ActiveQuerySet["Target"].as_manager()

    class Meta:
        managed = False
        db_table = "targets"

    def __str__(self) -> str:
        return f"{self.tgt_quarter}: {self.tgt_sf_id}"
