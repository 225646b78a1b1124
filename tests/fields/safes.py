"""Safes with secrets, and what of them is stored."""

from cryptography.fernet import Fernet
from django.db import connection
from pytest_django.fixtures import Settings

OPEN_SESAME = "open-sesame-4711"
CONTENTS = {"token": OPEN_SESAME, "deep": [{"pin": 4711}]}
CONFIG = {"model": "m-1", "api_key": OPEN_SESAME, "hosts": [{"url": "https://a.example", "x-api-key": OPEN_SESAME}]}
NEW, OLD, OTHER = (Fernet.generate_key().decode() for _ in range(3))


def stored(number: int = 1) -> tuple[str | None, str]:
    """Return what the table has, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT contents, config::text FROM toy.safe WHERE number = %s", [number])
        row: tuple[str | None, str] = cursor.fetchone()
    return row


def store(contents: str | None = None, config: str = "{}") -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO toy.safe VALUES (1, '', %s, %s)", [contents, config])


def use_keys(settings: Settings, *keys: str) -> None:
    settings.AGENT360_MODELS = {"ENCRYPTION_KEYS": list(keys)}
