"""Blocks: what each of our context managers opens ends with it, whoever has a copy of the context."""

import asyncio
import contextvars
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.db import connections

from agent360_models import absent, readonly, row_security
from agent360_models._blocks import Blocks
from agent360_models.base import get_current_tenant, get_current_user, use_tenant, use_user
from agent360_models.base.context import has_tenant_ended
from agent360_models.exceptions import TenantRequiredError
from agent360_models.readonly import _guard
from agent360_models.testing import factories
from tests.apps.bases.models import Project


class Manager(NamedTuple):
    """One that opens a block, what tells whether the block counts, and whether children are in it too."""

    open: Callable[[], AbstractContextManager[None]]
    counts: Callable[[], Any]
    is_inherited: bool = False


MANAGERS = {
    "allow_writes": Manager(readonly.allow_writes, lambda: bool(_guard._allowed.own())),
    "acting": Manager(lambda: row_security._acting.open("crm"), lambda: bool(row_security._acting.own())),
    "remembered": Manager(absent.remembered, lambda: bool(absent._remembering.own())),
    "using": Manager(lambda: factories.using("crm"), lambda: factories._alias() == "crm"),
    "use_tenant": Manager(lambda: use_tenant("north"), lambda: get_current_tenant() == "north", is_inherited=True),
    "use_user": Manager(lambda: use_user("mara"), lambda: get_current_user() == "mara", is_inherited=True),
}
each = pytest.mark.parametrize("manager", MANAGERS.values(), ids=MANAGERS)


def in_block(manager: Manager) -> Generator[None, None, None]:
    with manager.open():
        yield


@each
def test_generators_may_be_closed_in_any_order(manager: Manager) -> None:
    first, second = in_block(manager), in_block(manager)
    next(first)
    next(second)

    first.close()
    assert manager.counts()
    second.close()
    assert not manager.counts()


@each
def test_a_generator_may_be_closed_by_another_thread(manager: Manager) -> None:
    rows = in_block(manager)
    next(rows)
    thread = threading.Thread(target=rows.close)
    thread.start()
    thread.join()

    assert not manager.counts()
    with manager.open():
        assert manager.counts()
    assert not manager.counts()


def test_a_thread_with_the_number_of_one_that_has_ended_is_another() -> None:
    """The operating system gives the number again, and a context may have been copied."""
    kept: list[Any] = []
    counts: list[bool] = []

    def open_and_end() -> None:
        generator = in_block(MANAGERS["allow_writes"])
        next(generator)
        kept.extend((generator, threading.get_ident(), contextvars.copy_context()))

    def ask() -> None:
        if threading.get_ident() == kept[1]:
            counts.append(kept[2].run(MANAGERS["allow_writes"].counts))

    for target in (open_and_end, *[ask] * 20):
        thread = threading.Thread(target=target)
        thread.start()
        thread.join()
    kept[0].close()

    assert not any(counts)


@each
def test_a_thread_that_gets_no_copy_begins_outside(manager: Manager) -> None:
    seen = []
    with manager.open():
        thread = threading.Thread(target=contextvars.Context().run, args=[lambda: seen.append(manager.counts())])
        thread.start()
        thread.join()

    assert seen == [False]


def test_what_a_callback_started_in_it_has_outlived_it() -> None:
    """The tasks and callbacks that a callback of an event loop starts run after its block has ended."""
    ended: list[bool] = []

    async def task() -> None:
        ended.append(has_tenant_ended())

    async def run() -> None:
        loop = asyncio.get_running_loop()
        tasks: list[asyncio.Task[None]] = []

        def callback() -> None:
            with use_tenant("north"), readonly.allow_writes():
                assert MANAGERS["allow_writes"].counts()
                tasks.append(asyncio.create_task(task()))
                loop.call_soon(lambda: ended.append(has_tenant_ended()))

        loop.call_soon(callback)
        await asyncio.sleep(0.01)
        await asyncio.gather(*tasks)

    asyncio.run(run())
    assert ended == [True, True]


