"""The record that each run of a sync job leaves behind, in whichever table the family has for it."""

from datetime import datetime
from typing import Any, Protocol, Self

from django.apps import apps
from django.utils.module_loading import import_string

from agent360_models import conf
from agent360_models.families import FAMILY_OF


class Run(Protocol):
    """One run of a job over one table, being recorded; the app that holds the run log implements it."""

    @classmethod
    def start(cls, *, job: str, object_name: str, source: str, using: str) -> Self:
        """Record that the run began: the table ``object_name`` is filled from the object ``source``."""

    def move_watermark(self, value: datetime | None) -> None:
        """Remember up to when rows have come in; never backwards. ``None`` changes nothing."""

    def finish(
        self,
        *,
        status: str,
        queried: int,
        inserted: int,
        updated: int,
        deleted: int,
        skipped: int,
        failed: int,
        error: str | None = None,
        details: dict[str, Any] | None = None,
    ) -> None:
        """Record how the run ended, in numbers of rows. ``status`` is success, partial or failed."""


def run_log(label: str) -> type[Run] | None:
    """Return the run log of the family that an app belongs to.

    ``None`` where the app that holds it is not installed, or may not be written.

    An app that holds a run log names the class in its ``AppConfig``, as ``run_log = "dotted.path"``.
    """
    for app in FAMILY_OF[label].apps:
        if apps.is_installed(app.module) and not conf.is_read_only(app.label):
            path = getattr(apps.get_app_config(app.label), "run_log", None)
            if path is not None:
                run: type[Run] = import_string(path)
                return run
    return None
