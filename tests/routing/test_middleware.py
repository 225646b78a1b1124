"""The middleware that carries what a request wrote to the next one."""

import asyncio
import json

import pytest
from django.db import connections
from django.http import HttpRequest, JsonResponse
from django.test import AsyncClient, Client
from django.urls import path
from pytest_django.fixtures import Settings

from agent360_models.agent360.core.models import UserRole
from tests.routing.conftest import Cluster

MIDDLEWARE = "agent360_models.routing.middleware.FreshReadsMiddleware"


def write(_request: HttpRequest, key: str, name: str) -> JsonResponse:
    UserRole.objects.filter(pk=key).update(ur_name=name)
    return JsonResponse({})


def read(_request: HttpRequest, key: str) -> JsonResponse:
    rows = UserRole.objects.filter(pk=key)
    return JsonResponse({"alias": rows.db, "name": rows.get().ur_name})


async def read_async(request: HttpRequest, key: str) -> JsonResponse:
    found = await UserRole.objects.aget(pk=key)
    return JsonResponse({"alias": found._state.db, "name": found.ur_name})


urlpatterns = [
    path("write/<key>/<name>", write),
    path("read/<key>", read),
    path("aread/<key>", read_async),
]


@pytest.fixture
def key(cluster: Cluster, settings: Settings) -> str:
    """Return the key of a row that all have, on standbys that are late from now on."""
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = [MIDDLEWARE]
    row = cluster.role("old")
    cluster.wait()
    cluster.delay(2000)
    return str(row.pk)


def test_the_next_request_reads_what_the_last_one_wrote(key: str) -> None:
    """Also one that somebody else serves."""
    client = Client()

    client.post(f"/write/{key}/new")

    assert client.get(f"/read/{key}").json() == {"alias": "p", "name": "new"}
    cookie = client.cookies["agent360_written"]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (60, True, "Lax")


def test_in_an_asynchronous_project_too(key: str) -> None:
    async def requests() -> dict[str, str]:
        client = AsyncClient()
        await client.post(f"/write/{key}/new")
        found: dict[str, str] = json.loads((await client.get(f"/aread/{key}")).content)
        return found

    assert asyncio.run(requests()) == {"alias": "p", "name": "new"}


def test_without_it_and_for_others_a_request_begins_anew(key: str, settings: Settings) -> None:
    """In the same thread: who wrote nothing reads from the standbys."""
    client = Client()
    client.post(f"/write/{key}/new")

    assert Client().get(f"/read/{key}").json()["alias"] in ("r0", "r1")
    settings.MIDDLEWARE = []
    same_browser = Client()  # it loads the middleware anew
    same_browser.cookies = client.cookies
    assert same_browser.get(f"/read/{key}").json()["alias"] in ("r0", "r1")


def test_who_only_reads_gets_no_cookie(key: str) -> None:
    """Nor a new one, for as long as what was written is the same."""
    client = Client()
    assert "agent360_written" not in client.get(f"/read/{key}").cookies

    client.post(f"/write/{key}/new")

    assert "agent360_written" not in client.get(f"/read/{key}").cookies


def test_a_cookie_of_somebody_else_is_ignored(key: str) -> None:
    client = Client()
    client.cookies["agent360_written"] = "eyJwIjpbMF19:1:forged"

    assert client.get(f"/read/{key}").json()["alias"] in ("r0", "r1")
    connections["p"].close()
