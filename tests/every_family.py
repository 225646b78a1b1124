"""A project that has every family: hibachi on an alias of its own, and migochat, whose ``users`` agent360 has too."""

from agent360_models.families import installed_apps
from tests.settings import *  # noqa: F403
from tests.settings import AGENT360_MODELS, DATABASES, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, *(app for app in installed_apps() if app not in INSTALLED_APPS)]
# Names of their own: the run that starts this one has databases too.
DATABASES = {alias: {**entry, "NAME": f"{entry['NAME']}_and_others"} for alias, entry in DATABASES.items()}
DATABASES["booking"] = {"ENGINE": "django.db.backends.postgresql", "NAME": "agent360_booking"}
DATABASES["chat"] = {"ENGINE": "django.db.backends.postgresql", "NAME": "agent360_chat"}
AGENT360_MODELS = {**AGENT360_MODELS, "ALIASES": {"hibachi": "booking", "migochat": "chat"}}
