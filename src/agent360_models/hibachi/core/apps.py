"""The app ``hibachi_core``."""

from agent360_models import appconfig


class CoreConfig(appconfig.FamilyAppConfig):
    """Customers, chefs, bookings with their deposit, prices, conversations and reviews."""

    name = "agent360_models.hibachi.core"
    label = "hibachi_core"
    verbose_name = "Hibachi - Core"
