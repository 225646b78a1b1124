"""The root app, and the ``AppConfig`` that every app of every family builds on."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import pre_migrate
from django.utils.module_loading import module_has_submodule

from agent360_models.families import APPS, ROOT, family_of

__all__ = ["Agent360ModelsConfig", "FamilyAppConfig"]


class FamilyAppConfig(AppConfig):
    """A family app: registers our checks, and does not depend on the project's ``DEFAULT_AUTO_FIELD``.

    Each app registers the checks, so an app installed without the root app is checked too. Checks for a single family
    are in the optional ``checks`` module of the family's package.
    The label of an app of this library is derived from its ``name``, as described in ``families.App``.
    """

    default_auto_field = "django.db.models.BigAutoField"

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        name = str(vars(cls).get("name", ""))
        if name.startswith(f"{ROOT}."):
            cls.label = name.removeprefix(f"{ROOT}.").replace(".", "_")

    def ready(self) -> None:
        """Remove absent columns from the models, register the checks, and watch the connections.

        The first of our apps does this for all of them: every model is loaded by then.
        """
        if self is next(config for config in apps.get_app_configs() if isinstance(config, FamilyAppConfig)):
            _begin()
        if self.label in APPS:
            family = import_module(f"{ROOT}.{family_of(self.label)}")
            if module_has_submodule(family, "checks"):
                import_module(f"{family.__name__}.checks")


def _begin() -> None:
    from agent360_models import absent, checks, extensions, poolers, readonly, routing, row_security  # noqa: F401  # importing registers them

    absent.apply()
    extensions.apply()
    readonly.connect()
    routing.connect()
    row_security.connect()
    poolers.connect()
    pre_migrate.connect(_advise, dispatch_uid=f"{ROOT}.adopt")


def _advise(**told: Any) -> None:
    from agent360_models.tables import adopt  # it reads the catalog, which little beyond `migrate` needs

    adopt.advise(**told)


class Agent360ModelsConfig(FamilyAppConfig):
    """The system checks and ``manage.py agent360``, without models; ``installed_apps()`` puts it first."""

    name = ROOT
    label = ROOT
    verbose_name = "agent360-models"
    admin_pages = ("agent360_models.map._page.MAP",)
    default = True
