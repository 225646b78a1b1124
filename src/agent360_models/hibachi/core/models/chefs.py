"""Chefs, and the times in which they work."""

import re
import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from agent360_models.fields import PgEnumField
from agent360_models.hibachi.core.querysets import WEEKDAYS, ChefQuerySet, ChefTimeOffQuerySet
from agent360_models.indexes import Index
from agent360_models.names import qualified

__all__ = ["Chef", "ChefTimeOff", "validate_weekly_hours"]


def validate_weekly_hours(hours: Any) -> None:
    """Refuse what ``Chef.weekly_hours`` could not be read as.

    Raises ``ValidationError``.
    """
    clock = re.compile(r"[0-4]\d:[0-5]\d")
    if not isinstance(hours, dict):
        raise ValidationError("Give an object with a weekday for each key.", code="invalid_hours")
    for day, window in hours.items():
        if day not in WEEKDAYS:
            raise ValidationError(
                "“%(day)s” is no weekday. Choose from monday to sunday.", code="invalid_hours", params={"day": day}
            )
        is_window = isinstance(window, list) and [type(time) for time in window] == [str, str]
        if not is_window or not all(map(clock.fullmatch, window)) or window[0] >= window[1]:
            raise ValidationError(
                'From when until when on %(day)s? Give two times, such as ["16:00", "26:00"].',
                code="invalid_hours",
                params={"day": day},
            )


class Chef(models.Model):
    """Somebody who cooks at a customer's home; written by the people of the station."""

    class Status(models.TextChoices):
        """Whether bookings may be given to the chef."""

        ACTIVE = "active", "Active"
        ON_LEAVE = "on_leave", "On leave"
        INACTIVE = "inactive", "Inactive"

    class Skill(models.TextChoices):
        """What the chef can do."""

        TEPPANYAKI = "teppanyaki", "Teppanyaki"
        SUSHI = "sushi", "Sushi"
        SHOW = "show", "Fire show"
        VEGAN = "vegan", "Vegan"
        GLUTEN_FREE = "gluten_free", "Gluten-free"
        HALAL = "halal", "Halal"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    station = models.ForeignKey(
        "hibachi_identity.Station",
        on_delete=models.RESTRICT,
        db_constraint=False,
        db_index=False,
        related_name="chefs",
    )
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100, default="", blank=True)
    email = models.EmailField(max_length=254, unique=True, null=True, blank=True)
    phone = models.CharField(max_length=32, null=True, blank=True)
    status = PgEnumField(enum=Status, type_name="chef_status", schema="core", default=Status.ACTIVE)
    skills = ArrayField(PgEnumField(enum=Skill, type_name="chef_skill", schema="core"), default=list, blank=True)
    weekly_hours = models.JSONField(
        default=dict,
        blank=True,
        validators=[validate_weekly_hours],
        help_text=(
            'From when until when on each day the chef may work: {"friday": ["16:00", "26:00"]}, in the time zone'
            " of the station. Hours past 24 belong to the next day. A day that is not there is free time."
        ),
    )
    max_guests = models.SmallIntegerField(default=30, help_text="How many guests the chef serves alone.")
    bio = models.TextField(default="", blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ChefQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("core", "chefs")
        constraints = [
            models.CheckConstraint(
                condition=Q(max_guests__gt=0),
                name="ck_chefs_max_guests",
                violation_error_message="A chef serves at least one guest.",
            ),
        ]
        indexes = [
            Index(fields=["station", "status"], name="ix_core_chefs_station_id"),
            GinIndex(fields=["skills"], name="ix_core_chefs_skills"),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class ChefTimeOff(models.Model):
    """One time in which a chef takes no booking; written by the chef, or by the people of the station."""

    class Kind(models.TextChoices):
        """Why."""

        VACATION = "vacation", "Vacation"
        SICK = "sick", "Sick"
        PERSONAL = "personal", "Personal"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    chef = models.ForeignKey(
        "hibachi_core.Chef", on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="times_off"
    )
    kind = PgEnumField(enum=Kind, type_name="time_off_kind", schema="core", default=Kind.VACATION)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    notes = models.TextField(default="", blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ChefTimeOffQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("core", "chef_time_off")
        verbose_name_plural = "chef time off"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="ck_chef_time_off_times",
                violation_error_message="Time off ends after it starts.",
            ),
        ]
        indexes = [Index(fields=["chef", "starts_at"], name="ix_core_chef_time_off_chef_id")]

    def __str__(self) -> str:
        return f"{self.kind} from {self.starts_at:%Y-%m-%d}"
