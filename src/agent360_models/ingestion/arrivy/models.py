"""Tables of Arrivy: bookings, their tasks, assignees and statuses."""

from django.db import models

from agent360_models.indexes import Index
from agent360_models.ingestion.querysets import IngestedQuerySet

__all__ = ["Booking", "Entity", "Group", "Status", "Task", "Template"]


class Booking(models.Model):
    """A job for a customer, as Arrivy last reported it; written by the Arrivy sync."""

    id = models.BigIntegerField(verbose_name="Arrivy id", primary_key=True, help_text="A number of sixteen digits.")
    title = models.CharField(verbose_name="Title", max_length=255, null=True, blank=True)
    customer_name = models.CharField(verbose_name="Customer name", max_length=255, null=True, blank=True)
    customer_email = models.CharField(verbose_name="Customer email", max_length=255, null=True, blank=True)
    customer_phone = models.CharField(
        verbose_name="Customer phone",
        max_length=255,
        null=True,
        blank=True,
        help_text="As Arrivy sends it; normalize_phone() makes one form of any notation.",
    )
    customer_address = models.TextField(
        verbose_name="Customer address", null=True, blank=True, help_text="Where the service is done."
    )
    start_datetime = models.DateTimeField(
        verbose_name="Start", null=True, blank=True, help_text="When it is planned to begin."
    )
    end_datetime = models.DateTimeField(
        verbose_name="End", null=True, blank=True, help_text="When it is planned to be over."
    )
    status = models.CharField(
        verbose_name="Status",
        max_length=255,
        null=True,
        blank=True,
        help_text="Arrivy's own word, or the title of a Status that the company defined.",
    )
    entity_ids = models.JSONField(
        verbose_name="Entities", null=True, blank=True, help_text="A list of the ids of those who do it."
    )
    group = models.ForeignKey(
        "ingestion_arrivy.Group",
        verbose_name="Group",
        on_delete=models.DO_NOTHING,
        db_column="group_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="bookings",
        help_text="The part of the company that the job belongs to; the row may be missing here.",
    )
    extra_fields = models.JSONField(
        verbose_name="Extra fields", null=True, blank=True, help_text="Fields that the company added in Arrivy."
    )
    raw_data = models.JSONField(
        verbose_name="Raw data", null=True, blank=True, help_text="The record as Arrivy sent it."
    )
    sync_created_at = models.DateTimeField(
        verbose_name="First synced", auto_now_add=True, help_text="When the row was first written here."
    )
    sync_updated_at = models.DateTimeField(
        verbose_name="Last synced", auto_now=True, help_text="When the row was last written here."
    )

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
        return f"Booking of {str(self.start_datetime)[:16]}" if self.start_datetime else f"Booking {self.id}"


class Task(models.Model):
    """A piece of work within a booking, as Arrivy last reported it; written by the Arrivy sync."""

    id = models.BigIntegerField(verbose_name="Arrivy id", primary_key=True, help_text="A number of sixteen digits.")
    template = models.ForeignKey(
        "ingestion_arrivy.Template",
        verbose_name="Template",
        on_delete=models.DO_NOTHING,
        db_column="template_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="tasks",
        help_text="The kind of task that it is; the row may be missing here.",
    )
    title = models.CharField(verbose_name="Title", max_length=255, null=True, blank=True)
    status = models.CharField(
        verbose_name="Status",
        max_length=255,
        null=True,
        blank=True,
        help_text="Arrivy's own word, or the title of a Status that the company defined.",
    )
    booking = models.ForeignKey(
        "ingestion_arrivy.Booking",
        verbose_name="Booking",
        on_delete=models.DO_NOTHING,
        db_column="booking_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="tasks",
        help_text="The job that it is a part of; the row may be missing here.",
    )
    entity_ids = models.JSONField(
        verbose_name="Entities", null=True, blank=True, help_text="A list of the ids of those who do it."
    )
    start_datetime = models.DateTimeField(
        verbose_name="Start", null=True, blank=True, help_text="When it is planned to begin."
    )
    end_datetime = models.DateTimeField(
        verbose_name="End", null=True, blank=True, help_text="When it is planned to be over."
    )
    raw_data = models.JSONField(
        verbose_name="Raw data", null=True, blank=True, help_text="The record as Arrivy sent it."
    )
    sync_created_at = models.DateTimeField(
        verbose_name="First synced", auto_now_add=True, help_text="When the row was first written here."
    )
    sync_updated_at = models.DateTimeField(
        verbose_name="Last synced", auto_now=True, help_text="When the row was last written here."
    )

    personal_fields = ("title", "raw_data")

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
        return f"Task of {str(self.start_datetime)[:16]}" if self.start_datetime else f"Task {self.id}"


