"""What code downstream sees of managers and rows: held by mypy and by pyright."""

from collections.abc import Iterator
from contextlib import suppress
from typing import assert_type

from django.db.models import Manager, QuerySet
from shop.models import Bin, Document, Invoice, InvoiceQuerySet, Job, Line, Payment, Project, Report, Step, Task

from agent360_models.agent360.accounts.factories import AccountFactory
from agent360_models.agent360.accounts.models import Account
from agent360_models.agent360.support.models import CaseComment
from agent360_models.agent360.system.models import SyncLog
from agent360_models.agent360.system.querysets import SyncLogQuerySet
from agent360_models.agent360.two_way import ActiveQuerySet, TwoWayQuerySet
from agent360_models.base import OrderedQuerySet, SoftDeleteQuerySet, StatusQuerySet, TenantManager, TenantQuerySet
from agent360_models.bulk import BulkQuerySet, UpsertResult, aupsert, iterate_by_key, upsert
from agent360_models.hibachi.events.models import OutboxMessage
from agent360_models.hibachi.feedback.models import ReviewAnalytics
from agent360_models.testing.factories import factory_of

# Families.
assert_type(Account.objects.get(), Account)
assert_type(Account.objects.first(), Account | None)
assert_type(Account.objects.create(), Account)
assert_type(Account.objects.get_or_create(), tuple[Account, bool])
assert_type(Account.objects.bulk_create([]), list[Account])
assert_type(Account.objects.in_bulk()["x"], Account)
assert_type(Account.objects.active(), ActiveQuerySet[Account])
assert_type(Account.objects.filter(acc_name="x").exclude(pk=1).order_by("pk").active()[0], Account)
assert_type(Account.objects.using("crm").active().get(), Account)
assert_type(Account.objects.db_manager("crm").active().get(), Account)
assert_type(Account.objects.upsert([]), UpsertResult)
assert_type(Account.objects.active().upsert([]), UpsertResult)
assert_type(Account.objects.iterate_by_key(), Iterator[Account])
assert_type(CaseComment.objects.active().waiting_for_sync(), TwoWayQuerySet[CaseComment])
assert_type(CaseComment.objects.lock_for_upload(), list[CaseComment])
assert_type(CaseComment.objects.get().mark_synced(), bool)
assert_type(SyncLog.objects.newest_per_object(), SyncLogQuerySet)
assert_type(SyncLog.objects.newest_per_object().get(), SyncLog)
assert_type(OutboxMessage.objects.get(), OutboxMessage)
assert_type(ReviewAnalytics.objects.get(), ReviewAnalytics)
for account in Account.objects.active():
    assert_type(account, Account)
    print(account.acc_name, account.acc_owner, account.acc_updated_at, account.pk)
with suppress(Account.DoesNotExist, Account.MultipleObjectsReturned):
    Account.objects.get(pk="x")

# Models of the project, and the managers that base models offer.
assert_type(Document.objects.get(), Document)
assert_type(Document.objects.deleted(), SoftDeleteQuerySet[Document])
assert_type(Document.objects.filter(name="x").with_deleted().first(), Document | None)
assert_type(Document.objects.deleted().restore(), int)
assert_type(Document.objects.get().is_deleted, bool)
assert_type(Document.objects.get().delete(), tuple[int, dict[str, int]])
assert_type(Project.objects.for_tenant("x"), TenantQuerySet[Project])
assert_type(Project.objects.for_all_tenants().get(), Project)
assert_type(Job.objects.by_status("x"), StatusQuerySet[Job])
assert_type(Job.objects.active().get(), Job)
assert_type(Step.objects.filter(pk=1), OrderedQuerySet[Step])
assert_type(Step.objects.get().position, int)
tenants: TenantManager[Project] = Project.objects
Job.objects.get().transition_to("live")

# Managers of the project.
assert_type(Task.objects.overdue().deleted().for_tenant("x").get(), Task)
assert_type(Task.objects.by_status("x").overdue().first(), Task | None)
assert_type(Invoice.objects.open(), InvoiceQuerySet)
assert_type(Invoice.objects.open().get(), Invoice)
assert_type(Invoice.objects.open().upsert([]), UpsertResult)
assert_type(Line.objects.upsert([]), UpsertResult)
assert_type(Line.objects.all(), BulkQuerySet[Line])
assert_type(Line.objects.get(), Line)
assert_type(Payment.objects.upsert([]), UpsertResult)
assert_type(Payment.objects.filter(pk=1).get(), Payment)
assert_type(Bin.objects.deleted().first(), Bin | None)
assert_type(Bin.objects.newest(), Bin | None)
assert_type(Report.objects.first(), Report | None)


def count(manager: Manager[Account], rows: QuerySet[Account]) -> int:
    """Take a manager and a queryset for what Django calls so."""
    return manager.count() + rows.count()


count(Account.objects, Account.objects.active())

# Writing, and rows for tests.
assert_type(upsert(Account, [{}]), UpsertResult)
assert_type(iterate_by_key(Account.objects.active()), Iterator[Account])
assert_type(AccountFactory.create(acc_name="x"), Account)
assert_type(AccountFactory.build(), Account)
assert_type(AccountFactory.create_batch(2), list[Account])
assert_type(factory_of(Account).create(), Account)

# What has to be wrong.
Account.objects.waiting_for_sync()  # type: ignore[attr-defined]
Account.objects.active().deleted()  # type: ignore[attr-defined]
Project.objects.deleted()  # type: ignore[attr-defined]
Invoice.objects.opened()  # type: ignore[attr-defined]
Line.objects.upsert([], on_errors="raise")  # type: ignore[call-arg]


async def in_async_code() -> None:
    """Await, and iterate."""
    assert_type(await Account.objects.aget(), Account)
    assert_type(await Account.objects.active().aupsert([]), UpsertResult)
    assert_type(await aupsert(Account, [{}]), UpsertResult)
    async for each in Document.objects.deleted():
        assert_type(each, Document)
