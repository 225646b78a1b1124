"""What Salesforce calls the org's own fields."""

from agent360_models.agent360.salesforce.mapping import SalesforceObject

OBJECTS = (
    SalesforceObject(
        name="Account",
        model="org.OrgAccount",
        key="acc_sf_id",
        fields={"Region__c": "acc_region", "Tier__c": "acc_tier", "Contract_End__c": "acc_contract_end"},
    ),
)
