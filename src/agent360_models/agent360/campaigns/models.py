"""Table ``campaigns``."""

from django.db import models

from agent360_models.agent360.salesforce.ids import validate_salesforce_id
from agent360_models.agent360.two_way import ActiveModel, ActiveQuerySet
from agent360_models.fields import MomentField

__all__ = ["Campaign"]


class Campaign(ActiveModel):
    """A campaign with its budget, for one account or for none; written by the Salesforce sync."""

    active_column = "cmp_active"

    cmp_sf_id = models.CharField(max_length=18, primary_key=True, validators=[validate_salesforce_id])
    cmp_name = models.CharField(max_length=80)
    cmp_record_type = models.ForeignKey(
        "agent360_core.RecordType",
        on_delete=models.SET_NULL,
        db_column="cmp_record_type_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="campaigns",
    )
    cmp_type = models.CharField(
        max_length=100,
        null=True,
        blank=True,
        help_text="Salesforce's Type; cmp_record_type is something else.",
    )
    cmp_parent = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        db_column="cmp_parent_id",
        db_constraint=False,
        null=True,
        blank=True,
        related_name="child_campaigns",
    )
    cmp_status = models.CharField(max_length=100)
    cmp_start_date = models.DateField(null=True, blank=True)
    cmp_end_date = models.DateField(null=True, blank=True)
    cmp_actual_cost = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    cmp_budgeted_cost = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    cmp_currency_iso_code = models.CharField(max_length=10, null=True, blank=True)
    cmp_owner = models.ForeignKey(
        "agent360_core.User",
        on_delete=models.PROTECT,
        db_column="cmp_owner_id",
        db_constraint=False,
        related_name="owned_campaigns",
    )
    cmp_account = models.ForeignKey(
        "agent360_accounts.Account",
        on_delete=models.SET_NULL,
        db_column="cmp_account_id",
        db_constraint=False,
        null=True,
        blank=True,
        related_name="campaigns",
    )
    cmp_initial_quantity = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    cmp_used_quantity = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    cmp_available_budget = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    cmp_is_active = models.BooleanField(
        null=True, blank=True, help_text="Salesforce's IsActive; see cmp_active for deletion."
    )
    cmp_sf_created_date = MomentField()
    cmp_last_modified_date = MomentField()
    cmp_last_modified_by_id = models.CharField(max_length=18)
    cmp_active = models.SmallIntegerField(default=1, help_text="0 once the row is deleted in Salesforce.")
    cmp_created_at = MomentField(auto_now_add=True)
    cmp_updated_at = MomentField(auto_now=True)

    objects = ActiveQuerySet["Campaign"].as_manager()

    class Meta:
        managed = False
        db_table = "campaigns"

    def __str__(self) -> str:
        return self.cmp_name
