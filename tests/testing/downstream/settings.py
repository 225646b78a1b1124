"""A project as somebody else would write it. The environment chooses what a test of ours wants to see."""

import os
from typing import Any

from agent360_models.families import installed_apps
from agent360_models.testing.postgres import database_settings

SECRET_KEY = "downstream"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "orders",  # before our apps: the order of INSTALLED_APPS is the project's affair
    "ledger",
    "warehouse",
    *installed_apps("agent360"),
]
TEST_RUNNER = os.environ.get("RUNNER", "agent360_models.testing.runner.Runner")
AGENT360_MODELS: dict[str, Any] = {}
DATABASE_ROUTERS = ["warehouse.routers.ProjectRouter", "agent360_models.routing.FamilyRouter"]

if "DATABASE_URL" in os.environ:
    _server = database_settings(os.environ["DATABASE_URL"])
else:
    _server = {"ENGINE": "django.db.backends.postgresql", "HOST": "nowhere.invalid"}
    AGENT360_MODELS["TEST_SERVER"] = True
_names = {alias: f"{os.environ.get('PREFIX', 'downstream')}_{alias}" for alias in ("default", "stock", "crm")}
DATABASES = {alias: {**_server, "NAME": name} for alias, name in _names.items()}

if os.environ.get("ALIAS"):
    AGENT360_MODELS["ALIAS"] = os.environ["ALIAS"]
if os.environ.get("READ_ONLY"):
    AGENT360_MODELS["READ_ONLY"] = ["agent360"]
if os.environ.get("NO_MIGRATIONS"):
    for _entry in DATABASES.values():
        _entry["TEST"] = {"MIGRATE": False}
