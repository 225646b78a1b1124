"""Tables, zones and sessions."""

from datetime import tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pytest_django.fixtures import Settings

from tests.fields.moments.tables import TABLES, ZONES, created, execute


@pytest.fixture(params=TABLES, ids=lambda model: model.__name__)
def model(request: pytest.FixtureRequest, db: None) -> Any:
    """Give the test a table of one kind."""
    return created(request.param)


@pytest.fixture(params=ZONES)
def zone(request: pytest.FixtureRequest, settings: Settings) -> tzinfo:
    """Give the project one of the time zones."""
    settings.TIME_ZONE = request.param
    return ZoneInfo(request.param)


@pytest.fixture(params=["Europe/Berlin", "Asia/Tokyo"])
def strange_session(request: pytest.FixtureRequest, db: None) -> None:
    """Have a session in another zone than Django believes, as a bad pooler hands them out."""
    execute(f"SET LOCAL TIME ZONE '{request.param}'")
