from typing import ClassVar

from agent360_models import apps


class GSheetConfig(apps.FamilyAppConfig):
    name = "agent360_models.ingestion.gsheet"
    verbose_name = "Ingestion - Google Sheets"
    load_sources: ClassVar = {"gsheet": "agent360_models.ingestion.gsheet.loading.SOURCE"}
