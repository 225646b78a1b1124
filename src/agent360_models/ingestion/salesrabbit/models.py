"""Tables of SalesRabbit: leads from door-to-door sales, and the people who find them.

Columns that are camelCase at the source keep their names; their attributes are snake_case.
"""

from django.db import models

from agent360_models.indexes import Index
from agent360_models.ingestion.querysets import IngestedQuerySet
from agent360_models.units import full_name

__all__ = ["Lead", "User"]


class Lead(models.Model):
    """A door that a rep knocked at, as SalesRabbit last reported it; written by the SalesRabbit sync."""

    id = models.BigIntegerField(
        verbose_name="SalesRabbit id",
        primary_key=True,
        help_text="A contact of HubSpot names it in lead_salesrabbit_lead_id.",
    )
    lead_hash = models.CharField(
        verbose_name="Lead hash",
        max_length=255,
        null=True,
        blank=True,
        db_column="leadHash",
        help_text="Unique at SalesRabbit.",
    )
    disposition_id = models.BigIntegerField(
        verbose_name="Disposition",
        null=True,
        blank=True,
        db_column="dispositionId",
        help_text="How the visit ended, by SalesRabbit's id.",
    )
    prospect_name = models.CharField(
        verbose_name="Prospect name", max_length=255, null=True, blank=True, db_column="prospectName"
    )
    prospect_phone = models.CharField(
        verbose_name="Prospect phone",
        max_length=255,
        null=True,
        blank=True,
        db_column="prospectPhone",
        help_text="As SalesRabbit sends it; normalize_phone() makes one form of any notation.",
    )
    prospect_email = models.CharField(
        verbose_name="Prospect email", max_length=255, null=True, blank=True, db_column="prospectEmail"
    )
    prospect_address = models.TextField(
        verbose_name="Prospect address",
        null=True,
        blank=True,
        db_column="prospectAddress",
        help_text="The full address in one text.",
    )
    latitude = models.FloatField(
        verbose_name="Latitude", null=True, blank=True, help_text="Of the door, in degrees; negative in the south."
    )
    longitude = models.FloatField(
        verbose_name="Longitude", null=True, blank=True, help_text="Of the door, in degrees; negative in the west."
    )
    created_by = models.CharField(
        verbose_name="Created by",
        max_length=255,
        null=True,
        blank=True,
        db_column="createdBy",
        help_text="The agent, as SalesRabbit names them.",
    )
    source_created_at = models.DateTimeField(
        verbose_name="Created",
        null=True,
        blank=True,
        db_column="createdAt",
        help_text="When the lead was created in SalesRabbit.",
    )
    last_modified = models.DateTimeField(
        verbose_name="Last modified",
        null=True,
        blank=True,
        db_column="lastModified",
        help_text="When the lead was last changed in SalesRabbit.",
    )
    appointment_type = models.CharField(
        verbose_name="Appointment type",
        max_length=255,
        null=True,
        blank=True,
        db_column="appointmentType",
        help_text="Its category, as text.",
    )
    appointment = models.JSONField(
        verbose_name="Appointment", null=True, blank=True, help_text="JSON as SalesRabbit sent it."
    )
    custom_fields = models.JSONField(
        verbose_name="Custom fields",
        null=True,
        blank=True,
        db_column="customFields",
        help_text="What the company added in SalesRabbit, as JSON.",
    )
    files = models.JSONField(verbose_name="Files", null=True, blank=True, help_text="A list of attachments.")
    raw_data = models.JSONField(
        verbose_name="Raw data", null=True, blank=True, help_text="The record as SalesRabbit sent it."
    )
    created_at = models.DateTimeField(
        verbose_name="First synced", auto_now_add=True, help_text="When the row was first written here."
    )
    updated_at = models.DateTimeField(
        verbose_name="Last synced", auto_now=True, help_text="When the row was last written here."
    )

    personal_fields = (
        "prospect_name",
        "prospect_phone",
        "prospect_email",
        "prospect_address",
        "latitude",
        "longitude",
        "appointment",
        "custom_fields",
        "files",
        "raw_data",
        "created_by",
    )

    objects = IngestedQuerySet["Lead"].as_manager()

    class Meta:
        managed = True
        db_table = "salesrabbit_lead"
        indexes = [
            Index(fields=["lead_hash"], name="idx_salesrabbit_lead_leadHash"),
            Index(fields=["last_modified"], name="idx_salesrabbit_lead_lastModified"),
        ]

    def __str__(self) -> str:
        return self.prospect_name or f"Lead {self.id}"


class User(models.Model):
    """A person who works with SalesRabbit, such as a rep; written by the SalesRabbit sync."""

    id = models.BigIntegerField(
        verbose_name="SalesRabbit id", primary_key=True, help_text="A number that SalesRabbit gives."
    )
    email = models.CharField(verbose_name="Email", max_length=255, null=True, blank=True)
    first_name = models.CharField(
        verbose_name="First name", max_length=255, null=True, blank=True, db_column="firstName"
    )
    last_name = models.CharField(verbose_name="Last name", max_length=255, null=True, blank=True, db_column="lastName")
    phone = models.CharField(
        verbose_name="Phone",
        max_length=255,
        null=True,
        blank=True,
        help_text="As SalesRabbit sends it; normalize_phone() makes one form of any notation.",
    )
    active = models.BooleanField(
        verbose_name="Active", null=True, blank=True, help_text="NULL where SalesRabbit did not say."
    )
    team_id = models.BigIntegerField(
        verbose_name="Team", null=True, blank=True, db_column="teamId", help_text="By SalesRabbit's id."
    )
    raw_data = models.JSONField(
        verbose_name="Raw data", null=True, blank=True, help_text="The record as SalesRabbit sent it."
    )
    created_at = models.DateTimeField(
        verbose_name="First synced", auto_now_add=True, help_text="When the row was first written here."
    )
    updated_at = models.DateTimeField(
        verbose_name="Last synced", auto_now=True, help_text="When the row was last written here."
    )

    personal_fields = ("email", "first_name", "last_name", "phone", "raw_data")

    objects = IngestedQuerySet["User"].as_manager()

    class Meta:
        managed = True
        db_table = "salesrabbit_user"

    def __str__(self) -> str:
        return full_name(self.first_name, self.last_name) or f"User {self.id}"
