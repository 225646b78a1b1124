"""Salesforce fields of the two tables."""

from agent360_models.agent360.salesforce.mapping import SalesforceObject

__all__ = ["OBJECTS"]

# Object names are the original's. Field names that end in __c are inferred from our columns. An org with other names
# sets SALESFORCE_OBJECTS and SALESFORCE_FIELDS.
OBJECTS = (
    SalesforceObject(
        name="Invoice__c",
        model="agent360_invoicing.Invoice",
        key="inv_sf_id",
        newest_by="inv_last_modified_date",
        fields={
            "Id": "inv_sf_id",
            "Name": "inv_name",
            "Account__c": "inv_account_id",
            "Frame_Agreement__c": "inv_frame_agreement_id",
            "Invoice_Date__c": "inv_invoice_date",
            "Invoice_Year__c": "inv_invoice_year",
            "Invoice_Type__c": "inv_invoice_type",
            "Status__c": "inv_status",
            "Net_Price__c": "inv_net_price",
            "Total_VAT__c": "inv_total_vat",
            "Total_Invoice_Value__c": "inv_total_invoice_value",
            "Valid__c": "inv_valid",
            "CurrencyIsoCode": "inv_currency_iso_code",
            "CreatedDate": "inv_sf_created_date",
            "LastModifiedDate": "inv_last_modified_date",
            "LastModifiedById": "inv_last_modified_by_id",
        },
    ),
    SalesforceObject(
        name="Invoice_Line_Item__c",
        model="agent360_invoicing.InvoiceLineItem",
        key="ili_sf_id",
        newest_by="ili_last_modified_date",
        fields={
            "Id": "ili_sf_id",
            "Invoice__c": "ili_invoice_id",
            "Product__c": "ili_product_id",
            "Quantity__c": "ili_quantity",
            "Unit_Price__c": "ili_unit_price",
            "Net_Price__c": "ili_net_price",
            "VAT__c": "ili_vat",
            "Unique_Line_Code__c": "ili_unique_line_code",
            "Status__c": "ili_status",
            "Valid__c": "ili_valid",
            "CreatedDate": "ili_sf_created_date",
            "LastModifiedDate": "ili_last_modified_date",
            "LastModifiedById": "ili_last_modified_by_id",
        },
    ),
)
