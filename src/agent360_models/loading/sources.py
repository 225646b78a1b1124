"""Sources whose exports ``manage.py agent360 load`` reads, besides Salesforce: found by what their apps say."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol

from django.apps import apps
from django.utils.module_loading import import_string

from agent360_models.agent360.salesforce.load import Progress, Report
from agent360_models.exceptions import LoadError
from agent360_models.families import APPS

SALESFORCE = "salesforce"

# The app whose AppConfig names the source, as load_source = "dotted.path".
SOURCES = {
    "hubspot": "ingestion_hubspot",
    "callrail": "ingestion_callrail",
    "gsheet": "ingestion_gsheet",
}


class Source(Protocol):
    """What can load the exports of one system."""

    def load(
        self,
        paths: Iterable[Path],
        *,
        using: str | None = None,
        object_name: str | None = None,
        rejects: Path | None = None,
        progress: Progress | None = None,
    ) -> Iterator[Report]:
        """Load exports, and yield a report for each kind of record in each file."""


def find_source(name: str) -> Source:
    """Return a source by its name.

    Raises ``LoadError`` where its app is not installed.
    """
    app = APPS[SOURCES[name]]
    if not apps.is_installed(app.module):
        raise LoadError(f"{app.label} is not installed. Add {app.module!r} to INSTALLED_APPS.")
    config: Any = apps.get_app_config(app.label)
    source: Source = import_string(config.load_source)
    return source
