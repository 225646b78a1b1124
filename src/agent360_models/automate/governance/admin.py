"""Admin of ``automate_governance``."""

from agent360_models.admin import FamilyAdmin, LogAdmin, register
from agent360_models.automate.governance.models import (
    AuditLog,
    ConnectionProfile,
    RuleSpec,
    StoredSecret,
    ThrottleBucket,
)


@register(AuditLog)
class AuditLogAdmin(LogAdmin):
    """View who did what; entries are append-only."""

    list_display = ("__str__", "actor", "target")
    list_filter = ("occurred_at",)
    search_fields = ("id__exact", "actor__exact", "target__exact")


@register(RuleSpec)
class RuleSpecAdmin(FamilyAdmin):
    """Write rules."""

    list_display = ("name", "action", "enabled", "updated_at")
    list_filter = ("enabled",)
    search_fields = ("id__exact", "name", "action__exact")


@register(ConnectionProfile)
class ConnectionProfileAdmin(FamilyAdmin):
    """Enter credentials; stored credentials are never shown."""

    list_display = ("name", "provider", "updated_at")
    list_filter = ("provider",)
    search_fields = ("id__exact", "name", "provider__exact")


@register(StoredSecret)
class StoredSecretAdmin(FamilyAdmin):
    """Enter secrets; stored secrets are never shown."""

    list_display = ("key", "updated_at")
    search_fields = ("id__exact", "key")


@register(ThrottleBucket)
class ThrottleBucketAdmin(FamilyAdmin):
    """View the counted clients."""

    list_display = ("__str__", "count", "window", "started_at")
    search_fields = ("key__exact",)
