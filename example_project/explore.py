"""A search for the five families in a user's database: what it has, what it lacks, and pages to open.

The search is a separate process, since the setting ``ABSENT`` is fixed when a project starts: its output starts the
next process. It reads only the catalog of the database.
"""

import json
import os
import sys
from collections import Counter, defaultdict
from operator import itemgetter
from typing import Any

import django
import psycopg
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import DatabaseError
from django.urls import reverse

PATIENCE = 10  # seconds for a server to answer
TABLE = "*"  # instead of a column: the whole table
LEFT_OUT = {"table.missing", "column.missing", "privilege.schema", "privilege.select"}  # codes of the drift check


def find() -> dict[str, Any]:
    """Return the families that have a table in the database, and the value of the setting ``ABSENT``.

    Tables and columns that the role may not read are absent too. A table without the key of its model, or with less
    than half of its columns, is an unrelated table with the same name.
    """
    from agent360_models import drift, families

    labels = families.installed()
    absent: dict[str, set[str]] = defaultdict(set)
    for finding in drift.find(labels, using="explored"):
        if finding.code in LEFT_OUT:
            keys = {field.column for field in apps.get_model(finding.model)._meta.pk_fields}
            absent[finding.model].add(TABLE if finding.column in {"", *keys} else finding.column)
    there: set[str | None] = set()
    for label in labels:
        for model in apps.get_app_config(label).get_models():
            lacking = absent[model._meta.label]
            if TABLE in lacking or 2 * len(lacking) > len(model._meta.concrete_fields):
                absent[model._meta.label] = {TABLE}
            else:
                there.add(families.family_of(label))
    return {
        "families": [name for name in families.names() if name in there],
        "absent": {
            model: sorted(lacking)
            for model, lacking in absent.items()
            if lacking and families.family_of(model.partition(".")[0]) in there
        },
    }


def show(found: dict[str, Any]) -> None:
    """Print the families, and the tables and columns that are left out."""
    print(f"\nThe families in your database: {', '.join(found['families'])}. It is only read.")
    if found["absent"]:
        print("\nLeft out, since the database lacks them or the role may not read them:")
    for model, lacking in found["absent"].items():
        print(f"    {model}: {'the table' if lacking == [TABLE] else ', '.join(lacking)}")


def pages() -> list[tuple[str, str]]:
    """Return seven lists to open, in turn from each family, and within a family from each app."""
    from agent360_models import absent, families

    found = []
    turns: Counter[str | None] = Counter()
    for label in families.installed():
        there = [model for model in apps.get_app_config(label).get_models() if not absent.is_table_absent(model)]
        listed = [model._meta for model in there if admin.site.is_registered(model)]
        found += [((turn, turns[families.family_of(label)]), options) for turn, options in enumerate(listed)]
        turns[families.family_of(label)] += 1
    found.sort(key=itemgetter(0))
    return [
        (
            f"{options.verbose_name_plural} ({options.app_label})",
            reverse(f"admin:{options.app_label}_{options.model_name}_changelist"),
        )
        for _, options in found[:7]
    ]


def main() -> None:
    """Print the result as JSON, or the error in the address."""
    from agent360_models.exceptions import Agent360ModelsError

    os.environ["DJANGO_SETTINGS_MODULE"] = "settings_explored"
    try:
        database = settings.DATABASES["explored"]
        if "@" in f"{database['HOST']}{database['NAME']}":  # a part of a password, which no error may show
            sys.exit("The database URL has an @ in its password: write %40.")
        psycopg.connect(os.environ["EXAMPLE_SECRET_URL"], connect_timeout=PATIENCE).close()
        django.setup()
        found = find()
    except Agent360ModelsError as error:
        sys.exit(str(error))
    except (psycopg.OperationalError, DatabaseError) as error:
        sys.exit(f"The database cannot be read: {str(error).strip()}")
    if not found["families"]:
        sys.exit("The database has none of the tables of the five families.")
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
