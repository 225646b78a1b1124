"""Custom objects: users of Genius, divisions of the business, and the zipcodes that they serve."""

from typing import Any

from django.db import models

from agent360_models.indexes import Index
from agent360_models.ingestion.cross_system import row_of
from agent360_models.ingestion.querysets import IngestedQuerySet
from agent360_models.units import full_name

__all__ = ["Division", "GeniusUser", "Zipcode"]


class GeniusUser(models.Model):
    """A Genius user as a HubSpot custom object; a sync copies it from Genius to HubSpot, and the HubSpot sync here."""

    id = models.CharField(
        verbose_name="HubSpot id",
        max_length=64,
        primary_key=True,
        help_text="Of the custom object; user_id is the one in Genius.",
    )
    email = models.CharField(verbose_name="Email", max_length=255, null=True, blank=True)
    division_name = models.CharField(
        verbose_name="Division name",
        max_length=255,
        null=True,
        blank=True,
        help_text="The part of the business that the user belongs to, as text.",
    )
    firstname = models.CharField(verbose_name="First name", max_length=255, null=True, blank=True)
    lastname = models.CharField(verbose_name="Last name", max_length=255, null=True, blank=True)
    is_active = models.BooleanField(
        verbose_name="Active", null=True, blank=True, help_text="NULL where HubSpot does not say."
    )
    hs_object_id = models.CharField(
        verbose_name="Object id",
        max_length=64,
        null=True,
        blank=True,
        help_text="HubSpot's internal id of the record; usually the same as the key.",
    )
    user_id = models.CharField(
        verbose_name="Genius user id",
        max_length=64,
        null=True,
        blank=True,
        help_text="Key of ingestion_genius.User as text; no constraint refers to it.",
    )
    hs_createdate = models.DateTimeField(
        verbose_name="Created",
        null=True,
        blank=True,
        help_text="When the object was made in HubSpot, not the user in Genius.",
    )
    hs_lastmodifieddate = models.DateTimeField(
        verbose_name="Last modified",
        null=True,
        blank=True,
        help_text="A time of HubSpot's; of two versions of a user the later one is kept.",
    )
    archived = models.BooleanField(
        verbose_name="Archived", default=False, db_default=False, help_text="Whether HubSpot has deleted it."
    )
    raw_data = models.JSONField(
        verbose_name="Raw data", null=True, blank=True, help_text="The record as HubSpot sent it."
    )
    sync_created_at = models.DateTimeField(
        verbose_name="First synced", auto_now_add=True, help_text="When the row was first written here."
    )
    sync_updated_at = models.DateTimeField(
        verbose_name="Last synced", auto_now=True, help_text="When the row was last written here."
    )

    personal_fields = ("email", "firstname", "lastname", "raw_data")

    objects = IngestedQuerySet["GeniusUser"].as_manager()

    class Meta:
        managed = True
        db_table = "hubspot_geniususer"
        indexes = [
            Index(fields=["email"], name="idx_hubspot_geniususer_email"),
        ]

    def __str__(self) -> str:
        return full_name(self.firstname, self.lastname) or f"Genius user {self.id}"

    def genius_user(self) -> Any | None:
        """Return the user in Genius, or ``None``; needs the app ``ingestion_genius``."""
        return row_of("ingestion_genius.User", self.user_id)


