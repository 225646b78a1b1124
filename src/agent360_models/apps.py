"""The root app, and the ``AppConfig`` that every app of every family builds on."""

from django.apps import AppConfig


class FamilyAppConfig(AppConfig):
    """An app whose keys do not depend on the project's ``DEFAULT_AUTO_FIELD``, and which brings our checks.

    Each app registers the checks, so that one installed without the root app is checked too.
    """

    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks, and guard the connections."""
        from agent360_models import checks, readonly  # noqa: F401  # importing registers them

        readonly.connect()


class Agent360ModelsConfig(FamilyAppConfig):
    """The system checks and ``manage.py agent360``, without models; ``installed_apps()`` puts it first."""

    name = "agent360_models"
    label = "agent360_models"
    verbose_name = "agent360-models"
    default = True
