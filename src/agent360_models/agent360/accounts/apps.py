from agent360_models.agent360 import _apps


class AccountsConfig(_apps.SalesforceAppConfig):
    name = "agent360_models.agent360.accounts"
    verbose_name = "Agent360 - Accounts"
