"""Rows of ``tasks``, ``cases``, ``case_history`` and ``case_comments`` for tests."""

from datetime import timedelta

from agent360_models.agent360.accounts.factories import AccountFactory
from agent360_models.agent360.core.factories import UserFactory
from agent360_models.agent360.factories import INTEGRATION_USER, created_date, modified_date, salesforce_id
from agent360_models.agent360.salesforce.ids import object_name
from agent360_models.agent360.support.models import Case, CaseComment, CaseHistory, Task
from agent360_models.agent360.two_way import SyncStatus
from agent360_models.testing.factories import (
    Faker,
    FamilyFactory,
    LazyAttribute,
    Maybe,
    RelatedFactory,
    RelatedFactoryList,
    SelfAttribute,
    Sequence,
    SubFactory,
    Trait,
)

__all__ = ["CaseCommentFactory", "CaseFactory", "CaseHistoryFactory", "TaskFactory"]


class TaskFactory(FamilyFactory[Task]):
    """A task not yet begun; ``what=row`` sets its subject, an account by default."""

    tsk_sf_id = salesforce_id("00T")
    tsk_what_id = SelfAttribute("what.pk", default=None)
    tsk_what_type = LazyAttribute(lambda row: object_name(row.tsk_what_id))
    tsk_what_name = LazyAttribute(lambda row: row.what and str(row.what))
    tsk_activity_date = LazyAttribute(lambda row: row.tsk_last_modified_date.date() + timedelta(days=14))
    tsk_status = "Not Started"
    tsk_priority = Faker("random_element", elements=("High", "Normal", "Low"))
    tsk_subject = Faker("random_element", elements=("Call", "Send letter", "Send quote", "Visit"))
    tsk_owner = SubFactory(UserFactory)
    tsk_description = Faker("sentence")
    tsk_sf_created_date = created_date()
    tsk_completed_date = None
    tsk_last_modified_date = modified_date()
    tsk_last_modified_by_id = SelfAttribute("tsk_owner.usr_sf_id")

    class Meta:
        model = Task

    class Params:
        what = SubFactory(AccountFactory, acc_owner=SelfAttribute("..tsk_owner"))
        completed = Trait(tsk_status="Completed", tsk_completed_date=SelfAttribute("tsk_last_modified_date"))
        deleted = Trait(tsk_active=0)


class CaseFactory(FamilyFactory[Case]):
    """A case of an account, worked on by the account's owner."""

    cs_sf_id = salesforce_id("500")
    cs_case_number = Sequence(lambda number: f"{number + 1:08d}")
    cs_subject = Faker("random_element", elements=("Damaged on arrival", "Delivery is late", "Question on invoice"))
    cs_description = Faker("paragraph")
    cs_status = "Working"
    cs_account = SubFactory(AccountFactory)
    cs_owner = Maybe("cs_account", SelfAttribute("cs_account.acc_owner"), SubFactory(UserFactory))
    cs_priority = Faker("random_element", elements=("High", "Medium", "Low"))
    cs_sf_created_date = created_date()
    cs_last_modified_date = modified_date()
    cs_last_modified_by_id = SelfAttribute("cs_owner.usr_sf_id", default=INTEGRATION_USER)

    class Meta:
        model = Case

    class Params:
        closed = Trait(cs_status="Closed")
        with_history = Trait(
            created=RelatedFactory(
                "agent360_models.agent360.support.factories.CaseHistoryFactory",
                factory_related_name="ch_case",
                ch_field="created",
                ch_old_value=None,
                ch_new_value=None,
                ch_created_date=SelfAttribute("ch_case.cs_sf_created_date"),
            ),
            changed=RelatedFactory(
                "agent360_models.agent360.support.factories.CaseHistoryFactory",
                factory_related_name="ch_case",
            ),
        )
        with_comments = Trait(
            comments=RelatedFactoryList(
                "agent360_models.agent360.support.factories.CaseCommentFactory",
                factory_related_name="cc_case",
                size=2,
            ),
        )
        deleted = Trait(cs_active=0)


class CaseHistoryFactory(FamilyFactory[CaseHistory]):
    """The change from the status ``New`` to the case's current status."""

    ch_sf_id = salesforce_id("017")
    ch_case = SubFactory(CaseFactory)
    ch_field = "Status"
    ch_old_value = "New"
    ch_new_value = SelfAttribute("ch_case.cs_status")
    ch_created_date = SelfAttribute("ch_case.cs_last_modified_date")
    ch_created_by = Maybe("ch_case.cs_owner", SelfAttribute("ch_case.cs_owner"), SubFactory(UserFactory))

    class Meta:
        model = CaseHistory

    class Params:
        deleted = Trait(ch_active=0)


class CaseCommentFactory(FamilyFactory[CaseComment]):
    """A comment of the case's owner from Salesforce; with a sync trait, one written in Agent360."""

    cc_sf_id = salesforce_id("00a")
    cc_case = SubFactory(CaseFactory)
    cc_comment_body = Faker("sentence")
    cc_is_published = False
    cc_sf_created_date = modified_date()
    cc_sf_created_by = SelfAttribute("cc_case.cs_owner")
    cc_last_modified_date = SelfAttribute("cc_sf_created_date")
    cc_last_modified_by_id = SelfAttribute("cc_sf_created_by.usr_sf_id", default=None)
    cc_agent360_source = False

    class Meta:
        model = CaseComment

    class Params:
        sync_pending = Trait(
            cc_sf_id=None,
            cc_sf_created_date=None,
            cc_sf_created_by=None,
            cc_agent_created_by=SelfAttribute("cc_case.cs_owner"),
            cc_agent_created_date=modified_date(),
            cc_agent360_source=True,
            cc_sync_status=SyncStatus.PENDING,
        )
        sync_failed = Trait(
            sync_pending=True,
            cc_sync_status=SyncStatus.FAILED,
            cc_retry_count=3,
            cc_last_sync_error="UNABLE_TO_LOCK_ROW: unable to obtain exclusive access to this record",
        )
        sync_conflict = Trait(
            cc_agent_modified_by=SelfAttribute("cc_case.cs_owner"),
            cc_agent_modified_date=LazyAttribute(lambda row: row.cc_last_modified_date + timedelta(hours=1)),
            cc_sync_status=SyncStatus.CONFLICT,
            cc_version=2,
        )
        deleted = Trait(cc_active=0)
