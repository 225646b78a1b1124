"""Salesforce fields of the four tables."""

from agent360_models.agent360.salesforce.mapping import SalesforceObject

__all__ = ["OBJECTS"]

OBJECTS = (
    SalesforceObject(
        name="Task",
        model="agent360_support.Task",
        key="tsk_sf_id",
        newest_by="tsk_last_modified_date",
        fields={
            "Id": "tsk_sf_id",
            "WhatId": "tsk_what_id",
            "What.Type": "tsk_what_type",
            "What.Name": "tsk_what_name",
            "ActivityDate": "tsk_activity_date",
            "Status": "tsk_status",
            "Priority": "tsk_priority",
            "Subject": "tsk_subject",
            "OwnerId": "tsk_owner_id",
            "Description": "tsk_description",
            "CreatedDate": "tsk_sf_created_date",
            "CompletedDateTime": "tsk_completed_date",
            "LastModifiedDate": "tsk_last_modified_date",
            "LastModifiedById": "tsk_last_modified_by_id",
        },
    ),
    SalesforceObject(
        name="Case",
        model="agent360_support.Case",
        key="cs_sf_id",
        newest_by="cs_last_modified_date",
        fields={
            "Id": "cs_sf_id",
            "CaseNumber": "cs_case_number",
            "Subject": "cs_subject",
            "Description": "cs_description",
            "Status": "cs_status",
            "AccountId": "cs_account_id",
            "OwnerId": "cs_owner_id",
            "Priority": "cs_priority",
            "CreatedDate": "cs_sf_created_date",
            "LastModifiedDate": "cs_last_modified_date",
            "LastModifiedById": "cs_last_modified_by_id",
        },
    ),
    SalesforceObject(
        name="CaseHistory",
        model="agent360_support.CaseHistory",
        key="ch_sf_id",
        newest_by="ch_created_date",
        fields={
            "Id": "ch_sf_id",
            "CaseId": "ch_case_id",
            "Field": "ch_field",
            "OldValue": "ch_old_value",
            "NewValue": "ch_new_value",
            "CreatedDate": "ch_created_date",
            "CreatedById": "ch_created_by_id",
        },
    ),
    # Columns not listed here belong to Agent360: the author of the comment there, and its sync status.
    SalesforceObject(
        name="CaseComment",
        model="agent360_support.CaseComment",
        key="cc_sf_id",
        newest_by="cc_last_modified_date",
        fields={
            "Id": "cc_sf_id",
            "ParentId": "cc_case_id",
            "CommentBody": "cc_comment_body",
            "IsPublished": "cc_is_published",
            "CreatedDate": "cc_sf_created_date",
            "CreatedById": "cc_sf_created_by_id",
            "LastModifiedDate": "cc_last_modified_date",
            "LastModifiedById": "cc_last_modified_by_id",
        },
    ),
)
