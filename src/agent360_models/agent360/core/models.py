"""Tables ``user_roles``, ``users`` and ``record_types``."""

from django.db import models

from agent360_models.agent360.salesforce.ids import validate_salesforce_id
from agent360_models.agent360.two_way import ActiveModel, ActiveQuerySet
from agent360_models.fields import MomentField

__all__ = ["RecordType", "User", "UserRole"]


class UserRole(ActiveModel):
    """A role in the org's role hierarchy; written by the Salesforce sync."""

    active_column = "ur_active"

    ur_sf_id = models.CharField(
        verbose_name="Salesforce id",
        max_length=18,
        primary_key=True,
        validators=[validate_salesforce_id],
        help_text="Id of the record, 18 characters; ids that differ by case are different records.",
    )
    ur_name = models.CharField(
        verbose_name="Name", max_length=80, help_text="Position in the org's hierarchy, as Salesforce shows it."
    )
    ur_last_modified_date = MomentField(
        verbose_name="Last modified", help_text="When the record last changed in Salesforce, in UTC."
    )
    ur_system_modstamp = MomentField(
        verbose_name="System modstamp",
        help_text="Like Last modified, but also moved by Salesforce's own processes; in UTC.",
    )
    ur_active = models.SmallIntegerField(
        verbose_name="Active row", default=1, help_text="0 once the row is deleted in Salesforce."
    )
    ur_created_at = MomentField(
        verbose_name="Created", auto_now_add=True, help_text="When this database first had the row, in UTC."
    )
    ur_updated_at = MomentField(
        verbose_name="Updated",
        auto_now=True,
        help_text="When the row last changed in this database, in UTC; a trigger sets it.",
    )

    objects = ActiveQuerySet["UserRole"].as_manager()

    class Meta:
        managed = False
        db_table = "user_roles"

    def __str__(self) -> str:
        return self.ur_name


class User(ActiveModel):
    """A person or integration that can log in to Salesforce; written by the Salesforce sync."""

    active_column = "usr_active"

    usr_sf_id = models.CharField(
        verbose_name="Salesforce id",
        max_length=18,
        primary_key=True,
        validators=[validate_salesforce_id],
        help_text="Id of the record, 18 characters; ids that differ by case are different records.",
    )
    usr_username = models.CharField(
        verbose_name="Username", max_length=80, help_text="The log-in name, in the form of an e-mail address."
    )
    usr_email = models.CharField(
        verbose_name="Email",
        max_length=255,
        help_text="Where mail reaches the user; usr_username only looks like an address.",
    )
    usr_first_name = models.CharField(
        verbose_name="First name",
        max_length=255,
        null=True,
        blank=True,
        help_text="NULL where Salesforce has none: only the last name is required.",
    )
    usr_last_name = models.CharField(
        verbose_name="Last name", max_length=255, help_text="Always there, also for an integration."
    )
    usr_name = models.CharField(
        verbose_name="Full name", max_length=255, help_text="First and last name as Salesforce joins them."
    )
    usr_is_active = models.BooleanField(
        verbose_name="Active in Salesforce", help_text="Whether the user may log in; see usr_active for deletion."
    )
    usr_profile_id = models.CharField(
        verbose_name="Profile",
        max_length=18,
        null=True,
        blank=True,
        help_text="Salesforce id of what decides the permissions; no table here holds these.",
    )
    usr_user_role = models.ForeignKey(
        "agent360_core.UserRole",
        verbose_name="Role",
        on_delete=models.SET_NULL,
        db_column="usr_user_role_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="users",
        help_text="Position in the org's hierarchy; NULL for a user without one.",
    )
    usr_federation_id = models.CharField(
        verbose_name="Federation id",
        max_length=255,
        null=True,
        blank=True,
        help_text="The name under which single sign-on knows the user.",
    )
    usr_time_zone = models.CharField(
        verbose_name="Time zone", max_length=100, help_text="Salesforce's TimeZoneSidKey, such as Europe/Berlin."
    )
    usr_language = models.CharField(
        verbose_name="Language", max_length=100, help_text="Salesforce's LanguageLocaleKey, such as en_US."
    )
    usr_sf_created_date = MomentField(
        verbose_name="Created in Salesforce",
        help_text="When the record was created there, in UTC; the row here may be younger.",
    )
    usr_last_modified_date = MomentField(
        verbose_name="Last modified", help_text="When the record last changed in Salesforce, in UTC."
    )
    usr_last_modified_by_id = models.CharField(
        verbose_name="Last modified by", max_length=18, help_text="Salesforce id of a user, without a foreign key."
    )
    usr_active = models.SmallIntegerField(
        verbose_name="Active row", default=1, help_text="0 once the row is deleted in Salesforce."
    )
    usr_created_at = MomentField(
        verbose_name="Created", auto_now_add=True, help_text="When this database first had the row, in UTC."
    )
    usr_updated_at = MomentField(
        verbose_name="Updated",
        auto_now=True,
        help_text="When the row last changed in this database, in UTC; a trigger sets it.",
    )

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

    rt_sf_id = models.CharField(
        verbose_name="Salesforce id",
        max_length=18,
        primary_key=True,
        validators=[validate_salesforce_id],
        help_text="Id of the record, 18 characters; ids that differ by case are different records.",
    )
    rt_name = models.CharField(
        verbose_name="Name",
        max_length=80,
        help_text="Label that people see; rt_developer_name is the one for programs.",
    )
    rt_developer_name = models.CharField(
        verbose_name="Developer name", max_length=80, help_text="The API name, stable when the label changes."
    )
    rt_sobject_type = models.CharField(
        verbose_name="Object", max_length=40, help_text="API name of the object that it is a variant of."
    )
    rt_is_active = models.BooleanField(
        verbose_name="Active in Salesforce", help_text="Whether new records may use it; see rt_active for deletion."
    )
    rt_sf_created_date = MomentField(
        verbose_name="Created in Salesforce",
        help_text="When the record was created there, in UTC; the row here may be younger.",
    )
    rt_last_modified_date = MomentField(
        verbose_name="Last modified", help_text="When the record last changed in Salesforce, in UTC."
    )
    rt_last_modified_by = models.ForeignKey(
        "agent360_core.User",
        verbose_name="Last modified by",
        on_delete=models.SET_NULL,
        db_column="rt_last_modified_by_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="modified_record_types",
        help_text="User who last changed it in Salesforce; NULL where that user is gone.",
    )
    rt_active = models.SmallIntegerField(
        verbose_name="Active row", default=1, help_text="0 once the row is deleted in Salesforce."
    )
    rt_created_at = MomentField(
        verbose_name="Created", auto_now_add=True, help_text="When this database first had the row, in UTC."
    )
    rt_updated_at = MomentField(
        verbose_name="Updated",
        auto_now=True,
        help_text="When the row last changed in this database, in UTC; a trigger sets it.",
    )

    objects = ActiveQuerySet["RecordType"].as_manager()

    class Meta:
        managed = False
        db_table = "record_types"

    def __str__(self) -> str:
        return f"{self.rt_sobject_type}: {self.rt_name}"
