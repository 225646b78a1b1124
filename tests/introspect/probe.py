"""A project that installs an app which was just written: what it finds is printed as JSON.

Run as ``python -m tests.introspect.probe FOLDER LABEL URL EMPTY_URL``: the database that the app was written from,
and an empty one for its ``schema.sql``. With more arguments they are run as those of ``manage.py``.
"""

import contextlib
import io
import json
import logging
import os
import sys
import warnings
from collections.abc import Iterator
from functools import partial
from importlib.util import find_spec
from typing import Any

ARGUMENTS = 5  # with its own name; what follows is a command of manage.py


def configure(folder: str, label: str, url: str, empty_url: str) -> None:
    """Set up a project with the app."""
    import django
    from django.conf import settings

    from agent360_models.families import installed_apps
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
            *(installed_apps(os.environ["PROBE_FAMILY"]) if os.environ.get("PROBE_FAMILY") else ["agent360_models"]),
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


def main(folder: str, label: str, url: str, empty_url: str) -> dict[str, Any]:
    """Return what the project finds."""
    configure(folder, label, url, empty_url)
    from django.apps import apps
    from django.core import checks
    from django.core.management import call_command

    from agent360_models import drift
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
                rows = _read(model)
                found["rows"][model.__name__] = len(rows)
                if rows and not _is_read_only(model) and (changed := _written_again(model, rows)):
                    found["changed"].append(f"{model.__name__}: {changed}")
            except Exception as error:  # noqa: BLE001  # whatever it is, it is told
                found["errors"].append(f"{model.__name__}: {type(error).__name__}: {error}")
        try:
            reference.install([label], using="empty")
            again = [str(finding) for finding in drift.find([label], using="empty") if finding.severity != "info"]
            found["reference"] = again
        except Exception as error:  # noqa: BLE001  # whatever it is, it is told
            found["reference"] = [f"{type(error).__name__}: {error}"]
        if find_spec(f"{label}.migrations"):
            call_command("migrate", label, database="empty", verbosity=0)
        call_command("migrate", database="default", verbosity=0)
        found["pages"] = [*_pages(label)]
    found["warnings"] = sorted({str(each.message) for each in caught} | {*logged.lines})
    return found


def _read(model: Any) -> list[Any]:
    """Return all rows, once each value has been asked for and each constraint holds in Python, too."""
    rows = list(model._default_manager.all())
    for row in rows:
        str(row)
        if not _is_read_only(model):
            row.validate_constraints()
        for field in model._meta.concrete_fields:
            getattr(row, field.attname)
    return rows


def _written_again(model: Any, rows: list[Any]) -> Any:
    """Write rows as they were read; return the result where that changes anything."""
    from agent360_models.bulk import upsert

    key = [field.name for field in model._meta.pk_fields]
    fields = [field.attname for field in model._meta.concrete_fields if not field.generated]
    result = upsert(model, rows, key=key if len(key) > 1 else key[0], fields=fields, using="default")
    return None if result.unchanged == len(rows) else result


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

    site: Any
    for model, site in admin.site._registry.items():
        if model._meta.app_label != label:
            continue
        request = RequestFactory().get("/")
        request.user = User(is_superuser=True, is_active=True, is_staff=True)
        row = next(iter(model._default_manager.all()[:1]), None)
        views = [partial(site.changelist_view, request)]
        if site.has_add_permission(request):
            views.append(partial(site.add_view, request))
        if row is not None and not _is_read_only(model):
            views.append(partial(site.change_view, request, quote(str(row.pk))))
        for view in views:
            try:
                response: Any = view()
                response.render()
            except Exception as error:  # noqa: BLE001  # whatever it is, it is told
                yield f"{model.__name__}: {type(error).__name__}: {error}"


def _is_read_only(model: Any) -> bool:
    from agent360_models.readonly.models import ReadOnlyModel

    return issubclass(model, ReadOnlyModel)


def differences(label: str, family: str) -> list[str]:
    """Return in what the tables differ that a family's models and those of the app declare."""
    from agent360_models import families
    from agent360_models.drift._declared import declare
    from agent360_models.drift._types import parse

    ours, theirs = (
        {(table.schema or "public", table.name): table for table in declare(labels, using="default")}
        for labels in (families.labels(family), [label])
    )
    found = [str(name) for name in ours.keys() ^ theirs.keys()]
    for name in ours.keys() & theirs.keys():
        sides = [{column.name: column for column in each[name].columns} for each in (ours, theirs)]
        found += [f"{name}.{column}: only one has it" for column in sides[0].keys() ^ sides[1].keys()]
        found += [] if ours[name].primary_key == theirs[name].primary_key else [f"{name}: key"]
        for column in sides[0].keys() & sides[1].keys():
            one, other = (side[column] for side in sides)
            kinds = [{parse(text) for text in (each.type, *each.other_types)} for each in (one, other)]
            points = [
                (each.relation.schema or "public", each.relation.table, each.relation.column) if each.relation else None
                for each in (one, other)
            ]
            facts = [(each.is_null, each.labels and set(each.labels)) for each in (one, other)]
            if not kinds[0] & kinds[1] or points[0] != points[1] or facts[0] != facts[1]:
                found.append(f"{name}.{column}: {one} {other}")
    return sorted(found)


if __name__ == "__main__":
    if os.environ.get("PROBE_FAMILY"):
        configure(*sys.argv[1:])
        sys.stdout.write(json.dumps(differences(sys.argv[2], os.environ["PROBE_FAMILY"])))
    elif len(sys.argv) > ARGUMENTS:
        from django.core.management import call_command

        configure(*sys.argv[1:ARGUMENTS])
        call_command(*sys.argv[ARGUMENTS:])
    else:
        sys.stdout.write(json.dumps(main(*sys.argv[1:])))
