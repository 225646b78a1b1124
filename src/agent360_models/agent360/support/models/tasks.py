"""Tasks."""

from django.db import models

from agent360_models.agent360.salesforce.ids import object_name, validate_salesforce_id
from agent360_models.agent360.two_way import ActiveModel, ActiveQuerySet
from agent360_models.fields import MomentField
from agent360_models.units import moment

__all__ = ["Task"]


class Task(ActiveModel):
    """A task that its owner has to do or has done; written by the Salesforce sync."""

    active_column = "tsk_active"

    tsk_sf_id = models.CharField(
        verbose_name="Salesforce id",
        max_length=18,
        primary_key=True,
        validators=[validate_salesforce_id],
        help_text="Id of the record, 18 characters; ids that differ by case are different records.",
    )
    tsk_what_id = models.CharField(
        verbose_name="Related record id",
        max_length=18,
        null=True,
        blank=True,
        help_text="Id of the record that the task is about: an account, a case or a campaign.",
    )
    tsk_what_type = models.CharField(
        verbose_name="Related object",
        max_length=40,
        null=True,
        blank=True,
        help_text="API name of the object that the record belongs to.",
    )
    tsk_what_name = models.CharField(
        verbose_name="Related record name",
        max_length=255,
        null=True,
        blank=True,
        help_text="What the record of tsk_what_id was called when the sync copied it.",
    )
    tsk_activity_date = models.DateField(
        verbose_name="Due date",
        null=True,
        blank=True,
        help_text="Salesforce's ActivityDate; NULL for a task without a deadline.",
    )
    tsk_status = models.CharField(
        verbose_name="Status",
        max_length=100,
        help_text="Set in Salesforce, such as Not Started or Completed; the database allows any text.",
    )
    tsk_priority = models.CharField(
        verbose_name="Priority",
        max_length=100,
        null=True,
        blank=True,
        help_text="Set in Salesforce, such as High, Normal or Low; the database allows any text.",
    )
    tsk_subject = models.CharField(
        verbose_name="Subject",
        max_length=255,
        help_text="What is to be done, in a line, such as Call; may name people.",
    )
    tsk_owner = models.ForeignKey(
        "agent360_core.User",
        verbose_name="Owner",
        on_delete=models.PROTECT,
        db_column="tsk_owner_id",
        db_constraint=False,
        related_name="owned_tasks",
        help_text="User who has to do it; cannot be deleted while owning one.",
    )
    tsk_description = models.TextField(
        verbose_name="Description", null=True, blank=True, help_text="Free text on what is to be done; may name people."
    )
    tsk_sf_created_date = MomentField(
        verbose_name="Created in Salesforce",
        help_text="When the record was created there, in UTC; the row here may be younger.",
    )
    tsk_completed_date = MomentField(
        verbose_name="Completed", null=True, blank=True, help_text="When it was closed, in UTC; NULL while it is open."
    )
    tsk_last_modified_date = MomentField(
        verbose_name="Last modified", help_text="When the record last changed in Salesforce, in UTC."
    )
    tsk_last_modified_by_id = models.CharField(
        verbose_name="Last modified by", max_length=18, help_text="Salesforce id of a user, without a foreign key."
    )
    tsk_active = models.SmallIntegerField(
        verbose_name="Active row", default=1, help_text="0 once the row is deleted in Salesforce."
    )
    tsk_created_at = MomentField(
        verbose_name="Created", auto_now_add=True, help_text="When this database first had the row, in UTC."
    )
    tsk_updated_at = MomentField(
        verbose_name="Updated",
        auto_now=True,
        help_text="When the row last changed in this database, in UTC; a trigger sets it.",
    )

    personal_fields = ("tsk_subject", "tsk_description")

    objects = ActiveQuerySet["Task"].as_manager()

    class Meta:
        managed = False
        db_table = "tasks"

    def __str__(self) -> str:
        return f"Task on {self.tsk_what_name}" if self.tsk_what_name else f"Task of {moment(self.tsk_sf_created_date)}"

    @property
    def what_object(self) -> str | None:
        """The object that ``tsk_what_id`` belongs to, such as ``"Account"``; ``None`` if unknown."""
        return object_name(self.tsk_what_id)
