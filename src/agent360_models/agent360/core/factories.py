"""Rows of ``user_roles``, ``users`` and ``record_types`` for tests."""

from agent360_models.agent360.core.models import RecordType, User, UserRole
from agent360_models.agent360.factories import created_date, modified_date, salesforce_id
from agent360_models.agent360.salesforce.ids import to_18
from agent360_models.testing.factories import (
    Faker,
    FamilyFactory,
    LazyAttribute,
    SelfAttribute,
    Sequence,
    SubFactory,
    Trait,
)

__all__ = ["RecordTypeFactory", "UserFactory", "UserRoleFactory"]


class UserRoleFactory(FamilyFactory[UserRole]):
    """A role in sales."""

    ur_sf_id = salesforce_id("00E")
    ur_name = Faker("random_element", elements=("Area Manager", "Head of Sales", "Key Account Manager", "Sales Rep"))
    ur_last_modified_date = modified_date()
    ur_system_modstamp = SelfAttribute("ur_last_modified_date")

    class Meta:
        model = UserRole

    class Params:
        deleted = Trait(ur_active=0)


class UserFactory(FamilyFactory[User]):
    """A user who may log in; with ``inactive``, one who may not."""

    usr_sf_id = salesforce_id("005")
    usr_username = Sequence(lambda number: f"user{number + 1}@example.com")
    usr_email = SelfAttribute("usr_username")
    usr_first_name = Faker("first_name")
    usr_last_name = Faker("last_name")
    usr_name = LazyAttribute(lambda row: " ".join(filter(None, (row.usr_first_name, row.usr_last_name))))
    usr_is_active = True
    usr_profile_id = to_18("00e0F0000000001")
    usr_user_role = SubFactory(UserRoleFactory)
    usr_federation_id = SelfAttribute("usr_username")
    usr_time_zone = Faker("random_element", elements=("Europe/Berlin", "Europe/London", "America/New_York"))
    usr_language = Faker("random_element", elements=("en_US", "de"))
    usr_sf_created_date = created_date(2025)
    usr_last_modified_date = modified_date()
    usr_last_modified_by_id = SelfAttribute("usr_sf_id")

    class Meta:
        model = User

    class Params:
        inactive = Trait(usr_is_active=False)
        deleted = Trait(usr_active=0)


class RecordTypeFactory(FamilyFactory[RecordType]):
    """A variant of accounts; with ``inactive``, one closed to new records."""

    rt_sf_id = salesforce_id("012")
    rt_name = Sequence(lambda number: f"Variant {number + 1}")
    rt_developer_name = LazyAttribute(lambda row: row.rt_name.replace(" ", "_"))
    rt_sobject_type = "Account"
    rt_is_active = True
    rt_sf_created_date = created_date(2025)
    rt_last_modified_date = modified_date()
    rt_last_modified_by = SubFactory(UserFactory)

    class Meta:
        model = RecordType

    class Params:
        inactive = Trait(rt_is_active=False)
        deleted = Trait(rt_active=0)
