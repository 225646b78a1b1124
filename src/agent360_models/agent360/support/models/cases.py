"""Cases, their history and their comments."""

from django.db import models

from agent360_models.agent360.salesforce.ids import validate_salesforce_id
from agent360_models.agent360.two_way import ActiveModel, ActiveQuerySet, SyncStatus, TwoWayModel, TwoWayQuerySet
from agent360_models.fields import MomentField
from agent360_models.fields.known_values import KnownSmallIntegerField
from agent360_models.units import moment

__all__ = ["Case", "CaseComment", "CaseHistory"]


class Case(ActiveModel):
    """A question or complaint of an account; written by the Salesforce sync."""

    active_column = "cs_active"

    cs_sf_id = models.CharField(
        verbose_name="Salesforce id",
        max_length=18,
        primary_key=True,
        validators=[validate_salesforce_id],
        help_text="Id of the record, 18 characters; ids that differ by case are different records.",
    )
    cs_case_number = models.CharField(
        verbose_name="Case number", max_length=80, help_text="The number that people quote."
    )
    cs_subject = models.CharField(
        verbose_name="Subject",
        max_length=255,
        null=True,
        blank=True,
        help_text="The question or complaint in a line; may name people.",
    )
    cs_description = models.TextField(
        verbose_name="Description",
        null=True,
        blank=True,
        help_text="The question or complaint in full; may name people.",
    )
    cs_status = models.CharField(
        verbose_name="Status",
        max_length=100,
        null=True,
        blank=True,
        help_text="Set in Salesforce, such as New, Working or Closed; the database allows any text.",
    )
    cs_account = models.ForeignKey(
        "agent360_accounts.Account",
        verbose_name="Account",
        on_delete=models.SET_NULL,
        db_column="cs_account_id",
        db_constraint=False,
        null=True,
        blank=True,
        related_name="cases",
        help_text="Customer that asked; NULL where none is known, or it was deleted.",
    )
    cs_owner = models.ForeignKey(
        "agent360_core.User",
        verbose_name="Owner",
        on_delete=models.SET_NULL,
        db_column="cs_owner_id",
        db_constraint=False,
        null=True,
        blank=True,
        related_name="owned_cases",
        help_text="User who works on it; NULL where no user does, or that user was deleted.",
    )
    cs_priority = models.CharField(
        verbose_name="Priority",
        max_length=100,
        null=True,
        blank=True,
        help_text="Set in Salesforce, such as High, Medium or Low; the database allows any text.",
    )
    cs_sf_created_date = MomentField(
        verbose_name="Created in Salesforce",
        help_text="When the record was created there, in UTC; the row here may be younger.",
    )
    cs_last_modified_date = MomentField(
        verbose_name="Last modified", help_text="When the record last changed in Salesforce, in UTC."
    )
    cs_last_modified_by_id = models.CharField(
        verbose_name="Last modified by", max_length=18, help_text="Salesforce id of a user, without a foreign key."
    )
    cs_active = models.SmallIntegerField(
        verbose_name="Active row", default=1, help_text="0 once the row is deleted in Salesforce."
    )
    cs_created_at = MomentField(
        verbose_name="Created", auto_now_add=True, help_text="When this database first had the row, in UTC."
    )
    cs_updated_at = MomentField(
        verbose_name="Updated",
        auto_now=True,
        help_text="When the row last changed in this database, in UTC; a trigger sets it.",
    )

    personal_fields = ("cs_subject", "cs_description")

    objects = ActiveQuerySet["Case"].as_manager()

    class Meta:
        managed = False
        db_table = "cases"

    def __str__(self) -> str:
        return f"Case {self.cs_case_number}"


class CaseHistory(ActiveModel):
    """One change of one field of a case; written by the Salesforce sync, never changed afterwards."""

    active_column = "ch_active"

    ch_sf_id = models.CharField(
        verbose_name="Salesforce id",
        max_length=18,
        primary_key=True,
        validators=[validate_salesforce_id],
        help_text="Id of the record, 18 characters; ids that differ by case are different records.",
    )
    ch_case = models.ForeignKey(
        "agent360_support.Case",
        verbose_name="Case",
        on_delete=models.CASCADE,
        db_column="ch_case_id",
        db_constraint=False,
        related_name="history",
        help_text="The one that changed; deleting it deletes its history.",
    )
    ch_field = models.CharField(
        verbose_name="Changed field", max_length=255, help_text="API name of the field that changed."
    )
    ch_old_value = models.TextField(
        verbose_name="Old value",
        null=True,
        blank=True,
        help_text="As text; NULL where the field was empty. May name people.",
    )
    ch_new_value = models.TextField(
        verbose_name="New value",
        null=True,
        blank=True,
        help_text="As text; NULL where the field was emptied. May name people.",
    )
    ch_created_date = MomentField(verbose_name="Changed", help_text="When the field changed in Salesforce, in UTC.")
    ch_created_by = models.ForeignKey(
        "agent360_core.User",
        verbose_name="Changed by",
        on_delete=models.PROTECT,
        db_column="ch_created_by_id",
        db_constraint=False,
        db_index=False,
        related_name="created_case_history",
        help_text="User who changed the field in Salesforce, and can then not be deleted.",
    )
    ch_active = models.SmallIntegerField(
        verbose_name="Active row", default=1, help_text="0 once the row is deleted in Salesforce."
    )
    ch_created_at = MomentField(
        verbose_name="Created", auto_now_add=True, help_text="When this database first had the row, in UTC."
    )
    ch_updated_at = MomentField(
        verbose_name="Updated",
        auto_now=True,
        help_text="When the row last changed in this database, in UTC; a trigger sets it.",
    )

    personal_fields = ("ch_old_value", "ch_new_value")

    objects = ActiveQuerySet["CaseHistory"].as_manager()

    class Meta:
        managed = False
        db_table = "case_history"
        verbose_name_plural = "case history"

    def __str__(self) -> str:
        return f"Change of {self.ch_field}"


