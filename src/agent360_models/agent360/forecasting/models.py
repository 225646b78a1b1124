"""Table ``arf_rolling_forecasts``."""

from django.core.exceptions import ValidationError
from django.db import models, router, transaction

from agent360_models.agent360.forecasting import transitions
from agent360_models.agent360.salesforce.ids import validate_salesforce_id
from agent360_models.agent360.two_way import SyncStatus, TwoWayModel, TwoWayQuerySet
from agent360_models.base._forms import FormErrors
from agent360_models.base.transitions import check_reason, find
from agent360_models.exceptions import IllegalTransitionError
from agent360_models.fields import MomentField
from agent360_models.fields.known_values import KnownSmallIntegerField

__all__ = ["ArfRollingForecast"]


class ArfRollingForecast(FormErrors, TwoWayModel):
    """A sales representative's forecast for one product and one account, from one date on.

    Written by the Salesforce sync, and by people who work in Agent360. ``transitions.STEPS`` lists the allowed status
    changes.
    """

    class Status(models.TextChoices):
        """Steps of the approval."""

        DRAFT = "Draft", "Draft"
        PENDING_APPROVAL = "Pending_Approval", "Pending approval"
        APPROVED = "Approved", "Approved"
        FIXES_NEEDED = "Fixes_Needed", "Fixes needed"
        FROZEN = "Frozen", "Frozen"

    active_column = "arf_active"
    source_id_column = "arf_sf_id"
    sync_status_column = "arf_sync_status"
    version_column = "arf_version"
    retry_count_column = "arf_retry_count"
    sync_error_column = "arf_last_sync_error"

    arf_id = models.AutoField(
        verbose_name="Id",
        primary_key=True,
        help_text="Number that this database gives; arf_sf_id is the one of Salesforce.",
    )
    arf_sf_id = models.CharField(
        verbose_name="Salesforce id",
        max_length=18,
        unique=True,
        null=True,
        blank=True,
        validators=[validate_salesforce_id],
        help_text="Empty until a forecast written in Agent360 has reached Salesforce.",
    )
    arf_name = models.CharField(verbose_name="Name", max_length=80, help_text="Salesforce's Name field; not unique.")
    arf_account = models.ForeignKey(
        "agent360_accounts.Account",
        verbose_name="Account",
        on_delete=models.CASCADE,
        db_column="arf_account_id",
        db_constraint=False,
        related_name="rolling_forecasts",
        help_text="Customer that is to buy; deleting it deletes the forecast.",
    )
    arf_sales_rep = models.ForeignKey(
        "agent360_core.User",
        verbose_name="Sales representative",
        on_delete=models.PROTECT,
        db_column="arf_sales_rep_id",
        db_constraint=False,
        related_name="sales_rep_forecasts",
        help_text="User who expects to sell; arf_owner may be another.",
    )
    arf_product = models.ForeignKey(
        "agent360_catalog.Product",
        verbose_name="Product",
        on_delete=models.PROTECT,
        db_column="arf_product_id",
        db_constraint=False,
        related_name="rolling_forecasts",
        help_text="What is to be sold; cannot be deleted while a forecast has it.",
    )
    arf_forecast_date = models.DateField(verbose_name="Forecast date", help_text="First day that is forecast.")
    arf_status = models.CharField(
        verbose_name="Status",
        max_length=100,
        choices=Status,
        help_text="Draft, Pending_Approval, Approved, Fixes_Needed or Frozen; others are refused.",
    )
    arf_currency_iso_code = models.CharField(
        verbose_name="Currency",
        max_length=10,
        null=True,
        blank=True,
        help_text="ISO 4217 code such as EUR, for the amounts of this row.",
    )
    arf_owner = models.ForeignKey(
        "agent360_core.User",
        verbose_name="Owner",
        on_delete=models.PROTECT,
        db_column="arf_owner_id",
        db_constraint=False,
        db_index=False,
        related_name="owned_forecasts",
        help_text="User who is responsible for the record in Salesforce.",
    )
    arf_draft_quantity = models.DecimalField(
        verbose_name="Draft quantity",
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="What the representative expects, before it is submitted.",
    )
    arf_draft_unit_price = models.DecimalField(
        verbose_name="Draft unit price",
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Price of one before it is submitted, in arf_currency_iso_code.",
    )
    arf_draft_value = models.DecimalField(
        verbose_name="Draft value",
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Amount before it is submitted, in arf_currency_iso_code.",
    )
    arf_pending_quantity = models.DecimalField(
        verbose_name="Pending quantity",
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        editable=False,
        help_text="Copied from the draft when the forecast is submitted.",
    )
    arf_pending_unit_price = models.DecimalField(
        verbose_name="Pending unit price",
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        editable=False,
        help_text="Copied from the draft when the forecast is submitted.",
    )
    arf_pending_value = models.DecimalField(
        verbose_name="Pending value",
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        editable=False,
        help_text="Copied from the draft when the forecast is submitted.",
    )
    arf_approved_quantity = models.DecimalField(
        verbose_name="Approved quantity",
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        editable=False,
        help_text="Copied from what was submitted when the forecast is approved.",
    )
    arf_approved_unit_price = models.DecimalField(
        verbose_name="Approved unit price",
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        editable=False,
        help_text="Copied from what was submitted when the forecast is approved.",
    )
    arf_approved_value = models.DecimalField(
        verbose_name="Approved value",
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        editable=False,
        help_text="Copied from what was submitted when the forecast is approved.",
    )
    arf_rejection_reason = models.TextField(
        verbose_name="Rejection reason",
        null=True,
        blank=True,
        help_text="What is to be fixed; NULL unless the forecast was sent back.",
    )
    arf_product_formula = models.CharField(
        verbose_name="Product formula",
        max_length=255,
        null=True,
        blank=True,
        help_text="Text that a formula in Salesforce gives for the product.",
    )
    arf_account_or_user_formula = models.CharField(
        verbose_name="Account or user formula",
        max_length=255,
        null=True,
        blank=True,
        help_text="Text that Salesforce works out; may name a person.",
    )
    arf_product_family = models.CharField(
        verbose_name="Product family",
        max_length=100,
        null=True,
        blank=True,
        help_text="Text from Salesforce; nothing keeps it equal to prd_family of arf_product.",
    )
    arf_product_brand = models.CharField(
        verbose_name="Product brand",
        max_length=100,
        null=True,
        blank=True,
        help_text="Text from Salesforce; nothing keeps it equal to prd_brand of arf_product.",
    )
    arf_sf_created_by = models.ForeignKey(
        "agent360_core.User",
        verbose_name="Created in Salesforce by",
        on_delete=models.SET_NULL,
        db_column="arf_sf_created_by_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="sf_created_forecasts",
        help_text="User who entered the forecast there; NULL until it is there.",
    )
    arf_last_modified_by = models.ForeignKey(
        "agent360_core.User",
        verbose_name="Last modified by",
        on_delete=models.SET_NULL,
        db_column="arf_last_modified_by_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="modified_forecasts",
        help_text="User who last changed it in Salesforce; NULL until it is there.",
    )
    arf_agent_modified_by = models.ForeignKey(
        "agent360_core.User",
        verbose_name="Modified in Agent360 by",
        on_delete=models.SET_NULL,
        db_column="arf_agent_modified_by",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="agent_modified_forecasts",
        help_text="Who changed the forecast in Agent360 last.",
    )
    arf_agent_modified_date = MomentField(
        verbose_name="Modified in Agent360",
        null=True,
        blank=True,
        help_text="When somebody last changed the forecast there, in UTC; NULL where nobody did.",
    )
    arf_agent_created_by = models.ForeignKey(
        "agent360_core.User",
        verbose_name="Created in Agent360 by",
        on_delete=models.SET_NULL,
        db_column="arf_agent_created_by",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="agent_created_forecasts",
        help_text="Who wrote the forecast in Agent360.",
    )
    arf_agent_created_date = MomentField(
        verbose_name="Created in Agent360",
        null=True,
        blank=True,
        help_text="In UTC; NULL for a forecast that came from Salesforce.",
    )
    arf_agent360_source = models.BooleanField(
        verbose_name="From Agent360", null=True, blank=True, help_text="Whether the forecast was written in Agent360."
    )
    arf_sync_status = KnownSmallIntegerField(
        verbose_name="Sync status",
        default=SyncStatus.SYNCED,
        choices=SyncStatus,
        help_text="0 waits for its upload to Salesforce, 1 is synced, 2 failed, 3 is in conflict.",
    )
    arf_version = models.IntegerField(
        verbose_name="Version", default=1, help_text="One more with each change made here, also from status to status."
    )
    arf_retry_count = models.IntegerField(
        verbose_name="Failed uploads",
        default=0,
        help_text="Since the last change made here; 0 once Salesforce has the row.",
    )
    arf_last_sync_error = models.TextField(
        verbose_name="Last sync error",
        null=True,
        blank=True,
        help_text="What Salesforce said to the last upload; NULL unless that failed.",
    )
    arf_active = models.SmallIntegerField(
        verbose_name="Active row", default=1, help_text="0 once the row is deleted in Salesforce."
    )
    arf_created_at = MomentField(
        verbose_name="Created", auto_now_add=True, help_text="When this database first had the row, in UTC."
    )
    arf_updated_at = MomentField(
        verbose_name="Updated",
        auto_now=True,
        help_text="When the row last changed in this database, in UTC; a trigger sets it.",
    )

    units = dict.fromkeys(
        (
            "arf_draft_unit_price",
            "arf_draft_value",
            "arf_pending_unit_price",
            "arf_pending_value",
            "arf_approved_unit_price",
            "arf_approved_value",
        ),
        "arf_currency_iso_code",
    )
    personal_fields = ("arf_account_or_user_formula", "arf_rejection_reason")

    objects = TwoWayQuerySet["ArfRollingForecast"].as_manager()

    class Meta:
        managed = False
        db_table = "arf_rolling_forecasts"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(arf_status__in=["Draft", "Pending_Approval", "Approved", "Fixes_Needed", "Frozen"]),
                name="chk_arf_status",
                violation_error_message="A forecast is Draft, Pending_Approval, Approved, Fixes_Needed or Frozen.",
            ),
        ]
        verbose_name = "ARF rolling forecast"

    def __str__(self) -> str:
        return self.arf_name

    def clean(self) -> None:
        """Check a status changed in a form against the table of steps, and apply the step.

        A new row starts as a draft. The step starts from the stored status; the copied values come from the form.
        """
        super().clean()
        stored = None if self._state.adding else self._rows(router.db_for_write(type(self), instance=self)).first()
        if stored is None:
            if self.arf_status != transitions.FIRST:
                raise ValidationError({"arf_status": f"A new forecast starts as {transitions.FIRST}."})
            return
        if self.arf_status == stored.arf_status:
            return
        try:
            step = find(transitions.STEPS, stored.arf_status, self.arf_status, row=f"Forecast {self.pk}")
        except IllegalTransitionError as error:
            raise ValidationError({"arf_status": str(error)}) from error
        reason = self.arf_rejection_reason if step.needs_reason else None
        try:
            check_reason(step, reason, row=f"Forecast {self.pk}", hint=transitions.REASON)
        except ValueError as error:
            raise ValidationError({"arf_rejection_reason": str(error)}) from error
        _take(step, reason, self, version=stored.arf_version + 1)

    def transition_to(self, status: str, *, reason: str | None = None, using: str | None = None) -> None:
        """Take the step from the stored status to ``status``, and refresh this object.

        The row is locked, so only one of two callers takes the step. Unsaved values of this object are neither copied
        nor kept. ``reason`` is required for ``Fixes_Needed``, and not allowed for any other status.

        Raises ``IllegalTransitionError`` for a step that does not exist, ``ValueError`` for a missing or forbidden
        reason, and ``DoesNotExist`` for a deleted row. Nothing is changed then.
        """
        alias = using or router.db_for_write(type(self), instance=self)
        with transaction.atomic(using=alias):
            stored = self._rows(alias).select_for_update().get()
            step = find(transitions.STEPS, stored.arf_status, status, row=f"Forecast {self.pk}")
            check_reason(step, reason, row=f"Forecast {self.pk}", hint=transitions.REASON)
            changed = _take(step, reason, stored, version=stored.arf_version + 1)
            stored.save(using=alias, update_fields=[*changed, "arf_updated_at"])
            self.refresh_from_db(using=alias)

    def _rows(self, alias: str) -> "models.QuerySet[ArfRollingForecast]":
        """Return the stored row of this object."""
        return ArfRollingForecast.objects.using(alias).filter(pk=self.pk)


def _take(step: transitions.Step, reason: str | None, forecast: ArfRollingForecast, *, version: int) -> list[str]:
    """Apply the step to ``forecast``, and return the names of the changed fields."""
    values = {column: getattr(forecast, source) for column, source in step.copies.items()}
    if step.needs_reason or step.clears_reason:
        values["arf_rejection_reason"] = reason
    values |= {
        "arf_status": step.new,
        "arf_version": version,
        "arf_sync_status": forecast.status_after_change,
        "arf_retry_count": 0,
        "arf_last_sync_error": None,
    }
    for name, value in values.items():
        setattr(forecast, name, value)
    return list(values)