class Division(models.Model):
    """A division of the business as a HubSpot custom object; written by the sync from Genius."""

    id = models.CharField(
        verbose_name="HubSpot id",
        max_length=64,
        primary_key=True,
        help_text="Of the custom object; genius_division_id is the one in Genius.",
    )
    name = models.CharField(verbose_name="Name", max_length=255, null=True, blank=True)
    code = models.CharField(verbose_name="Code", max_length=255, null=True, blank=True)
    manager_email = models.CharField(verbose_name="Manager email", max_length=255, null=True, blank=True)
    hs_object_id = models.CharField(
        verbose_name="Object id",
        max_length=64,
        null=True,
        blank=True,
        help_text="HubSpot's internal id of the record; usually the same as the key.",
    )
    genius_division_id = models.CharField(
        verbose_name="Genius id",
        max_length=64,
        null=True,
        blank=True,
        help_text="Key of ingestion_genius.Division as text; no constraint refers to it.",
    )
    hs_createdate = models.DateTimeField(
        verbose_name="Created",
        null=True,
        blank=True,
        help_text="When the object was made in HubSpot, not the division in Genius.",
    )
    hs_lastmodifieddate = models.DateTimeField(
        verbose_name="Last modified",
        null=True,
        blank=True,
        help_text="A time of HubSpot's; of two versions of a division the later one is kept.",
    )
    archived = models.BooleanField(
        verbose_name="Archived", default=False, db_default=False, help_text="Whether HubSpot has deleted it."
    )
    raw_data = models.JSONField(
        verbose_name="Raw data", null=True, blank=True, help_text="The record as HubSpot sent it."
    )
    sync_created_at = models.DateTimeField(
        verbose_name="First synced", auto_now_add=True, help_text="When the row was first written here."
    )
    sync_updated_at = models.DateTimeField(
        verbose_name="Last synced", auto_now=True, help_text="When the row was last written here."
    )

    personal_fields = ("manager_email", "raw_data")

    objects = IngestedQuerySet["Division"].as_manager()

    class Meta:
        managed = True
        db_table = "hubspot_division"

    def __str__(self) -> str:
        return self.name or f"Division {self.id}"

    def genius_division(self) -> Any | None:
        """Return the division in Genius, or ``None``; needs the app ``ingestion_genius``."""
        return row_of("ingestion_genius.Division", self.genius_division_id)


class Zipcode(models.Model):
    """A zipcode and the division that serves it; a HubSpot custom object."""

    id = models.CharField(
        verbose_name="HubSpot id",
        max_length=64,
        primary_key=True,
        help_text="Of the custom object, a number kept as text.",
    )
    zipcode = models.CharField(
        verbose_name="Zip code", max_length=255, null=True, blank=True, help_text="Text, so that leading zeros stay."
    )
    city = models.CharField(verbose_name="City", max_length=255, null=True, blank=True)
    state = models.CharField(verbose_name="State", max_length=255, null=True, blank=True)
    division = models.CharField(
        verbose_name="Division",
        max_length=255,
        null=True,
        blank=True,
        help_text="The part of the business that serves it, as typed or chosen; not a key.",
    )
    hs_object_id = models.CharField(
        verbose_name="Object id",
        max_length=64,
        null=True,
        blank=True,
        help_text="HubSpot's internal id of the record; usually the same as the key.",
    )
    county = models.CharField(verbose_name="County", max_length=255, null=True, blank=True)
    hs_createdate = models.DateTimeField(
        verbose_name="Created", null=True, blank=True, help_text="When the object was made in HubSpot."
    )
    hs_lastmodifieddate = models.DateTimeField(
        verbose_name="Last modified",
        null=True,
        blank=True,
        help_text="A time of HubSpot's; of two versions of a zipcode the later one is kept.",
    )
    archived = models.BooleanField(
        verbose_name="Archived", default=False, db_default=False, help_text="Whether HubSpot has deleted it."
    )
    raw_data = models.JSONField(
        verbose_name="Raw data", null=True, blank=True, help_text="The record as HubSpot sent it."
    )
    sync_created_at = models.DateTimeField(
        verbose_name="First synced", auto_now_add=True, help_text="When the row was first written here."
    )
    sync_updated_at = models.DateTimeField(
        verbose_name="Last synced", auto_now=True, help_text="When the row was last written here."
    )

    objects = IngestedQuerySet["Zipcode"].as_manager()

    class Meta:
        managed = True
        db_table = "hubspot_zipcode"
        indexes = [
            Index(fields=["zipcode"], name="idx_hubspot_zipcode_zipcode"),
        ]

    def __str__(self) -> str:
        return f"Zipcode {self.zipcode or self.id}"
