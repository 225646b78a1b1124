"""Tables of SalesRabbit: leads from door to door, and the people who find them.

Columns that are camelCase at the source keep that name; their attributes are snake_case.
"""

from django.db import models

from agent360_models.indexes import Index
from agent360_models.ingestion.querysets import IngestedQuerySet

__all__ = ["Lead", "User"]


class Lead(models.Model):
    """A door that was knocked at, as SalesRabbit last reported it; written by the SalesRabbit sync."""

    id = models.BigIntegerField(primary_key=True)
    lead_hash = models.CharField(
        max_length=255, null=True, blank=True, db_column="leadHash", help_text="Unique at SalesRabbit."
    )
    disposition_id = models.BigIntegerField(
        null=True, blank=True, db_column="dispositionId", help_text="How the visit ended, by SalesRabbit's id."
    )
    prospect_name = models.CharField(max_length=255, null=True, blank=True, db_column="prospectName")
    prospect_phone = models.CharField(max_length=255, null=True, blank=True, db_column="prospectPhone")
    prospect_email = models.CharField(max_length=255, null=True, blank=True, db_column="prospectEmail")
    prospect_address = models.TextField(null=True, blank=True, db_column="prospectAddress")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    created_by = models.CharField(
        max_length=255, null=True, blank=True, db_column="createdBy", help_text="The agent, as SalesRabbit names them."
    )
    source_created_at = models.DateTimeField(
        null=True, blank=True, db_column="createdAt", help_text="When the lead was created in SalesRabbit."
    )
    last_modified = models.DateTimeField(
        null=True, blank=True, db_column="lastModified", help_text="When the lead was last changed in SalesRabbit."
    )
    appointment_type = models.CharField(max_length=255, null=True, blank=True, db_column="appointmentType")
    appointment = models.JSONField(null=True, blank=True)
    custom_fields = models.JSONField(null=True, blank=True, db_column="customFields")
    files = models.JSONField(null=True, blank=True, help_text="A list of attachments.")
    raw_data = models.JSONField(null=True, blank=True, help_text="The record as SalesRabbit sent it.")
    created_at = models.DateTimeField(auto_now_add=True, help_text="When the row was first written here.")
    updated_at = models.DateTimeField(auto_now=True, help_text="When the row was last written here.")

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
        return f"Lead {self.id}"


class User(models.Model):
    """Someone who works with SalesRabbit, such as a rep; written by the SalesRabbit sync."""

    id = models.BigIntegerField(primary_key=True)
    email = models.CharField(max_length=255, null=True, blank=True)
    first_name = models.CharField(max_length=255, null=True, blank=True, db_column="firstName")
    last_name = models.CharField(max_length=255, null=True, blank=True, db_column="lastName")
    phone = models.CharField(max_length=255, null=True, blank=True)
    active = models.BooleanField(null=True, blank=True)
    team_id = models.BigIntegerField(null=True, blank=True, db_column="teamId", help_text="By SalesRabbit's id.")
    raw_data = models.JSONField(null=True, blank=True, help_text="The record as SalesRabbit sent it.")
    created_at = models.DateTimeField(auto_now_add=True, help_text="When the row was first written here.")
    updated_at = models.DateTimeField(auto_now=True, help_text="When the row was last written here.")

    personal_fields = ("email", "first_name", "last_name", "phone", "raw_data")

    objects = IngestedQuerySet["User"].as_manager()

    class Meta:
        managed = True
        db_table = "salesrabbit_user"

    def __str__(self) -> str:
        return f"User {self.id}"
