"""The pages by which read-only tables could be edited."""

from collections.abc import Iterable

from django.apps import apps
from django.core.checks import CheckMessage, Warning  # noqa: A004  # Django's own name

from agent360_models import conf
from agent360_models.checks._settings import check

_PERMISSIONS = ("has_add_permission", "has_change_permission", "has_delete_permission")


@check
def check_admins() -> Iterable[CheckMessage]:
    """W017: no page of the admin offers to edit a read-only table. The guard would refuse what it sends."""
    if not apps.is_installed("django.contrib.admin"):
        return []
    from django.contrib.admin import ModelAdmin, sites

    return [
        Warning(
            f"{type(admin).__module__}.{type(admin).__qualname__} offers to edit {model._meta.label}, which"
            " AGENT360_MODELS declares read-only.",
            hint="Derive it from agent360_models.admin.FamilyAdmin, which follows READ_ONLY.",
            obj=model,
            id="agent360_models.W017",
        )
        for site in sites.all_sites
        for model, admin in site._registry.items()  # noqa: SLF001  # Django tells of models only, not of their pages
        if conf.is_read_only(model._meta.app_label)
        and any(getattr(type(admin), name) is getattr(ModelAdmin, name) for name in _PERMISSIONS)
    ]
