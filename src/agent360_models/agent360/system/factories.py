"""Rows of ``sync_log``, ``sync_watermarks``, ``sync_conflicts`` and ``user_login_log`` for tests."""

from datetime import timedelta
from uuid import NAMESPACE_OID, uuid5

from agent360_models.agent360.core.factories import UserFactory
from agent360_models.agent360.factories import created_date, modified_date, salesforce_id
from agent360_models.agent360.system.models import SyncConflict, SyncLog, SyncWatermark, UserLoginLog
from agent360_models.sync.runs import INBOUND
from agent360_models.testing.factories import (
    Faker,
    FamilyFactory,
    LazyAttribute,
    SelfAttribute,
    Sequence,
    SubFactory,
    Trait,
)

__all__ = ["SyncConflictFactory", "SyncLogFactory", "SyncWatermarkFactory", "UserLoginLogFactory"]


class SyncLogFactory(FamilyFactory[SyncLog]):
    """A successful run over the accounts."""

    sl_run_id = Sequence(lambda number: uuid5(NAMESPACE_OID, f"run {number}"))
    sl_job_name = "hourly"
    sl_direction = INBOUND
    sl_object_name = "accounts"
    sl_sf_object_api = "Account"
    sl_started_at = modified_date()
    sl_completed_at = LazyAttribute(lambda row: row.sl_started_at + timedelta(seconds=40))
    sl_status = SyncLog.Status.SUCCESS.value
    sl_records_queried = LazyAttribute(
        lambda row: sum(
            getattr(row, f"sl_records_{what}") or 0 for what in ("inserted", "updated", "deleted", "skipped", "failed")
        )
    )
    sl_records_inserted = Faker("random_int", min=1, max=50)
    sl_records_updated = Faker("random_int", min=1, max=500)
    sl_records_deleted = Faker("random_int", min=0, max=5)
    sl_records_skipped = 0
    sl_records_failed = 0
    sl_hwm_before = LazyAttribute(lambda row: row.sl_started_at - timedelta(hours=1))
    sl_hwm_after = SelfAttribute("sl_started_at")

    class Meta:
        model = SyncLog

    class Params:
        no_records = Trait(
            sl_records_inserted=0,
            sl_records_updated=0,
            sl_records_deleted=0,
            sl_hwm_after=SelfAttribute("sl_hwm_before"),
        )
        running = Trait(
            no_records=True, sl_status=SyncLog.Status.RUNNING.value, sl_completed_at=None, sl_hwm_after=None
        )
        partial = Trait(
            sl_status=SyncLog.Status.PARTIAL.value,
            sl_records_failed=3,
            sl_error_message="3 rows were rejected.",
            sl_error_details={"OwnerId: no such row in users": 3},
        )
        failed = Trait(
            no_records=True,
            sl_status=SyncLog.Status.FAILED.value,
            sl_error_message="REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded.",
        )
        skipped = Trait(no_records=True, sl_status=SyncLog.Status.SKIPPED.value)


class SyncWatermarkFactory(FamilyFactory[SyncWatermark]):
    """A table that is synced every hour. Each row names a different table, which does not exist."""

    sw_object_name = Sequence(lambda number: f"table_{number + 1}")
    sw_sf_object_api = Sequence(lambda number: f"Object_{number + 1}__c")
    sw_last_sync_ts = modified_date()
    sw_last_delete_check = SelfAttribute("sw_last_sync_ts")
    sw_sync_order = Sequence(lambda number: number)

    class Meta:
        model = SyncWatermark

    class Params:
        never_synced = Trait(sw_last_sync_ts=None)
        disabled = Trait(sw_sync_enabled=False)


class SyncConflictFactory(FamilyFactory[SyncConflict]):
    """An open conflict over a comment changed on both sides; with ``resolved``, a resolved one."""

    sc_object_name = "case_comments"
    sc_record_sf_id = salesforce_id("00a")
    sc_record_local_id = Sequence(lambda number: number + 1)
    sc_conflict_type = SyncConflict.ConflictType.LOCAL_PENDING.value
    sc_local_value = {"cc_comment_body": "Called back, all is well."}
    sc_sf_value = {"cc_comment_body": "Please call back."}
    sc_created_at = created_date()

    class Meta:
        model = SyncConflict

    class Params:
        sf_deleted = Trait(sc_conflict_type=SyncConflict.ConflictType.SF_DELETED.value, sc_sf_value=None)
        resolved = Trait(
            sc_resolution=SyncConflict.Resolution.LOCAL_WINS.value,
            sc_resolved_at=modified_date(),
            sc_resolved_by=SubFactory(UserFactory),
        )


class UserLoginLogFactory(FamilyFactory[UserLoginLog]):
    """A session that its user has ended; with ``logged_in``, one in progress."""

    ull_user = SubFactory(UserFactory)
    ull_login_at = modified_date()
    ull_ip_address = Faker("ipv4_private")
    ull_user_agent = Faker("chrome")
    ull_session_duration_sec = Faker("random_int", min=60, max=28_800)
    ull_logout_at = LazyAttribute(
        lambda row: (
            None
            if row.ull_session_duration_sec is None
            else row.ull_login_at + timedelta(seconds=row.ull_session_duration_sec)
        )
    )

    class Meta:
        model = UserLoginLog

    class Params:
        logged_in = Trait(ull_session_duration_sec=None)
