"""Table ``campaigns``."""

from django.db import models

from agent360_models.agent360.salesforce.ids import validate_salesforce_id
from agent360_models.agent360.two_way import ActiveModel, ActiveQuerySet
from agent360_models.fields import MomentField

__all__ = ["Campaign"]


class Campaign(ActiveModel):
    """A campaign with its budget, optionally for one account; written by the Salesforce sync."""

    active_column = "cmp_active"

    cmp_sf_id = models.CharField(
        verbose_name="Salesforce id",
        max_length=18,
        primary_key=True,
        validators=[validate_salesforce_id],
        help_text="Id of the record, 18 characters; ids that differ by case are different records.",
    )
    cmp_name = models.CharField(verbose_name="Name", max_length=80, help_text="Salesforce's Name field; not unique.")
    cmp_record_type = models.ForeignKey(
        "agent360_core.RecordType",
        verbose_name="Record type",
        on_delete=models.SET_NULL,
        db_column="cmp_record_type_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="campaigns",
        help_text="Variant of Salesforce's campaign object; NULL for none.",
    )
    cmp_type = models.CharField(
        verbose_name="Type",
        max_length=100,
        null=True,
        blank=True,
        help_text="A field of Salesforce's with any text; cmp_record_type is something else.",
    )
    cmp_parent = models.ForeignKey(
        "self",
        verbose_name="Parent campaign",
        on_delete=models.SET_NULL,
        db_column="cmp_parent_id",
        db_constraint=False,
        null=True,
        blank=True,
        related_name="child_campaigns",
        help_text="The one above in the hierarchy; NULL at the top, or where that was deleted.",
    )
    cmp_status = models.CharField(
        verbose_name="Status",
        max_length=100,
        help_text="Set in Salesforce, such as Planned or Completed; the database allows any text.",
    )
    cmp_start_date = models.DateField(
        verbose_name="Start date",
        null=True,
        blank=True,
        help_text="First day of the campaign; NULL where Salesforce has none.",
    )
    cmp_end_date = models.DateField(
        verbose_name="End date",
        null=True,
        blank=True,
        help_text="Last day of the campaign; NULL where Salesforce has none.",
    )
    cmp_actual_cost = models.DecimalField(
        verbose_name="Actual cost",
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Money spent, in the currency of cmp_currency_iso_code.",
    )
    cmp_budgeted_cost = models.DecimalField(
        verbose_name="Budgeted cost",
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Money planned, in the currency of cmp_currency_iso_code.",
    )
    cmp_currency_iso_code = models.CharField(
        verbose_name="Currency",
        max_length=10,
        null=True,
        blank=True,
        help_text="ISO 4217 code such as EUR, for the amounts of this row.",
    )
    cmp_owner = models.ForeignKey(
        "agent360_core.User",
        verbose_name="Owner",
        on_delete=models.PROTECT,
        db_column="cmp_owner_id",
        db_constraint=False,
        related_name="owned_campaigns",
        help_text="User who is responsible for the campaign; cannot be deleted while owning one.",
    )
    cmp_account = models.ForeignKey(
        "agent360_accounts.Account",
        verbose_name="Account",
        on_delete=models.SET_NULL,
        db_column="cmp_account_id",
        db_constraint=False,
        null=True,
        blank=True,
        related_name="campaigns",
        help_text="Customer that the campaign is for; NULL where it is for no single one.",
    )
    cmp_initial_quantity = models.DecimalField(
        verbose_name="Initial quantity", max_digits=18, decimal_places=2, null=True, blank=True
    )
    cmp_used_quantity = models.DecimalField(
        verbose_name="Used quantity", max_digits=18, decimal_places=2, null=True, blank=True
    )
    cmp_available_budget = models.DecimalField(
        verbose_name="Available budget",
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="In cmp_currency_iso_code; stored as Salesforce has it, not derived from the costs here.",
    )
    cmp_is_active = models.BooleanField(
        verbose_name="Active in Salesforce",
        null=True,
        blank=True,
        help_text="Salesforce's IsActive; see cmp_active for deletion.",
    )
    cmp_sf_created_date = MomentField(
        verbose_name="Created in Salesforce",
        help_text="When the record was created there, in UTC; the row here may be younger.",
    )
    cmp_last_modified_date = MomentField(
        verbose_name="Last modified", help_text="When the record last changed in Salesforce, in UTC."
    )
    cmp_last_modified_by_id = models.CharField(
        verbose_name="Last modified by", max_length=18, help_text="Salesforce id of a user, without a foreign key."
    )
    cmp_active = models.SmallIntegerField(
        verbose_name="Active row", default=1, help_text="0 once the row is deleted in Salesforce."
    )
    cmp_created_at = MomentField(
        verbose_name="Created", auto_now_add=True, help_text="When this database first had the row, in UTC."
    )
    cmp_updated_at = MomentField(
        verbose_name="Updated",
        auto_now=True,
        help_text="When the row last changed in this database, in UTC; a trigger sets it.",
    )

    units = dict.fromkeys(("cmp_actual_cost", "cmp_budgeted_cost", "cmp_available_budget"), "cmp_currency_iso_code")

    objects = ActiveQuerySet["Campaign"].as_manager()

    class Meta:
        managed = False
        db_table = "campaigns"

    def __str__(self) -> str:
        return self.cmp_name
