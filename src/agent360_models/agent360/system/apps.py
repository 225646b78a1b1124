from agent360_models import apps


class SystemConfig(apps.FamilyAppConfig):
    name = "agent360_models.agent360.system"
    verbose_name = "Agent360 - System"
    conflict_log = "agent360_models.agent360.system.conflicts.SyncConflictLog"
    run_log = "agent360_models.agent360.system.runs.SyncLogRun"
    sync_status = "agent360_models.agent360.system.status.statuses"
    sync_history = "agent360_models.agent360.system._operating.SYNC_HISTORY"
    log_tables = (
        "agent360_models.agent360.system._operating.SYNC_LOG",
        "agent360_models.agent360.system._operating.LOGIN_LOG",
    )
