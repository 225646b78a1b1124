"""All facts about some tables, in eight queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from django.db import connections

from agent360_models.catalog._fetch import fetch

TypeName = tuple[str, str]  # schema and name


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a live table.

    ``type`` is PostgreSQL's own spelling with modifiers, ``character varying(18)``, for an array of the whole array.
    ``base`` is the base type of a domain, otherwise the same as ``type``. ``type_name`` is the element type of an array
    ``base``, otherwise its name. ``kind`` is PostgreSQL's ``typtype`` of that type: ``b`` base, ``e`` enum.
    ``is_visible`` tells whether the search path finds that type by its bare name.
    ``identity`` is ``""``, ``"a"`` (always) or ``"d"`` (by default); ``generated`` is ``""``, ``"s"`` or ``"v"``.
    ``sequence_usable`` is ``None`` if the default uses no sequence; an identity needs no privilege.
    ``sequence_end`` is the last number of an ascending sequence, including that of an identity.
    """

    name: str
    type: str
    base: str
    type_name: TypeName
    kind: str
    is_visible: bool
    not_null: bool
    default: str | None
    identity: str
    generated: str
    collation: str | None
    is_deterministic: bool
    can_select: bool
    can_insert: bool
    can_update: bool
    sequence_usable: bool | None
    sequence_end: int | None
    sequence_cycles: bool


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint. ``kind``: ``p`` primary key, ``u`` unique, ``f`` foreign key, ``c`` check, ``x`` exclusion."""

    name: str
    kind: str
    columns: tuple[str, ...]
    target: TypeName | None
    target_columns: tuple[str, ...]
    on_delete: str
    on_update: str
    is_valid: bool
    definition: str


@dataclass(frozen=True, slots=True)
class Index:
    """One index; ``columns`` has ``None`` for an expression."""

    name: str
    columns: tuple[str | None, ...]
    is_unique: bool
    is_primary: bool
    is_valid: bool
    nulls_not_distinct: bool
    predicate: str | None
    definition: str
    is_deferrable: bool


@dataclass(frozen=True, slots=True)
class Trigger:
    """One user-defined trigger. ``enabled``: ``O`` fires, ``A`` always, ``D`` never, ``R`` on replicas only."""

    name: str
    enabled: str
    definition: str
    function: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule that rewrites writes; ``event`` is the kind of statement, and ``is_nothing`` marks DO NOTHING."""

    name: str
    event: str
    is_instead: bool
    is_nothing: bool


@dataclass(slots=True)
class Table:
    """One relation. ``kind``: ``r`` table, ``p`` partitioned, ``v`` view, ``m`` materialized view, ``f`` foreign.

    ``path_position`` is its schema's place in the search path, or ``None``. ``children`` inherit from it and are not
    its partitions. ``detached`` lists tables with the same columns whose names begin with its name, like former
    partitions. ``lacks_partitions`` marks a partitioned table that accepts no rows.
    """

    oid: int
    schema: str
    name: str
    kind: str
    is_unlogged: bool
    has_row_security: bool
    is_insertable: bool
    lacks_partitions: bool
    path_position: int | None
    schema_usable: bool
    can_select: bool
    can_insert: bool
    can_update: bool
    can_delete: bool
    columns: dict[str, Column] = field(default_factory=dict)
    constraints: list[Constraint] = field(default_factory=list)
    indexes: list[Index] = field(default_factory=list)
    triggers: list[Trigger] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    children: list[TypeName] = field(default_factory=list)
    detached: list[TypeName] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Catalog:
    """The relations with the requested names, and the labels of the enum types that they use."""

    server_version: int
    tables: Sequence[Table]
    enums: Mapping[TypeName, tuple[str, ...]]

    def named(self, schema: str | None, name: str) -> list[Table]:
        """Return the relations that a name means, the one that a query would use first.

        Without a schema these are the relations on the search path, in its order. If there are none, return those in
        schemas that the role may not use, so that an error can say so.
        """
        same = [table for table in self.tables if table.name == name]
        if schema is not None:
            return [table for table in same if table.schema == schema]
        visible = [table for table in same if table.path_position is not None]
        hidden = [table for table in same if table.schema == "public" and not table.schema_usable]
        return sorted(visible, key=lambda table: table.path_position or 0) or hidden


