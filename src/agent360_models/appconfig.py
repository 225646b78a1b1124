"""The ``AppConfig`` that every app of every family builds on."""

from django.apps import AppConfig


class FamilyAppConfig(AppConfig):
    """An app whose keys do not depend on the project's ``DEFAULT_AUTO_FIELD``, and which brings our checks.

    The checks are registered by each app, so that one installed without the root app is checked too.
    """

    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks, and guard the connections."""
        from agent360_models import checks  # noqa: F401  # importing registers them
        from agent360_models.db import readonly

        readonly.connect()
