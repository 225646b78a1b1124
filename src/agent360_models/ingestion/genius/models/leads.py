"""Leads, prospects and appointments."""

from django.db import models

from agent360_models.indexes import Index
from agent360_models.ingestion.querysets import IngestedQuerySet
from agent360_models.units import full_name

__all__ = ["Appointment", "Lead", "Prospect"]


class Lead(models.Model):
    """A person who asked for an offer, as Genius last reported; written by the Genius sync."""

    lead_id = models.BigIntegerField(
        verbose_name="Genius id",
        primary_key=True,
        help_text="A number; HubSpot's lead_id and SalesPro's crm_source_id name it.",
    )
    contact = models.ForeignKey(
        "ingestion_genius.Contact",
        verbose_name="Contact",
        on_delete=models.DO_NOTHING,
        db_column="contact_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="leads",
        help_text="The person it is about; the row may be missing here.",
    )
    division = models.ForeignKey(
        "ingestion_genius.Division",
        verbose_name="Division",
        on_delete=models.DO_NOTHING,
        db_column="division_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="leads",
        help_text="The part of the business in charge; the row may be missing here.",
    )
    agent = models.ForeignKey(
        "ingestion_genius.User",
        verbose_name="Agent",
        on_delete=models.DO_NOTHING,
        db_column="agent_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="leads",
        help_text="The user who works on the lead.",
    )
    status = models.CharField(
        verbose_name="Status",
        max_length=255,
        null=True,
        blank=True,
        help_text="Genius's own value, as text; no list of them is kept here.",
    )
    address1 = models.CharField(
        verbose_name="Address", max_length=255, null=True, blank=True, help_text="Its first line, with the street."
    )
    city = models.CharField(verbose_name="City", max_length=255, null=True, blank=True)
    state = models.CharField(
        verbose_name="State", max_length=255, null=True, blank=True, help_text="Two letters in Genius."
    )
    zipcode = models.CharField(
        verbose_name="Zip code", max_length=255, null=True, blank=True, help_text="Text, so that leading zeros stay."
    )
    firstname = models.CharField(verbose_name="First name", max_length=255, null=True, blank=True)
    lastname = models.CharField(verbose_name="Last name", max_length=255, null=True, blank=True)
    email = models.CharField(verbose_name="Email", max_length=255, null=True, blank=True)
    phone = models.CharField(
        verbose_name="Phone",
        max_length=255,
        null=True,
        blank=True,
        help_text="As Genius sends it; normalize_phone() makes one form of any notation.",
    )
    source = models.CharField(
        verbose_name="Source",
        max_length=255,
        null=True,
        blank=True,
        help_text="Where the lead came from: the name of a marketing source.",
    )
    created = models.DateTimeField(
        verbose_name="Created", null=True, blank=True, help_text="When the lead was created in Genius."
    )
    modified = models.DateTimeField(
        verbose_name="Modified", null=True, blank=True, help_text="When the lead was last changed in Genius."
    )
    raw_data = models.JSONField(
        verbose_name="Raw data", null=True, blank=True, help_text="The record as Genius sent it."
    )
    sync_created_at = models.DateTimeField(
        verbose_name="First synced", auto_now_add=True, help_text="When the row was first written here."
    )
    sync_updated_at = models.DateTimeField(
        verbose_name="Last synced", auto_now=True, help_text="When the row was last written here."
    )

    personal_fields = ("address1", "city", "zipcode", "firstname", "lastname", "email", "phone", "raw_data")

    objects = IngestedQuerySet["Lead"].as_manager()

    class Meta:
        managed = True
        db_table = "genius_lead"
        indexes = [
            Index(fields=["contact"], name="idx_genius_lead_contact_id"),
            Index(fields=["division"], name="idx_genius_lead_division"),
            Index(fields=["agent"], name="idx_genius_lead_agent"),
            Index(fields=["created"], name="idx_genius_lead_created"),
            Index(fields=["status"], name="idx_genius_lead_status"),
        ]

    def __str__(self) -> str:
        return full_name(self.firstname, self.lastname) or f"Lead {self.lead_id}"


