from agent360_models import apps


class EventsConfig(apps.FamilyAppConfig):
    name = "agent360_models.hibachi.events"
    verbose_name = "Hibachi - Events"
    queues = (
        "agent360_models.hibachi.events._operating.OUTBOX",
        "agent360_models.hibachi.events._operating.INBOX",
    )
    log_tables = (
        "agent360_models.hibachi.events._operating.OUTBOX_LOG",
        "agent360_models.hibachi.events._operating.INBOX_LOG",
        "agent360_models.hibachi.events._operating.EVENT_LOG",
    )
