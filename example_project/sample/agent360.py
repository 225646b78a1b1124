"""Rows that Agent360 itself writes, besides the records of Salesforce: runs, changes, conflicts, chats, log-ins."""

import tempfile
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.core.management import call_command

from agent360_models.agent360.accounts.models import Account
from agent360_models.agent360.ai_assistant.factories import (
    AiBusinessRuleFactory,
    AiChatMessageFactory,
    AiChatThreadFactory,
    AiQueryExampleFactory,
    AiSchemaConfigFactory,
)
from agent360_models.agent360.core.models import User
from agent360_models.agent360.forecasting.models import ArfRollingForecast
from agent360_models.agent360.support.factories import CaseCommentFactory
from agent360_models.agent360.support.models import Case
from agent360_models.agent360.system.factories import SyncConflictFactory, SyncLogFactory, UserLoginLogFactory
from agent360_models.agent360.system.models import SyncLog, SyncWatermark
from agent360_models.agent360.two_way import SyncStatus
from sample.rows import DAY, HOUR, NOW, moments, some
from sample.salesforce import STYLES, Sample, write_file

TOO_LONG = "LastModifiedById: longer than 18 characters"
SQL = "SELECT sum(inv_net_price) FROM invoices WHERE inv_account_id = '{}'"


def write_runs() -> None:
    """Write a month of runs for every table: most succeeded, some were partial or failed, one died."""
    draw = Random(360)  # noqa: S311  # keeps no secret
    outcomes = ["success"] * 17 + ["no_records"] * 8 + ["partial"] * 2 + ["failed"]
    runs = []
    for started in moments(30):
        for place, watermark in enumerate(SyncWatermark.objects.order_by("sw_sync_order")):
            outcome = draw.choice(outcomes)
            if watermark.sw_object_name == "tasks" and started > NOW - 4 * DAY:
                outcome = "failed"  # and nobody has investigated it yet
            values: dict[str, Any] = {} if outcome == "success" else {outcome: True}
            if outcome == "partial":
                values["sl_error_details"] = {
                    "file": f"{watermark.sw_sf_object_api}.csv",
                    "rejected": {TOO_LONG: 3},
                    "lines": {TOO_LONG: [7, 19, 40]},
                }
            runs.append(
                SyncLogFactory.build(
                    sl_run_id=uuid5(NAMESPACE_OID, f"run of {started}"),
                    sl_job_name="nightly",
                    sl_object_name=watermark.sw_object_name,
                    sl_sf_object_api=watermark.sw_sf_object_api,
                    sl_started_at=started + place * timedelta(minutes=1),
                    **values,
                )
            )
    starts = [run.sl_started_at for run in runs]
    for run, start in zip(SyncLog.objects.bulk_create(runs), starts, strict=True):
        run.sl_started_at = start  # a new row gets the current time
    SyncLog.objects.bulk_update(runs, ["sl_started_at"])
    some(
        SyncLogFactory, 1, running=True, sl_job_name="nightly", sl_object_name="campaigns", sl_started_at=NOW - 2 * DAY
    )


def write() -> None:
    """Write all other rows, for the parents from the exports."""
    users = list(User.objects.filter(usr_is_active=True).order_by("pk"))
    some(UserLoginLogFactory, 60, ull_user=users, ull_login_at=moments(60, step=12 * HOUR))
    write_comments()
    write_conflicts()
    write_chats()
    SyncWatermark.objects.filter(sw_object_name="tasks").update(sw_last_sync_ts=NOW - 4 * DAY)


def write_comments() -> None:
    """Write comments that wait for upload, and some that Salesforce refused."""
    for number, case in enumerate(Case.objects.exclude(cs_owner=None).order_by("pk")[:8]):
        refused = number % 4 == 3  # noqa: PLR2004  # every fourth
        CaseCommentFactory.create(
            cc_sf_id=None,
            cc_case=case,
            cc_comment_body="They called again: is there an answer?",
            cc_sf_created_by=None,
            cc_agent_created_by=case.cs_owner,
            cc_agent_created_date=NOW - number * HOUR,
            cc_agent360_source=True,
            cc_sync_status=SyncStatus.FAILED if refused else SyncStatus.PENDING,
            cc_retry_count=3 if refused else 0,
            cc_last_sync_error="FIELD_CUSTOM_VALIDATION_EXCEPTION: The case is closed." if refused else None,
        )


def write_conflicts() -> None:
    """Change forecasts here, then load changes of the same rows from Salesforce: the loader records conflicts."""
    name = "ARF_Rolling_Forecast__c"
    theirs = [row for row in Sample(seed=360).objects()[name] if row["Status__c"] == "Draft"][:4]
    for row in theirs:
        ours = ArfRollingForecast.objects.get(arf_sf_id=row["Id"])
        ours.arf_draft_quantity = row["Draft_Quantity__c"] + 10
        ours.arf_sync_status = SyncStatus.PENDING
        ours.arf_version += 1
        ours.save()
        row |= {"Draft_Quantity__c": row["Draft_Quantity__c"] + 15, "LastModifiedDate": NOW}
    with tempfile.TemporaryDirectory() as folder:
        write_file(Path(folder, f"{name}.csv"), theirs, STYLES[0])
        call_command("agent360", "load", folder)
    some(SyncConflictFactory, 3, resolved=True, sc_resolved_by=list(User.objects.order_by("pk")[:3]))


def write_chats() -> None:
    """Write chats with the assistant about accounts."""
    for account in Account.objects.select_related("acc_owner").order_by("pk")[:5]:
        [thread] = some(AiChatThreadFactory, 1, act_user=account.acc_owner, act_account=account, act_title="Turnover")
        some(AiChatMessageFactory, 1, acm_thread=thread, acm_role="user", acm_content="How much did they buy?")
        some(
            AiChatMessageFactory,
            1,
            acm_thread=thread,
            acm_role="assistant",
            acm_content="The sum of their invoices, net.",
            acm_generated_sql=SQL.format(account.pk),
        )
    texts = ["Turnover is net of VAT.", "Leave out rows that are flagged deleted."]
    some(AiBusinessRuleFactory, 2, abr_rule_text=texts)
    some(AiQueryExampleFactory, 1, aqe_question="What did an account buy?", aqe_sql=SQL.format("..."))
    some(AiSchemaConfigFactory, 1, asc_config_value="invoices: one row per invoice")
