"""Tables ``user_roles``, ``users`` and ``record_types``."""

from django.db import models

from agent360_models.agent360.salesforce.ids import validate_salesforce_id
from agent360_models.agent360.two_way import ActiveModel, ActiveQuerySet
from agent360_models.fields import MomentField

__all__ = ["RecordType", "User", "UserRole"]


class UserRole(ActiveModel):
    """A role in the org's role hierarchy; written by the Salesforce sync."""

    active_column = "ur_active"

    ur_sf_id = models.CharField(max_length=18, primary_key=True, validators=[validate_salesforce_id])
    ur_name = models.CharField(max_length=80)
    ur_last_modified_date = MomentField()
    ur_system_modstamp = MomentField(help_text="Salesforce's SystemModstamp: also moved by its own processes.")
    ur_active = models.SmallIntegerField(default=1, help_text="0 once the row is deleted in Salesforce.")
    ur_created_at = MomentField(auto_now_add=True)
    ur_updated_at = MomentField(auto_now=True)

    objects = ActiveQuerySet["UserRole"].as_manager()

    class Meta:
        managed = False
        db_table = "user_roles"

    def __str__(self) -> str:
        return self.ur_name


class User(ActiveModel):
    """A person or integration that can log in to Salesforce; written by the Salesforce sync."""

    active_column = "usr_active"

    usr_sf_id = models.CharField(max_length=18, primary_key=True, validators=[validate_salesforce_id])
    usr_username = models.CharField(max_length=80, help_text="The log-in name, in the form of an e-mail address.")
    usr_email = models.CharField(max_length=255)
    usr_first_name = models.CharField(max_length=255, null=True, blank=True)
    usr_last_name = models.CharField(max_length=255)
    usr_name = models.CharField(max_length=255)
    usr_is_active = models.BooleanField(help_text="Whether the user may log in; see usr_active for deletion.")
    usr_profile_id = models.CharField(max_length=18, null=True, blank=True)
    usr_user_role = models.ForeignKey(
        "agent360_core.UserRole",
        on_delete=models.SET_NULL,
        db_column="usr_user_role_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="users",
    )
    usr_federation_id = models.CharField(
        max_length=255, null=True, blank=True, help_text="The name under which single sign-on knows the user."
    )
    usr_time_zone = models.CharField(max_length=100, help_text="Salesforce's TimeZoneSidKey, such as Europe/Berlin.")
    usr_language = models.CharField(max_length=100, help_text="Salesforce's LanguageLocaleKey, such as en_US.")
    usr_sf_created_date = MomentField()
    usr_last_modified_date = MomentField()
    usr_last_modified_by_id = models.CharField(max_length=18)
    usr_active = models.SmallIntegerField(default=1, help_text="0 once the row is deleted in Salesforce.")
    usr_created_at = MomentField(auto_now_add=True)
    usr_updated_at = MomentField(auto_now=True)

    personal_fields = ("usr_username", "usr_email", "usr_first_name", "usr_last_name", "usr_name", "usr_federation_id")

    objects = ActiveQuerySet["User"].as_manager()

    class Meta:
        managed = False
        db_table = "users"

    def __str__(self) -> str:
        return self.usr_name


class RecordType(ActiveModel):
    """A variant of one Salesforce object, with its own page layout; written by the Salesforce sync."""

    active_column = "rt_active"

    rt_sf_id = models.CharField(max_length=18, primary_key=True, validators=[validate_salesforce_id])
    rt_name = models.CharField(max_length=80)
    rt_developer_name = models.CharField(max_length=80, help_text="The API name, stable when the label changes.")
    rt_sobject_type = models.CharField(max_length=40, help_text="API name of the object that it is a variant of.")
    rt_is_active = models.BooleanField(help_text="Whether new records may use it; see rt_active for deletion.")
    rt_sf_created_date = MomentField()
    rt_last_modified_date = MomentField()
    rt_last_modified_by = models.ForeignKey(
        "agent360_core.User",
        on_delete=models.SET_NULL,
        db_column="rt_last_modified_by_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="modified_record_types",
    )
    rt_active = models.SmallIntegerField(default=1, help_text="0 once the row is deleted in Salesforce.")
    rt_created_at = MomentField(auto_now_add=True)
    rt_updated_at = MomentField(auto_now=True)

    objects = ActiveQuerySet["RecordType"].as_manager()

    class Meta:
        managed = False
        db_table = "record_types"

    def __str__(self) -> str:
        return f"{self.rt_sobject_type}: {self.rt_name}"
