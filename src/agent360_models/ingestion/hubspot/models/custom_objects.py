"""Custom objects: users of Genius, divisions of the business and the zipcodes they serve."""

from typing import Any

from django.db import models

from agent360_models.indexes import Index
from agent360_models.ingestion.cross_system import row_of
from agent360_models.ingestion.querysets import IngestedQuerySet

__all__ = ["Division", "GeniusUser", "Zipcode"]


class GeniusUser(models.Model):
    """A user of Genius as a custom object of HubSpot; written by the sync from Genius to HubSpot and back here."""

    id = models.CharField(max_length=64, primary_key=True)
    email = models.CharField(max_length=255, null=True, blank=True)
    division_name = models.CharField(max_length=255, null=True, blank=True)
    firstname = models.CharField(max_length=255, null=True, blank=True)
    lastname = models.CharField(max_length=255, null=True, blank=True)
    is_active = models.BooleanField(null=True, blank=True)
    hs_object_id = models.CharField(max_length=64, null=True, blank=True)
    user_id = models.CharField(max_length=64, null=True, blank=True, help_text="Id of the user in Genius.")
    hs_createdate = models.DateTimeField(null=True, blank=True)
    hs_lastmodifieddate = models.DateTimeField(null=True, blank=True)
    archived = models.BooleanField(default=False, db_default=False, help_text="Whether HubSpot has deleted it.")
    raw_data = models.JSONField(null=True, blank=True, help_text="The record as HubSpot sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    personal_fields = ("email", "firstname", "lastname", "raw_data")

    objects = IngestedQuerySet["GeniusUser"].as_manager()

    class Meta:
        managed = True
        db_table = "hubspot_geniususer"
        indexes = [
            Index(fields=["email"], name="idx_hubspot_geniususer_email"),
        ]

    def __str__(self) -> str:
        return f"Genius user {self.id}"

    def genius_user(self) -> Any | None:
        """Return the user in Genius, if it is there; it needs ``ingestion_genius``."""
        return row_of("ingestion_genius.User", self.user_id)


class Division(models.Model):
    """A division of the business as a custom object of HubSpot; written by the sync from Genius."""

    id = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=255, null=True, blank=True)
    code = models.CharField(max_length=255, null=True, blank=True)
    manager_email = models.CharField(max_length=255, null=True, blank=True)
    hs_object_id = models.CharField(max_length=64, null=True, blank=True)
    genius_division_id = models.CharField(
        max_length=64, null=True, blank=True, help_text="Id of the division in Genius."
    )
    hs_createdate = models.DateTimeField(null=True, blank=True)
    hs_lastmodifieddate = models.DateTimeField(null=True, blank=True)
    archived = models.BooleanField(default=False, db_default=False, help_text="Whether HubSpot has deleted it.")
    raw_data = models.JSONField(null=True, blank=True, help_text="The record as HubSpot sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    personal_fields = ("manager_email", "raw_data")

    objects = IngestedQuerySet["Division"].as_manager()

    class Meta:
        managed = True
        db_table = "hubspot_division"

    def __str__(self) -> str:
        return self.name or f"Division {self.id}"

    def genius_division(self) -> Any | None:
        """Return the division in Genius, if it is there; it needs ``ingestion_genius``."""
        return row_of("ingestion_genius.Division", self.genius_division_id)


class Zipcode(models.Model):
    """A zipcode that the business serves, and the division that does; a custom object of HubSpot."""

    id = models.CharField(max_length=64, primary_key=True)
    zipcode = models.CharField(max_length=255, null=True, blank=True)
    city = models.CharField(max_length=255, null=True, blank=True)
    state = models.CharField(max_length=255, null=True, blank=True)
    division = models.CharField(max_length=255, null=True, blank=True)
    hs_object_id = models.CharField(max_length=64, null=True, blank=True)
    county = models.CharField(max_length=255, null=True, blank=True)
    hs_createdate = models.DateTimeField(null=True, blank=True)
    hs_lastmodifieddate = models.DateTimeField(null=True, blank=True)
    archived = models.BooleanField(default=False, db_default=False, help_text="Whether HubSpot has deleted it.")
    raw_data = models.JSONField(null=True, blank=True, help_text="The record as HubSpot sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    objects = IngestedQuerySet["Zipcode"].as_manager()

    class Meta:
        managed = True
        db_table = "hubspot_zipcode"
        indexes = [
            Index(fields=["zipcode"], name="idx_hubspot_zipcode_zipcode"),
        ]

    def __str__(self) -> str:
        return self.zipcode or f"Zipcode {self.id}"