class CaseComment(TwoWayModel):
    """A comment on a case; written by the Salesforce sync, and by people who work in Agent360."""

    active_column = "cc_active"
    source_id_column = "cc_sf_id"
    sync_status_column = "cc_sync_status"
    version_column = "cc_version"
    retry_count_column = "cc_retry_count"
    sync_error_column = "cc_last_sync_error"

    cc_id = models.AutoField(
        verbose_name="Id",
        primary_key=True,
        help_text="Number that this database gives; cc_sf_id is the one of Salesforce.",
    )
    cc_sf_id = models.CharField(
        verbose_name="Salesforce id",
        max_length=18,
        unique=True,
        null=True,
        blank=True,
        validators=[validate_salesforce_id],
        help_text="Empty until a comment written in Agent360 has reached Salesforce.",
    )
    cc_case = models.ForeignKey(
        "agent360_support.Case",
        verbose_name="Case",
        on_delete=models.CASCADE,
        db_column="cc_case_id",
        db_constraint=False,
        related_name="comments",
        help_text="What the comment is about; deleting it deletes the comment.",
    )
    cc_comment_body = models.TextField(
        verbose_name="Comment",
        null=True,
        blank=True,
        help_text="What somebody wrote. A change made here waits for its upload.",
    )
    cc_is_published = models.BooleanField(
        verbose_name="Published", null=True, blank=True, help_text="Whether customers see the comment in the portal."
    )
    cc_sf_created_date = MomentField(
        verbose_name="Created in Salesforce",
        null=True,
        blank=True,
        help_text="In UTC; NULL until the comment is there.",
    )
    cc_sf_created_by = models.ForeignKey(
        "agent360_core.User",
        verbose_name="Created in Salesforce by",
        on_delete=models.SET_NULL,
        db_column="cc_sf_created_by_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="sf_created_case_comments",
        help_text="User who wrote it there; NULL until the comment is there.",
    )
    cc_last_modified_date = MomentField(
        verbose_name="Last modified",
        null=True,
        blank=True,
        help_text="When the record last changed in Salesforce, in UTC.",
    )
    cc_last_modified_by_id = models.CharField(
        verbose_name="Last modified by",
        max_length=18,
        null=True,
        blank=True,
        help_text="Salesforce id of a user, without a foreign key.",
    )
    cc_agent_modified_by = models.ForeignKey(
        "agent360_core.User",
        verbose_name="Modified in Agent360 by",
        on_delete=models.SET_NULL,
        db_column="cc_agent_modified_by",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="agent_modified_case_comments",
        help_text="Who changed the comment in Agent360 last.",
    )
    cc_agent_modified_date = MomentField(
        verbose_name="Modified in Agent360",
        null=True,
        blank=True,
        help_text="When somebody last changed the comment there, in UTC; NULL where nobody did.",
    )
    cc_agent_created_by = models.ForeignKey(
        "agent360_core.User",
        verbose_name="Created in Agent360 by",
        on_delete=models.SET_NULL,
        db_column="cc_agent_created_by",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="agent_created_case_comments",
        help_text="Who wrote the comment in Agent360.",
    )
    cc_agent_created_date = MomentField(
        verbose_name="Created in Agent360",
        null=True,
        blank=True,
        help_text="In UTC; NULL for a comment that came from Salesforce.",
    )
    cc_agent360_source = models.BooleanField(
        verbose_name="From Agent360", null=True, blank=True, help_text="Whether the comment was written in Agent360."
    )
    cc_sync_status = KnownSmallIntegerField(
        verbose_name="Sync status",
        default=SyncStatus.SYNCED,
        choices=SyncStatus,
        help_text="0 waits for its upload to Salesforce, 1 is synced, 2 failed, 3 is in conflict.",
    )
    cc_version = models.IntegerField(
        verbose_name="Version", default=1, help_text="One more with each change made here."
    )
    cc_retry_count = models.IntegerField(
        verbose_name="Failed uploads",
        default=0,
        help_text="Since the last change made here; 0 once Salesforce has the row.",
    )
    cc_last_sync_error = models.TextField(
        verbose_name="Last sync error",
        null=True,
        blank=True,
        help_text="What Salesforce said to the last upload; NULL unless that failed.",
    )
    cc_active = models.SmallIntegerField(
        verbose_name="Active row", default=1, help_text="0 once the row is deleted in Salesforce."
    )
    cc_created_at = MomentField(
        verbose_name="Created", auto_now_add=True, help_text="When this database first had the row, in UTC."
    )
    cc_updated_at = MomentField(
        verbose_name="Updated",
        auto_now=True,
        help_text="When the row last changed in this database, in UTC; a trigger sets it.",
    )

    personal_fields = ("cc_comment_body",)

    objects = TwoWayQuerySet["CaseComment"].as_manager()

    class Meta:
        managed = False
        db_table = "case_comments"

    def __str__(self) -> str:
        return f"Comment of {moment(self.cc_sf_created_date or self.cc_created_at)}"
