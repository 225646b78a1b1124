"""``families``: plain data and ``installed_apps()``."""

import subprocess
import sys

import pytest

from agent360_models.families import APPS, FAMILIES, installed_apps, labels

CORE = "agent360_models.agent360.core"
CATALOG = "agent360_models.agent360.catalog"
ACCOUNTS = "agent360_models.agent360.accounts"
INVOICING = "agent360_models.agent360.invoicing"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["agent360_catalog"], [CATALOG]),
        (["agent360_accounts"], [CORE, ACCOUNTS]),
        (["agent360_invoicing", "agent360_accounts"], [CORE, CATALOG, ACCOUNTS, INVOICING]),
        (["agent360"], [app.module for app in FAMILIES[0].apps]),
        ([], [app.module for app in APPS.values()]),
    ],
)
def test_installed_apps_puts_the_root_app_first_and_dependencies_in_front(
    names: list[str], expected: list[str]
) -> None:
    """Each app stands once, after what it needs."""
    assert installed_apps(*names) == ["agent360_models", *expected]


def test_an_unknown_name_is_refused_with_the_names_there_are() -> None:
    """A typing error in a settings module is a clear error, not a missing app."""
    with pytest.raises(ValueError, match=r"'agent361' is neither a family nor an app.*agent360_core"):
        installed_apps("agent361")


def test_labels_come_in_dependency_order() -> None:
    """Whatever the order in which they are asked for."""
    assert labels("agent360_system", "agent360_core") == ["agent360_core", "agent360_system"]


def test_it_can_be_imported_from_a_settings_module() -> None:
    """It needs no configured Django and imports no models."""
    code = (
        "import sys; from agent360_models.families import installed_apps; installed_apps('agent360');"
        "assert not [name for name in sys.modules if name.endswith('.models')], sys.modules"
    )

    subprocess.run([sys.executable, "-c", code], check=True)
