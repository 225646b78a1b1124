"""Tables of Genius: leads and prospects, whom they belong to, and their appointments."""

from django.db import models

from agent360_models.indexes import Index
from agent360_models.ingestion.querysets import IngestedQuerySet

__all__ = ["Appointment", "Contact", "Division", "DivisionGroup", "Lead", "MarketingSource", "Prospect", "User"]


class Lead(models.Model):
    """Someone who asked for an offer, as Genius last reported it; written by the Genius sync."""

    lead_id = models.BigIntegerField(primary_key=True)
    contact = models.ForeignKey(
        "ingestion_genius.Contact",
        on_delete=models.DO_NOTHING,
        db_column="contact_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="leads",
    )
    division = models.ForeignKey(
        "ingestion_genius.Division",
        on_delete=models.DO_NOTHING,
        db_column="division_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="leads",
    )
    agent = models.ForeignKey(
        "ingestion_genius.User",
        on_delete=models.DO_NOTHING,
        db_column="agent_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="leads",
        help_text="The user who works on the lead.",
    )
    status = models.CharField(max_length=255, null=True, blank=True)
    address1 = models.CharField(max_length=255, null=True, blank=True)
    city = models.CharField(max_length=255, null=True, blank=True)
    state = models.CharField(max_length=255, null=True, blank=True)
    zipcode = models.CharField(max_length=255, null=True, blank=True)
    firstname = models.CharField(max_length=255, null=True, blank=True)
    lastname = models.CharField(max_length=255, null=True, blank=True)
    email = models.CharField(max_length=255, null=True, blank=True)
    phone = models.CharField(max_length=255, null=True, blank=True)
    source = models.CharField(
        max_length=255, null=True, blank=True, help_text="Where the lead came from: the name of a marketing source."
    )
    created = models.DateTimeField(null=True, blank=True, help_text="When the lead was created in Genius.")
    modified = models.DateTimeField(null=True, blank=True, help_text="When the lead was last changed in Genius.")
    raw_data = models.JSONField(null=True, blank=True, help_text="The record as Genius sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

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
        return f"Lead {self.lead_id}"


class Prospect(models.Model):
    """Someone who may become a lead, as Genius last reported it; written by the Genius sync."""

    prospect_id = models.BigIntegerField(primary_key=True)
    division = models.ForeignKey(
        "ingestion_genius.Division",
        on_delete=models.DO_NOTHING,
        db_column="division_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="prospects",
    )
    address = models.CharField(max_length=255, null=True, blank=True)
    city = models.CharField(max_length=255, null=True, blank=True)
    state = models.CharField(max_length=255, null=True, blank=True)
    zip = models.CharField(max_length=255, null=True, blank=True)
    firstname = models.CharField(max_length=255, null=True, blank=True)
    lastname = models.CharField(max_length=255, null=True, blank=True)
    email = models.CharField(max_length=255, null=True, blank=True)
    phone = models.CharField(max_length=255, null=True, blank=True)
    status = models.CharField(max_length=255, null=True, blank=True)
    source = models.CharField(
        max_length=255, null=True, blank=True, help_text="Where the prospect came from: the name of a marketing source."
    )
    raw_data = models.JSONField(null=True, blank=True, help_text="The record as Genius sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    personal_fields = ("address", "city", "zip", "firstname", "lastname", "email", "phone", "raw_data")

    objects = IngestedQuerySet["Prospect"].as_manager()

    class Meta:
        managed = True
        db_table = "genius_prospect"
        indexes = [Index(fields=["division"], name="idx_genius_prospect_division_id")]

    def __str__(self) -> str:
        return f"Prospect {self.prospect_id}"


class Appointment(models.Model):
    """A visit that was agreed with a lead, as Genius last reported it; written by the Genius sync."""

    appointment_id = models.BigIntegerField(primary_key=True)
    lead = models.ForeignKey(
        "ingestion_genius.Lead",
        on_delete=models.DO_NOTHING,
        db_column="lead_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="appointments",
    )
    user = models.ForeignKey(
        "ingestion_genius.User",
        on_delete=models.DO_NOTHING,
        db_column="user_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="appointments",
        help_text="The user who goes there.",
    )
    appointment_date = models.DateField(null=True, blank=True)
    appointment_time = models.TimeField(null=True, blank=True, help_text="In the time zone of the division.")
    status = models.CharField(max_length=255, null=True, blank=True)
    notes = models.TextField(null=True, blank=True)
    raw_data = models.JSONField(null=True, blank=True, help_text="The record as Genius sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

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
        return f"Appointment {self.appointment_id}"


class User(models.Model):
    """Someone who works with Genius, such as an agent; written by the Genius sync."""

    user_id = models.BigIntegerField(primary_key=True)
    email = models.CharField(max_length=255, null=True, blank=True)
    firstname = models.CharField(max_length=255, null=True, blank=True)
    lastname = models.CharField(max_length=255, null=True, blank=True)
    division = models.ForeignKey(
        "ingestion_genius.Division",
        on_delete=models.DO_NOTHING,
        db_column="division_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="users",
    )
    is_active = models.BooleanField(null=True, blank=True)
    role = models.CharField(max_length=255, null=True, blank=True)
    raw_data = models.JSONField(null=True, blank=True, help_text="The record as Genius sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    personal_fields = ("email", "firstname", "lastname", "raw_data")

    objects = IngestedQuerySet["User"].as_manager()

    class Meta:
        managed = True
        db_table = "genius_user"
        indexes = [Index(fields=["division"], name="idx_genius_user_division_id")]

    def __str__(self) -> str:
        return f"User {self.user_id}"


class Division(models.Model):
    """A part of the business that leads and users belong to; written by the Genius sync."""

    id = models.BigIntegerField(primary_key=True)
    label = models.CharField(max_length=255, null=True, blank=True)
    abbreviation = models.CharField(max_length=255, null=True, blank=True, help_text="The short name, such as PHX.")
    group = models.ForeignKey(
        "ingestion_genius.DivisionGroup",
        on_delete=models.DO_NOTHING,
        db_column="group_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="divisions",
    )
    is_inactive = models.IntegerField(null=True, blank=True, help_text="0 while it is in use.")
    raw_data = models.JSONField(null=True, blank=True, help_text="The record as Genius sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    objects = IngestedQuerySet["Division"].as_manager()

    class Meta:
        managed = True
        db_table = "genius_division"
        indexes = [Index(fields=["group"], name="idx_genius_division_group_id")]

    def __str__(self) -> str:
        return self.label or f"Division {self.id}"


class Contact(models.Model):
    """A person whom one or more leads are about; written by the Genius sync."""

    contact_id = models.BigIntegerField(primary_key=True)
    firstname = models.CharField(max_length=255, null=True, blank=True)
    lastname = models.CharField(max_length=255, null=True, blank=True)
    email = models.CharField(max_length=255, null=True, blank=True)
    phone = models.CharField(max_length=255, null=True, blank=True)
    address1 = models.CharField(max_length=255, null=True, blank=True)
    city = models.CharField(max_length=255, null=True, blank=True)
    state = models.CharField(max_length=255, null=True, blank=True)
    zipcode = models.CharField(max_length=255, null=True, blank=True)
    created = models.DateTimeField(null=True, blank=True, help_text="When the contact was created in Genius.")
    modified = models.DateTimeField(null=True, blank=True, help_text="When the contact was last changed in Genius.")
    raw_data = models.JSONField(null=True, blank=True, help_text="The record as Genius sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    personal_fields = ("firstname", "lastname", "email", "phone", "address1", "city", "zipcode", "raw_data")

    objects = IngestedQuerySet["Contact"].as_manager()

    class Meta:
        managed = True
        db_table = "genius_contact"

    def __str__(self) -> str:
        return f"Contact {self.contact_id}"


class DivisionGroup(models.Model):
    """Divisions that are reported together, such as a region; written by the Genius sync."""

    id = models.BigIntegerField(primary_key=True)
    group_label = models.CharField(max_length=255, null=True, blank=True)
    is_active = models.BooleanField(null=True, blank=True)
    raw_data = models.JSONField(null=True, blank=True, help_text="The record as Genius sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    objects = IngestedQuerySet["DivisionGroup"].as_manager()

    class Meta:
        managed = True
        db_table = "genius_division_group"

    def __str__(self) -> str:
        return self.group_label or f"Division group {self.id}"


class MarketingSource(models.Model):
    """A source that leads and prospects name, and its kind; written by the Genius sync."""

    id = models.BigIntegerField(primary_key=True)
    label = models.CharField(
        max_length=255, null=True, blank=True, help_text="As the column source of leads and prospects has it."
    )
    type_id = models.IntegerField(null=True, blank=True, help_text="The kind of source, a number of Genius.")
    is_active = models.BooleanField(null=True, blank=True)
    raw_data = models.JSONField(null=True, blank=True, help_text="The record as Genius sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    objects = IngestedQuerySet["MarketingSource"].as_manager()

    class Meta:
        managed = True
        db_table = "genius_marketing_source"
        indexes = [Index(fields=["label"], name="idx_genius_marketing_source_label")]

    def __str__(self) -> str:
        return self.label or f"Marketing source {self.id}"
