from agent360_models.agent360 import _apps


class InvoicingConfig(_apps.SalesforceAppConfig):
    name = "agent360_models.agent360.invoicing"
    verbose_name = "Agent360 - Invoicing"
