from agent360_models import apps


class AlertsConfig(apps.FamilyAppConfig):
    name = "agent360_models.ingestion.alerts"
    verbose_name = "Ingestion - Alerts"
    evaluate_alerts = "agent360_models.ingestion.alerts.evaluation.evaluate"
    open_alerts = "agent360_models.ingestion.alerts._operating.open_alerts"
    log_tables = ("agent360_models.ingestion.alerts._operating.ALERT_LOG",)
