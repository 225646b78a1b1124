"""The tenant and the user of a request, in synchronous and asynchronous stacks."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from io import BytesIO
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import AsyncClient, Client
from django.urls import path
from pytest_django.fixtures import Settings

from agent360_models.base import get_current_tenant, get_current_user
from agent360_models.base.middleware import TenantMiddleware, UserMiddleware
from tests.apps.bases.models import Page, Project


class HeaderTenants(TenantMiddleware):
    """As a project would write it; it asks the database, as a project would."""

    def get_tenant(self, request: HttpRequest) -> str | None:
        Page.objects.count()
        return request.headers.get("X-Tenant")


def make(request: HttpRequest) -> HttpResponse:
    Project.objects.create(name="a")
    Page.objects.create(name="a")
    return HttpResponse(f"{get_current_tenant()} {get_current_user()}")


async def amake(request: HttpRequest) -> HttpResponse:
    await Project.objects.acreate(name="a")
    await Page.objects.acreate(name="a")
    await asyncio.sleep(0)
    return HttpResponse(f"{get_current_tenant()} {get_current_user()}")


def fail(request: HttpRequest) -> HttpResponse:
    raise ValueError("The view fails.")


def stream(request: HttpRequest) -> StreamingHttpResponse:
    def parts() -> Iterator[str]:
        yield "".join(project.name for project in Project.objects.order_by("pk"))
        yield f" {get_current_tenant()}"

    return StreamingHttpResponse(parts())


async def astream(request: HttpRequest) -> StreamingHttpResponse:
    async def parts() -> AsyncIterator[str]:
        async for project in Project.objects.order_by("pk"):
            yield project.name
        yield f" {get_current_tenant()}"

    return StreamingHttpResponse(parts())


urlpatterns = [
    path("make/", make),
    path("amake/", amake),
    path("fail/", fail),
    path("stream/", stream),
    path("astream/", astream),
]


@pytest.fixture(autouse=True)
def stack(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        f"{__name__}.HeaderTenants",
        "agent360_models.base.middleware.UserMiddleware",
    ]


@pytest.fixture
def mara(django_user_model: Any) -> Any:
    return django_user_model.objects.create_user("mara")


@pytest.mark.django_db
@pytest.mark.parametrize("view", ["make", "amake"])
def test_a_view_works_for_the_tenant_and_the_user_of_its_request(mara: Any, client: Client, view: str) -> None:
    """And nothing stays behind."""
    client.force_login(mara)

    answer = client.get(f"/{view}/", headers={"X-Tenant": "north"})

    assert answer.content == b"north mara"
    assert (Project.objects.get().tenant_id, Page.objects.get().created_by) == ("north", "mara")
    assert (get_current_tenant(), get_current_user()) == (None, "")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("view", ["make", "amake"])
def test_so_it_does_in_an_asynchronous_stack(mara: Any, view: str) -> None:
    """Two requests at once do not see each other's."""

    async def two() -> list[bytes]:
        client = AsyncClient()
        await client.aforce_login(mara)
        answers = await asyncio.gather(
            client.get(f"/{view}/", headers={"X-Tenant": "north"}),
            AsyncClient().get(f"/{view}/", headers={"X-Tenant": "south"}),
        )
        return [answer.content for answer in answers]

    assert async_to_sync(two)() == [b"north mara", b"south "]
    assert sorted(Project.objects.values_list("tenant_id", flat=True)) == ["north", "south"]
    assert sorted(Page.objects.values_list("created_by", flat=True)) == ["", "mara"]


@pytest.mark.django_db
def test_a_view_that_fails_leaves_nothing_behind(client: Client) -> None:
    """The next request of the thread begins afresh."""
    with pytest.raises(ValueError, match="The view fails"):
        client.get("/fail/", headers={"X-Tenant": "north"})

    assert get_current_tenant() is None


@pytest.mark.django_db
def test_a_streamed_response_is_made_for_the_tenant(client: Client) -> None:
    """Although its content is made when the view is over."""
    for tenant in ("north", "south"):
        Project.objects.create(name=tenant, tenant_id=tenant)

    answer: Any = client.get("/stream/", headers={"X-Tenant": "north"})
    assert get_current_tenant() is None
    parts = iter(answer.streaming_content)

    assert next(parts) == b"north"
    assert get_current_tenant() is None
    assert list(parts) == [b" north"]


@pytest.mark.django_db(transaction=True)
def test_so_it_is_in_an_asynchronous_stack() -> None:
    """Both kinds of streams."""
    for tenant in ("north", "south"):
        Project.objects.create(name=tenant, tenant_id=tenant)

    async def read() -> str:
        answer: Any = await AsyncClient().get("/astream/", headers={"X-Tenant": "north"})
        return b"".join([part async for part in answer.streaming_content]).decode()

    assert async_to_sync(read)() == "north north"


def test_a_file_is_sent_as_it_is(rf: Any) -> None:
    """A server that sends files itself still can."""
    answer: Any = UserMiddleware(lambda _: FileResponse(BytesIO(b"text")))(rf.get("/"))

    assert answer.file_to_stream is not None


@pytest.mark.django_db
def test_a_request_that_writes_nothing_reads_no_session(
    mara: Any, client: Client, django_assert_num_queries: Any
) -> None:
    """The user is looked up when a row is written: the two queries are the tenant's and the view's."""
    client.force_login(mara)

    with django_assert_num_queries(2):
        answer: Any = client.get("/stream/", headers={"X-Tenant": "north"})
        list(answer.streaming_content)


def test_the_tenant_of_a_request_is_for_the_project_to_say(rf: Any) -> None:
    """The error says how."""
    with pytest.raises(NotImplementedError, match=r"implement get_tenant\(request\)"):
        TenantMiddleware(lambda _: HttpResponse())(rf.get("/"))


def test_without_authentication_there_is_no_user(rf: Any) -> None:
    """A stack without ``AuthenticationMiddleware`` has no ``request.user``."""
    seen = []

    def view(_request: HttpRequest) -> HttpResponse:
        seen.append(get_current_user())
        return HttpResponse()

    UserMiddleware(view)(rf.get("/"))

    assert seen == [""]
