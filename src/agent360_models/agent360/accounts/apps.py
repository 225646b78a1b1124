"""The app ``agent360_accounts``."""

from agent360_models.agent360 import _apps


class AccountsConfig(_apps.SalesforceAppConfig):
    """Accounts with their plans, frame agreements and targets; most other apps point at the accounts."""

    name = "agent360_models.agent360.accounts"
    verbose_name = "Agent360 - Accounts"
