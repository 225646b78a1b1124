"""Connections to services, by provider type: HTTP (extra ``http``) and PostgreSQL."""

from collections.abc import Mapping
from contextlib import closing
from typing import Any, Protocol

import psycopg
from django.core.exceptions import ValidationError

from agent360_models.automate import _faults
from agent360_models.automate.exceptions import ConnectionFailedError
from agent360_models.automate.runtime._services import Check, auth_headers, check, of_extra, without_secrets
from agent360_models.secrets import Secret, is_secret_key, revealed
from agent360_models.secrets.addresses import origin
from agent360_models.secrets.frames import without_frames

__all__ = ["ConnectionType", "Http", "PostgreSQL", "client", "connection_types", "register", "test", "validate"]

_TIMEOUT = 10  # seconds, unless the config sets it


class ConnectionType(Protocol):
    """A type of service, and the way to connect to it."""

    def problems(self, config: Any, credentials: Any) -> dict[str, list[str]]:
        """Return the faults of a profile by column, without repeating a value."""

    def client(self, config: Mapping[str, Any], credentials: Mapping[str, Any]) -> Any:
        """Return a client for the service. Both arguments are mappings that reveal nothing in an error."""

    def test(self, config: Mapping[str, Any], credentials: Mapping[str, Any]) -> str:
        """Contact the service once and return what was found; raise ``ConnectionFailedError`` on failure."""


class Http:
    """A service reached over HTTP."""

    config_kinds: _faults.Kinds = {
        "base_url": _faults.URL,
        "headers": _faults.HEADERS,
        "timeout": _faults.SECONDS,
        "test_path": _faults.PATH_ON_SERVER,
    }
    credentials_kinds: _faults.Kinds = {**_faults.HTTP_AUTH, "user": _faults.TEXT, "password": _faults.TEXT}

    def problems(self, config: Any, credentials: Any) -> dict[str, list[str]]:
        """Return the faults."""
        return {
            "config": _faults.of_object(config, self.config_kinds, ["base_url"]),
            "credentials": _faults.of_object(credentials, self.credentials_kinds),
        }

    def client(self, config: Mapping[str, Any], credentials: Mapping[str, Any]) -> Any:
        """Return an ``httpx.Client``, which the caller closes. It sends its credentials to no other server."""
        httpx, user = of_extra("http", "httpx"), credentials.get("user")

        def keep_at_home(request: Any) -> None:  # runs for each request, including redirects
            if origin(str(request.url)) != origin(config["base_url"]):
                kept = filter(is_secret_key, config.get("headers", ()))
                for name in ("authorization", *auth_headers(credentials), *kept):
                    request.headers.pop(name, None)

        return without_frames(
            lambda: httpx.Client(
                base_url=config["base_url"],
                event_hooks={"request": [keep_at_home]},
                headers={**config.get("headers", {}), **auth_headers(credentials)},
                auth=None if user is None else (user, credentials.get("password", "")),
                timeout=config.get("timeout", _TIMEOUT),
            )
        )

    def test(self, config: Mapping[str, Any], credentials: Mapping[str, Any]) -> str:
        """Request ``test_path``, or ``base_url`` itself."""
        httpx, failed = of_extra("http", "httpx"), ""
        try:
            # Streamed, so that an endless body is not awaited.
            with self.client(config, credentials) as client, client.stream("GET", config.get("test_path", "")) as there:
                status = there.status_code
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
            failed = f"{type(error).__name__}: {without_secrets(str(error), credentials)[:200]}"
        if failed:
            raise ConnectionFailedError(failed)
        if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
            raise ConnectionFailedError(f"The service refuses the credentials: {status}.")
        if status >= httpx.codes.BAD_REQUEST:
            raise ConnectionFailedError(f"The service answers {status}.")
        return f"The service answers {status}."


class PostgreSQL:
    """A PostgreSQL database."""

    config_kinds: _faults.Kinds = {
        "host": _faults.TEXT,
        "port": _faults.PORT,
        "dbname": _faults.TEXT,
        "sslmode": _faults.TEXT,
        "sslrootcert": _faults.TEXT,
        "connect_timeout": _faults.WHOLE_SECONDS,
        "application_name": _faults.TEXT,
    }
    credentials_kinds: _faults.Kinds = {"user": _faults.TEXT, "password": _faults.TEXT}

    def problems(self, config: Any, credentials: Any) -> dict[str, list[str]]:
        """Return the faults."""
        return {
            "config": _faults.of_object(config, self.config_kinds, ["host", "dbname"]),
            "credentials": _faults.of_object(credentials, self.credentials_kinds, ["user"]),
        }

    def client(self, config: Mapping[str, Any], credentials: Mapping[str, Any]) -> Any:
        """Return an open psycopg connection, which the caller closes."""
        try:
            return psycopg.connect(**{"connect_timeout": _TIMEOUT, **config, **credentials})
        except (psycopg.Error, ValueError) as error:
            text = without_secrets(str(error), credentials)
            failed = f"{type(error).__name__}: {text[:300].strip()}"
        raise ConnectionFailedError(failed)

    def test(self, config: Mapping[str, Any], credentials: Mapping[str, Any]) -> str:
        """Connect and read the server version."""
        with closing(self.client(config, credentials)) as connection:
            return f"PostgreSQL {connection.info.server_version // 10_000} answers."


connection_types: dict[str, ConnectionType] = {"http": Http(), "postgresql": PostgreSQL()}  # by the type of a profile


def register(name: str, connection_type: ConnectionType) -> None:
    """Register or replace a connection type; call it in the ``ready()`` of an app."""
    connection_types[name] = connection_type


def validate(provider: str, config: Any, credentials: Any) -> ConnectionType:
    """Return the type of a connection; raises a ``ValidationError`` that lists every fault."""
    if provider not in connection_types:
        known = ", ".join(sorted(connection_types))
        raise ValidationError(
            {"provider": f"{provider} is unknown. Choose from: {known}. connections.register() adds a type."}
        )
    found = connection_types[provider].problems(config, credentials)
    if any(found.values()):
        raise ValidationError({column: messages for column, messages in found.items() if messages})
    return connection_types[provider]


def client(provider: str, config: Any, credentials: Any) -> Any:
    """Return a client for a service."""
    return validate(provider, config, credentials).client(_unshown(config), _unshown(credentials))


def test(provider: str, config: Any, credentials: Any) -> Check:
    """Contact a service once; a failure is a result, not an error."""
    connection_type = validate(provider, config, credentials)
    return check(lambda: connection_type.test(_unshown(config), _unshown(credentials)), ConnectionFailedError)


def _unshown(document: Any) -> Mapping[str, Any]:
    """Return a document with secrets as a mapping that no error frame reveals."""
    return Secret(revealed(document), where="a connection")
