"""The ``AppConfig`` of apps whose tables Salesforce fills."""

from typing import ClassVar

from agent360_models import apps


class SalesforceAppConfig(apps.FamilyAppConfig):
    """An app whose tables are loaded from Salesforce exports."""

    load_sources: ClassVar = {"salesforce": "agent360_models.agent360.salesforce.load.Salesforce"}
