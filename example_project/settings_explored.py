"""Settings that show somebody's own database: read only, without what it lacks; ``explore.py`` finds that out.

The tables of Django itself are in an embedded server.
"""

import json
import os

from settings import *  # noqa: F403
from settings import AGENT360_MODELS as _SETTING
from settings import DATABASES as _DATABASES
from settings import INSTALLED_APPS as _APPS

from agent360_models.families import APPS, installed_apps
from agent360_models.testing.postgres import database_settings

_found = json.loads(os.environ.get("EXAMPLE_FOUND", "null")) or {
    "families": ["agent360", "ingestion", "automate", "hibachi", "migochat"],
    "absent": {},
}
# By the name of the variable Django's page of an error knows to hide its value.
_explored = database_settings(os.environ["EXAMPLE_SECRET_URL"])
DATABASES = {"default": _DATABASES["default"], "explored": _explored}
INSTALLED_APPS = [
    *(app for app in _APPS if app.startswith("django.")),
    *installed_apps(*_found["families"]),
]
MIGRATION_MODULES = dict.fromkeys(APPS)  # nothing of ours is migrated, so nobody is asked to do it
AGENT360_MODELS = {
    **_SETTING,
    "ALIAS": "explored",
    "ALIASES": {},
    "READ_ONLY": _found["families"],
    "ABSENT": _found["absent"],
}
