"""``conf``: what the setting says about each app."""

import pytest
from pytest_django.fixtures import Settings

from agent360_models import conf


@pytest.mark.parametrize(
    ("setting", "label", "alias"),
    [
        ({}, "agent360_core", "default"),
        ({"ALIAS": "crm"}, "agent360_core", "crm"),
        ({"ALIAS": "crm", "ALIASES": {"agent360": "warehouse"}}, "agent360_core", "warehouse"),
        ({"ALIASES": {"agent360": "warehouse", "agent360_core": "crm"}}, "agent360_core", "crm"),
        ({"ALIASES": {"agent360_core": "crm"}}, "agent360_accounts", "default"),
    ],
)
def test_a_label_wins_over_its_family_and_a_family_over_all(
    settings: Settings, setting: dict[str, object], label: str, alias: str
) -> None:
    """``ALIASES`` by label, ``ALIASES`` by family, ``ALIAS``, ``"default"``."""
    settings.AGENT360_MODELS = setting

    assert conf.alias_for(label) == alias


@pytest.mark.parametrize(
    ("setting", "label", "read_only"),
    [
        ({}, "agent360_core", False),
        ({"READ_ONLY": ["agent360"]}, "agent360_core", True),
        ({"READ_ONLY": ["agent360_core"]}, "agent360_core", True),
        ({"READ_ONLY": ["agent360_core"]}, "agent360_accounts", False),
        ({"READ_ONLY": ["agent360"], "READ_ONLY_EXCEPT": ["agent360_ai_assistant"]}, "agent360_ai_assistant", False),
        ({"READ_ONLY": ["agent360"], "READ_ONLY_EXCEPT": ["agent360_ai_assistant"]}, "agent360_core", True),
        ({"READ_ONLY": ["agent360_core"], "READ_ONLY_EXCEPT": ["agent360"]}, "agent360_core", True),
        ({"READ_ONLY": ["agent360"]}, "auth", False),
        ({"READ_ONLY": "agent360"}, "agent360_core", True),  # not a list: reported by E001, and heeded
    ],
)
def test_writable_names_the_exceptions_to_read_only(
    settings: Settings, setting: dict[str, object], label: str, read_only: bool
) -> None:
    """The more specific name wins."""
    settings.AGENT360_MODELS = setting

    assert conf.is_read_only(label) is read_only


def test_dedicated_aliases_are_all_but_default(settings: Settings) -> None:
    """Replicas are dedicated too, those of the default alias included."""
    settings.AGENT360_MODELS = {
        "ALIAS": "default",
        "ALIASES": {"agent360_core": "crm"},
        "REPLICAS": {"crm": ["crm_replica"], "default": ["spare"]},
    }

    assert conf.dedicated_aliases() == {"crm", "crm_replica", "spare"}


def test_a_project_without_the_setting_has_everything_on_default(settings: Settings) -> None:
    """The setting may be left out."""
    del settings.AGENT360_MODELS

    assert conf.alias_for("agent360_core") == "default"
    assert conf.register_admin() is True
