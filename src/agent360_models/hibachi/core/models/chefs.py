"""Chefs."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from agent360_models.hibachi.core.querysets import ChefQuerySet
from agent360_models.names import qualified

__all__ = ["Chef"]


class Chef(models.Model):
    """A person who cooks at customers' homes; the station's staff write the row."""

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    name = models.CharField(verbose_name="Name", max_length=100)
    email = models.EmailField(verbose_name="E-mail", max_length=255)
    phone = models.CharField(verbose_name="Phone", max_length=20, null=True, blank=True)
    zones = ArrayField(
        models.CharField(max_length=50),
        verbose_name="Zones",
        default=list,
        blank=True,
        help_text="Where the chef goes; see Booking.zone.",
    )
    skills = ArrayField(
        models.CharField(max_length=50),
        verbose_name="Skills",
        null=True,
        blank=True,
        help_text="Such as teppanyaki; free() finds who has all that are asked for.",
    )
    google_calendar_id = models.CharField(verbose_name="Google calendar id", max_length=255, null=True, blank=True)
    buffer_setup_minutes = models.IntegerField(
        verbose_name="Setup time in minutes", default=0, help_text="How long before the slot the chef is taken."
    )
    buffer_teardown_minutes = models.IntegerField(
        verbose_name="Teardown time in minutes", default=0, help_text="How long after the party the chef is taken."
    )
    is_active = models.BooleanField(
        verbose_name="Active", default=True, help_text="Whether bookings may be given to the chef."
    )
    created_at = models.DateTimeField(
        verbose_name="Created at",
        default=timezone.now,
        editable=False,
        help_text="Written once, and not changed after that.",
    )
    updated_at = models.DateTimeField(
        verbose_name="Updated at", auto_now=True, help_text="Set by each save(); update() and raw SQL have to name it."
    )
    deleted_at = models.DateTimeField(
        verbose_name="Deleted at",
        null=True,
        blank=True,
        help_text="The row stays, and no new booking goes to the chef.",
    )

    units = {"buffer_setup_minutes": "minutes", "buffer_teardown_minutes": "minutes"}
    personal_fields = ("name", "email", "phone", "google_calendar_id")

    objects = ChefQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("core", "chefs")

    def __str__(self) -> str:
        return self.name
