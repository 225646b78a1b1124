"""Settings for one person on one machine; the part for agent360-models is at the end."""

import base64
import os
import secrets
from pathlib import Path

from agent360_models.families import installed_apps
from agent360_models.testing.postgres import database_settings, database_url

SECRET_KEY = secrets.token_urlsafe(50)  # a new key for each process: nobody stays logged in
DEBUG = True  # lets runserver serve the admin's style sheets
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
ROOT_URLCONF = "urls"
STATIC_URL = "static/"
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
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

# Three databases on the server of DATABASE_URL, or on an embedded PostgreSQL that stops with the process that started
# it. agent360 and migochat both have a table named users, so they cannot share a database.
_default = database_settings(database_url())
DATABASES = {
    "default": _default,
    "bookings": {**_default, "NAME": f"{_default['NAME']}_bookings"},
    "chat": {**_default, "NAME": f"{_default['NAME']}_chat"},
}

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.postgres",  # Django requires it for models with an ArrayField
    # Every family. For fewer apps: installed_apps("agent360_invoicing") adds the apps that it needs.
    *installed_apps(),
    "visits",
]

# Needed as soon as a table is on another alias than "default", and harmless before.
DATABASE_ROUTERS = ["agent360_models.routing.FamilyRouter"]

AGENT360_MODELS = {
    # The aliases of the tables: families without an entry share "default" with the project's own tables.
    "ALIASES": {"hibachi": "bookings", "migochat": "chat"},
    # Tables that this project may not write to. It loads exports, so nothing is protected; a project that reads
    # the CRM and writes forecasts has READ_ONLY ["agent360"] and READ_ONLY_EXCEPT ["agent360_forecasting"].
    "READ_ONLY": [],
    "READ_ONLY_EXCEPT": [],
    # The key that encrypts stored secrets; the server process gets the same key.
    "ENCRYPTION_KEYS": [os.environ.setdefault("EXAMPLE_KEY", base64.b64encode(secrets.token_bytes(32)).decode())],
    # Models and folders that knowledge sources may read: none here.
    "KNOWLEDGE_MODELS": [],
    "KNOWLEDGE_FOLDERS": [],
    # Names of objects and fields in your org that differ from the mapping.py files; names that occur in no export
    # do no harm.
    "SALESFORCE_OBJECTS": {"Rahmenvertrag__c": "agent360_accounts.FrameAgreement"},
    "SALESFORCE_FIELDS": {"agent360_accounts.Account": {"Kreditlimit__c": "acc_credit_limit"}},
}
