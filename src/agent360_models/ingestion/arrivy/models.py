"""Tables of Arrivy: bookings, their tasks, who does them, and how far they are."""

from django.db import models

from agent360_models.indexes import Index
from agent360_models.ingestion.querysets import IngestedQuerySet

__all__ = ["Booking", "Entity", "Group", "Status", "Task", "Template"]


class Booking(models.Model):
    """A job for a customer, as Arrivy last reported it; written by the Arrivy sync."""

    id = models.BigIntegerField(primary_key=True)
    title = models.CharField(max_length=255, null=True, blank=True)
    customer_name = models.CharField(max_length=255, null=True, blank=True)
    customer_email = models.CharField(max_length=255, null=True, blank=True)
    customer_phone = models.CharField(max_length=255, null=True, blank=True)
    customer_address = models.TextField(null=True, blank=True)
    start_datetime = models.DateTimeField(null=True, blank=True)
    end_datetime = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=255, null=True, blank=True)
    entity_ids = models.JSONField(null=True, blank=True, help_text="A list of the ids of those who do it.")
    group = models.ForeignKey(
        "ingestion_arrivy.Group",
        on_delete=models.DO_NOTHING,
        db_column="group_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="bookings",
    )
    extra_fields = models.JSONField(null=True, blank=True, help_text="Fields that the company added in Arrivy.")
    raw_data = models.JSONField(null=True, blank=True, help_text="The record as Arrivy sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    personal_fields = (
        "title",
        "customer_name",
        "customer_email",
        "customer_phone",
        "customer_address",
        "extra_fields",
        "raw_data",
    )

    objects = IngestedQuerySet["Booking"].as_manager()

    class Meta:
        managed = True
        db_table = "arrivy_booking"
        indexes = [
            Index(fields=["group"], name="idx_arrivy_booking_group_id"),
            Index(fields=["start_datetime"], name="idx_arrivy_booking_start_datetime"),
        ]

    def __str__(self) -> str:
        return f"Booking {self.id}"


class Task(models.Model):
    """A piece of work within a booking, as Arrivy last reported it; written by the Arrivy sync."""

    id = models.BigIntegerField(primary_key=True)
    template = models.ForeignKey(
        "ingestion_arrivy.Template",
        on_delete=models.DO_NOTHING,
        db_column="template_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="tasks",
    )
    title = models.CharField(max_length=255, null=True, blank=True)
    status = models.CharField(max_length=255, null=True, blank=True)
    booking = models.ForeignKey(
        "ingestion_arrivy.Booking",
        on_delete=models.DO_NOTHING,
        db_column="booking_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="tasks",
    )
    entity_ids = models.JSONField(null=True, blank=True, help_text="A list of the ids of those who do it.")
    start_datetime = models.DateTimeField(null=True, blank=True)
    end_datetime = models.DateTimeField(null=True, blank=True)
    raw_data = models.JSONField(null=True, blank=True, help_text="The record as Arrivy sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    objects = IngestedQuerySet["Task"].as_manager()

    class Meta:
        managed = True
        db_table = "arrivy_task"
        indexes = [
            Index(fields=["template"], name="idx_arrivy_task_template_id"),
            Index(fields=["booking"], name="idx_arrivy_task_booking_id"),
            Index(fields=["start_datetime"], name="idx_arrivy_task_start_datetime"),
        ]

    def __str__(self) -> str:
        return f"Task {self.id}"


class Entity(models.Model):
    """Someone or something that does tasks: a member of the team, a crew, a truck; written by the Arrivy sync."""

    id = models.BigIntegerField(primary_key=True)
    name = models.CharField(max_length=255, null=True, blank=True)
    type = models.CharField(max_length=255, null=True, blank=True)
    email = models.CharField(max_length=255, null=True, blank=True)
    phone = models.CharField(max_length=255, null=True, blank=True)
    group = models.ForeignKey(
        "ingestion_arrivy.Group",
        on_delete=models.DO_NOTHING,
        db_column="group_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="entities",
    )
    is_active = models.BooleanField(null=True, blank=True)
    raw_data = models.JSONField(null=True, blank=True, help_text="The record as Arrivy sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    personal_fields = ("name", "email", "phone", "raw_data")

    objects = IngestedQuerySet["Entity"].as_manager()

    class Meta:
        managed = True
        db_table = "arrivy_entity"
        indexes = [Index(fields=["group"], name="idx_arrivy_entity_group_id")]
        verbose_name_plural = "entities"

    def __str__(self) -> str:
        return f"Entity {self.id}"


class Group(models.Model):
    """A part of the company that bookings and entities belong to; written by the Arrivy sync."""

    id = models.BigIntegerField(primary_key=True)
    name = models.CharField(max_length=255, null=True, blank=True)
    description = models.TextField(null=True, blank=True)
    email = models.CharField(max_length=255, null=True, blank=True)
    phone = models.CharField(max_length=255, null=True, blank=True)
    is_disabled = models.BooleanField(null=True, blank=True)
    raw_data = models.JSONField(null=True, blank=True, help_text="The record as Arrivy sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    personal_fields = ("email", "phone", "raw_data")

    objects = IngestedQuerySet["Group"].as_manager()

    class Meta:
        managed = True
        db_table = "arrivy_group"

    def __str__(self) -> str:
        return self.name or f"Group {self.id}"


class Status(models.Model):
    """A status that the company defined for its tasks; written by the Arrivy sync."""

    id = models.BigIntegerField(primary_key=True)
    title = models.CharField(
        max_length=255, null=True, blank=True, help_text="As the column status of bookings and tasks has it."
    )
    status_type = models.CharField(
        max_length=255, null=True, blank=True, help_text="What it counts as, such as COMPLETE."
    )
    color = models.CharField(max_length=255, null=True, blank=True)
    raw_data = models.JSONField(null=True, blank=True, help_text="The record as Arrivy sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    objects = IngestedQuerySet["Status"].as_manager()

    class Meta:
        managed = True
        db_table = "arrivy_status"
        verbose_name_plural = "statuses"

    def __str__(self) -> str:
        return self.title or f"Status {self.id}"


class Template(models.Model):
    """A kind of task, from which tasks are made; written by the Arrivy sync."""

    id = models.BigIntegerField(primary_key=True)
    name = models.CharField(max_length=255, null=True, blank=True)
    type = models.CharField(max_length=255, null=True, blank=True)
    description = models.TextField(null=True, blank=True)
    duration = models.IntegerField(null=True, blank=True, help_text="How long such a task takes, in minutes.")
    extra_fields = models.JSONField(null=True, blank=True, help_text="Fields that such a task has besides Arrivy's.")
    raw_data = models.JSONField(null=True, blank=True, help_text="The record as Arrivy sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    objects = IngestedQuerySet["Template"].as_manager()

    class Meta:
        managed = True
        db_table = "arrivy_template"

    def __str__(self) -> str:
        return self.name or f"Template {self.id}"
