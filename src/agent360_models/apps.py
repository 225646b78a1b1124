"""The root app, and the ``AppConfig`` that every app of every family builds on."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import pre_migrate
from django.utils.module_loading import module_has_submodule

from agent360_models.families import APPS, ROOT, family_of

__all__ = ["Agent360ModelsConfig", "FamilyAppConfig"]


class FamilyAppConfig(AppConfig):
    """An app whose keys do not depend on the project's ``DEFAULT_AUTO_FIELD``, and which brings our checks.

    Each app registers the checks, so that one installed without the root app is checked too. Checks that only its
    family needs are in a module ``checks`` of the family's package, if there is one.
    """

    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Take from the models what is absent, register the checks, and watch the connections."""
        from agent360_models import absent, checks, extensions, readonly, routing, row_security  # noqa: F401  # importing registers them
        from agent360_models.tables import adopt

        absent.apply()
        extensions.apply()
        readonly.connect()
        routing.connect()
        row_security.connect()
        pre_migrate.connect(adopt.advise, dispatch_uid=f"{ROOT}.adopt")
        if self.label in APPS:
            family = import_module(f"{ROOT}.{family_of(self.label)}")
            if module_has_submodule(family, "checks"):
                import_module(f"{family.__name__}.checks")


class Agent360ModelsConfig(FamilyAppConfig):
    """The system checks and ``manage.py agent360``, without models; ``installed_apps()`` puts it first."""

    name = ROOT
    label = ROOT
    verbose_name = "agent360-models"
    default = True
