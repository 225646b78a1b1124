"""Settings for one person on one machine; what a project needs for agent360-models is at the end."""

import base64
import os
import secrets
from pathlib import Path

from agent360_models.families import installed_apps
from agent360_models.testing.postgres import database_settings, database_url

SECRET_KEY = secrets.token_urlsafe(50)  # a new one for each process: nobody stays logged in
DEBUG = True  # runserver serves the admin's style sheets
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

# Three databases on the server of DATABASE_URL, or on a PostgreSQL of our own that ends with the process that needed
# it. agent360 and migochat both have a table named users, so they cannot share one.
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
    "django.contrib.postgres",  # Django asks for it where a model has an ArrayField
    # Every family. Some apps will do too: installed_apps("agent360_invoicing") brings those that it needs.
    *installed_apps(),
    "visits",
]

# Needed as soon as a table lives elsewhere than on "default", and harmless before.
DATABASE_ROUTERS = ["agent360_models.routing.FamilyRouter"]

AGENT360_MODELS = {
    # Where the tables live: the families that are not named share the alias "default" with the project's own tables.
    "ALIASES": {"hibachi": "bookings", "migochat": "chat"},
    # What this project may not write. Here exports are loaded, so nothing is protected; a project that reads
    # the CRM and writes forecasts has READ_ONLY ["agent360"] and READ_ONLY_EXCEPT ["agent360_forecasting"].
    "READ_ONLY": [],
    "READ_ONLY_EXCEPT": [],
    # What encrypts stored secrets; the server process gets the same key.
    "ENCRYPTION_KEYS": [os.environ.setdefault("EXAMPLE_KEY", base64.b64encode(secrets.token_bytes(32)).decode())],
    # What sources of knowledge may read: nothing here.
    "KNOWLEDGE_MODELS": [],
    "KNOWLEDGE_FOLDERS": [],
    # What your org calls its objects and fields, where that is not what the mapping.py files say; names that
    # no export has do no harm.
    "SALESFORCE_OBJECTS": {"Rahmenvertrag__c": "agent360_accounts.FrameAgreement"},
    "SALESFORCE_FIELDS": {"agent360_accounts.Account": {"Kreditlimit__c": "acc_credit_limit"}},
}
