"""The types that downstream code sees. Nothing runs this file: mypy checks it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from decimal import Decimal
from pathlib import Path
from typing import Any, assert_type

from agent360_models import conf
from agent360_models.agent360.accounts.models import Account, FrameAgreement
from agent360_models.agent360.ai_assistant.models import AiBusinessRule, AiChatThread
from agent360_models.agent360.ai_assistant.querysets import AiBusinessRuleQuerySet
from agent360_models.agent360.core.models import User, UserRole
from agent360_models.agent360.forecasting.models import ArfRollingForecast
from agent360_models.agent360.models import ActiveQuerySet, TwoWayQuerySet
from agent360_models.agent360.support.models import Case, CaseComment, Task
from agent360_models.agent360.system.models import SyncLog, SyncWatermark
from agent360_models.agent360.system.querysets import SyncLogQuerySet
from agent360_models.db import readonly, reference
from agent360_models.db.bulk import Rejection, UpsertResult, aupsert, copy_to, iterate_by_key, upsert
from agent360_models.db.names import qualified
from agent360_models.families import installed_apps, labels
from agent360_models.sync.load import Report, load
from agent360_models.sync.salesforce import to_18
from agent360_models.testing.postgres import PostgresServer, database_settings, database_url

# Managers and querysets keep their model, and stay what they are when they are chained.
assert_type(Account.objects.get(), Account)
assert_type(Account.objects.first(), Account | None)
assert_type(Account.objects.active(), ActiveQuerySet[Account])
assert_type(Account.objects.filter(acc_name="x").active().get(), Account)
assert_type(CaseComment.objects.active().waiting_for_sync(), TwoWayQuerySet[CaseComment])
assert_type(ArfRollingForecast.objects.waiting_for_sync().get(), ArfRollingForecast)
assert_type(AiBusinessRule.objects.active(), AiBusinessRuleQuerySet)
assert_type(AiBusinessRule.objects.active().get(), AiBusinessRule)
assert_type(SyncLog.objects.newest_per_object(), SyncLogQuerySet)
assert_type(SyncWatermark.objects.due().get(), SyncWatermark)
assert_type(AiChatThread.objects.get(), AiChatThread)

# Foreign keys, in both directions.
account = Account.objects.get()
assert_type(account.acc_owner, User)
assert_type(account.acc_owner_id, str)
assert_type(account.acc_credit_limit, Decimal | None)
assert_type(account.acc_owner.usr_user_role, UserRole | None)
assert_type(account.frame_agreements.get(), FrameAgreement)
assert_type(account.acc_owner.owned_accounts.active().get(), Account)
assert_type(Case.objects.get().cs_account, Account | None)
assert_type(Case.objects.get().comments.waiting_for_sync().get(), CaseComment)
assert_type(Task.objects.get().what_object, str | None)

# Behaviour of rows.
forecast = ArfRollingForecast.objects.get()
assert_type(forecast.arf_status, str)
assert_type(ArfRollingForecast.Status.DRAFT.label, str)
forecast.transition_to(ArfRollingForecast.Status.FIXES_NEEDED, reason="x")

# Settings.
assert_type(installed_apps("agent360"), list[str])
assert_type(labels("agent360"), list[str])
assert_type(conf.alias_for("agent360_core"), str)
assert_type(conf.is_read_only("agent360_core"), bool)
assert_type(qualified("a", "b"), str)
assert_type(database_settings(database_url()), dict[str, Any])
with PostgresServer() as server:
    assert_type(server, PostgresServer)
    assert_type(server.url, str)

# Writing.
assert_type(upsert(Account, [account]), UpsertResult)
assert_type(upsert(Account, [{"acc_sf_id": to_18("001000000000001")}], using="crm").inserted, int)
assert_type(Account.objects.upsert([account], on_reject=print, on_error="reject"), UpsertResult)
assert_type(SyncLog.objects.using("crm").upsert([{}], key=["sl_id"]), UpsertResult)
assert_type(Rejection(1, None, "x").row, Any)


async def in_async_code() -> None:
    """Write and await."""
    assert_type(await aupsert(Account, [account]), UpsertResult)
    assert_type(await Account.objects.aupsert([account]), UpsertResult)


# Reading much.
assert_type(iterate_by_key(Account.objects.all()), Iterator[Account])
assert_type(Account.objects.active().iterate_by_key(batch_size=10), Iterator[Account])
assert_type(AiChatThread.objects.iterate_by_key(), Iterator[AiChatThread])
assert_type(iterate_by_key(Account.objects.values_list("pk", "acc_name")), Iterator[tuple[str, str]])
assert_type(copy_to(Account.objects.all(), Path("accounts.csv")), int)
assert_type(Account.objects.copy_to("accounts.csv", columns=["acc_name"]), int)
writing: AbstractContextManager[None] = readonly.allow_writes("agent360")
assert_type(reference.install(["agent360_core"], using="crm"), list[str])
assert_type(load([Path("Account.csv")]), Iterator[Report])
assert_type(next(load([Path("Account.csv")])).changed, int)

# What has to be wrong.
upsert(Account, [account], "crm")  # type: ignore[call-arg]
upsert(Account, [account], on_error="ignore")  # type: ignore[arg-type]
load([Path("Account.csv")], missing_parents="ignore")  # type: ignore[arg-type]
Account.objects.waiting_for_sync()  # type: ignore[attr-defined]
