"""The types that downstream code sees. Nothing runs this file: mypy checks it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, assert_type
from uuid import UUID

from django.db.models import Model, UniqueConstraint

from agent360_models import conf, readonly
from agent360_models.agent360.accounts.factories import AccountFactory
from agent360_models.agent360.accounts.models import Account, FrameAgreement
from agent360_models.agent360.ai_assistant.models import AiBusinessRule, AiBusinessRuleQuerySet, AiChatThread
from agent360_models.agent360.core.models import User, UserRole
from agent360_models.agent360.forecasting.models import ArfRollingForecast
from agent360_models.agent360.salesforce.ids import to_18
from agent360_models.agent360.salesforce.load import load
from agent360_models.agent360.support.models import Case, CaseComment, Task
from agent360_models.agent360.system.models import SyncConflict, SyncLog, SyncWatermark
from agent360_models.agent360.system.querysets import SyncConflictQuerySet, SyncLogQuerySet
from agent360_models.agent360.two_way import ActiveQuerySet, TwoWayQuerySet
from agent360_models.base import (
    OrderedManager,
    SoftDeleteManager,
    StatusManager,
    TenantManager,
    TenantQuerySet,
    get_current_tenant,
    get_current_user,
    unique_unless_deleted,
    use_tenant,
    use_user,
    uuid7,
)
from agent360_models.base.context import TenantId
from agent360_models.bulk import Rejection, UpsertResult, aupsert, copy_to, iterate_by_key, upsert
from agent360_models.bulk._stage import Stage
from agent360_models.families import installed_apps, labels
from agent360_models.loading.report import Report
from agent360_models.names import qualified
from agent360_models.routing import home_of, home_of_app
from agent360_models.sync.conflicts import HeldBack, hold_back_conflicts
from agent360_models.sync.runs import run
from agent360_models.tables import reference
from agent360_models.testing.factories import FamilyFactory, factories, factory_of, using
from agent360_models.testing.postgres import PostgresServer, database_settings, database_url
from tests.apps.bases.models import (
    AllQuerySet,
    Article,
    Bill,
    Company,
    DetailedEverything,
    Device,
    Document,
    Everything,
    Job,
    LiveEverything,
    Note,
    Project,
    Reversed,
    ReversedQuerySet,
    Step,
    Ticket,
    Token,
)

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

comment = Case.objects.get().comments.lock_for_upload(20, max_attempts=3)[0]
assert_type(comment, CaseComment)
assert_type(CaseComment.objects.active().lock_for_upload(), list[CaseComment])
assert_type(comment.mark_synced(to_18("00a000000000001")), bool)
assert_type(comment.mark_failed("UNABLE_TO_LOCK_ROW", using="crm"), bool)
comment.edit(cc_comment_body="x")
assert_type(SyncConflict.objects.open().for_row(comment), SyncConflictQuerySet)
conflict = SyncConflict.objects.open().get()
assert_type(conflict.differences, dict[str, tuple[Any, Any]])
conflict.resolve(SyncConflict.Resolution.MANUAL, values={"cc_comment_body": "x"}, by=account.acc_owner)
key = CaseComment._meta.get_field("cc_sf_id")
assert_type(hold_back_conflicts(Stage(CaseComment, [key], key=key, using="crm")), list[HeldBack])
with run(CaseComment, job="x", source="CaseComment") as this:
    assert_type(this.upsert([{"cc_sf_id": "x"}], watermark=this.watermark, on_reject=print), UpsertResult)
# Base models in a project: the manager that each brings, its querysets, and its rows.
tenants: TenantManager[Project] = Project.objects
deletables: SoftDeleteManager[Document] = Document.objects
jobs: StatusManager[Job] = Job.objects
steps: OrderedManager[Step] = Step.objects
assert_type(Project.objects.get(), Project)
assert_type(Project.objects.for_tenant("x"), TenantQuerySet[Project])
assert_type(Project.objects.filter(name="x").for_tenant("x").get(), Project)
assert_type(Project.objects.get().tickets.for_all_tenants().get(), Ticket)
assert_type(Document.objects.deleted().with_deleted().first(), Document | None)
assert_type(Document.objects.deleted().restore(), int)
assert_type(Document.objects.all().delete(), tuple[int, dict[str, int]])
assert_type(Job.objects.by_status("x").active().get(), Job)
assert_type(Step.objects.filter(name="x").get(), Step)
Step.objects.all().renumber()

# Base models that are combined, extended by a table, or by a proxy.
assert_type(Everything.objects.get(), Everything)
assert_type(Everything.objects.for_tenant("x").deleted().by_status("x").active(), AllQuerySet)
assert_type(Everything.objects.filter(name="x").with_deleted().get(), Everything)
assert_type(Reversed.objects.deleted().for_tenant("x"), ReversedQuerySet)
assert_type(DetailedEverything.objects.get().department, str)
assert_type(LiveEverything.objects.get().publish(), None)

# Their fields and methods.
everything = Everything.objects.get()
assert_type(Note.objects.get().created_at, datetime)
assert_type(everything.updated_at, datetime)
assert_type(everything.id, UUID)
assert_type(Token.objects.get().pk, UUID)
assert_type(uuid7(), UUID)
assert_type(everything.tenant_id, str)
assert_type(Bill.objects.get().tenant, Company)
assert_type(everything.created_by, str)
assert_type(everything.is_deleted, bool)
assert_type(everything.deleted_at, datetime | None)
assert_type(everything.delete(), tuple[int, dict[str, int]])
assert_type(everything.hard_delete(using="x"), tuple[int, dict[str, int]])
assert_type(Article.objects.get().slug, str)
assert_type(everything.status, str)
assert_type(everything.status_changed_at, datetime)
assert_type(Job.all_statuses(), tuple[str, ...])
assert_type(everything.position, int)
everything.transition_to("live", using="x")
everything.move_to(5, using="x")
everything.restore(using="x")
everything.save(update_fields=["name"], using="x")
Device.objects.get().set_meta("a.b", [1], using="x")
unique: UniqueConstraint = unique_unless_deleted("name", name="x")
for_tenant: AbstractContextManager[None] = use_tenant("x")
by_user: AbstractContextManager[None] = use_user("x")
assert_type(get_current_tenant(), TenantId | None)
assert_type(get_current_user(), str)

# Settings.
assert_type(installed_apps("agent360"), list[str])
assert_type(labels("agent360"), list[str])
assert_type(conf.alias_for("agent360_core"), str)
assert_type(home_of(Account), str)
assert_type(home_of_app("auth"), str)
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
assert_type(copy_to(Account.objects.all(), Path("accounts.csv")), int)
assert_type(Account.objects.copy_to("accounts.csv"), int)
writing: AbstractContextManager[None] = readonly.allow_writes("agent360")
assert_type(reference.install(["agent360_core"], using="crm"), list[str])
assert_type(load([Path("Account.csv")]), Iterator[Report])
assert_type(next(load([Path("Account.csv")])).changed, int)

# Rows for tests.
assert_type(AccountFactory.create(acc_name="x"), Account)
assert_type(AccountFactory.build(), Account)
assert_type(AccountFactory.create_batch(2), list[Account])
assert_type(factory_of(Account), type[FamilyFactory[Account]])
assert_type(factory_of(Account).create(), Account)
assert_type(factories(), dict[type[Model], type[FamilyFactory[Any]]])
making: AbstractContextManager[None] = using("crm")

# What has to be wrong.
upsert(Account, [account], "crm")  # type: ignore[call-arg]
upsert(Account, [account], on_error="ignore")  # type: ignore[arg-type]
Account.objects.upsert([account], on_error="ignore")  # type: ignore[arg-type]
Account.objects.upsert([account], on_errors="raise")  # type: ignore[call-arg]
load([Path("Account.csv")], missing_parents="ignore")  # type: ignore[arg-type]
Account.objects.waiting_for_sync()  # type: ignore[attr-defined]
Account.objects.lock_for_upload()  # type: ignore[attr-defined]
CaseComment.objects.lock_for_upload(20, 3)  # type: ignore[call-arg]
Project.objects.deleted()  # type: ignore[attr-defined]
everything.save(names=["name"])  # type: ignore[call-arg]
everything.move_to("5")  # type: ignore[arg-type]
