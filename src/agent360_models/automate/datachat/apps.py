"""The app ``automate_datachat``."""

from agent360_models import apps


class DatachatConfig(apps.FamilyAppConfig):
    """Chats that ask data, and the widgets that show them on other sites."""

    name = "agent360_models.automate.datachat"
    verbose_name = "Automate - Data chat"
