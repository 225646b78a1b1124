"""The SQL that recreates relations and everything they need: types, functions, sequences, partitions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial

from django.db import connections, transaction

from agent360_models.catalog._fetch import fetch

Key = tuple[int, int]  # class and oid, as in pg_depend


@dataclass(frozen=True, slots=True)
class Definition:
    """The SQL that creates one object. ``needs`` lists the keys of the objects that must exist first.

    ``phase`` is 0 for objects that tables need or that stand alone, 1 for additions to tables, and 2 for views. It is 3
    for additions after the views, such as foreign keys and triggers.
    """

    phase: int
    key: Key
    name: str
    sql: str
    needs: Collection[Key]


def definitions(oids: Sequence[int], *, using: str) -> list[Definition]:
    """Return the SQL that recreates relations and their dependencies; the number of queries is constant.

    Foreign tables become tables. Left out are rows, owners, privileges, policies, storage, foreign keys to relations
    that are not included, and functions in languages that not every server has.

    Raises ``django.db.OperationalError`` if the server cannot be reached.
    """
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        rows = partial(fetch, cursor)
        setting = rows("SELECT pg_catalog.current_setting('search_path')")[0][0]
        cursor.execute("SELECT pg_catalog.set_config('search_path', '', true)")
        keys = [(class_, oid) for class_, oid in rows(_NEEDED, list(oids))]
        nodes = [[key[side] for key in keys] for side in (0, 1)]
        needs: dict[Key, set[Key]] = {}
        for class_, oid, needed_class, needed in rows(_EDGES, *nodes, *nodes):
            needs.setdefault((class_, oid), set()).add((needed_class, needed))
        found = [row for sql in _MAKING for row in rows(_WITH_NODES + sql, *nodes)]
        cursor.execute("SELECT pg_catalog.set_config('search_path', %s, true)", [setting])
    return [
        Definition(phase, (class_, oid), name, sql, needs.get((class_, oid), set()))
        for phase, class_, oid, name, sql in found
        if sql
    ]


_NEEDED = """
WITH RECURSIVE needed (classid, objid) AS (
    SELECT 'pg_catalog.pg_class'::pg_catalog.regclass::oid, wanted.oid FROM unnest(%s::bigint[]::oid[]) AS wanted (oid)
    UNION
    SELECT step.classid, step.objid
    FROM needed
    CROSS JOIN LATERAL (
        SELECT d.refclassid, d.refobjid
        FROM pg_catalog.pg_depend d
        WHERE d.classid = needed.classid AND d.objid = needed.objid AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_depend e
            WHERE e.classid = needed.classid AND e.objid = needed.objid AND e.deptype = 'e' AND d.deptype <> 'e')
        UNION ALL
        SELECT d.classid, d.objid
        FROM pg_catalog.pg_depend d
        WHERE d.refclassid = needed.classid AND d.refobjid = needed.objid AND d.deptype IN ('a', 'i', 'P', 'S')
            AND needed.classid IN ('pg_catalog.pg_class'::pg_catalog.regclass,
                'pg_catalog.pg_type'::pg_catalog.regclass, 'pg_catalog.pg_constraint'::pg_catalog.regclass)
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint f
                WHERE d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND f.oid = d.objid
                    AND f.contype = 'f')
    ) AS step (classid, objid)
)
SELECT classid::bigint, objid::bigint FROM needed
"""

_WITH_NODES = """
WITH node AS (SELECT * FROM unnest(%s::bigint[]::oid[], %s::bigint[]::oid[]) AS node (classid, oid))
"""

# Parts of a relation, such as defaults of its columns, count as the relation itself.
_EDGES = """
WITH RECURSIVE node AS (
    SELECT * FROM unnest(%s::bigint[]::oid[], %s::bigint[]::oid[]) AS node (classid, oid)
), unit AS (
    SELECT node.classid, node.oid,
        CASE WHEN a.oid IS NOT NULL OR r.oid IS NOT NULL OR k.conrelid <> 0 OR w.typrelid <> 0
                AND coalesce(wc.relkind, '') <> 'c' THEN 'pg_catalog.pg_class'::pg_catalog.regclass::oid
            WHEN k.contypid <> 0 OR c.relkind = 'c' THEN 'pg_catalog.pg_type'::pg_catalog.regclass::oid
            ELSE node.classid END AS unit_class,
        coalesce(a.adrelid, r.ev_class, nullif(k.conrelid, 0), nullif(k.contypid, 0),
            CASE WHEN wc.relkind <> 'c' THEN w.typrelid END, CASE WHEN c.relkind = 'c' THEN c.reltype END,
            e.oid, m.rngtypid, node.oid) AS unit_oid
    FROM node
    LEFT JOIN pg_catalog.pg_attrdef a
        ON node.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND a.oid = node.oid
    LEFT JOIN pg_catalog.pg_rewrite r
        ON node.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND r.oid = node.oid
    LEFT JOIN pg_catalog.pg_constraint k
        ON node.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND k.oid = node.oid
    LEFT JOIN pg_catalog.pg_class c
        ON node.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND c.oid = node.oid
    LEFT JOIN pg_catalog.pg_type w
        ON node.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND w.oid = node.oid
    LEFT JOIN pg_catalog.pg_class wc ON wc.oid = w.typrelid
    LEFT JOIN pg_catalog.pg_type e ON w.typelem <> 0 AND w.typcategory = 'A' AND e.oid = w.typelem
    LEFT JOIN pg_catalog.pg_range m ON w.typtype = 'm' AND m.rngmultitypid = w.oid
)
SELECT DISTINCT own.unit_class::bigint, own.unit_oid::bigint, other.unit_class::bigint, other.unit_oid::bigint
FROM unit own
JOIN pg_catalog.pg_depend d ON d.classid = own.classid AND d.objid = own.oid AND d.deptype = 'n'
JOIN unit other ON other.classid = d.refclassid AND other.oid = d.refobjid
WHERE (own.unit_class, own.unit_oid) <> (other.unit_class, other.unit_oid)
UNION
SELECT 'pg_catalog.pg_class'::pg_catalog.regclass::oid::bigint, i.inhrelid::bigint,
    'pg_catalog.pg_class'::pg_catalog.regclass::oid::bigint, i.inhparent::bigint
