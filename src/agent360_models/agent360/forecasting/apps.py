from agent360_models.agent360 import _apps


class ForecastingConfig(_apps.SalesforceAppConfig):
    name = "agent360_models.agent360.forecasting"
    verbose_name = "Agent360 - Forecasting"
