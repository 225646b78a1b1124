"""The app."""

from django.apps import AppConfig


class BillingLogConfig(AppConfig):
    """The log of runs."""

    name = __package__ or ""
    label = "billing_log"
    family = "billing"
    run_log = f"{__package__}.models.Run"
    default_auto_field = "django.db.models.BigAutoField"
