"""A worker to be killed: ``python -m tests.automate.core.worker '{"NAME": ...}'``.

Each job leaves an event when it begins.
"""

import json
import sys
import time
from datetime import timedelta
from typing import Any

LEASE = timedelta(seconds=1)


def main(database: dict[str, Any]) -> None:
    import django
    from django.conf import settings

    from agent360_models.families import installed_apps

    # No more than a worker needs, so that it begins at once.
    settings.configure(
        USE_TZ=True,
        INSTALLED_APPS=installed_apps("automate_core"),
        DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", **database}},
    )
    django.setup()
    from agent360_models.automate.core.handlers import handler
    from agent360_models.automate.core.models import Event, Job

    @handler("slow")
    def slow(job: Job) -> str:
        Event.objects.record("begun", {"job": str(job.pk)})
        for number in range(3):
            time.sleep(0.02)
            job.set_progress(number, 3)
        return str(job.pk)

    while True:
        if not Job.objects.run_due(lease=LEASE):
            time.sleep(0.05)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
