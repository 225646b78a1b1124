"""System checks of the rows and files that knowledge sources may make the server read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004  # Django's own name

from agent360_models import conf
from agent360_models.checks import is_sound
from agent360_models.checks._settings import check
from agent360_models.secrets import secret_fields

__all__ = ["check_knowledge", "check_knowledge_names"]


@check
def check_knowledge_names() -> Iterator[CheckMessage]:
    """E017: the models and folders that knowledge sources may read exist and are unambiguous."""
    yield from _folders()
    yield from _models()


@register(Tags.security)
def check_knowledge(**_kwargs: Any) -> list[CheckMessage]:
    """W018: the settings name what knowledge sources may read."""
    is_said = not {"KNOWLEDGE_FOLDERS", "KNOWLEDGE_MODELS"}.isdisjoint(conf.setting())
    if is_said or not is_sound() or not apps.is_installed("agent360_models.automate.rag"):
        return []
    return [
        Warning(
            "automate_rag is installed, but its knowledge sources may read neither rows nor files.",
            hint="Write AGENT360_MODELS['KNOWLEDGE_MODELS'] = ['app_label.Model'] with the models whose rows sources"
            " may read, and KNOWLEDGE_FOLDERS = ['/srv/handbook'] with folders. An empty list means none on purpose.",
            id="agent360_models.W018",
        )
    ]


def _folders() -> Iterator[CheckMessage]:
    for folder in conf.setting().get("KNOWLEDGE_FOLDERS", ()):
        if not Path(folder).is_absolute():
            yield Error(
                f"AGENT360_MODELS['KNOWLEDGE_FOLDERS'] names {folder!r}, which is not an absolute path and is ignored.",
                hint="Write the absolute path of the folder, such as '/srv/handbook'.",
                id="agent360_models.E017",
            )


def _models() -> Iterator[CheckMessage]:
    for label in conf.setting().get("KNOWLEDGE_MODELS", ()):
        try:
            secret_fields(apps.get_model(label))
        except (LookupError, ValueError):
            yield Error(
                f"AGENT360_MODELS['KNOWLEDGE_MODELS'] names {label!r}, which does not exist.",
                hint="Write the model as 'app_label.Model' of an installed app.",
                id="agent360_models.E017",
            )
