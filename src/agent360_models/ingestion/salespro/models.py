"""Tables of SalesPro: customers, estimates, credit applications and the results of visits."""

from typing import Self

from django.db import models
from django.db.models import Model

from agent360_models.indexes import Index
from agent360_models.ingestion.querysets import IngestedQuerySet
from agent360_models.ingestion.salespro._sources import CRM_SOURCES, source_records
from agent360_models.units import full_name

__all__ = ["CreditApplication", "Customer", "CustomerQuerySet", "Estimate", "LeadResult"]


class CreditApplication(models.Model):
    """A customer's request to pay in instalments, as SalesPro last reported it; written by the SalesPro sync."""

    id = models.CharField(
        verbose_name="SalesPro id", max_length=255, primary_key=True, help_text="Ten letters and digits."
    )
    customer = models.ForeignKey(
        "ingestion_salespro.Customer",
        verbose_name="Customer",
        on_delete=models.DO_NOTHING,
        db_column="customer_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="credit_applications",
        help_text="Who applies; the row may be missing here.",
    )
    estimate = models.ForeignKey(
        "ingestion_salespro.Estimate",
        verbose_name="Estimate",
        on_delete=models.DO_NOTHING,
        db_column="estimate_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="credit_applications",
        help_text="The offer that is to be paid; the row may be missing here.",
    )
    credit_app_vendor = models.CharField(
        verbose_name="Credit vendor", max_length=255, null=True, blank=True, help_text="Who would lend the money."
    )
    credit_app_status = models.CharField(
        verbose_name="Status",
        max_length=255,
        null=True,
        blank=True,
        help_text="In SalesPro's words; no list of the values is kept here.",
    )
    credit_limit = models.DecimalField(
        verbose_name="Credit limit",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="The amount that was approved.",
    )
    created_at = models.DateTimeField(
        verbose_name="Created", null=True, blank=True, help_text="When it was created in SalesPro."
    )
    updated_at = models.DateTimeField(
        verbose_name="Updated", null=True, blank=True, help_text="When it was last changed in SalesPro."
    )
    raw_data = models.JSONField(
        verbose_name="Raw data", null=True, blank=True, help_text="The row as Athena returned it."
    )
    sync_created_at = models.DateTimeField(
        verbose_name="First synced", auto_now_add=True, help_text="When the row was first written here."
    )
    sync_updated_at = models.DateTimeField(
        verbose_name="Last synced", auto_now=True, help_text="When the row was last written here."
    )

    personal_fields = ("credit_app_status", "credit_limit", "raw_data")

    objects = IngestedQuerySet["CreditApplication"].as_manager()

    class Meta:
        managed = True
        db_table = "salespro_credit_application"
        indexes = [
            Index(fields=["customer"], name="idx_salespro_credit_application_customer_id"),
            Index(fields=["estimate"], name="idx_salespro_credit_application_estimate_id"),
        ]

    def __str__(self) -> str:
        return f"Credit application to {self.credit_app_vendor or self.id}"


class CustomerQuerySet(IngestedQuerySet["Customer"]):
    """Customers of SalesPro."""

    def source_records(self) -> dict[str, Model | None]:
        """Return each customer's ``source_record()`` by ``customer_id``, in one query per system."""
        return source_records(self.only("crm_source", "crm_source_id"))

    def came_from(self, record: Model) -> Self:
        """Return the customers whose origin is a row of another system.

        Raises ``TypeError`` for a row of a model that is not an origin of customers.
        """
        label = record._meta.label
        sources = [source for source, known in CRM_SOURCES.items() if known == label]
        if not sources:
            raise TypeError(
                f"SalesPro's customers do not come from {label}. Pass a row of {', '.join(CRM_SOURCES.values())}."
            )
        return self.filter(crm_source_id=str(record.pk), crm_source__iexact=sources[0])


class Customer(models.Model):
    """A person whom a salesperson visited, as SalesPro last reported; written by the SalesPro sync."""

    customer_id = models.CharField(
        verbose_name="SalesPro id", max_length=255, primary_key=True, help_text="Ten letters and digits."
    )
    estimate = models.ForeignKey(
        "ingestion_salespro.Estimate",
        verbose_name="Estimate",
        on_delete=models.DO_NOTHING,
        db_column="estimate_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="customers",
        help_text="The estimate that SalesPro shows with the customer.",
    )
    company_id = models.CharField(
        verbose_name="Company id", max_length=255, null=True, blank=True, help_text="SalesPro's id of our own company."
    )
    customer_first_name = models.CharField(verbose_name="First name", max_length=255, null=True, blank=True)
    customer_last_name = models.CharField(verbose_name="Last name", max_length=255, null=True, blank=True)
    crm_source = models.CharField(
        verbose_name="CRM source",
        max_length=255,
        null=True,
        blank=True,
        help_text="The system that the customer came from, such as hubspot.",
    )
    crm_source_id = models.CharField(
        verbose_name="CRM source id",
        max_length=255,
        null=True,
        blank=True,
        help_text="Key of the row in Genius, MarketSharp or HubSpot, as crm_source says.",
    )
    created_at = models.DateTimeField(
        verbose_name="Created", null=True, blank=True, help_text="When it was created in SalesPro."
    )
    updated_at = models.DateTimeField(
        verbose_name="Updated", null=True, blank=True, help_text="When it was last changed in SalesPro."
    )
    raw_data = models.JSONField(
        verbose_name="Raw data", null=True, blank=True, help_text="The row as Athena returned it."
    )
    sync_created_at = models.DateTimeField(
        verbose_name="First synced", auto_now_add=True, help_text="When the row was first written here."
    )
    sync_updated_at = models.DateTimeField(
        verbose_name="Last synced", auto_now=True, help_text="When the row was last written here."
    )

    personal_fields = ("customer_first_name", "customer_last_name", "raw_data")

    objects = CustomerQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "salespro_customer"
        indexes = [
            Index(fields=["estimate"], name="idx_salespro_customer_estimate_id"),
            Index(fields=["crm_source_id"], name="idx_salespro_customer_crm_source_id"),
        ]

    def __str__(self) -> str:
        return full_name(self.customer_first_name, self.customer_last_name) or f"Customer {self.customer_id}"

    def source_record(self) -> Model | None:
        """Return the customer's row in the system of origin; ``None`` if it is missing.

        Raises ``ImproperlyConfigured`` if that system's app is not installed.
        """
        return source_records([self])[self.pk]


