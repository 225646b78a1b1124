from django.db.models.signals import post_delete, post_save

from agent360_models import apps


class OrchestrationConfig(apps.FamilyAppConfig):
    name = "agent360_models.ingestion.orchestration"
    verbose_name = "Ingestion - Orchestration"
    run_log = "agent360_models.ingestion.orchestration._runs.SyncHistoryRun"
    sync_status = "agent360_models.ingestion.orchestration._status.statuses"
    sync_history = "agent360_models.ingestion.orchestration._status.HISTORY"
    lock_names = "agent360_models.ingestion.orchestration._operating.lock_names"
    log_tables = ("agent360_models.ingestion.orchestration._operating.SYNC_HISTORY",)

    def ready(self) -> None:
        """Connect the signals that keep django-celery-beat's rows up to date, if it is installed."""
        super().ready()
        from agent360_models.ingestion.orchestration import _beat
        from agent360_models.ingestion.orchestration.models import SyncSchedule

        post_save.connect(_beat.follow_saved, sender=SyncSchedule, dispatch_uid="agent360.schedule_saved")
        post_delete.connect(_beat.follow_deleted, sender=SyncSchedule, dispatch_uid="agent360.schedule_deleted")
