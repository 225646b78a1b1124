"""Settings for a user's database: read-only, without the tables and columns that ``explore.py`` found missing.

Django's own tables are in an embedded server.
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
# Django's error page hides the value because of the name of the variable.
_explored = database_settings(os.environ["EXAMPLE_SECRET_URL"])
DATABASES = {"default": _DATABASES["default"], "explored": _explored}
INSTALLED_APPS = [
    *(app for app in _APPS if app.startswith("django.")),
    *installed_apps(*_found["families"]),
]
MIGRATION_MODULES = dict.fromkeys(APPS)  # the library's apps are not migrated, so runserver does not ask for it
AGENT360_MODELS = {
    **_SETTING,
    "ALIAS": "explored",
    "ALIASES": {},
    "READ_ONLY": _found["families"],
    "ABSENT": _found["absent"],
}
