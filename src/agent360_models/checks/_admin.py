"""Check of admin pages for read-only tables."""

from collections.abc import Iterable

from django.apps import apps
from django.core.checks import CheckMessage, Warning  # noqa: A004  # Django's own name

from agent360_models import conf
from agent360_models.checks._settings import check

_PERMISSIONS = ("has_add_permission", "has_change_permission", "has_delete_permission")


@check
def check_admins() -> Iterable[CheckMessage]:
    """W017: an admin page offers to edit a read-only table; the guard would refuse the writes."""
    if not apps.is_installed("django.contrib.admin"):
        return []
    from django.contrib.admin import ModelAdmin, sites

    return [
        Warning(
            f"{type(admin).__module__}.{type(admin).__qualname__} offers to edit {model._meta.label}, which"
            " AGENT360_MODELS declares read-only.",
            hint="Derive it from agent360_models.admin.FamilyAdmin, which respects READ_ONLY.",
            obj=model,
            id="agent360_models.W017",
        )
        for site in sites.all_sites
        for model, admin in site._registry.items()  # noqa: SLF001  # Django has no public way to list the admins
        if conf.is_read_only(model._meta.app_label)
        and any(getattr(type(admin), name) is getattr(ModelAdmin, name) for name in _PERMISSIONS)
    ]
