"""Grants for a role, with which the server itself enforces ``READ_ONLY``."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from django.apps import apps
from django.db.models import AutoField, Model

from agent360_models import absent, catalog, conf, families
from agent360_models.names import split
from agent360_models.tables._sql import for_each, labels_on, literal, quoted, refuse_reserved, way_in

__all__ = ["grants", "writable_read_only_tables"]

_Tables: TypeAlias = Mapping[str, type[Model]]  # by db_table


def grants(role: str, *, using: str, labels: Iterable[str] | None = None) -> list[str]:
    """Return the statements that give ``role`` the privileges of ``AGENT360_MODELS`` on the alias ``using``.

    On tables of read-only apps the role gets SELECT and loses everything else, also on their sequences and partitions.
    On other tables it gets SELECT, INSERT, UPDATE, DELETE and the sequences of the keys. ``labels`` are families and
    app labels, by default all. Apps that are not installed or live on another alias are skipped. Nothing is read from
    the database.

    The role and the tables must exist. Run the statements as the owner of the tables, in order and in one transaction.
    They do not revoke privileges that the role has as owner or superuser, through another role or through PUBLIC, or
    that somebody else than the owner granted; ``writable_read_only_tables`` finds those. On a read-only table the role
    cannot SELECT ... FOR UPDATE.

    Raises ``ValueError`` for an unknown family or label, and for role names that PostgreSQL reserves or treats
    specially, such as ``PUBLIC`` and ``CURRENT_USER``.
    """
    refuse_reserved(role)
    chosen = families.installed() if labels is None else families.labels(*labels)
    tables = {label: _tables(label) for label in labels_on(using) if label in chosen}
    schemas = [split(table)[0] for of_app in tables.values() for table in of_app]
    return [*way_in(schemas, role, using), *_privileges(tables, role)] if schemas else []


def writable_read_only_tables(using: str) -> list[str]:
    """Return the read-only tables that the alias's role can nevertheless write, as ``schema.table``.

    Their partitions, their parents and updatable views of them are named too. It takes one query. Tables that do not
    exist or that the role cannot reach are left out.
    """
    tables = [table for label in labels_on(using) if conf.is_read_only(label) for table in _tables(label)]
    return catalog.writable_tables(tables, using=using) if tables else []


def _tables(label: str) -> _Tables:
    """Return the app's models by ``db_table``, including those of many-to-many fields."""
    models = apps.get_app_config(label).get_models(include_auto_created=True)
    return {model._meta.db_table: model for model in models if not (model._meta.proxy or absent.is_table_absent(model))}


def _privileges(tables: Mapping[str, _Tables], role: str) -> Iterator[str]:
    """Yield the statements for the role's privileges on the tables, app by app."""
    for label, of_app in tables.items():
        names = ", ".join(quoted(*split(table)) for table in of_app)
        if names and conf.is_read_only(label):
            yield f"REVOKE ALL ON TABLE {names} FROM {quoted(role)}"
            yield f"GRANT SELECT ON TABLE {names} TO {quoted(role)}"
            array = f"ARRAY[{', '.join(literal(quoted(*split(table))) for table in of_app)}]"
            parts = catalog.granted_parts_sql(array, literal(role))
            yield for_each(
                parts, "REVOKE INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE %s FROM %I", role
            )
            yield for_each(catalog.sequences_sql(array), "REVOKE ALL ON SEQUENCE %s FROM %I", role)
        elif names:
            yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE {names} TO {quoted(role)}"
            yield from _sequences(of_app, role)


def _sequences(tables: _Tables, role: str) -> Iterator[str]:
    """Yield the statement that lets the role use the sequences of the keys, if there are any.

    The server looks up the sequences when the statement runs. Their names are cut to 63 bytes and stay when a table is
    renamed, and ALL SEQUENCES would include those of other apps. A column without a sequence is skipped.
    """
    columns = ", ".join(
        f"({literal(quoted(*split(table)))}, {literal(field.column)})"
        for table, model in tables.items()
        for field in model._meta.local_concrete_fields
        if isinstance(field, AutoField) and field.column
    )
    if columns:
        query = f"""
        SELECT pg_get_serial_sequence(c.table_name, c.column_name)
        FROM (VALUES {columns}) AS c (table_name, column_name)
        """
        yield for_each(query, "GRANT USAGE ON SEQUENCE %s TO %I", role)
