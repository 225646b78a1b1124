"""The reference tables on the second alias too, where this suite needs them without a setting that says so."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connections

if not apps.is_installed("agent360_models.migochat"):
    collect_ignore = ["hibachi", "migochat"]  # in a project of their own, which test_three_databases.py runs


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Load the reference DDL into ``crm``, if this run has it; ``default`` has it from the plugin."""
    from agent360_models.tables import reference

    with django_db_blocker.unblock():
        if "crm" in connections.settings and connections["crm"].settings_dict["NAME"].startswith("test_"):
            reference.install(reference.installable("default"), using="crm")
