"""Runs."""

from agent360_models.sync.log_model import RunLogModel


class Run(RunLogModel):
    """One run."""

    class Meta(RunLogModel.Meta):
        db_table = "billing_runs"
