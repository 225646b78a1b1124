"""A project that has a family of its own, and no app of ours but the root."""

import os

from agent360_models.testing.postgres import database_settings

SECRET_KEY = "downstream"
USE_TZ = True
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.postgres",
    "agent360_models",
    "billing",
    "billing_archive",
    "billing_log",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": database_settings(os.environ["DATABASE_URL"]),
    "legacy": database_settings(os.environ["LEGACY_URL"]),
}
DATABASE_ROUTERS = ["agent360_models.routing.FamilyRouter"]
AGENT360_MODELS = {
    "FAMILIES": {"billing": ["billing", "billing_archive"]},
    "ALIASES": {"billing": "legacy", "billing_log": "default"},
}
TEST_RUNNER = "agent360_models.testing.runner.Runner"
