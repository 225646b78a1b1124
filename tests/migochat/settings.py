"""A project that has every family: migochat on an alias of its own, since agent360 has a table ``users`` too."""

from agent360_models.families import installed_apps
from tests.settings import *  # noqa: F403
from tests.settings import AGENT360_MODELS, DATABASES, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, *(app for app in installed_apps("migochat") if app not in INSTALLED_APPS)]
# Names of their own: the run that starts this one has databases too.
DATABASES = {alias: {**entry, "NAME": f"{entry['NAME']}_and_chat"} for alias, entry in DATABASES.items()}
DATABASES["chat"] = {"ENGINE": "django.db.backends.postgresql", "NAME": "agent360_chat"}
AGENT360_MODELS = {**AGENT360_MODELS, "ALIASES": {"migochat": "chat"}}
