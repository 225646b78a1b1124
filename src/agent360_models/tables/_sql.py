"""Building blocks of GRANT statements."""

from django.db import connections
from psycopg.sql import Identifier, Literal

from agent360_models import families
from agent360_models.readonly._guard import PUBLIC, search_path
from agent360_models.routing import home_of_app

_NAME_BYTES = 63  # PostgreSQL cuts longer names with only a notice
_RESERVED = frozenset({"public", "none", "current_user", "current_role", "session_user", "user"})


def labels_on(using: str) -> list[str]:
    """Return the installed family apps that live on the alias, in dependency order."""
    return [label for label in families.installed() if home_of_app(label) == using]


def quoted(*parts: str | None) -> str:
    """Return a name quoted for SQL."""
    return Identifier(*filter(None, parts)).as_string(None)


def literal(value: str) -> str:
    """Return a text as an SQL literal."""
    return Literal(value).as_string(None)


def way_in(schemas: list[str | None], role: str, using: str) -> list[str]:
    """Return the alias's search path and the statements that let the role connect and use the schemas."""
    connection = connections[using]
    path = search_path(connection)
    statements = [f"SET search_path TO {', '.join(map(quoted, path))}"] if path != PUBLIC else []
    statements.append(f"GRANT CONNECT ON DATABASE {quoted(connection.settings_dict['NAME'])} TO {quoted(role)}")
    named = named_schemas(schemas, using)
    return [*statements, *(f"GRANT USAGE ON SCHEMA {quoted(schema)} TO {quoted(role)}" for schema in named)]


def named_schemas(schemas: list[str | None], using: str) -> list[str]:
    """Return each schema once; a table without a schema counts for the whole search path."""
    path = search_path(connections[using])
    return list(dict.fromkeys(schema for named in schemas for schema in ([named] if named else path)))


def for_each(query: str, statement: str, role: str) -> str:
    """Return a statement that runs ``statement`` for each object found by ``query``."""
    return block(f"""
DECLARE
    object text;
BEGIN
    FOR object IN {query}
    LOOP
        IF object IS NOT NULL THEN
            EXECUTE format({literal(statement)}, object, {literal(role)});
        END IF;
    END LOOP;
END
""")


def block(body: str) -> str:
    """Return a DO statement with a dollar quote that the body does not contain."""
    tag = "$grants$"
    while tag in body:
        tag = f"{tag[:-1]}_$"
    return f"DO {tag}{body}{tag}"


def refuse_reserved(role: str) -> None:
    """Refuse names that PostgreSQL treats specially even in quotes, names it cuts, and its own roles.

    Raises ``ValueError``.
    """
    folded = role.strip().lower()
    if (
        folded in _RESERVED
        or folded.startswith("pg_")
        or not folded
        or "\0" in role
        or len(role.encode()) > _NAME_BYTES
    ):
        raise ValueError(
            f"{role!r} cannot be used as a role: PostgreSQL reserves the name, cuts it to {_NAME_BYTES} bytes, or reads"
            " it as PUBLIC or as the current user. Name the role that the project connects as."
        )