class Estimate(models.Model):
    """An offer to a customer, as SalesPro last reported it; written by the SalesPro sync."""

    estimate_id = models.CharField(
        verbose_name="SalesPro id", max_length=255, primary_key=True, help_text="Ten letters and digits."
    )
    customer = models.ForeignKey(
        "ingestion_salespro.Customer",
        verbose_name="Customer",
        on_delete=models.DO_NOTHING,
        db_column="customer_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="estimates",
        help_text="To whom the offer was made; the row may be missing here.",
    )
    total_amount = models.DecimalField(
        verbose_name="Total amount",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Money; no column says in which currency.",
    )
    status = models.CharField(
        verbose_name="Status",
        max_length=255,
        null=True,
        blank=True,
        help_text="In SalesPro's words; no list of the values is kept here.",
    )
    created_at = models.DateTimeField(
        verbose_name="Created", null=True, blank=True, help_text="When it was created in SalesPro."
    )
    updated_at = models.DateTimeField(
        verbose_name="Updated", null=True, blank=True, help_text="When it was last changed in SalesPro."
    )
    raw_data = models.JSONField(
        verbose_name="Raw data", null=True, blank=True, help_text="The row as Athena returned it."
    )
    sync_created_at = models.DateTimeField(
        verbose_name="First synced", auto_now_add=True, help_text="When the row was first written here."
    )
    sync_updated_at = models.DateTimeField(
        verbose_name="Last synced", auto_now=True, help_text="When the row was last written here."
    )

    personal_fields = ("raw_data",)

    objects = IngestedQuerySet["Estimate"].as_manager()

    class Meta:
        managed = True
        db_table = "salespro_estimate"
        indexes = [
            Index(fields=["customer"], name="idx_salespro_estimate_customer_id"),
            Index(fields=["created_at"], name="idx_salespro_estimate_created_at"),
        ]

    def __str__(self) -> str:
        return f"Estimate of {str(self.created_at)[:10]}" if self.created_at else f"Estimate {self.estimate_id}"


class LeadResult(models.Model):
    """The outcome of a visit, as the salesperson entered it; written by the SalesPro sync."""

    id = models.CharField(
        verbose_name="SalesPro id", max_length=255, primary_key=True, help_text="Ten letters and digits."
    )
    lead_id = models.CharField(
        verbose_name="Lead id",
        max_length=255,
        null=True,
        blank=True,
        help_text="The lead, by its id in the system that it came from.",
    )
    result_type = models.CharField(
        verbose_name="Result type",
        max_length=255,
        null=True,
        blank=True,
        help_text="How the visit ended, in SalesPro's words.",
    )
    result_date = models.DateTimeField(
        verbose_name="Result date", null=True, blank=True, help_text="A time, not only a day."
    )
    notes = models.TextField(
        verbose_name="Notes", null=True, blank=True, help_text="Free text, as the salesperson entered it."
    )
    created_at = models.DateTimeField(
        verbose_name="Created", null=True, blank=True, help_text="When it was created in SalesPro."
    )
    updated_at = models.DateTimeField(
        verbose_name="Updated", null=True, blank=True, help_text="When it was last changed in SalesPro."
    )
    raw_data = models.JSONField(
        verbose_name="Raw data", null=True, blank=True, help_text="The row as Athena returned it."
    )
    sync_created_at = models.DateTimeField(
        verbose_name="First synced", auto_now_add=True, help_text="When the row was first written here."
    )
    sync_updated_at = models.DateTimeField(
        verbose_name="Last synced", auto_now=True, help_text="When the row was last written here."
    )

    personal_fields = ("notes", "raw_data")

    objects = IngestedQuerySet["LeadResult"].as_manager()

    class Meta:
        managed = True
        db_table = "salespro_lead_result"
        indexes = [
            Index(fields=["lead_id"], name="idx_salespro_lead_result_lead_id"),
            Index(fields=["result_date"], name="idx_salespro_lead_result_result_date"),
        ]

    def __str__(self) -> str:
        return self.result_type or f"Lead result {self.id}"
