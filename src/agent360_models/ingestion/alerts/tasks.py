"""The Celery task; Celery finds it by itself, and nothing but a worker or beat imports it."""

from celery import shared_task

from agent360_models.ingestion.alerts.evaluation import evaluate

__all__ = ["evaluate_alerts"]


@shared_task(name="agent360.evaluate_alerts", ignore_result=True)
def evaluate_alerts() -> int:
    """Open and close alerts; return how many are open."""
    return len(evaluate().open)
