"""Tables ``tasks``, ``cases``, ``case_history`` and ``case_comments``."""

from django.db import models

from agent360_models.agent360.salesforce.ids import object_name, validate_salesforce_id
from agent360_models.agent360.two_way import ActiveModel, ActiveQuerySet, SyncStatus, TwoWayModel, TwoWayQuerySet
from agent360_models.fields import MomentField

__all__ = ["Case", "CaseComment", "CaseHistory", "Task"]


class Task(ActiveModel):
    """Something that its owner has to do, or has done; written by the Salesforce sync."""

    active_column = "tsk_active"

    tsk_sf_id = models.CharField(max_length=18, primary_key=True, validators=[validate_salesforce_id])
    tsk_what_id = models.CharField(
        max_length=18,
        null=True,
        blank=True,
        help_text="Id of the record that the task is about: an account, a case or a campaign.",
    )
    tsk_what_type = models.CharField(
        max_length=40, null=True, blank=True, help_text="API name of the object that the record belongs to."
    )
    tsk_what_name = models.CharField(max_length=255, null=True, blank=True)
    tsk_activity_date = models.DateField(null=True, blank=True, help_text="The day on which the task is due.")
    tsk_status = models.CharField(max_length=100)
    tsk_priority = models.CharField(max_length=100, null=True, blank=True)
    tsk_subject = models.CharField(max_length=255)
    tsk_owner = models.ForeignKey(
        "agent360_core.User",
        on_delete=models.PROTECT,
        db_column="tsk_owner_id",
        db_constraint=False,
        related_name="owned_tasks",
    )
    tsk_description = models.TextField(null=True, blank=True)
    tsk_sf_created_date = MomentField()
    tsk_completed_date = MomentField(null=True, blank=True)
    tsk_last_modified_date = MomentField()
    tsk_last_modified_by_id = models.CharField(max_length=18)
    tsk_active = models.SmallIntegerField(default=1, help_text="0 once the row is deleted in Salesforce.")
    tsk_created_at = MomentField(auto_now_add=True)
    tsk_updated_at = MomentField(auto_now=True)

    personal_fields = ("tsk_subject", "tsk_description")

    objects = ActiveQuerySet["Task"].as_manager()

    class Meta:
        managed = False
        db_table = "tasks"

    def __str__(self) -> str:
        return self.tsk_sf_id

    @property
    def what_object(self) -> str | None:
        """The object that ``tsk_what_id`` belongs to, such as ``"Account"``; ``None`` where unknown."""
        return object_name(self.tsk_what_id)


class Case(ActiveModel):
    """A question or complaint of an account; written by the Salesforce sync."""

    active_column = "cs_active"

    cs_sf_id = models.CharField(max_length=18, primary_key=True, validators=[validate_salesforce_id])
    cs_case_number = models.CharField(max_length=80, help_text="The number that people quote.")
    cs_subject = models.CharField(max_length=255, null=True, blank=True)
    cs_description = models.TextField(null=True, blank=True)
    cs_status = models.CharField(max_length=100, null=True, blank=True)
    cs_account = models.ForeignKey(
        "agent360_accounts.Account",
        on_delete=models.SET_NULL,
        db_column="cs_account_id",
        db_constraint=False,
        null=True,
        blank=True,
        related_name="cases",
    )
    cs_owner = models.ForeignKey(
        "agent360_core.User",
        on_delete=models.SET_NULL,
        db_column="cs_owner_id",
        db_constraint=False,
        null=True,
        blank=True,
        related_name="owned_cases",
    )
    cs_priority = models.CharField(max_length=100, null=True, blank=True)
    cs_sf_created_date = MomentField()
    cs_last_modified_date = MomentField()
    cs_last_modified_by_id = models.CharField(max_length=18)
    cs_active = models.SmallIntegerField(default=1, help_text="0 once the row is deleted in Salesforce.")
    cs_created_at = MomentField(auto_now_add=True)
    cs_updated_at = MomentField(auto_now=True)

    personal_fields = ("cs_subject", "cs_description")

    objects = ActiveQuerySet["Case"].as_manager()

    class Meta:
        managed = False
        db_table = "cases"

    def __str__(self) -> str:
        return self.cs_case_number


