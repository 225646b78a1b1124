"""The ``AppConfig`` of apps whose tables Salesforce fills."""

from typing import ClassVar

from agent360_models import apps


class SalesforceAppConfig(apps.FamilyAppConfig):
    """An app into whose tables exports of Salesforce are loaded."""

    load_sources: ClassVar = {"salesforce": "agent360_models.agent360.salesforce.load.Salesforce"}
