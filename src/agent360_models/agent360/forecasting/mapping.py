"""Salesforce fields of the table."""

from agent360_models.agent360.salesforce.mapping import SalesforceObject

__all__ = ["OBJECTS"]

# The object name is the original's. Field names that end in __c are inferred from our columns. An org with other names
# sets SALESFORCE_OBJECTS and SALESFORCE_FIELDS. Columns not listed here belong to Agent360: the author of the forecast
# there, and its sync status.
OBJECTS = (
    SalesforceObject(
        name="ARF_Rolling_Forecast__c",
        model="agent360_forecasting.ArfRollingForecast",
        key="arf_sf_id",
        fields={
            "Id": "arf_sf_id",
            "Name": "arf_name",
            "Account__c": "arf_account_id",
            "Sales_Rep__c": "arf_sales_rep_id",
            "Product__c": "arf_product_id",
            "Forecast_Date__c": "arf_forecast_date",
            "Status__c": "arf_status",
            "CurrencyIsoCode": "arf_currency_iso_code",
            "OwnerId": "arf_owner_id",
            "Draft_Quantity__c": "arf_draft_quantity",
            "Draft_Unit_Price__c": "arf_draft_unit_price",
            "Draft_Value__c": "arf_draft_value",
            "Pending_Quantity__c": "arf_pending_quantity",
            "Pending_Unit_Price__c": "arf_pending_unit_price",
            "Pending_Value__c": "arf_pending_value",
            "Approved_Quantity__c": "arf_approved_quantity",
            "Approved_Unit_Price__c": "arf_approved_unit_price",
            "Approved_Value__c": "arf_approved_value",
            "Rejection_Reason__c": "arf_rejection_reason",
            "Product_Formula__c": "arf_product_formula",
            "Account_or_User_Formula__c": "arf_account_or_user_formula",
            "Product_Family__c": "arf_product_family",
            "Product_Brand__c": "arf_product_brand",
            "CreatedById": "arf_sf_created_by_id",
            "LastModifiedById": "arf_last_modified_by_id",
        },
    ),
)