class CaseHistory(ActiveModel):
    """One change of one field of a case; written by the Salesforce sync, never changed afterwards."""

    active_column = "ch_active"

    ch_sf_id = models.CharField(max_length=18, primary_key=True, validators=[validate_salesforce_id])
    ch_case = models.ForeignKey(
        "agent360_support.Case",
        on_delete=models.CASCADE,
        db_column="ch_case_id",
        db_constraint=False,
        related_name="history",
    )
    ch_field = models.CharField(max_length=255, help_text="API name of the field that changed.")
    ch_old_value = models.TextField(null=True, blank=True)
    ch_new_value = models.TextField(null=True, blank=True)
    ch_created_date = MomentField(help_text="When the field changed.")
    ch_created_by = models.ForeignKey(
        "agent360_core.User",
        on_delete=models.PROTECT,
        db_column="ch_created_by_id",
        db_constraint=False,
        db_index=False,
        related_name="created_case_history",
    )
    ch_active = models.SmallIntegerField(default=1, help_text="0 once the row is deleted in Salesforce.")
    ch_created_at = MomentField(auto_now_add=True)
    ch_updated_at = MomentField(auto_now=True)

    personal_fields = ("ch_old_value", "ch_new_value")

    objects = ActiveQuerySet["CaseHistory"].as_manager()

    class Meta:
        managed = False
        db_table = "case_history"
        verbose_name_plural = "case history"

    def __str__(self) -> str:
        return f"{self.ch_sf_id}: {self.ch_field}"


class CaseComment(TwoWayModel):
    """A comment on a case; written by the Salesforce sync, and by people who work in Agent360."""

    active_column = "cc_active"
    source_id_column = "cc_sf_id"
    sync_status_column = "cc_sync_status"
    version_column = "cc_version"
    retry_count_column = "cc_retry_count"
    sync_error_column = "cc_last_sync_error"

    cc_id = models.AutoField(primary_key=True)
    cc_sf_id = models.CharField(
        max_length=18,
        unique=True,
        null=True,
        blank=True,
        validators=[validate_salesforce_id],
        help_text="Empty until a comment written in Agent360 has reached Salesforce.",
    )
    cc_case = models.ForeignKey(
        "agent360_support.Case",
        on_delete=models.CASCADE,
        db_column="cc_case_id",
        db_constraint=False,
        related_name="comments",
    )
    cc_comment_body = models.TextField(null=True, blank=True)
    cc_is_published = models.BooleanField(
        null=True, blank=True, help_text="Whether customers see the comment in the portal."
    )
    cc_sf_created_date = MomentField(null=True, blank=True)
    cc_sf_created_by = models.ForeignKey(
        "agent360_core.User",
        on_delete=models.SET_NULL,
        db_column="cc_sf_created_by_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="sf_created_case_comments",
    )
    cc_last_modified_date = MomentField(null=True, blank=True)
    cc_last_modified_by_id = models.CharField(max_length=18, null=True, blank=True)
    cc_agent_modified_by = models.ForeignKey(
        "agent360_core.User",
        on_delete=models.SET_NULL,
        db_column="cc_agent_modified_by",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="agent_modified_case_comments",
        help_text="Who changed the comment in Agent360 last.",
    )
    cc_agent_modified_date = MomentField(null=True, blank=True)
    cc_agent_created_by = models.ForeignKey(
        "agent360_core.User",
        on_delete=models.SET_NULL,
        db_column="cc_agent_created_by",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="agent_created_case_comments",
        help_text="Who wrote the comment in Agent360.",
    )
    cc_agent_created_date = MomentField(null=True, blank=True)
    cc_agent360_source = models.BooleanField(
        null=True, blank=True, help_text="Whether the comment was written in Agent360."
    )
    cc_sync_status = models.SmallIntegerField(default=SyncStatus.SYNCED, choices=SyncStatus)
    cc_version = models.IntegerField(default=1)
    cc_retry_count = models.IntegerField(default=0, help_text="How often sending it to Salesforce was tried again.")
    cc_last_sync_error = models.TextField(null=True, blank=True)
    cc_active = models.SmallIntegerField(default=1, help_text="0 once the row is deleted in Salesforce.")
    cc_created_at = MomentField(auto_now_add=True)
    cc_updated_at = MomentField(auto_now=True)

    personal_fields = ("cc_comment_body",)

    objects = TwoWayQuerySet["CaseComment"].as_manager()

    class Meta:
        managed = False
        db_table = "case_comments"

    def __str__(self) -> str:
        return f"Comment {self.cc_id}"
