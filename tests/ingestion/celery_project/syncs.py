"""A source of two pages, which waits between them while the test holds it."""

import json
import os
import time
from datetime import UTC, datetime

from agent360_models.ingestion.hubspot.models import Contact
from agent360_models.ingestion.orchestration.registry import sync
from agent360_models.sync.runs import Run
from tests.ingestion.celery_project.settings import FOLDER

PAGE = 500
COMPLETE_UP_TO = datetime(2026, 3, 1, tzinfo=UTC)


@sync("hubspot", "contacts", model=Contact)
def contacts(this: Run, *, since: datetime | None, mode: str) -> None:
    """Write the two pages, the second with the watermark; tell the test of each call."""
    call = {"pid": os.getpid(), "mode": mode, "since": since and since.isoformat()}
    with (FOLDER / "calls").open("a", encoding="utf-8") as calls:
        calls.write(json.dumps(call) + "\n")
    this.upsert({"id": str(number), "firstname": "Ada"} for number in range(PAGE))
    while (FOLDER / "hold").exists():
        time.sleep(0.02)
    this.upsert(
        ({"id": str(number), "firstname": "Grace"} for number in range(PAGE, 2 * PAGE)), watermark=COMPLETE_UP_TO
    )


@sync("hubspot", "broken", model=Contact)
def broken(this: Run, *, since: datetime | None, mode: str) -> None:
    """Fail, as a source does that does not answer."""
    raise ConnectionError
