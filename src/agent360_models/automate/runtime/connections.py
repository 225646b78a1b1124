"""Connections to services, by the type of their provider: HTTP (extra ``http``) and PostgreSQL."""

from collections.abc import Mapping
from contextlib import closing
from typing import Any, Protocol

import psycopg
from django.core.exceptions import ValidationError

from agent360_models.automate import _faults
from agent360_models.automate.exceptions import ConnectionFailedError
from agent360_models.automate.runtime._services import Check, auth_headers, check, of_extra, without_secrets
from agent360_models.secrets import Secret, revealed
from agent360_models.secrets.addresses import origin
from agent360_models.secrets.frames import without_frames

__all__ = ["ConnectionType", "Http", "PostgreSQL", "client", "connection_types", "register", "test", "validate"]

_TIMEOUT = 10  # seconds, where the config has none


class ConnectionType(Protocol):
    """A type of service, and the way to reach one."""

    def problems(self, config: Any, credentials: Any) -> dict[str, list[str]]:
        """Say by column what is wrong with a profile, without repeating a value."""

    def client(self, config: Mapping[str, Any], credentials: Mapping[str, Any]) -> Any:
        """Return what talks to the service. Both are mappings that show nothing of themselves in an error."""

    def test(self, config: Mapping[str, Any], credentials: Mapping[str, Any]) -> str:
        """Talk to it once and return what was found; raise ``ConnectionFailedError`` where it is not well."""


class Http:
    """A service that is reached over HTTP."""

    config_kinds: _faults.Kinds = {
        "base_url": _faults.URL,
        "headers": _faults.HEADERS,
        "timeout": _faults.SECONDS,
        "test_path": _faults.PATH_ON_SERVER,
    }
    credentials_kinds: _faults.Kinds = {**_faults.HTTP_AUTH, "user": _faults.TEXT, "password": _faults.TEXT}

    def problems(self, config: Any, credentials: Any) -> dict[str, list[str]]:
        """Say what is wrong."""
        return {
            "config": _faults.of_object(config, self.config_kinds, ["base_url"]),
            "credentials": _faults.of_object(credentials, self.credentials_kinds),
        }

    def client(self, config: Mapping[str, Any], credentials: Mapping[str, Any]) -> Any:
        """Return an ``httpx.Client``, which the caller closes. It gives its credentials to no other server."""
        httpx, user = of_extra("http", "httpx"), credentials.get("user")

        def keep_at_home(request: Any) -> None:  # of each request, also of one that a redirect leads to
            if origin(str(request.url)) != origin(config["base_url"]):
                for name in ("authorization", *auth_headers(credentials)):
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
        """Ask for ``test_path``, or for ``base_url`` itself."""
        httpx, failed = of_extra("http", "httpx"), ""
        try:
            # Streamed, so that a body without an end is not waited for.
            with self.client(config, credentials) as client, client.stream("GET", config.get("test_path", "")) as there:
                status = there.status_code
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
            failed = f"{type(error).__name__}: {without_secrets(str(error), credentials)[:200]}"
        if failed:
            raise ConnectionFailedError(failed)
        if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
            raise ConnectionFailedError(f"The service answers, and refuses the credentials: {status}.")
        if status >= httpx.codes.BAD_REQUEST:
            raise ConnectionFailedError(f"The service answers {status}.")
        return f"The service answers {status}."


class PostgreSQL:
    """A database of PostgreSQL."""

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
        """Say what is wrong."""
        return {
            "config": _faults.of_object(config, self.config_kinds, ["host", "dbname"]),
            "credentials": _faults.of_object(credentials, self.credentials_kinds, ["user"]),
        }

    def client(self, config: Mapping[str, Any], credentials: Mapping[str, Any]) -> Any:
        """Return an open connection of psycopg, which the caller closes."""
        try:
            return psycopg.connect(**{"connect_timeout": _TIMEOUT, **config, **credentials})
        except (psycopg.Error, ValueError) as error:
            text = without_secrets(str(error), credentials)
            failed = f"{type(error).__name__}: {text[:300].strip()}"
        raise ConnectionFailedError(failed)

    def test(self, config: Mapping[str, Any], credentials: Mapping[str, Any]) -> str:
        """Connect, and ask for the version."""
        with closing(self.client(config, credentials)) as connection:
            return f"PostgreSQL {connection.info.server_version // 10_000} answers."


connection_types: dict[str, ConnectionType] = {"http": Http(), "postgresql": PostgreSQL()}  # by the type of a profile


def register(name: str, connection_type: ConnectionType) -> None:
    """Make a type of connection known, or replace one, from the ``ready()`` of an app."""
    connection_types[name] = connection_type


def validate(provider: str, config: Any, credentials: Any) -> ConnectionType:
    """Return the type of a connection, or raise a ``ValidationError`` that names all that is wrong."""
    if provider not in connection_types:
        known = ", ".join(sorted(connection_types))
        raise ValidationError(
            {"provider": f"{provider} is not known; {known} are. connections.register() adds a type."}
        )
    found = connection_types[provider].problems(config, credentials)
    if any(found.values()):
        raise ValidationError({column: messages for column, messages in found.items() if messages})
    return connection_types[provider]


def client(provider: str, config: Any, credentials: Any) -> Any:
    """Return what talks to a service."""
    return validate(provider, config, credentials).client(_unshown(config), _unshown(credentials))


def test(provider: str, config: Any, credentials: Any) -> Check:
    """Reach a service once; that it cannot be reached is a result, and no error."""
    connection_type = validate(provider, config, credentials)
    return check(lambda: connection_type.test(_unshown(config), _unshown(credentials)), ConnectionFailedError)


def _unshown(document: Any) -> Mapping[str, Any]:
    """Return a document with its secrets as a mapping that no frame of an error shows."""
    return Secret(revealed(document), where="a connection")
