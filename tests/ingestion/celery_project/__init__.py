"""A project of its own, as its web server, its workers and its beat see it: processes over one database and broker."""

from tests.ingestion.celery_project.app import app

__all__ = ["app"]
