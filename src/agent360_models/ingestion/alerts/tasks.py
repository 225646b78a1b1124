"""The Celery task. Celery discovers it; only workers and beat import this module."""

from celery import shared_task

from agent360_models.ingestion.alerts.evaluation import evaluate

__all__ = ["evaluate_alerts"]


@shared_task(name="agent360.evaluate_alerts", ignore_result=True)
def evaluate_alerts() -> int:
    """Open and close alerts; return the number of open alerts."""
    return len(evaluate().open)
