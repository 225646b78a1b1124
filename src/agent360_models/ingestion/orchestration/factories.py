"""Rows of ``sync_history`` and ``sync_schedule`` for tests."""

from datetime import UTC, datetime, timedelta

from agent360_models.ingestion.orchestration.models import SyncHistory, SyncSchedule
from agent360_models.testing.factories import FamilyFactory, LazyAttribute, Sequence, Trait

__all__ = ["SyncHistoryFactory", "SyncScheduleFactory"]


class SyncHistoryFactory(FamilyFactory[SyncHistory]):
    """A successful run, an hour after the previous row's."""

    crm_source = "hubspot"
    sync_type = "contacts"
    endpoint = "/crm/v3/objects/contacts"
    start_time = Sequence(lambda number: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=number))
    end_time = LazyAttribute(lambda run: run.start_time + timedelta(minutes=2))
    status = SyncHistory.Status.SUCCESS
    records_processed = 1000
    records_created = 50
    records_updated = 950
    created_at = LazyAttribute(lambda run: run.start_time)

    class Meta:
        model = SyncHistory

    class Params:
        running = Trait(end_time=None, status=SyncHistory.Status.RUNNING, records_processed=0)
        failed = Trait(status=SyncHistory.Status.FAILED, error_message="The source did not answer.")


class SyncScheduleFactory(FamilyFactory[SyncSchedule]):
    """A sync that runs every hour."""

    name = Sequence(lambda number: f"HubSpot contacts {number}")
    crm_source = "hubspot"
    model_name = "contacts"
    mode = SyncSchedule.Mode.DELTA
    recurrence_type = SyncSchedule.Recurrence.INTERVAL
    every = 1
    period = SyncSchedule.Period.HOURS
    created_at = datetime(2026, 3, 1, tzinfo=UTC)

    class Meta:
        model = SyncSchedule

    class Params:
        nightly = Trait(
            recurrence_type=SyncSchedule.Recurrence.CRONTAB,
            every=None,
            period=None,
            crontab_hour="3",
            crontab_minute="0",
        )
