"""Assertions for the tests of other projects."""

from django.apps import apps

from agent360_models import conf, drift, families
from agent360_models.routing import is_on

__all__ = ["assert_no_drift"]


def assert_no_drift(using: str, *labels: str) -> None:
    """Assert that the tables on an alias match the models, without findings of severity error or warning.

    ``labels`` are labels of installed apps, ours or not, or names of families, which stand for their apps on the
    alias. Without labels, every app on the alias is checked. Findings that ``DRIFT_IGNORE`` lists do not count.

    In a test database this compares the models with the reference DDL or the migrations. To check a production
    database, use ``manage.py agent360 drift``.

    Raises ``AssertionError`` with a line for each finding, or if there is no table to check.
    """
    there = [config.label for config in apps.get_app_configs() if is_on(using, config.label)]
    known = families.names()
    chosen = [
        label
        for name in labels or there
        for label in (filter(there.__contains__, families.labels(name)) if name in known else [name])
    ]
    report = drift.examine(
        {using: list(dict.fromkeys(chosen))}, [drift.Ignore(*entry) for entry in conf.drift_ignore()]
    )
    if not report.tables:
        raise AssertionError(f"Nothing was checked: no app has tables on alias {using!r}.")
    if report.fails(drift.Severity.WARNING):
        lines = [str(finding) for finding in report.findings if finding.severity is not drift.Severity.INFO]
        raise AssertionError("\n".join([f"The models differ from their tables on alias {using!r}:", *lines]))
