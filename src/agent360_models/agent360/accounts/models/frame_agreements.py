"""Frame agreements."""

from django.db import models

from agent360_models.agent360.salesforce.ids import validate_salesforce_id
from agent360_models.agent360.two_way import ActiveModel, ActiveQuerySet
from agent360_models.fields import MomentField

__all__ = ["FrameAgreement"]


class FrameAgreement(ActiveModel):
    """Terms agreed with one account for a period, with sales and rebate; written by the Salesforce sync."""

    active_column = "fa_active"

    fa_sf_id = models.CharField(
        verbose_name="Salesforce id",
        max_length=18,
        primary_key=True,
        validators=[validate_salesforce_id],
        help_text="Id of the record, 18 characters; ids that differ by case are different records.",
    )
    fa_account = models.ForeignKey(
        "agent360_accounts.Account",
        verbose_name="Account",
        on_delete=models.CASCADE,
        db_column="fa_account_id",
        db_constraint=False,
        related_name="frame_agreements",
        help_text="Customer with whom it is agreed; deleting it deletes the agreement.",
    )
    fa_agreement_type = models.CharField(
        verbose_name="Agreement type",
        max_length=100,
        help_text="Kind of terms, set in Salesforce; the database allows any text.",
    )
    fa_start_date = models.DateField(verbose_name="Start date", help_text="First day on which the terms hold.")
    fa_end_date = models.DateField(verbose_name="End date", help_text="Last day on which the terms hold.")
    fa_start_year = models.IntegerField(
        verbose_name="Start year",
        null=True,
        blank=True,
        help_text="A number beside fa_start_date; nothing keeps the two equal.",
    )
    fa_status = models.CharField(
        verbose_name="Status", max_length=100, help_text="Set in Salesforce; the database allows any text."
    )
    fa_is_active = models.BooleanField(
        verbose_name="Active in Salesforce",
        null=True,
        blank=True,
        help_text="A flag of Salesforce's; see fa_active for deletion.",
    )
    fa_total_sales_ty = models.DecimalField(
        verbose_name="Total sales this year",
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="An amount of the current year; this table has no currency, the account has one.",
    )
    fa_total_sales_ly = models.DecimalField(
        verbose_name="Total sales last year",
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="An amount of the year before; this table has no currency, the account has one.",
    )
    fa_total_sales_q1 = models.DecimalField(
        verbose_name="Total sales Q1",
        max_digits=18,
        decimal_places=0,
        null=True,
        blank=True,
        help_text="First quarter, in whole units of currency: no decimal places.",
    )
    fa_total_sales_q2 = models.DecimalField(
        verbose_name="Total sales Q2",
        max_digits=18,
        decimal_places=0,
        null=True,
        blank=True,
        help_text="Second quarter, in whole units of currency: no decimal places.",
    )
    fa_total_sales_q3 = models.DecimalField(
        verbose_name="Total sales Q3",
        max_digits=18,
        decimal_places=0,
        null=True,
        blank=True,
        help_text="Third quarter, in whole units of currency: no decimal places.",
    )
    fa_total_sales_q4 = models.DecimalField(
        verbose_name="Total sales Q4",
        max_digits=18,
        decimal_places=0,
        null=True,
        blank=True,
        help_text="Fourth quarter, in whole units of currency: no decimal places.",
    )
    fa_rebate_achieved = models.DecimalField(
        verbose_name="Rebate achieved",
        max_digits=6,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="A rate, whose amount is fa_total_rebate_achieved. Whether 0.05 or 5 is 5% is not documented.",
    )
    fa_total_rebate_achieved = models.DecimalField(
        verbose_name="Total rebate achieved",
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="An amount of money; the rate is fa_rebate_achieved.",
    )
    fa_last_modified_date = MomentField(
        verbose_name="Last modified", help_text="When the record last changed in Salesforce, in UTC."
    )
    fa_last_modified_by = models.ForeignKey(
        "agent360_core.User",
        verbose_name="Last modified by",
        on_delete=models.PROTECT,
        db_column="fa_last_modified_by_id",
        db_constraint=False,
        db_index=False,
        related_name="modified_frame_agreements",
        help_text="User who last changed the record in Salesforce.",
    )
    fa_active = models.SmallIntegerField(
        verbose_name="Active row", default=1, help_text="0 once the row is deleted in Salesforce."
    )
    fa_created_at = MomentField(
        verbose_name="Created", auto_now_add=True, help_text="When this database first had the row, in UTC."
    )
    fa_updated_at = MomentField(
        verbose_name="Updated",
        auto_now=True,
        help_text="When the row last changed in this database, in UTC; a trigger sets it.",
    )

    units = dict.fromkeys(
        (
            "fa_total_sales_ty",
            "fa_total_sales_ly",
            "fa_total_sales_q1",
            "fa_total_sales_q2",
            "fa_total_sales_q3",
            "fa_total_sales_q4",
            "fa_total_rebate_achieved",
        ),
        "fa_account__acc_currency_iso_code",
    )

    objects = ActiveQuerySet["FrameAgreement"].as_manager()

    class Meta:
        managed = False
        db_table = "frame_agreements"

    def __str__(self) -> str:
        return f"{self.fa_agreement_type}, {self.fa_start_date} to {self.fa_end_date}"