class Prospect(models.Model):
    """A person who may become a lead, as Genius last reported; written by the Genius sync."""

    prospect_id = models.BigIntegerField(
        verbose_name="Genius id", primary_key=True, help_text="A number; HubSpot's lead_prospect_id names it."
    )
    division = models.ForeignKey(
        "ingestion_genius.Division",
        verbose_name="Division",
        on_delete=models.DO_NOTHING,
        db_column="division_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="prospects",
        help_text="The part of the business in charge; the row may be missing here.",
    )
    address = models.CharField(
        verbose_name="Address",
        max_length=255,
        null=True,
        blank=True,
        help_text="The street; city, state and zip code stand by themselves.",
    )
    city = models.CharField(verbose_name="City", max_length=255, null=True, blank=True)
    state = models.CharField(
        verbose_name="State", max_length=255, null=True, blank=True, help_text="Two letters in Genius."
    )
    zip = models.CharField(
        verbose_name="Zip code", max_length=255, null=True, blank=True, help_text="Text, so that leading zeros stay."
    )
    firstname = models.CharField(verbose_name="First name", max_length=255, null=True, blank=True)
    lastname = models.CharField(verbose_name="Last name", max_length=255, null=True, blank=True)
    email = models.CharField(verbose_name="Email", max_length=255, null=True, blank=True)
    phone = models.CharField(
        verbose_name="Phone",
        max_length=255,
        null=True,
        blank=True,
        help_text="As Genius sends it; normalize_phone() makes one form of any notation.",
    )
    status = models.CharField(
        verbose_name="Status",
        max_length=255,
        null=True,
        blank=True,
        help_text="Of a stage before that of a lead; no list of the values is kept here.",
    )
    source = models.CharField(
        verbose_name="Source",
        max_length=255,
        null=True,
        blank=True,
        help_text="Where the prospect came from: the name of a marketing source.",
    )
    raw_data = models.JSONField(
        verbose_name="Raw data", null=True, blank=True, help_text="The record as Genius sent it."
    )
    sync_created_at = models.DateTimeField(
        verbose_name="First synced", auto_now_add=True, help_text="When the row was first written here."
    )
    sync_updated_at = models.DateTimeField(
        verbose_name="Last synced", auto_now=True, help_text="When the row was last written here."
    )

    personal_fields = ("address", "city", "zip", "firstname", "lastname", "email", "phone", "raw_data")

    objects = IngestedQuerySet["Prospect"].as_manager()

    class Meta:
        managed = True
        db_table = "genius_prospect"
        indexes = [Index(fields=["division"], name="idx_genius_prospect_division_id")]

    def __str__(self) -> str:
        return full_name(self.firstname, self.lastname) or f"Prospect {self.prospect_id}"


class Appointment(models.Model):
    """A visit agreed with a lead, as Genius last reported it; written by the Genius sync."""

    appointment_id = models.BigIntegerField(
        verbose_name="Genius id", primary_key=True, help_text="A number that Genius gives."
    )
    lead = models.ForeignKey(
        "ingestion_genius.Lead",
        verbose_name="Lead",
        on_delete=models.DO_NOTHING,
        db_column="lead_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="appointments",
        help_text="With whom it was agreed; the row may be missing here.",
    )
    user = models.ForeignKey(
        "ingestion_genius.User",
        verbose_name="User",
        on_delete=models.DO_NOTHING,
        db_column="user_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="appointments",
        help_text="The user who goes there.",
    )
    appointment_date = models.DateField(
        verbose_name="Date", null=True, blank=True, help_text="The day for which the visit was agreed."
    )
    appointment_time = models.TimeField(
        verbose_name="Time", null=True, blank=True, help_text="In the time zone of the division."
    )
    status = models.CharField(
        verbose_name="Status",
        max_length=255,
        null=True,
        blank=True,
        help_text="Genius's own value, as text; no list of them is kept here.",
    )
    notes = models.TextField(verbose_name="Notes", null=True, blank=True, help_text="Free text about the visit.")
    raw_data = models.JSONField(
        verbose_name="Raw data", null=True, blank=True, help_text="The record as Genius sent it."
    )
    sync_created_at = models.DateTimeField(
        verbose_name="First synced", auto_now_add=True, help_text="When the row was first written here."
    )
    sync_updated_at = models.DateTimeField(
        verbose_name="Last synced", auto_now=True, help_text="When the row was last written here."
    )

    personal_fields = ("notes", "raw_data")

    objects = IngestedQuerySet["Appointment"].as_manager()

    class Meta:
        managed = True
        db_table = "genius_appointment"
        indexes = [
            Index(fields=["lead"], name="idx_genius_appointment_lead_id"),
            Index(fields=["user"], name="idx_genius_appointment_user_id"),
            Index(fields=["appointment_date"], name="idx_genius_appointment_appointment_date"),
        ]

    def __str__(self) -> str:
        if self.appointment_date is None:
            return f"Appointment {self.appointment_id}"
        return f"Appointment of {str(self.appointment_date)[:10]}"
