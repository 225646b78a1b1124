"""Chefs."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from agent360_models.hibachi.core.querysets import ChefQuerySet
from agent360_models.names import qualified

__all__ = ["Chef"]


class Chef(models.Model):
    """Somebody who cooks at a customer's home; written by the people of the station."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=100)
    email = models.EmailField(max_length=255)
    phone = models.CharField(max_length=20, null=True, blank=True)
    zones = ArrayField(
        models.CharField(max_length=50), default=list, blank=True, help_text="Where the chef goes; see Booking.zone."
    )
    skills = ArrayField(models.CharField(max_length=50), null=True, blank=True)
    google_calendar_id = models.CharField(max_length=255, null=True, blank=True)
    buffer_setup_minutes = models.IntegerField(default=0, help_text="How long before the slot the chef is taken.")
    buffer_teardown_minutes = models.IntegerField(default=0, help_text="How long after the party the chef is taken.")
    is_active = models.BooleanField(default=True, help_text="Whether bookings may be given to the chef.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True, help_text="Set where the chef is deleted.")

    personal_fields = ("name", "email", "phone", "google_calendar_id")

    objects = ChefQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("core", "chefs")

    def __str__(self) -> str:
        return self.name
