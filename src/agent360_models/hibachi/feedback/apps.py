from agent360_models import apps


class FeedbackConfig(apps.FamilyAppConfig):
    name = "agent360_models.hibachi.feedback"
    verbose_name = "Hibachi - Feedback"
