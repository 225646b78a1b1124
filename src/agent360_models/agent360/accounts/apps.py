"""The app ``agent360_accounts``."""

from agent360_models import apps


class AccountsConfig(apps.FamilyAppConfig):
    """Accounts with their plans, frame agreements and targets; most other apps point at the accounts."""

    name = "agent360_models.agent360.accounts"
    label = "agent360_accounts"
    verbose_name = "Agent360 - Accounts"
