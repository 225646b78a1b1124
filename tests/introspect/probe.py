"""A project that installs an app which was just written: what it finds is printed as JSON.

Run as ``python -m tests.introspect.probe FOLDER LABEL URL EMPTY_URL``: the database that the app was written from,
and an empty one for its ``schema.sql``.
"""

import contextlib
import io
import json
import logging
import sys
import warnings
from collections.abc import Iterator
from typing import Any


def main(folder: str, label: str, url: str, empty_url: str) -> dict[str, Any]:
    import django
    from django.conf import settings

    from agent360_models.testing import postgres

    sys.path.insert(0, folder)
    settings.configure(
        SECRET_KEY="tests",
        ROOT_URLCONF="tests.urls",
        USE_TZ=True,
        DATABASES={"default": postgres.database_settings(url), "empty": postgres.database_settings(empty_url)},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        INSTALLED_APPS=[
            "django.contrib.admin",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.messages",
            "django.contrib.postgres",
            "django.contrib.sessions",
            "agent360_models",
            label,
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        TEMPLATES=[
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
        ],
    )
    django.setup()
    from django.apps import apps
    from django.core import checks
    from django.core.management import call_command

    from agent360_models import drift
    from agent360_models.bulk import upsert
    from agent360_models.tables import reference

    found: dict[str, Any] = {"warnings": []}
    logged = _Log()
    logging.getLogger("django.db.models").addHandler(logged)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        config = apps.get_app_config(label)
        found["checks"] = [str(message) for message in checks.run_checks([config], databases=["default"])]
        out = io.StringIO()
        try:
            with contextlib.redirect_stdout(out):
                call_command("makemigrations", label, check=True, dry_run=True)
        except SystemExit:
            found["migrations"] = out.getvalue()
        findings = drift.find([label], using="default")
        found["drift"] = [str(finding) for finding in findings if finding.severity != "info"]
        found["info"] = [str(finding) for finding in findings if finding.severity == "info"]
        found["rows"], found["changed"], found["errors"] = {}, [], []
        for model in config.get_models():
            try:
                rows = list(model._default_manager.all())
                found["rows"][model.__name__] = len(rows)
                for row in rows:
                    str(row)
                    if not _is_read_only(model):
                        row.validate_constraints()
                    for field in model._meta.concrete_fields:
                        getattr(row, field.attname)
                if not rows or not hasattr(model._default_manager, "bulk_create") or _is_read_only(model):
                    continue
                key = [field.name for field in model._meta.pk_fields]
                fields = [field.attname for field in model._meta.concrete_fields if not field.generated]
                result = upsert(model, rows, key=key if len(key) > 1 else key[0], fields=fields, using="default")
                if result.inserted or result.updated or result.unchanged != len(rows):
                    found["changed"].append(f"{model.__name__}: {result}")
            except Exception as error:
                found["errors"].append(f"{model.__name__}: {type(error).__name__}: {error}")
        try:
            reference.install([label], using="empty")
            again = [str(finding) for finding in drift.find([label], using="empty") if finding.severity != "info"]
            found["reference"] = again
        except Exception as error:
            found["reference"] = [f"{type(error).__name__}: {error}"]
        call_command("migrate", label, database="empty", verbosity=0)
        call_command("migrate", database="default", verbosity=0)
        found["pages"] = [*_pages(label)]
    found["warnings"] = sorted({str(each.message) for each in caught} | {*logged.lines})
    return found


class _Log(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def _pages(label: str) -> Iterator[str]:
    """Yield the pages of the admin that fail, with their errors."""
    from django.contrib import admin
    from django.contrib.admin.utils import quote
    from django.contrib.auth.models import User
    from django.test import RequestFactory

    for model, site in admin.site._registry.items():
        if model._meta.app_label != label:
            continue
        request = RequestFactory().get("/")
        request.user = User(is_superuser=True, is_active=True, is_staff=True)
        row = next(iter(model._default_manager.all()[:1]), None)
        views = [lambda site=site, request=request: site.changelist_view(request)]
        if site.has_add_permission(request):
            views.append(lambda site=site, request=request: site.add_view(request))
        if row is not None and not _is_read_only(model):
            views.append(lambda site=site, request=request, row=row: site.change_view(request, quote(str(row.pk))))
        for view in views:
            try:
                view().render()
            except Exception as error:
                yield f"{model.__name__}: {type(error).__name__}: {error}"


def _is_read_only(model: Any) -> bool:
    from agent360_models.readonly.models import ReadOnlyModel

    return issubclass(model, ReadOnlyModel)


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
