"""Accounts and their plans."""

from django.db import models

from agent360_models.agent360.salesforce.ids import validate_salesforce_id
from agent360_models.agent360.two_way import ActiveModel, ActiveQuerySet
from agent360_models.fields import MomentField

__all__ = ["Account", "AccountPlan"]


class Account(ActiveModel):
    """A customer, with its credit limit and open amounts; written by the Salesforce sync."""

    active_column = "acc_active"

    acc_sf_id = models.CharField(
        verbose_name="Salesforce id",
        max_length=18,
        primary_key=True,
        validators=[validate_salesforce_id],
        help_text="Id of the record, 18 characters; ids that differ by case are different records.",
    )
    acc_name = models.CharField(
        verbose_name="Name",
        max_length=255,
        help_text="What the customer is called in Salesforce; two may have the same.",
    )
    acc_owner = models.ForeignKey(
        "agent360_core.User",
        verbose_name="Owner",
        on_delete=models.PROTECT,
        db_column="acc_owner_id",
        db_constraint=False,
        related_name="owned_accounts",
        help_text="User who is responsible for the customer; cannot be deleted while owning one.",
    )
    acc_credit_limit = models.DecimalField(
        verbose_name="Credit limit",
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Set in Salesforce, in the currency of acc_currency_iso_code; NULL where none is known.",
    )
    acc_invoice_open_amount = models.DecimalField(
        verbose_name="Open invoice amount",
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Billed and not yet paid, in the currency of acc_currency_iso_code; set in Salesforce.",
    )
    acc_order_open_amount = models.DecimalField(
        verbose_name="Open order amount",
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Worth of what is on order, in the currency of acc_currency_iso_code; set in Salesforce.",
    )
    acc_account_number = models.CharField(
        verbose_name="Account number",
        max_length=255,
        null=True,
        blank=True,
        help_text="Given in Salesforce and not the id; neither unique nor always there.",
    )
    acc_currency_iso_code = models.CharField(
        verbose_name="Currency",
        max_length=10,
        null=True,
        blank=True,
        help_text="ISO 4217 code such as EUR, for the amounts of this row.",
    )
    acc_last_modified_date = MomentField(
        verbose_name="Last modified", help_text="When the record last changed in Salesforce, in UTC."
    )
    acc_last_modified_by_id = models.CharField(
        verbose_name="Last modified by", max_length=18, help_text="Salesforce id of a user, without a foreign key."
    )
    acc_active = models.SmallIntegerField(
        verbose_name="Active row", default=1, help_text="0 once the row is deleted in Salesforce."
    )
    acc_created_at = MomentField(
        verbose_name="Created", auto_now_add=True, help_text="When this database first had the row, in UTC."
    )
    acc_updated_at = MomentField(
        verbose_name="Updated",
        auto_now=True,
        help_text="When the row last changed in this database, in UTC; a trigger sets it.",
    )

    units = dict.fromkeys(
        ("acc_credit_limit", "acc_invoice_open_amount", "acc_order_open_amount"), "acc_currency_iso_code"
    )

    objects = ActiveQuerySet["Account"].as_manager()

    class Meta:
        managed = False
        db_table = "accounts"

    def __str__(self) -> str:
        return self.acc_name


class AccountPlan(ActiveModel):
    """A plan for one account over a period; written by the Salesforce sync."""

    active_column = "ap_active"

    ap_sf_id = models.CharField(
        verbose_name="Salesforce id",
        max_length=18,
        primary_key=True,
        validators=[validate_salesforce_id],
        help_text="Id of the record, 18 characters; ids that differ by case are different records.",
    )
    ap_name = models.CharField(
        verbose_name="Name", max_length=80, help_text="Salesforce's Name; ap_plan_name is a field of its own."
    )
    ap_account = models.ForeignKey(
        "agent360_accounts.Account",
        verbose_name="Account",
        on_delete=models.CASCADE,
        db_column="ap_account_id",
        db_constraint=False,
        related_name="account_plans",
        help_text="Customer that the plan is for; deleting it deletes the plan.",
    )
    ap_plan_name = models.CharField(
        verbose_name="Plan name",
        max_length=255,
        null=True,
        blank=True,
        help_text="Title that people give, beside Salesforce's own Name in ap_name.",
    )
    ap_status = models.CharField(
        verbose_name="Status", max_length=100, help_text="Set in Salesforce; the database allows any text."
    )
    ap_start_date = models.DateField(
        verbose_name="Start date",
        null=True,
        blank=True,
        help_text="First day of the plan; NULL where Salesforce has none.",
    )
    ap_end_date = models.DateField(
        verbose_name="End date",
        null=True,
        blank=True,
        help_text="Last day of the plan; NULL where Salesforce has none.",
    )
    ap_sf_created_date = MomentField(
        verbose_name="Created in Salesforce",
        help_text="When the record was created there, in UTC; the row here may be younger.",
    )
    ap_last_modified_date = MomentField(
        verbose_name="Last modified", help_text="When the record last changed in Salesforce, in UTC."
    )
    ap_last_modified_by_id = models.CharField(
        verbose_name="Last modified by", max_length=18, help_text="Salesforce id of a user, without a foreign key."
    )
    ap_active = models.SmallIntegerField(
        verbose_name="Active row", default=1, help_text="0 once the row is deleted in Salesforce."
    )
    ap_created_at = MomentField(
        verbose_name="Created", auto_now_add=True, help_text="When this database first had the row, in UTC."
    )
    ap_updated_at = MomentField(
        verbose_name="Updated",
        auto_now=True,
        help_text="When the row last changed in this database, in UTC; a trigger sets it.",
    )

    objects = ActiveQuerySet["AccountPlan"].as_manager()

    class Meta:
        managed = False
        db_table = "account_plans"

    def __str__(self) -> str:
        return self.ap_name
