"""Settings for one person on one machine; what a project needs for agent360-models is at the end."""

import secrets

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

# DATABASE_URL, or a PostgreSQL of our own that ends with the process that needed it.
DATABASES = {"default": database_settings(database_url())}

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    # Two families that share a database. Some apps will do too: installed_apps("agent360_invoicing") brings the rest.
    *installed_apps("agent360", "ingestion"),
    "visits",
]

# Needed as soon as a table lives elsewhere than on "default", and harmless before.
DATABASE_ROUTERS = ["agent360_models.routing.FamilyRouter"]

AGENT360_MODELS = {
    # Where the tables live. Most projects have their own tables on "default" and the CRM's on another alias.
    "ALIAS": "default",
    # What this project may not write. Here exports are loaded, so nothing is protected; a project that reads
    # the CRM and writes forecasts has READ_ONLY ["agent360"] and READ_ONLY_EXCEPT ["agent360_forecasting"].
    "READ_ONLY": [],
    "READ_ONLY_EXCEPT": [],
    # What your org calls its objects and fields, where that is not what the mapping.py files say; names that
    # no export has do no harm.
    "SALESFORCE_OBJECTS": {"Rahmenvertrag__c": "agent360_accounts.FrameAgreement"},
    "SALESFORCE_FIELDS": {"agent360_accounts.Account": {"Kreditlimit__c": "acc_credit_limit"}},
}