class Entity(models.Model):
    """Someone or something that does tasks: a member of the team, a crew, a truck; written by the Arrivy sync."""

    id = models.BigIntegerField(
        verbose_name="Arrivy id",
        primary_key=True,
        help_text="A number of sixteen digits; entity_ids of bookings and tasks list it.",
    )
    name = models.CharField(
        verbose_name="Name", max_length=255, null=True, blank=True, help_text="Of a person, a crew or a truck."
    )
    type = models.CharField(verbose_name="Type", max_length=255, null=True, blank=True)
    email = models.CharField(verbose_name="Email", max_length=255, null=True, blank=True)
    phone = models.CharField(
        verbose_name="Phone",
        max_length=255,
        null=True,
        blank=True,
        help_text="As Arrivy sends it; normalize_phone() makes one form of any notation.",
    )
    group = models.ForeignKey(
        "ingestion_arrivy.Group",
        verbose_name="Group",
        on_delete=models.DO_NOTHING,
        db_column="group_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="entities",
        help_text="The part of the company that it belongs to; the row may be missing here.",
    )
    is_active = models.BooleanField(
        verbose_name="Active", null=True, blank=True, help_text="NULL where Arrivy did not say."
    )
    raw_data = models.JSONField(
        verbose_name="Raw data", null=True, blank=True, help_text="The record as Arrivy sent it."
    )
    sync_created_at = models.DateTimeField(
        verbose_name="First synced", auto_now_add=True, help_text="When the row was first written here."
    )
    sync_updated_at = models.DateTimeField(
        verbose_name="Last synced", auto_now=True, help_text="When the row was last written here."
    )

    personal_fields = ("name", "email", "phone", "raw_data")

    objects = IngestedQuerySet["Entity"].as_manager()

    class Meta:
        managed = True
        db_table = "arrivy_entity"
        indexes = [Index(fields=["group"], name="idx_arrivy_entity_group_id")]
        verbose_name_plural = "entities"

    def __str__(self) -> str:
        return self.name or f"Entity {self.id}"


class Group(models.Model):
    """A part of the company, with its bookings and entities; written by the Arrivy sync."""

    id = models.BigIntegerField(verbose_name="Arrivy id", primary_key=True, help_text="A number of sixteen digits.")
    name = models.CharField(verbose_name="Name", max_length=255, null=True, blank=True)
    description = models.TextField(verbose_name="Description", null=True, blank=True)
    email = models.CharField(
        verbose_name="Email",
        max_length=255,
        null=True,
        blank=True,
        help_text="Of the part of the company, not of a person.",
    )
    phone = models.CharField(
        verbose_name="Phone",
        max_length=255,
        null=True,
        blank=True,
        help_text="Of the part of the company, not of a person.",
    )
    is_disabled = models.BooleanField(
        verbose_name="Disabled", null=True, blank=True, help_text="NULL where Arrivy did not say."
    )
    raw_data = models.JSONField(
        verbose_name="Raw data", null=True, blank=True, help_text="The record as Arrivy sent it."
    )
    sync_created_at = models.DateTimeField(
        verbose_name="First synced", auto_now_add=True, help_text="When the row was first written here."
    )
    sync_updated_at = models.DateTimeField(
        verbose_name="Last synced", auto_now=True, help_text="When the row was last written here."
    )

    personal_fields = ("email", "phone", "raw_data")

    objects = IngestedQuerySet["Group"].as_manager()

    class Meta:
        managed = True
        db_table = "arrivy_group"

    def __str__(self) -> str:
        return self.name or f"Group {self.id}"


class Status(models.Model):
    """A status that the company defined for its tasks; written by the Arrivy sync."""

    id = models.BigIntegerField(
        verbose_name="Arrivy id",
        primary_key=True,
        help_text="A number of sixteen digits; bookings and tasks name the title instead.",
    )
    title = models.CharField(
        verbose_name="Title",
        max_length=255,
        null=True,
        blank=True,
        help_text="As the column status of bookings and tasks has it.",
    )
    status_type = models.CharField(
        verbose_name="Status type",
        max_length=255,
        null=True,
        blank=True,
        help_text="What it counts as, such as COMPLETE.",
    )
    color = models.CharField(
        verbose_name="Color", max_length=255, null=True, blank=True, help_text="In which Arrivy shows it."
    )
    raw_data = models.JSONField(
        verbose_name="Raw data", null=True, blank=True, help_text="The record as Arrivy sent it."
    )
    sync_created_at = models.DateTimeField(
        verbose_name="First synced", auto_now_add=True, help_text="When the row was first written here."
    )
    sync_updated_at = models.DateTimeField(
        verbose_name="Last synced", auto_now=True, help_text="When the row was last written here."
    )

    objects = IngestedQuerySet["Status"].as_manager()

    class Meta:
        managed = True
        db_table = "arrivy_status"
        verbose_name_plural = "statuses"

    def __str__(self) -> str:
        return self.title or f"Status {self.id}"


class Template(models.Model):
    """A template for tasks; written by the Arrivy sync."""

    id = models.BigIntegerField(verbose_name="Arrivy id", primary_key=True, help_text="A number of sixteen digits.")
    name = models.CharField(verbose_name="Name", max_length=255, null=True, blank=True)
    type = models.CharField(verbose_name="Type", max_length=255, null=True, blank=True)
    description = models.TextField(verbose_name="Description", null=True, blank=True)
    duration = models.IntegerField(
        verbose_name="Duration", null=True, blank=True, help_text="How long such a task takes, in minutes."
    )
    extra_fields = models.JSONField(
        verbose_name="Extra fields", null=True, blank=True, help_text="Fields that such a task has besides Arrivy's."
    )
    raw_data = models.JSONField(
        verbose_name="Raw data", null=True, blank=True, help_text="The record as Arrivy sent it."
    )
    sync_created_at = models.DateTimeField(
        verbose_name="First synced", auto_now_add=True, help_text="When the row was first written here."
    )
    sync_updated_at = models.DateTimeField(
        verbose_name="Last synced", auto_now=True, help_text="When the row was last written here."
    )

    units = {"duration": "minutes"}

    objects = IngestedQuerySet["Template"].as_manager()

    class Meta:
        managed = True
        db_table = "arrivy_template"

    def __str__(self) -> str:
        return self.name or f"Template {self.id}"