def read(names: Iterable[str], *, using: str, definitions: bool = False) -> Catalog:
    """Read all facts about the relations with these names, without schemas, in every schema.

    The definitions of constraints, indexes and triggers cost as much as everything else. Without ``definitions``, only
    those of checks, exclusions and unique expressions are read.

    Raises ``django.db.OperationalError`` if the server cannot be reached.
    """
    with connections[using].cursor() as cursor:
        rows = partial(fetch, cursor)
        version = int(rows("SELECT current_setting('server_version_num')")[0][0])
        tables = {row[0]: Table(*row) for row in rows(_TABLES, sorted(set(names)))}
        oids = [*tables]
        for oid, *column in rows(_COLUMNS, oids):
            column[3:5] = [(column[3], column[4])]  # schema and name of the type
            tables[oid].columns[column[0]] = Column(*column)
        for oid, name, kind, columns, schema, table, target_columns, *rest in rows(_CONSTRAINTS, definitions, oids):
            target = (schema, table) if table else None
            tables[oid].constraints.append(
                Constraint(name, kind, tuple(columns or ()), target, tuple(target_columns or ()), *rest)
            )
        for oid, name, columns, *rest in rows(_INDEXES, definitions, oids):
            tables[oid].indexes.append(Index(name, tuple(columns), *rest))
        for oid, *trigger in rows(_TRIGGERS, definitions, definitions, oids):
            tables[oid].triggers.append(Trigger(*trigger))
        for oid, *rule in rows(_RULES_AND_KIN, oids, oids, oids):
            kin = {"child": tables[oid].children, "detached": tables[oid].detached}.get(rule[0])
            if kin is not None:
                kin.append((rule[1], rule[2]))
            else:
                tables[oid].rules.append(Rule(*rule[1:]))
        enums = {
            column.type_name for table in tables.values() for column in table.columns.values() if column.kind == "e"
        }
        asked = [[each[side] for each in sorted(enums)] for side in (0, 1)]
        labels = {(schema, name): tuple(found) for schema, name, found in rows(_ENUMS, *asked)}
    return Catalog(version, [*tables.values()], labels)


_TABLES = """
SELECT c.oid::bigint, n.nspname, c.relname, c.relkind::text, c.relpersistence = 'u', c.relrowsecurity,
    c.relkind IN ('r', 'p', 'f') OR c.relkind = 'v' AND pg_catalog.pg_relation_is_updatable(c.oid, true) & 8 <> 0,
    c.relkind = 'p' AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhparent = c.oid),
    pg_catalog.array_position(pg_catalog.current_schemas(false), n.nspname),
    pg_catalog.has_schema_privilege(n.oid, 'USAGE'),
    pg_catalog.has_table_privilege(c.oid, 'SELECT'),
    pg_catalog.has_table_privilege(c.oid, 'INSERT'),
    pg_catalog.has_table_privilege(c.oid, 'UPDATE'),
    pg_catalog.has_table_privilege(c.oid, 'DELETE')
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = ANY (%s) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
"""

_COLUMNS = """
SELECT a.attrelid::bigint, a.attname,
    pg_catalog.format_type(a.atttypid, a.atttypmod),
    pg_catalog.format_type(b.oid, coalesce(d.typmod, a.atttypmod)),
    en.nspname, e.typname, e.typtype::text, pg_catalog.pg_type_is_visible(e.oid),
    a.attnotnull OR coalesce(d.not_null, false),
    CASE WHEN a.attgenerated = '' THEN coalesce(pg_catalog.pg_get_expr(f.adbin, f.adrelid),
        CASE WHEN t.typtype = 'd' THEN t.typdefault END) END,
    a.attidentity::text, a.attgenerated::text,
    CASE WHEN a.attcollation <> b.typcollation THEN co.collname END,
    coalesce(co.collisdeterministic, true),
    pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT'),
    pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'INSERT'),
    pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'UPDATE'),
    CASE WHEN s.is_named THEN pg_catalog.has_sequence_privilege(s.oid, 'USAGE, UPDATE') END,
    CASE WHEN q.seqincrement > 0 THEN q.seqmax END, coalesce(q.seqcycle, false)
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN LATERAL (
    WITH RECURSIVE base (oid, typmod, not_null, depth) AS (
        SELECT t.typbasetype, t.typtypmod, t.typnotnull, 0
        UNION ALL
        SELECT n.typbasetype, n.typtypmod, base.not_null OR n.typnotnull, depth + 1
        FROM base JOIN pg_catalog.pg_type n ON n.oid = base.oid AND n.typtype = 'd')
    SELECT oid, typmod, not_null FROM base ORDER BY depth DESC LIMIT 1) d ON t.typtype = 'd'
JOIN pg_catalog.pg_type b ON b.oid = coalesce(d.oid, t.oid)
JOIN pg_catalog.pg_type e ON e.oid = CASE WHEN b.typcategory = 'A' AND b.typelem <> 0 THEN b.typelem ELSE b.oid END
JOIN pg_catalog.pg_namespace en ON en.oid = e.typnamespace
LEFT JOIN pg_catalog.pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
LEFT JOIN LATERAL (
    SELECT c.oid, p.is_named FROM (
        SELECT p.refobjid, true FROM pg_catalog.pg_depend p
        WHERE p.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND p.objid = f.oid
            AND p.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        UNION ALL
        SELECT p.objid, false FROM pg_catalog.pg_depend p
        WHERE a.attidentity <> '' AND p.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND p.deptype = 'i'
            AND p.refclassid = p.classid AND p.refobjid = a.attrelid AND p.refobjsubid = a.attnum
    ) p (oid, is_named) JOIN pg_catalog.pg_class c ON c.oid = p.oid AND c.relkind = 'S' LIMIT 1) s ON true
LEFT JOIN pg_catalog.pg_sequence q ON q.seqrelid = s.oid
LEFT JOIN pg_catalog.pg_collation co ON co.oid = a.attcollation
WHERE a.attrelid = ANY (%s::bigint[]) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum
"""

