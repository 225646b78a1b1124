"""Pieces with labels of native ENUM types, on both bindings of parameters."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models import QuerySet

from agent360_models.fields._live_labels import forget
from tests.apps.toy.models import Piece

PLANNED, MADE, MISSING, BOXED = Piece.Stage
RED, GREEN, SKY_BLUE, GONE = Piece.Colour
LOST, GOLD = "lost", 'old "gold"'  # labels that only the database knows; MISSING and GONE are those that it lacks
STAGE_TYPE = '"toy_types"."stage"'


@pytest.fixture(params=[False, True], ids=["client-side", "server-side"])
def binding(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Let psycopg put the parameters into the statement, or send them beside it."""
    usual = connections["default"]
    options = {**usual.settings_dict["OPTIONS"], "server_side_binding": request.param}
    connections["default"] = type(usual)({**usual.settings_dict, "OPTIONS": options}, "default")
    yield
    with django_db_blocker.unblock():
        connections["default"].close()
    connections["default"] = usual


@pytest.fixture(autouse=True)
def database(binding: None, db: None) -> None:
    """Give every test the database, after the binding is chosen, with a label in each type that the code lacks.

    A label that is added cannot be used before the transaction ends; one that is renamed can.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TYPE {STAGE_TYPE} RENAME VALUE 'missing' TO 'lost'")
        cursor.execute("""ALTER TYPE "Colour" RENAME VALUE 'gold' TO 'old "gold"'""")
    forget()


def pieces(*stages: str, **values: Any) -> list[Piece]:
    """Store one piece for each stage, numbered from 1."""
    return Piece.objects.bulk_create(
        [Piece(number=number, stage=stage, **values) for number, stage in enumerate(stages, 1)]
    )


def stored() -> list[tuple[Any, ...]]:
    """Return what the database has, as text."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT stage::text, goal::text, colours::text FROM "toy"."piece" ORDER BY number')
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def changed(piece: Piece, **values: Any) -> Piece:
    for name, value in values.items():
        setattr(piece, name, value)
    return piece


def numbers(rows: "QuerySet[Piece]") -> list[int]:
    return sorted(rows.values_list("number", flat=True))
