"""The app ``hibachi_feedback``."""

from agent360_models import apps


class FeedbackConfig(apps.FamilyAppConfig):
    """What customers said after a booking, the coupons they got, and reviews that went to a person."""

    name = "agent360_models.hibachi.feedback"
    verbose_name = "Hibachi - Feedback"