@each
def test_children_are_in_it_while_it_lives_or_not_at_all(manager: Manager) -> None:
    """Tasks, threads and callbacks, while the block is open and when it has ended."""

    async def run() -> list[list[Any]]:
        seen: list[list[Any]] = [[], []]
        ended = asyncio.Event()

        async def task() -> None:
            seen[0].append(manager.counts())
            await ended.wait()
            seen[1].append(manager.counts())

        def callback() -> None:
            seen[ended.is_set()].append(manager.counts())

        with manager.open():
            child = asyncio.create_task(task())
            copied = contextvars.copy_context()
            await asyncio.to_thread(callback)
            asyncio.get_running_loop().call_soon(callback)
            asyncio.get_running_loop().call_later(0.05, callback)
            await asyncio.sleep(0.01)
            assert manager.counts()
        assert not manager.counts()
        ended.set()
        await child
        await asyncio.to_thread(copied.run, callback)
        await asyncio.sleep(0.1)
        return seen

    assert asyncio.run(run()) == [[manager.is_inherited] * 3, [False] * 3]


@each
@pytest.mark.parametrize("is_sensitive", [True, False])
def test_what_a_task_awaits_is_its_own(manager: Manager, *, is_sensitive: bool) -> None:
    """As the asynchronous ORM does; also below other coroutines, and in an asynchronous generator."""
    ask = sync_to_async(manager.counts, thread_sensitive=is_sensitive)

    async def deeper() -> Any:
        return await ask()

    async def generated() -> AsyncIterator[Any]:
        yield await deeper()

    async def run() -> list[Any]:
        with manager.open():
            own = [await ask(), await deeper(), *[each async for each in generated()]]
            children = await asyncio.gather(asyncio.create_task(deeper()), deeper())
        return [own, children, await ask()]

    expected = [[True] * 3, [manager.is_inherited] * 2, False]
    assert asyncio.run(run()) == expected
    assert async_to_sync(run)() == expected


@each
def test_an_asynchronous_fixture_is_in_its_block(manager: Manager) -> None:
    async def fixture() -> AsyncGenerator[Any, None]:
        with manager.open():
            yield await sync_to_async(manager.counts)()

    async def run() -> list[Any]:
        rows = fixture()
        seen = [await anext(rows)]
        await rows.aclose()
        return [*seen, await sync_to_async(manager.counts)()]

    assert asyncio.run(run()) == [True, False]


@each
def test_a_thread_is_in_it_with_the_tasks_that_it_waits_for(manager: Manager) -> None:
    async def run() -> list[Any]:
        return [manager.counts(), await sync_to_async(manager.counts)()]

    with manager.open():
        assert asyncio.run(run()) == [True, True]
        assert async_to_sync(run)() == [manager.is_inherited, True]


def test_blocks_stand_around_each_other() -> None:
    blocks: Blocks[int] = Blocks("of a test")
    with blocks.open(1):
        with blocks.open(2):
            assert (blocks.own(), blocks.innermost(0)) == ([1, 2], 2)
        assert (blocks.own(), blocks.innermost(0), blocks.has_ended()) == ([1], 1, False)
    assert (blocks.own(), blocks.innermost(0), blocks.has_ended()) == ([], 0, False)


@pytest.mark.django_db
def test_a_task_that_outlives_its_tenant_sees_no_other() -> None:
    """Not the rows of all tenants, and not those of the tenant around: a query is refused until it names one."""

    async def outlive() -> list[Any]:
        ended = asyncio.Event()

        async def work() -> list[Any]:
            await ended.wait()
            seen: list[Any] = [get_current_tenant()]
            try:
                Project.objects.all().query.sql_with_params()
            except TenantRequiredError as error:
                seen.append("has ended" in str(error))
            with use_tenant("west"):
                seen.append("west" in Project.objects.all().query.sql_with_params()[1])
            return seen

        with use_tenant("south"):
            with use_tenant("north"):
                child = asyncio.create_task(work())
                await asyncio.sleep(0)
            ended.set()
            return await child

    assert asyncio.run(outlive()) == [None, True, True]


@pytest.mark.django_db
def test_acting_as_holds_for_its_own_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    with row_security.acting_as({"app.current_user_id": 1}, using="default"):
        assert row_security._acting.own() == ["default"]
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT current_setting('app.current_user_id', true)")
            assert cursor.fetchone() == ("1",)
    assert row_security._acting.own() == []
