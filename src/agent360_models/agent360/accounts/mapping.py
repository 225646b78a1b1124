"""Salesforce fields of the four tables."""

from agent360_models.agent360.salesforce.mapping import SalesforceObject

__all__ = ["OBJECTS"]

# Object names are the original's. Field names that end in __c are inferred from our columns. An org with other names
# sets SALESFORCE_OBJECTS and SALESFORCE_FIELDS.
OBJECTS = (
    SalesforceObject(
        name="Account",
        model="agent360_accounts.Account",
        key="acc_sf_id",
        newest_by="acc_last_modified_date",
        fields={
            "Id": "acc_sf_id",
            "Name": "acc_name",
            "OwnerId": "acc_owner_id",
            "Credit_Limit__c": "acc_credit_limit",
            "Invoice_Open_Amount__c": "acc_invoice_open_amount",
            "Order_Open_Amount__c": "acc_order_open_amount",
            "AccountNumber": "acc_account_number",
            "CurrencyIsoCode": "acc_currency_iso_code",
            "LastModifiedDate": "acc_last_modified_date",
            "LastModifiedById": "acc_last_modified_by_id",
        },
    ),
    SalesforceObject(
        name="Account_Plan__c",
        model="agent360_accounts.AccountPlan",
        key="ap_sf_id",
        newest_by="ap_last_modified_date",
        fields={
            "Id": "ap_sf_id",
            "Name": "ap_name",
            "Account__c": "ap_account_id",
            "Plan_Name__c": "ap_plan_name",
            "Status__c": "ap_status",
            "Start_Date__c": "ap_start_date",
            "End_Date__c": "ap_end_date",
            "CreatedDate": "ap_sf_created_date",
            "LastModifiedDate": "ap_last_modified_date",
            "LastModifiedById": "ap_last_modified_by_id",
        },
    ),
    SalesforceObject(
        name="Frame_Agreement__c",
        model="agent360_accounts.FrameAgreement",
        key="fa_sf_id",
        newest_by="fa_last_modified_date",
        fields={
            "Id": "fa_sf_id",
            "Account__c": "fa_account_id",
            "Agreement_Type__c": "fa_agreement_type",
            "Start_Date__c": "fa_start_date",
            "End_Date__c": "fa_end_date",
            "Start_Year__c": "fa_start_year",
            "Status__c": "fa_status",
            "Is_Active__c": "fa_is_active",
            "Total_Sales_TY__c": "fa_total_sales_ty",
            "Total_Sales_LY__c": "fa_total_sales_ly",
            "Total_Sales_Q1__c": "fa_total_sales_q1",
            "Total_Sales_Q2__c": "fa_total_sales_q2",
            "Total_Sales_Q3__c": "fa_total_sales_q3",
            "Total_Sales_Q4__c": "fa_total_sales_q4",
            "Rebate_Achieved__c": "fa_rebate_achieved",
            "Total_Rebate_Achieved__c": "fa_total_rebate_achieved",
            "LastModifiedDate": "fa_last_modified_date",
            "LastModifiedById": "fa_last_modified_by_id",
        },
    ),
    SalesforceObject(
        name="Target__c",
        model="agent360_accounts.Target",
        key="tgt_sf_id",
        newest_by="tgt_last_modified_date",
        fields={
            "Id": "tgt_sf_id",
            "Account__c": "tgt_account_id",
            "Frame_Agreement__c": "tgt_frame_agreement_id",
            "Quarter__c": "tgt_quarter",
            "Net_Turnover_Target__c": "tgt_net_turnover_target",
            "Rebate_Rate__c": "tgt_rebate_rate",
            "Rebate_If_Achieved__c": "tgt_rebate_if_achieved",
            "Total_Rebate__c": "tgt_total_rebate",
            "LastModifiedDate": "tgt_last_modified_date",
            "LastModifiedById": "tgt_last_modified_by_id",
        },
    ),
)
