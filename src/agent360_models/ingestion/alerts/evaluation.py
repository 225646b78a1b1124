"""Evaluation of the rules against the runs: opens each alert once, and closes it when its cause has ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import router, transaction
from django.dispatch import Signal
from django.utils import timezone

from agent360_models.fields._unreadable import unreadable_as_none
from agent360_models.ingestion.alerts.models import Alert, Rule
from agent360_models.ingestion.orchestration.models import SyncHistory

__all__ = ["Evaluation", "alert_closed", "alert_opened", "evaluate"]

# Sent for each alert after the commit, with ``alert`` and ``using``. Projects connect receivers that notify people.
alert_opened = Signal()  # sent with alert= when an alert opens
alert_closed = Signal()  # sent with alert= when an alert closes

_Key = tuple[int, str, str]  # rule, crm_source, sync_type: the identity of an open alert
_Status = SyncHistory.Status


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The result of an evaluation: the alerts that it opened and closed, and all that are open now."""

    opened: Sequence[Alert]
    closed: Sequence[Alert]
    open: Sequence[Alert]


@dataclass(frozen=True, slots=True)
class _Sync:
    """One sync with its newest runs: of any status, ended, ended without failure, and fully successful."""

    crm_source: str
    sync_type: str
    newest: SyncHistory | None
    ended: SyncHistory | None
    complete: SyncHistory | None
    success: SyncHistory | None


def evaluate(*, now: datetime | None = None, using: str | None = None) -> Evaluation:
    """Check the enabled rules against the newest runs of each sync; open and close alerts.

    The number of queries does not depend on the number of rules or runs. A concurrent evaluation waits, so an alert
    is opened once. Alerts of a rule that was disabled, or that now names another sync, are closed. A time that Python
    cannot have, such as ``infinity``, is ``None`` in the rules and alerts that are read here.

    Args:
        now: the time at which ages are measured, by default the current time.
        using: the alias, by default the one that the router returns for writing.

    """
    alias = using or router.db_for_write(Alert)
    now = now or timezone.now()
    with transaction.atomic(using=alias), unreadable_as_none(alias):
        rules = list(Rule.objects.using(alias).enabled().order_by("pk").select_for_update(no_key=True))
        wanted = {
            (rule.pk, sync.crm_source, sync.sync_type): Alert(
                rule=rule,
                crm_source=sync.crm_source,
                sync_type=sync.sync_type,
                run=sync.newest,
                reason=reason,
                opened_at=now,
            )
            for sync in _syncs(rules, alias)
            for rule in rules
            if _is_about(rule, sync) and (reason := _reason(rule, sync, now)) is not None
        }
        there = {_key(alert): alert for alert in Alert.objects.using(alias).open()}
        closed = [alert for key, alert in there.items() if key not in wanted]
        _close(closed, now, alias)
        opened = Alert.objects.using(alias).bulk_create([alert for key, alert in wanted.items() if key not in there])
        still_open = list(Alert.objects.using(alias).open().select_related("rule"))
        for signal, alerts in ((alert_opened, opened), (alert_closed, closed)):
            for alert in alerts:
                transaction.on_commit(partial(signal.send_robust, Alert, alert=alert, using=alias), using=alias)
    return Evaluation(opened, closed, still_open)


def _key(alert: Alert) -> _Key:
    return alert.rule_id, alert.crm_source, alert.sync_type


def _close(alerts: Sequence[Alert], now: datetime, alias: str) -> None:
    for alert in alerts:
        alert.closed_at = now
    Alert.objects.using(alias).filter(pk__in=[alert.pk for alert in alerts]).update(closed_at=now)


def _syncs(rules: Sequence[Rule], alias: str) -> list[_Sync]:
    """Return every sync that ever ran, and every sync that a rule names."""
    history = SyncHistory.objects.using(alias)

    def by_sync(*statuses: _Status) -> dict[tuple[str, str], SyncHistory]:
        return {(run.crm_source, run.sync_type): run for run in history.newest(*statuses)}

    newest, success = by_sync(), by_sync(_Status.SUCCESS)
    ended = by_sync(_Status.SUCCESS, _Status.PARTIAL, _Status.FAILED)
    complete = by_sync(_Status.SUCCESS, _Status.PARTIAL)
    named = {(rule.crm_source, rule.sync_type) for rule in rules if rule.crm_source and rule.sync_type}
    return [
        _Sync(str(source), str(what), *(runs.get((source, what)) for runs in (newest, ended, complete, success)))
        for source, what in sorted({*newest, *named})
    ]


def _is_about(rule: Rule, sync: _Sync) -> bool:
    return rule.crm_source in (None, "", sync.crm_source) and rule.sync_type in (None, "", sync.sync_type)


def _reason(rule: Rule, sync: _Sync, now: datetime) -> str | None:
    """Return how a sync breaks a rule, without the run's error text; ``None`` if the sync does not break it."""
    match rule.kind:
        case Rule.Kind.FAILED if sync.ended is not None and sync.ended.status == _Status.FAILED:
            return "the last run failed"
        case Rule.Kind.LATE if rule.max_age is not None:
            # Without any success, the time counts from the creation of the rule.
            last: Any = rule.created_at if sync.success is None else sync.success.end_time or sync.success.start_time
            if last is None:  # the rule's creation cannot be read
                return "no success"
            return f"no success for {_words(now - last)}" if now - last > rule.max_age else None
        case Rule.Kind.TOO_FEW if rule.min_records is not None and sync.complete is not None:
            count = sync.complete.records_processed or 0
            return f"{count} records, fewer than {rule.min_records}" if count < rule.min_records else None
        case Rule.Kind.SLOW if rule.max_duration is not None:
            took = _longest(sync, now)
            return f"a run took {_words(took)}" if took > rule.max_duration else None
    return None


def _longest(sync: _Sync, now: datetime) -> timedelta:
    """Return the longer duration: of the last ended run, or of the running one."""
    took = timedelta(0) if sync.ended is None else sync.ended.duration or timedelta(0)
    if sync.newest is not None and sync.newest.status == _Status.RUNNING:
        took = max(took, now - sync.newest.start_time)
    return took


def _words(span: timedelta) -> str:
    return str(timedelta(seconds=int(span.total_seconds())))
