"""Other models over the tables of the app ``bulky``."""

from typing import Any

from django.db import models
from django.test.utils import isolate_apps


def model_over(table: str, **fields: Any) -> type[models.Model]:
    """Return an unmanaged model over a table, which Django's registry of apps does not know."""
    meta = type("Meta", (), {"app_label": "bulky", "db_table": table, "managed": False})
    with isolate_apps("tests.apps.bulky"):
        return type("Isolated", (models.Model,), {"__module__": __name__, "Meta": meta, **fields})
