from agent360_models import apps


class CoreConfig(apps.FamilyAppConfig):
    name = "agent360_models.automate.core"
    verbose_name = "Automate - Core"
    queues = ("agent360_models.automate.core._operating.JOBS",)
    log_tables = (
        "agent360_models.automate.core._operating.JOB_LOG",
        "agent360_models.automate.core._operating.EXECUTION_LOG",
        "agent360_models.automate.core._operating.EVENT_LOG",
    )
