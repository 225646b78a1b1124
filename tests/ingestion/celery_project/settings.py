"""The settings, of which the test says by environment variables which database, broker and folder there are."""

import json
import os
from pathlib import Path
from typing import Any

from agent360_models.families import installed_apps
from agent360_models.testing.postgres import database_settings

FOLDER = Path(os.environ["FOLDER"])

SECRET_KEY = "tests"
USE_TZ = True
ALLOWED_HOSTS = ["testserver"]
ROOT_URLCONF = "tests.urls"
STATIC_URL = "static/"
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django_celery_beat",
    *installed_apps("ingestion_orchestration", "ingestion_hubspot"),
    "tests.ingestion.celery_project",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
SERVER = {"ENGINE": "django.db.backends.postgresql", **database_settings(os.environ["DATABASE_URL"])}
DATABASES = {alias: {**SERVER, "NAME": name} for alias, name in json.loads(os.environ["DATABASES"]).items()}
DATABASE_ROUTERS = ["agent360_models.routing.FamilyRouter"]
AGENT360_MODELS = {"ALIASES": {"ingestion": list(DATABASES)[-1]}}

CELERY_TIMEZONE = "Europe/Berlin"
CELERY_BROKER_URL = os.environ["BROKER"]
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_MAX_LOOP_INTERVAL = 1
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = (
    {"data_folder_in": FOLDER / "queue", "data_folder_out": FOLDER / "queue", "control_folder": FOLDER / "control"}
    if CELERY_BROKER_URL == "filesystem://"
    else {"visibility_timeout": 3}
)
