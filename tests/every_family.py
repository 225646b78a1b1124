"""A project that has every family and every app of the tests, for the type checker."""

from agent360_models.families import installed_apps
from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS as _APPS
from tests.three_databases import AGENT360_MODELS, DATABASES

__all__ = ["AGENT360_MODELS", "DATABASES", "INSTALLED_APPS"]

INSTALLED_APPS = [*_APPS, *(app for app in installed_apps() if app not in _APPS), "tests.apps.org"]
