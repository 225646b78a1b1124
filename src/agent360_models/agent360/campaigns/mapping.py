"""Salesforce fields of the table."""

from agent360_models.agent360.salesforce.mapping import SalesforceObject

__all__ = ["OBJECTS"]

# Names that end in __c are inferred from our columns. An org with other names sets SALESFORCE_FIELDS.
OBJECTS = (
    SalesforceObject(
        name="Campaign",
        model="agent360_campaigns.Campaign",
        key="cmp_sf_id",
        newest_by="cmp_last_modified_date",
        fields={
            "Id": "cmp_sf_id",
            "Name": "cmp_name",
            "RecordTypeId": "cmp_record_type_id",
            "Type": "cmp_type",
            "ParentId": "cmp_parent_id",
            "Status": "cmp_status",
            "StartDate": "cmp_start_date",
            "EndDate": "cmp_end_date",
            "ActualCost": "cmp_actual_cost",
            "BudgetedCost": "cmp_budgeted_cost",
            "CurrencyIsoCode": "cmp_currency_iso_code",
            "OwnerId": "cmp_owner_id",
            "Account__c": "cmp_account_id",
            "Initial_Quantity__c": "cmp_initial_quantity",
            "Used_Quantity__c": "cmp_used_quantity",
            "Available_Budget__c": "cmp_available_budget",
            "IsActive": "cmp_is_active",
            "CreatedDate": "cmp_sf_created_date",
            "LastModifiedDate": "cmp_last_modified_date",
            "LastModifiedById": "cmp_last_modified_by_id",
        },
    ),
)
