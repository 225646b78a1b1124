"""The only code that reads PostgreSQL's catalog: ``read`` for all facts about tables, functions for single questions.

``read`` takes eight queries for any number of tables. It finds objects by joining ``pg_catalog`` by name, never by
casting a name, which fails without USAGE.
"""

from agent360_models.catalog._definitions import Definition, definitions
from agent360_models.catalog._powers import (
    granted_parts_sql,
    granted_relations_sql,
    lasting_functions_sql,
    powers,
    writable_tables,
)
from agent360_models.catalog._questions import (
    RowConstraint,
    TableToWrite,
    UniqueIndex,
    columns_of_index,
    columns_to_write,
    comment_of_database,
    comment_sql,
    constraints_of_rows,
    existing_tables,
    functions,
    has_text_search_configuration,
    is_indexed,
    labels_of,
    may_be_null,
    schema_exists_sql,
    schema_is_empty_sql,
    sequences_sql,
    sizes_of_tables,
    table_to_write,
)
from agent360_models.catalog._reach import TableReach, reach_of_tables
from agent360_models.catalog._schemas import ColumnFacts, ConstraintFacts, IndexFacts, Relation, Schemas, read_schemas
from agent360_models.catalog._tables import Catalog, Column, Constraint, Index, Rule, Table, Trigger, TypeName, read

__all__ = [
    "Catalog",
    "Column",
    "ColumnFacts",
    "Constraint",
    "ConstraintFacts",
    "Definition",
    "Index",
    "IndexFacts",
    "Relation",
    "RowConstraint",
    "Rule",
    "Schemas",
    "Table",
    "TableReach",
    "TableToWrite",
    "Trigger",
    "TypeName",
    "UniqueIndex",
    "columns_of_index",
    "columns_to_write",
    "comment_of_database",
    "comment_sql",
    "constraints_of_rows",
    "definitions",
    "existing_tables",
    "functions",
    "granted_parts_sql",
    "granted_relations_sql",
    "has_text_search_configuration",
    "is_indexed",
    "labels_of",
    "lasting_functions_sql",
    "may_be_null",
    "powers",
    "reach_of_tables",
    "read",
    "read_schemas",
    "schema_exists_sql",
    "schema_is_empty_sql",
    "sequences_sql",
    "sizes_of_tables",
    "table_to_write",
    "writable_tables",
]
