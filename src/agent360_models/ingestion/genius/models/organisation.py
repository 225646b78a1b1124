"""Users, divisions, contacts and marketing sources."""

from django.db import models

from agent360_models.indexes import Index
from agent360_models.ingestion.querysets import IngestedQuerySet
from agent360_models.units import full_name

__all__ = ["Contact", "Division", "DivisionGroup", "MarketingSource", "User"]


class User(models.Model):
    """A person who works with Genius, such as an agent; written by the Genius sync."""

    user_id = models.BigIntegerField(
        verbose_name="Genius id",
        primary_key=True,
        help_text="A number; leads name it as their agent, HubSpot's users of Genius as user_id.",
    )
    email = models.CharField(verbose_name="Email", max_length=255, null=True, blank=True)
    firstname = models.CharField(verbose_name="First name", max_length=255, null=True, blank=True)
    lastname = models.CharField(verbose_name="Last name", max_length=255, null=True, blank=True)
    division = models.ForeignKey(
        "ingestion_genius.Division",
        verbose_name="Division",
        on_delete=models.DO_NOTHING,
        db_column="division_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="users",
        help_text="Where the user works; the row may be missing here.",
    )
    is_active = models.BooleanField(
        verbose_name="Active", null=True, blank=True, help_text="NULL where Genius did not say."
    )
    role = models.CharField(
        verbose_name="Role", max_length=255, null=True, blank=True, help_text="What the user does, in Genius's words."
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

    personal_fields = ("email", "firstname", "lastname", "raw_data")

    objects = IngestedQuerySet["User"].as_manager()

    class Meta:
        managed = True
        db_table = "genius_user"
        indexes = [Index(fields=["division"], name="idx_genius_user_division_id")]

    def __str__(self) -> str:
        return full_name(self.firstname, self.lastname) or f"User {self.user_id}"


class Division(models.Model):
    """A part of the business, with its leads and users; written by the Genius sync."""

    id = models.BigIntegerField(
        verbose_name="Genius id",
        primary_key=True,
        help_text="A number; HubSpot names it in genius_division_id, and in lead_division of a contact.",
    )
    label = models.CharField(
        verbose_name="Name",
        max_length=255,
        null=True,
        blank=True,
        help_text="The long one; abbreviation is the short one.",
    )
    abbreviation = models.CharField(
        verbose_name="Abbreviation", max_length=255, null=True, blank=True, help_text="The short name, such as PHX."
    )
    group = models.ForeignKey(
        "ingestion_genius.DivisionGroup",
        verbose_name="Group",
        on_delete=models.DO_NOTHING,
        db_column="group_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="divisions",
        help_text="With whose divisions it is reported together; the row may be missing here.",
    )
    is_inactive = models.IntegerField(verbose_name="Inactive", null=True, blank=True, help_text="0 while it is in use.")
    raw_data = models.JSONField(
        verbose_name="Raw data", null=True, blank=True, help_text="The record as Genius sent it."
    )
    sync_created_at = models.DateTimeField(
        verbose_name="First synced", auto_now_add=True, help_text="When the row was first written here."
    )
    sync_updated_at = models.DateTimeField(
        verbose_name="Last synced", auto_now=True, help_text="When the row was last written here."
    )

    objects = IngestedQuerySet["Division"].as_manager()

    class Meta:
        managed = True
        db_table = "genius_division"
        indexes = [Index(fields=["group"], name="idx_genius_division_group_id")]

    def __str__(self) -> str:
        return self.label or f"Division {self.id}"


class Contact(models.Model):
    """A person with one or more leads; written by the Genius sync."""

    contact_id = models.BigIntegerField(
        verbose_name="Genius id", primary_key=True, help_text="A number; HubSpot's lead_contact names it."
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
    created = models.DateTimeField(
        verbose_name="Created", null=True, blank=True, help_text="When the contact was created in Genius."
    )
    modified = models.DateTimeField(
        verbose_name="Modified", null=True, blank=True, help_text="When the contact was last changed in Genius."
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

    personal_fields = ("firstname", "lastname", "email", "phone", "address1", "city", "zipcode", "raw_data")

    objects = IngestedQuerySet["Contact"].as_manager()

    class Meta:
        managed = True
        db_table = "genius_contact"

    def __str__(self) -> str:
        return full_name(self.firstname, self.lastname) or f"Contact {self.contact_id}"


class DivisionGroup(models.Model):
    """A group of divisions for reporting, such as a region; written by the Genius sync."""

    id = models.BigIntegerField(verbose_name="Genius id", primary_key=True, help_text="A number that Genius gives.")
    group_label = models.CharField(verbose_name="Name", max_length=255, null=True, blank=True)
    is_active = models.BooleanField(
        verbose_name="Active", null=True, blank=True, help_text="NULL where Genius did not say."
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

    objects = IngestedQuerySet["DivisionGroup"].as_manager()

    class Meta:
        managed = True
        db_table = "genius_division_group"

    def __str__(self) -> str:
        return self.group_label or f"Division group {self.id}"


class MarketingSource(models.Model):
    """A marketing source of leads and prospects, with its kind; written by the Genius sync."""

    id = models.BigIntegerField(
        verbose_name="Genius id",
        primary_key=True,
        help_text="A number; leads and prospects name the source by its label instead.",
    )
    label = models.CharField(
        verbose_name="Name",
        max_length=255,
        null=True,
        blank=True,
        help_text="As the column source of leads and prospects has it.",
    )
    type_id = models.IntegerField(
        verbose_name="Type", null=True, blank=True, help_text="The kind of source, a number of Genius."
    )
    is_active = models.BooleanField(
        verbose_name="Active", null=True, blank=True, help_text="NULL where Genius did not say."
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

    objects = IngestedQuerySet["MarketingSource"].as_manager()

    class Meta:
        managed = True
        db_table = "genius_marketing_source"
        indexes = [Index(fields=["label"], name="idx_genius_marketing_source_label")]

    def __str__(self) -> str:
        return self.label or f"Marketing source {self.id}"
