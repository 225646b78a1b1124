"""The app ``migochat``."""

from agent360_models import apps


class MigochatConfig(apps.FamilyAppConfig):
    """Customers, messages, conversations, posts and campaigns."""

    name = "agent360_models.migochat"
    verbose_name = "Migochat"
