"""A downstream project that installs everything; the server is started by the plugin."""

import tempfile
from importlib.util import find_spec
from typing import Any

from agent360_models.families import installed_apps
from tests.support import memory

memory.use()
TESTED: tuple[str, ...] = ("agent360", "ingestion", "automate")  # families; the others are tested in three_databases
SECRET_KEY = "tests"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"  # as from Django 6.0 on
ROOT_URLCONF = "tests.urls"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick
STATIC_URL = "static/"
INSTALLED_APPS = [
    "tests.support.admin.Config",  # django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",  # Django asks for it where a model has an ArrayField
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    *installed_apps("agent360", "ingestion", "automate"),
    # The extra celery, where the Django of this environment is old enough for it.
    *(["django_celery_beat"] if find_spec("django_celery_beat") else []),
    "tests.apps.bases",
    "tests.apps.bulky",
    "tests.apps.checking",
    "tests.apps.drifting",
    "tests.apps.handbook",
    "tests.apps.shop",
    "tests.apps.toy",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
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
DATABASES: dict[str, dict[str, Any]] = {
    "default": {"ENGINE": "django.db.backends.postgresql", "NAME": "agent360_default"},
    "crm": {"ENGINE": "django.db.backends.postgresql", "NAME": "agent360_crm"},
    "crm_replica": {"ENGINE": "django.db.backends.postgresql", "NAME": "agent360_crm", "TEST": {"MIRROR": "crm"}},
}
DATABASE_ROUTERS = ["agent360_models.routing.FamilyRouter"]
AGENT360_MODELS: dict[str, Any] = {
    "TEST_SERVER": True,
    "KNOWLEDGE_FOLDERS": [tempfile.gettempdir(), "/srv/handbook"],  # the second is that of the factory
    "KNOWLEDGE_MODELS": ["handbook.Article", "automate_rag.KnowledgeSource"],
    "ENCRYPTION_KEYS": ["dGhlIGtleSBvZiB0aGUgdGVzdHMsIGFuZCBubyBvdGg="],
}