_CONSTRAINTS = """
SELECT c.conrelid::bigint, c.conname, c.contype::text,
    (SELECT array_agg(a.attname ORDER BY k.place) FROM unnest(c.conkey) WITH ORDINALITY k (attnum, place)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum),
    n.nspname, f.relname,
    (SELECT array_agg(a.attname ORDER BY k.place) FROM unnest(c.confkey) WITH ORDINALITY k (attnum, place)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.attnum),
    c.confdeltype::text, c.confupdtype::text, c.convalidated,
    CASE WHEN %s OR c.contype IN ('c', 'x') THEN pg_catalog.pg_get_constraintdef(c.oid) ELSE '' END
FROM pg_catalog.pg_constraint c
LEFT JOIN pg_catalog.pg_class f ON f.oid = c.confrelid
LEFT JOIN pg_catalog.pg_namespace n ON n.oid = f.relnamespace
WHERE c.conrelid = ANY (%s::bigint[]) AND c.contype IN ('p', 'u', 'f', 'c', 'x')
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint p  -- of a partition that it points at
        WHERE p.oid = c.conparentid AND p.conrelid = c.conrelid)
ORDER BY c.conrelid, c.conname
"""

_INDEXES = """
SELECT i.indrelid::bigint, c.relname,
    ARRAY(SELECT a.attname FROM unnest(i.indkey::smallint[]) WITH ORDINALITY k (attnum, place)
        LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum AND k.attnum > 0
        WHERE k.place <= i.indnkeyatts ORDER BY k.place),
    i.indisunique, i.indisprimary, i.indisvalid AND i.indisready, i.indnullsnotdistinct,
    pg_catalog.pg_get_expr(i.indpred, i.indrelid),
    CASE WHEN %s OR i.indisunique AND i.indexprs IS NOT NULL THEN pg_catalog.pg_get_indexdef(i.indexrelid) ELSE '' END,
    NOT i.indimmediate
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = ANY (%s::bigint[])
ORDER BY i.indrelid, c.relname
"""

_TRIGGERS = """
SELECT t.tgrelid::bigint, t.tgname, t.tgenabled::text,
    CASE WHEN %s THEN pg_catalog.pg_get_triggerdef(t.oid) ELSE '' END, CASE WHEN %s THEN p.prosrc ELSE '' END
FROM pg_catalog.pg_trigger t
JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
WHERE t.tgrelid = ANY (%s::bigint[]) AND NOT t.tgisinternal
ORDER BY t.tgrelid, t.tgname
"""

_RULES_AND_KIN = """
SELECT r.ev_class::bigint, 'rule', r.rulename::text,
    CASE r.ev_type WHEN '2' THEN 'UPDATE' WHEN '3' THEN 'INSERT' ELSE 'DELETE' END,
    r.is_instead, pg_catalog.pg_get_ruledef(r.oid) ~ ' INSTEAD NOTHING;$'
FROM pg_catalog.pg_rewrite r
WHERE r.ev_class = ANY (%s::bigint[]) AND r.ev_type <> '1' AND r.ev_enabled <> 'D'
UNION ALL
SELECT i.inhparent::bigint, 'child', n.nspname::text, c.relname::text, NULL, NULL
FROM pg_catalog.pg_inherits i
JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid AND NOT c.relispartition
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE i.inhparent = ANY (%s::bigint[])
UNION ALL
SELECT p.oid::bigint, 'detached', n.nspname::text, c.relname::text, NULL, NULL
FROM pg_catalog.pg_class p
JOIN pg_catalog.pg_class c ON c.relnamespace = p.relnamespace AND c.oid <> p.oid AND c.relkind IN ('r', 'p')
    AND NOT c.relispartition AND pg_catalog.starts_with(c.relname::text, p.relname::text)
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE p.oid = ANY (%s::bigint[]) AND p.relkind = 'p' AND NOT EXISTS (
    (SELECT a.attname, a.atttypid FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = p.oid AND a.attnum > 0 AND NOT a.attisdropped
    EXCEPT
    SELECT a.attname, a.atttypid FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
    UNION ALL
    (SELECT a.attname, a.atttypid FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    EXCEPT
    SELECT a.attname, a.atttypid FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = p.oid AND a.attnum > 0 AND NOT a.attisdropped))
ORDER BY 1, 2, 3, 4
"""

_ENUMS = """
SELECT n.nspname, e.typname,
    (SELECT array_agg(l.enumlabel ORDER BY l.enumsortorder) FROM pg_catalog.pg_enum l WHERE l.enumtypid = e.oid)
FROM unnest(%s::text[], %s::text[]) AS asked (schema, name)
JOIN pg_catalog.pg_namespace n ON n.nspname = asked.schema
JOIN pg_catalog.pg_type e ON e.typnamespace = n.oid AND e.typname = asked.name
"""
