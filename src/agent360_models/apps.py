"""The root app: the system checks and ``manage.py agent360``. It has no models."""

from agent360_models import appconfig


class Agent360ModelsConfig(appconfig.FamilyAppConfig):
    """Add it to ``INSTALLED_APPS`` by ``installed_apps()``, which puts it first."""

    name = "agent360_models"
    label = "agent360_models"
    verbose_name = "agent360-models"
