"""Targets."""

from django.db import models

from agent360_models.agent360.salesforce.ids import validate_salesforce_id
from agent360_models.agent360.two_way import ActiveModel, ActiveQuerySet
from agent360_models.fields import MomentField

__all__ = ["Target"]


class Target(ActiveModel):
    """A target of what an account buys in one quarter of a frame agreement; written by the Salesforce sync."""

    active_column = "tgt_active"

    tgt_sf_id = models.CharField(
        verbose_name="Salesforce id",
        max_length=18,
        primary_key=True,
        validators=[validate_salesforce_id],
        help_text="Id of the record, 18 characters; ids that differ by case are different records.",
    )
    tgt_account = models.ForeignKey(
        "agent360_accounts.Account",
        verbose_name="Account",
        on_delete=models.CASCADE,
        db_column="tgt_account_id",
        db_constraint=False,
        related_name="targets",
        help_text="Customer that is to buy; nothing keeps it equal to the agreement's account.",
    )
    tgt_frame_agreement = models.ForeignKey(
        "agent360_accounts.FrameAgreement",
        verbose_name="Frame agreement",
        on_delete=models.CASCADE,
        db_column="tgt_frame_agreement_id",
        db_constraint=False,
        related_name="targets",
        help_text="Terms that the target belongs to; deleting them deletes the target.",
    )
    tgt_quarter = models.CharField(
        verbose_name="Quarter", max_length=100, help_text="Text as Salesforce has it, not a date."
    )
    tgt_net_turnover_target = models.DecimalField(
        verbose_name="Net turnover target",
        max_digits=18,
        decimal_places=2,
        help_text="Amount that the account is to buy in the quarter; its currency is with the account.",
    )
    tgt_rebate_rate = models.DecimalField(
        verbose_name="Rebate rate",
        max_digits=6,
        decimal_places=4,
        help_text="Four decimal places. Whether 0.05 or 5 is 5% is not documented.",
    )
    tgt_rebate_if_achieved = models.DecimalField(
        verbose_name="Rebate if achieved",
        max_digits=18,
        decimal_places=2,
        help_text="The amount due if the target is met.",
    )
    tgt_total_rebate = models.DecimalField(
        verbose_name="Total rebate",
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="An amount, not a rate; NULL where Salesforce has none.",
    )
    tgt_last_modified_date = MomentField(
        verbose_name="Last modified", help_text="When the record last changed in Salesforce, in UTC."
    )
    tgt_last_modified_by_id = models.CharField(
        verbose_name="Last modified by", max_length=18, help_text="Salesforce id of a user, without a foreign key."
    )
    tgt_active = models.SmallIntegerField(
        verbose_name="Active row", default=1, help_text="0 once the row is deleted in Salesforce."
    )
    tgt_created_at = MomentField(
        verbose_name="Created", auto_now_add=True, help_text="When this database first had the row, in UTC."
    )
    tgt_updated_at = MomentField(
        verbose_name="Updated",
        auto_now=True,
        help_text="When the row last changed in this database, in UTC; a trigger sets it.",
    )

    units = dict.fromkeys(
        ("tgt_net_turnover_target", "tgt_rebate_if_achieved", "tgt_total_rebate"), "tgt_account__acc_currency_iso_code"
    )

    objects = ActiveQuerySet["Target"].as_manager()

    class Meta:
        managed = False
        db_table = "targets"

    def __str__(self) -> str:
        return f"Target for {self.tgt_quarter}"
