"""Salesforce fields of the three tables."""

from agent360_models.agent360.salesforce.mapping import SalesforceObject

__all__ = ["OBJECTS"]

OBJECTS = (
    SalesforceObject(
        name="UserRole",
        model="agent360_core.UserRole",
        key="ur_sf_id",
        newest_by="ur_system_modstamp",
        fields={
            "Id": "ur_sf_id",
            "Name": "ur_name",
            "LastModifiedDate": "ur_last_modified_date",
            "SystemModstamp": "ur_system_modstamp",
        },
    ),
    SalesforceObject(
        name="User",
        model="agent360_core.User",
        key="usr_sf_id",
        newest_by="usr_last_modified_date",
        fields={
            "Id": "usr_sf_id",
            "Username": "usr_username",
            "Email": "usr_email",
            "FirstName": "usr_first_name",
            "LastName": "usr_last_name",
            "Name": "usr_name",
            "IsActive": "usr_is_active",
            "ProfileId": "usr_profile_id",
            "UserRoleId": "usr_user_role_id",
            "FederationIdentifier": "usr_federation_id",
            "TimeZoneSidKey": "usr_time_zone",
            "LanguageLocaleKey": "usr_language",
            "CreatedDate": "usr_sf_created_date",
            "LastModifiedDate": "usr_last_modified_date",
            "LastModifiedById": "usr_last_modified_by_id",
        },
    ),
    SalesforceObject(
        name="RecordType",
        model="agent360_core.RecordType",
        key="rt_sf_id",
        newest_by="rt_last_modified_date",
        fields={
            "Id": "rt_sf_id",
            "Name": "rt_name",
            "DeveloperName": "rt_developer_name",
            "SobjectType": "rt_sobject_type",
            "IsActive": "rt_is_active",
            "CreatedDate": "rt_sf_created_date",
            "LastModifiedDate": "rt_last_modified_date",
            "LastModifiedById": "rt_last_modified_by_id",
        },
    ),
)
