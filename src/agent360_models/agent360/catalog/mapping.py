"""Salesforce fields of the two tables."""

from agent360_models.agent360.salesforce.mapping import SalesforceObject

__all__ = ["OBJECTS"]

# Object names are the original's. Field names that end in __c are inferred from our columns. An org with other names
# sets SALESFORCE_OBJECTS and SALESFORCE_FIELDS.
OBJECTS = (
    SalesforceObject(
        name="Product_Brand__c",
        model="agent360_catalog.ProductBrand",
        key="pb_sf_id",
        newest_by="pb_last_modified_date",
        fields={
            "Id": "pb_sf_id",
            "Name": "pb_name",
            "Brand_Code__c": "pb_brand_code",
            "Description__c": "pb_description",
            "Is_Active__c": "pb_is_active",
            "CreatedDate": "pb_sf_created_date",
            "LastModifiedDate": "pb_last_modified_date",
        },
    ),
    SalesforceObject(
        name="Product2",
        model="agent360_catalog.Product",
        key="prd_sf_id",
        newest_by="prd_last_modified_date",
        fields={
            "Id": "prd_sf_id",
            "Name": "prd_name",
            "Family": "prd_family",
            "Classification__c": "prd_classification",
            "Central_Product_Code__c": "prd_central_product_code",
            "ProductCode": "prd_product_code",
            "Product_Brand__c": "prd_product_brand_id",
            "Brand__c": "prd_brand",
            "IsActive": "prd_is_active",
            "CreatedDate": "prd_sf_created_date",
            "LastModifiedDate": "prd_last_modified_date",
            "LastModifiedById": "prd_last_modified_by_id",
        },
    ),
)
