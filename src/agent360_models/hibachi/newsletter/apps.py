from agent360_models import apps


class NewsletterConfig(apps.FamilyAppConfig):
    name = "agent360_models.hibachi.newsletter"
    verbose_name = "Hibachi - Newsletter"
    queues = ("agent360_models.hibachi.newsletter._operating.SMS",)
    log_tables = ("agent360_models.hibachi.newsletter._operating.SMS_LOG",)
