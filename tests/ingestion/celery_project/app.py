"""The Celery app, as Celery's own documentation has it."""

from celery import Celery

app = Celery("celery_project")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