FROM pg_catalog.pg_inherits i
JOIN unnest(%s::bigint[]::oid[], %s::bigint[]::oid[]) AS node (classid, oid)
    ON node.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND node.oid = i.inhrelid
"""

_OF_EXTENSION = """
EXISTS (SELECT FROM pg_catalog.pg_depend x WHERE x.classid = node.classid AND x.objid = node.oid AND x.deptype = 'e')
"""

_PLACES = """
SELECT 0, node.classid::bigint, node.oid::bigint, n.nspname,
    CASE WHEN n.nspname NOT IN ('public', 'pg_catalog', 'pg_toast', 'information_schema')
        THEN pg_catalog.format('CREATE SCHEMA IF NOT EXISTS %%I;', n.nspname) END
FROM node JOIN pg_catalog.pg_namespace n
    ON node.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND n.oid = node.oid
UNION ALL
SELECT 0, node.classid::bigint, node.oid::bigint, e.extname,
    CASE WHEN e.extname <> 'plpgsql'
        THEN pg_catalog.format('CREATE EXTENSION IF NOT EXISTS %%I WITH SCHEMA %%I;', e.extname, n.nspname) END
FROM node JOIN pg_catalog.pg_extension e
    ON node.classid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND e.oid = node.oid
JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
"""

_TYPES = f"""
SELECT 0, node.classid::bigint, node.oid::bigint, pg_catalog.format_type(t.oid, NULL),
    CASE t.typtype
    WHEN 'e' THEN pg_catalog.format('CREATE TYPE %%I.%%I AS ENUM (%%s);', n.nspname, t.typname,
        (SELECT pg_catalog.string_agg(pg_catalog.quote_literal(l.enumlabel), ', ' ORDER BY l.enumsortorder)
            FROM pg_catalog.pg_enum l WHERE l.enumtypid = t.oid))
    WHEN 'd' THEN pg_catalog.format('CREATE DOMAIN %%I.%%I AS %%s', n.nspname, t.typname,
            pg_catalog.format_type(t.typbasetype, t.typtypmod))
        || CASE WHEN t.typcollation <> b.typcollation THEN
            (SELECT pg_catalog.format(' COLLATE %%I.%%I', cn.nspname, c.collname) FROM pg_catalog.pg_collation c
                JOIN pg_catalog.pg_namespace cn ON cn.oid = c.collnamespace WHERE c.oid = t.typcollation) ELSE '' END
        || coalesce(' DEFAULT ' || pg_catalog.pg_get_expr(t.typdefaultbin, 0), '')
        || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END
        || coalesce((SELECT pg_catalog.string_agg(pg_catalog.format(' CONSTRAINT %%I %%s', k.conname,
                pg_catalog.replace(pg_catalog.pg_get_constraintdef(k.oid), ' NOT VALID', '')), '' ORDER BY k.conname)
            FROM pg_catalog.pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'), '') || ';'
    WHEN 'c' THEN pg_catalog.format('CREATE TYPE %%I.%%I AS (%%s);', n.nspname, t.typname,
        (SELECT pg_catalog.string_agg(pg_catalog.format('%%I %%s', a.attname,
                pg_catalog.format_type(a.atttypid, a.atttypmod)), ', ' ORDER BY a.attnum)
            FROM pg_catalog.pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped))
    WHEN 'r' THEN (SELECT pg_catalog.format('CREATE TYPE %%I.%%I AS RANGE (SUBTYPE = %%s, SUBTYPE_OPCLASS = %%I.%%I',
                n.nspname, t.typname, pg_catalog.format_type(r.rngsubtype, NULL), opn.nspname, o.opcname)
            || CASE WHEN r.rngsubdiff <> 0 THEN pg_catalog.format(', SUBTYPE_DIFF = %%s', r.rngsubdiff) ELSE '' END
            || pg_catalog.format(', MULTIRANGE_TYPE_NAME = %%s);', pg_catalog.format_type(r.rngmultitypid, NULL))
        FROM pg_catalog.pg_range r
        JOIN pg_catalog.pg_opclass o ON o.oid = r.rngsubopc
        JOIN pg_catalog.pg_namespace opn ON opn.oid = o.opcnamespace
        WHERE r.rngtypid = t.oid)
    END
FROM node
JOIN pg_catalog.pg_type t ON node.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND t.oid = node.oid
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
WHERE n.nspname <> 'pg_catalog' AND coalesce(c.relkind, 'c') = 'c' AND NOT {_OF_EXTENSION}
"""

_FUNCTIONS = f"""
SELECT 0, node.classid::bigint, node.oid::bigint, p.oid::pg_catalog.regprocedure::text,
    CASE WHEN p.prokind = 'a' THEN
        (SELECT pg_catalog.format('CREATE AGGREGATE %%I.%%I (%%s) (SFUNC = %%s, STYPE = %%s', n.nspname, p.proname,
                pg_catalog.pg_get_function_arguments(p.oid), a.aggtransfn,
                pg_catalog.format_type(a.aggtranstype, NULL))
            || CASE WHEN a.aggfinalfn <> 0 THEN pg_catalog.format(', FINALFUNC = %%s', a.aggfinalfn) ELSE '' END
            || coalesce(pg_catalog.format(', INITCOND = %%L', a.agginitval), '') || ');'
        FROM pg_catalog.pg_aggregate a WHERE a.aggfnoid = p.oid)
    WHEN l.lanname IN ('sql', 'plpgsql') THEN pg_catalog.pg_get_functiondef(p.oid) || ';' END
FROM node
JOIN pg_catalog.pg_proc p ON node.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND p.oid = node.oid
JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
JOIN pg_catalog.pg_language l ON l.oid = p.prolang
WHERE n.nspname <> 'pg_catalog' AND NOT {_OF_EXTENSION}
"""

_TEXT_RULES = f"""
SELECT 0, node.classid::bigint, node.oid::bigint, n.nspname || '.' || c.collname,
    pg_catalog.format('CREATE COLLATION IF NOT EXISTS %%I.%%I (PROVIDER = %%s, %%s, DETERMINISTIC = %%s);', n.nspname,
        c.collname, CASE c.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END,
        CASE WHEN c.collprovider IN ('i', 'b') THEN pg_catalog.format('LOCALE = %%L',
                coalesce(pg_catalog.to_jsonb(c) ->> 'colllocale', pg_catalog.to_jsonb(c) ->> 'colliculocale'))
            ELSE pg_catalog.format('LC_COLLATE = %%L, LC_CTYPE = %%L', c.collcollate, c.collctype) END,
        CASE WHEN c.collisdeterministic THEN 'true' ELSE 'false' END)
FROM node
JOIN pg_catalog.pg_collation c
    ON node.classid = 'pg_catalog.pg_collation'::pg_catalog.regclass AND c.oid = node.oid
JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace
WHERE n.nspname <> 'pg_catalog' AND NOT {_OF_EXTENSION}
UNION ALL
SELECT 0, node.classid::bigint, node.oid::bigint, n.nspname || '.' || d.dictname,
    pg_catalog.format('CREATE TEXT SEARCH DICTIONARY %%I.%%I (TEMPLATE = %%I.%%I%%s);', n.nspname, d.dictname,
        tn.nspname, t.tmplname, coalesce(', ' || d.dictinitoption, ''))
FROM node
JOIN pg_catalog.pg_ts_dict d ON node.classid = 'pg_catalog.pg_ts_dict'::pg_catalog.regclass AND d.oid = node.oid
JOIN pg_catalog.pg_namespace n ON n.oid = d.dictnamespace
JOIN pg_catalog.pg_ts_template t ON t.oid = d.dicttemplate
JOIN pg_catalog.pg_namespace tn ON tn.oid = t.tmplnamespace
WHERE n.nspname <> 'pg_catalog' AND NOT {_OF_EXTENSION}
UNION ALL
SELECT 0, node.classid::bigint, node.oid::bigint, n.nspname || '.' || c.cfgname,
    pg_catalog.format('CREATE TEXT SEARCH CONFIGURATION %%I.%%I (PARSER = %%I.%%I);', n.nspname, c.cfgname,
        pn.nspname, p.prsname)
    || (SELECT coalesce(pg_catalog.string_agg(pg_catalog.format(
            E'\\nALTER TEXT SEARCH CONFIGURATION %%I.%%I ADD MAPPING FOR %%I WITH %%s;', n.nspname, c.cfgname,
            mapping.alias, mapping.dictionaries), '' ORDER BY mapping.alias), '')
        FROM (SELECT tt.alias, pg_catalog.string_agg(pg_catalog.format('%%I.%%I', dn.nspname, d.dictname), ', '
                ORDER BY m.mapseqno) AS dictionaries
            FROM pg_catalog.pg_ts_config_map m
            JOIN LATERAL pg_catalog.ts_token_type(c.cfgparser) tt ON tt.tokid = m.maptokentype
            JOIN pg_catalog.pg_ts_dict d ON d.oid = m.mapdict
            JOIN pg_catalog.pg_namespace dn ON dn.oid = d.dictnamespace
            WHERE m.mapcfg = c.oid GROUP BY tt.alias) AS mapping)
FROM node
JOIN pg_catalog.pg_ts_config c
    ON node.classid = 'pg_catalog.pg_ts_config'::pg_catalog.regclass AND c.oid = node.oid
JOIN pg_catalog.pg_namespace n ON n.oid = c.cfgnamespace
JOIN pg_catalog.pg_ts_parser p ON p.oid = c.cfgparser
JOIN pg_catalog.pg_namespace pn ON pn.oid = p.prsnamespace
WHERE n.nspname <> 'pg_catalog' AND NOT {_OF_EXTENSION}
"""

_SEQUENCES = f"""
SELECT 0, node.classid::bigint, node.oid::bigint, c.oid::pg_catalog.regclass::text,
    pg_catalog.format('CREATE SEQUENCE %%s AS %%s INCREMENT BY %%s MINVALUE %%s MAXVALUE %%s START WITH %%s%%s;',
        c.oid::pg_catalog.regclass, pg_catalog.format_type(s.seqtypid, NULL), s.seqincrement, s.seqmin, s.seqmax,
        s.seqstart, CASE WHEN s.seqcycle THEN ' CYCLE' ELSE '' END)
FROM node
JOIN pg_catalog.pg_class c ON node.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND c.oid = node.oid
JOIN pg_catalog.pg_sequence s ON s.seqrelid = c.oid
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = node.classid AND d.objid = c.oid
    AND d.deptype = 'i') AND NOT {_OF_EXTENSION}
UNION ALL
SELECT 1, node.classid::bigint, node.oid::bigint, c.oid::pg_catalog.regclass::text,
    pg_catalog.format('ALTER SEQUENCE %%s OWNED BY %%s.%%I;', c.oid::pg_catalog.regclass,
        d.refobjid::pg_catalog.regclass, a.attname)
FROM node
JOIN pg_catalog.pg_class c ON node.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND c.oid = node.oid
    AND c.relkind = 'S'
JOIN pg_catalog.pg_depend d ON d.classid = node.classid AND d.objid = c.oid AND d.deptype = 'a'
    AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
"""

_TABLES = f"""
SELECT 0, node.classid::bigint, node.oid::bigint, c.oid::pg_catalog.regclass::text,
    pg_catalog.format('CREATE TABLE %%s ', c.oid::pg_catalog.regclass)
    || CASE WHEN c.relispartition THEN 'PARTITION OF ' || parents.names ELSE
        '(' || pg_catalog.concat_ws(',', columns.sql, checks.sql) || E'\\n)'
        || coalesce(' INHERITS (' || parents.names || ')', '') END
    || CASE WHEN c.relispartition THEN ' ' || pg_catalog.pg_get_expr(c.relpartbound, c.oid) ELSE '' END
    || CASE WHEN c.relkind = 'p' THEN ' PARTITION BY ' || pg_catalog.pg_get_partkeydef(c.oid) ELSE '' END || ';'
FROM node
JOIN pg_catalog.pg_class c ON node.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND c.oid = node.oid
CROSS JOIN LATERAL (
    SELECT pg_catalog.string_agg(i.inhparent::pg_catalog.regclass::text, ', ' ORDER BY i.inhseqno) AS names
    FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid) AS parents
CROSS JOIN LATERAL (
    SELECT pg_catalog.string_agg(pg_catalog.format(E'\\n    %%I %%s', a.attname,
            pg_catalog.format_type(a.atttypid, a.atttypmod))
        || CASE WHEN a.attcollation <> t.typcollation THEN pg_catalog.format(' COLLATE %%I.%%I', cn.nspname,
            co.collname) ELSE '' END
        || CASE WHEN a.attidentity <> '' THEN ' GENERATED '
                || CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END || ' AS IDENTITY'
            WHEN a.attgenerated <> '' THEN pg_catalog.format(' GENERATED ALWAYS AS (%%s)%%s',
                pg_catalog.pg_get_expr(f.adbin, f.adrelid), CASE a.attgenerated WHEN 's' THEN ' STORED' ELSE '' END)
            WHEN f.oid IS NOT NULL THEN ' DEFAULT ' || pg_catalog.pg_get_expr(f.adbin, f.adrelid) ELSE '' END
        || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END, ',' ORDER BY a.attnum) AS sql
    FROM pg_catalog.pg_attribute a
    JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_catalog.pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
    LEFT JOIN pg_catalog.pg_collation co ON co.oid = a.attcollation
    LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
CROSS JOIN LATERAL (
    SELECT pg_catalog.string_agg(pg_catalog.format(E'\\n    CONSTRAINT %%I %%s', k.conname,
        pg_catalog.replace(pg_catalog.pg_get_constraintdef(k.oid), ' NOT VALID', '')), ',' ORDER BY k.conname) AS sql
    FROM pg_catalog.pg_constraint k
    WHERE k.conrelid = c.oid AND k.contype = 'c' AND k.conislocal) AS checks
WHERE c.relkind IN ('r', 'p', 'f') AND NOT {_OF_EXTENSION}
UNION ALL
SELECT 2, node.classid::bigint, node.oid::bigint, c.oid::pg_catalog.regclass::text,
    pg_catalog.format(E'CREATE %%s %%s AS\\n%%s', CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END,
        c.oid::pg_catalog.regclass, pg_catalog.pg_get_viewdef(c.oid))
FROM node
JOIN pg_catalog.pg_class c ON node.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND c.oid = node.oid
WHERE c.relkind IN ('v', 'm') AND NOT {_OF_EXTENSION}
"""

_ADDED = """
SELECT CASE k.contype WHEN 'f' THEN 3 ELSE 1 END, 'pg_catalog.pg_constraint'::pg_catalog.regclass::oid::bigint,
    k.oid::bigint, k.contype::text || k.conrelid::pg_catalog.regclass::text || '.' || k.conname,
    pg_catalog.format(E'ALTER TABLE %%s\\n    ADD CONSTRAINT %%I %%s;', k.conrelid::pg_catalog.regclass, k.conname,
        pg_catalog.replace(pg_catalog.pg_get_constraintdef(k.oid), ' NOT VALID', ''))
FROM node
JOIN pg_catalog.pg_constraint k ON node.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
    AND k.conrelid = node.oid AND k.contype IN ('p', 'u', 'x', 'f') AND k.conparentid = 0
JOIN pg_catalog.pg_class c ON c.oid = node.oid AND c.relkind IN ('r', 'p', 'f')
WHERE k.contype <> 'f' OR EXISTS (SELECT FROM node other
    WHERE other.classid = node.classid AND other.oid = k.confrelid)
UNION ALL
SELECT CASE c.relkind WHEN 'm' THEN 3 ELSE 1 END, 'pg_catalog.pg_class'::pg_catalog.regclass::oid::bigint,
    i.indexrelid::bigint, 'u' || i.indexrelid::pg_catalog.regclass::text,
    pg_catalog.regexp_replace(pg_catalog.pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') || ';'
FROM node
JOIN pg_catalog.pg_index i ON node.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND i.indrelid = node.oid
JOIN pg_catalog.pg_class c ON c.oid = node.oid AND c.relkind IN ('r', 'p', 'm')
WHERE i.indisvalid AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k
        WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhrelid = i.indexrelid)
UNION ALL
SELECT 3, 'pg_catalog.pg_trigger'::pg_catalog.regclass::oid::bigint, t.oid::bigint,
    'g' || t.tgrelid::pg_catalog.regclass::text || '.' || t.tgname, pg_catalog.pg_get_triggerdef(t.oid) || ';'
    || CASE t.tgenabled WHEN 'D' THEN pg_catalog.format(E'\\nALTER TABLE %%s DISABLE TRIGGER %%I;',
        t.tgrelid::pg_catalog.regclass, t.tgname) ELSE '' END
FROM node
JOIN pg_catalog.pg_trigger t ON node.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
    AND t.tgrelid = node.oid AND NOT t.tgisinternal AND t.tgparentid = 0
JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
JOIN pg_catalog.pg_language l ON l.oid = p.prolang AND l.lanname IN ('sql', 'plpgsql', 'internal', 'c')
UNION ALL
SELECT 3, node.classid::bigint, r.oid::bigint, 'h' || r.ev_class::pg_catalog.regclass::text || '.' || r.rulename,
    pg_catalog.pg_get_ruledef(r.oid)
FROM node
JOIN pg_catalog.pg_rewrite r ON node.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
    AND r.ev_class = node.oid AND r.rulename <> '_RETURN'
UNION ALL
SELECT 3, 'pg_catalog.pg_description'::pg_catalog.regclass::oid::bigint, d.objoid::bigint,
    'z' || c.oid::pg_catalog.regclass::text || pg_catalog.to_char(d.objsubid, '000000'),
    CASE WHEN d.objsubid = 0 THEN pg_catalog.format('COMMENT ON %%s %%s IS %%L;',
            CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END,
            c.oid::pg_catalog.regclass, d.description)
        ELSE pg_catalog.format('COMMENT ON COLUMN %%s.%%I IS %%L;', c.oid::pg_catalog.regclass, a.attname,
            d.description) END
FROM node
JOIN pg_catalog.pg_class c ON node.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND c.oid = node.oid
    AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
JOIN pg_catalog.pg_description d ON d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objoid = c.oid
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid
"""

_MAKING = (_PLACES, _TEXT_RULES, _TYPES, _FUNCTIONS, _SEQUENCES, _TABLES, _ADDED)
