"""The app ``hibachi_identity``."""

from agent360_models import apps


class IdentityConfig(apps.FamilyAppConfig):
    """Users and what they may do, stations, and the social accounts of the business."""

    name = "agent360_models.hibachi.identity"
    verbose_name = "Hibachi - Identity"
