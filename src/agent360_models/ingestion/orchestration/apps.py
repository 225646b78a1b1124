"""The app ``ingestion_orchestration``."""

from agent360_models import appconfig


class OrchestrationConfig(appconfig.FamilyAppConfig):
    """Runs and schedules of every sync."""

    name = "agent360_models.ingestion.orchestration"
    label = "ingestion_orchestration"
    verbose_name = "Ingestion - Orchestration"
    run_log = "agent360_models.ingestion.orchestration.runs.SyncHistoryRun"
    sync_status = "agent360_models.ingestion.orchestration.status.statuses"
