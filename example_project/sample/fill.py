"""The whole sample, family by family."""

import tempfile
from pathlib import Path

from django.core.management import call_command
from django.db import connections

from sample import agent360, automate, hibachi, ingestion, migochat
from sample.salesforce import write_sample
from sample.sources import SOURCES


def fill() -> None:
    """Fill every table: exports of Salesforce and other systems with the loader, all other rows with factories."""
    agent360.write_runs()
    with tempfile.TemporaryDirectory() as folder:
        write_sample(Path(folder))
        call_command("agent360", "load", folder)
    agent360.write()
    ingestion.write_runs()
    for source, write in SOURCES.items():
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder))
            call_command("agent360", "load", "--source", source, folder)
    for family in (ingestion, automate, hibachi, migochat):
        family.write()
    for alias in connections:
        with connections[alias].cursor() as cursor:
            cursor.execute("ANALYZE")  # so that the map has estimates of rows
