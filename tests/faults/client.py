"""A process that writes in three ways at once, to be killed: ``python -m tests.faults.client URL VERSION FILE``.

It says when it is ready, begins when it is told, and says when it has written all.
"""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

BATCHES, SIZE = 20, 75
SPAN = BATCHES * SIZE
NAME = "a client to be killed"


def products(first: int, version: int) -> Iterator[dict[str, Any]]:
    """Yield one version of the products of a range."""
    from tests.faults.rows import brand_id
    from tests.support.agent360 import THEN

    for number in range(first, first + SPAN):
        yield {
            "prd_sf_id": brand_id(number),
            "prd_name": f"version {version}",
            "prd_sf_created_date": THEN,
            "prd_last_modified_date": THEN,
            "prd_last_modified_by_id": brand_id(0),
        }


def main(url: str, version: int, file: Path) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from django.db import connections

    from agent360_models.agent360.catalog.models import Product
    from agent360_models.agent360.salesforce.load import load
    from agent360_models.bulk import upsert
    from agent360_models.testing.postgres import database_settings

    settings = database_settings(url)
    connections["default"].settings_dict.update(settings, OPTIONS={**settings["OPTIONS"], "application_name": NAME})
    writers: list[Callable[[], object]] = [
        lambda: upsert(Product, products(0, version), batch_size=SIZE),
        lambda: upsert(Product, products(SPAN, version), batch_size=SIZE, atomic=True),
        lambda: list(load([file])),
    ]
    threads = [Thread(target=writer) for writer in writers]
    print("ready", flush=True)  # noqa: T201  # to the test
    sys.stdin.readline()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("done", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
