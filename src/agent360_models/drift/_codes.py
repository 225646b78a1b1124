"""Every kind of finding: its code, severity and remedy. Plain data; the docs have a heading for each."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """The damage that a finding indicates."""

    ERROR = "error"  # a read or write fails, or is silently wrong
    WARNING = "warning"  # data may be rounded, duplicated or refused
    INFO = "info"  # good to know


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding, with two remedies: in the project, and in the database.

    ``in_project`` is for people who do not own the database: a field, an option, a setting. ``in_database`` is empty if
    a change of the database would not help. Both may contain ``{table}``, ``{column}``, ``{declared}`` and ``{live}``;
    ``{qualified_table}`` and ``{qualified_live}``, the table in the form of ``db_table``; and ``{db_default}``, a
    database default in the form of a field option. A line about a side that the finding lacks is left out.
    """

    severity: Severity
    in_project: str
    in_database: str = ""


_E, _W, _I = Severity

CODES = {  # every code of a finding
    # Connections
    "connection.cursors": Code(
        _W, "Set {declared} = True: the pooler switches sessions between transactions, and iterator() loses its cursor."
    ),
    "connection.role": Code(
        _W, "Remove {declared}, and connect as that role: the pooler switches sessions between transactions."
    ),
    "connection.prepared": Code(
        _W, "Remove {declared}, or set max_prepared_statements in PgBouncer 1.21 or later: clients share sessions."
    ),
    # Tables
    "table.missing": Code(
        _E,
        "Declare db_table = {qualified_live}, if that is the table.\n"
        "Correct db_table, the alias, or the search path in its OPTIONS, or move the app to another alias.",
        "create {table}, as a table or a view.",
    ),
    "table.present": Code(_I, "Remove the model from AGENT360_MODELS['ABSENT'], if the project uses {table}."),
    "table.not_writable": Code(
        _E,
        "Declare the app READ_ONLY, or point db_table at the table behind it.",
        "give {table} INSTEAD OF triggers.",
    ),
    "table.view": Code(_I, "No action needed if the view is intended; keys and NOT NULL of a view cannot be checked."),
    "table.foreign": Code(_I, "No action needed if the foreign table is intended."),
    "table.shadowed": Code(
        _W,
        "Declare db_table = {qualified_table}, or remove one schema from the search path in OPTIONS of the alias.",
        "set the search_path of the role.",
    ),
    "table.row_security": Code(_I, "No action needed while queries run in acting_as(), as the model declares."),
    "table.row_security_unexpected": Code(
        _W,
        "Query in acting_as(), and list the settings that the policies read in expected_settings of the model."
        " Or connect as a role that sees the needed rows; if this role does, use DRIFT_IGNORE.",
        "make sure that the policies of {table} show the needed rows to this role.",
    ),
    "table.unlogged": Code(
        _I, "No action needed if its rows may be lost in a crash.", "ALTER TABLE {table} SET LOGGED."
    ),
    "table.inherited": Code(
        _I,
        "No action needed if the rows of {live} belong to {table}: queries return them, but its keys ignore them.",
        "ALTER TABLE {live} NO INHERIT {table}.",
    ),
    "table.detached": Code(
        _I,
        "No action needed if queries of {table} need not return the rows of {live}; another model can read them.",
        "ALTER TABLE {table} ATTACH PARTITION {live} with its bounds.",
    ),
    "table.no_partition": Code(
        _E,
        "Declare the app READ_ONLY, or expect that every new row is refused.",
        "attach or create partitions of {table}.",
    ),
    "rule.instead": Code(
        _W,
        "Declare the app READ_ONLY, or point db_table at the table behind the rule: {declared} does not reach {table}.",
        "DROP RULE {live} ON {table}.",
    ),
    "rule.also": Code(_I, "No action needed if {live} is intended: each {declared} runs it too."),
    # Columns
    "column.missing": Code(
        _E,
        "Correct the field's db_column, or remove the field.",
        "add {column} to {table}.",
    ),
    "column.present": Code(_I, "Remove {column} from AGENT360_MODELS['ABSENT'], if the project uses it."),
    "column.extra_required": Code(
        _E,
        "Add a field for {column}, or declare the app READ_ONLY: inserts fail without it.",
        "give {column} a default.",
    ),
    "column.extra": Code(_I, "Add a field for {column}, if the project needs it."),
    "column.generated": Code(
        _E,
        "Declare a GeneratedField, or an AutoField for a key: the database refuses values.",
        "DROP EXPRESSION or DROP IDENTITY of {column}.",
    ),
    "column.not_generated": Code(
        _W, "Declare a plain field, and compute its value in save().", "make {column} GENERATED ALWAYS AS (...) STORED."
    ),
    "column.collation": Code(
        _W, "Declare the db_collation of the column.", "give {column} the collation of the field."
    ),
    "column.sort_order": Code(_I, 'Declare db_collation="{live}", if the order of {column} matters.'),
    "null.write": Code(_E, "Declare the field null=False.", "drop NOT NULL from {column}."),
    "null.read": Code(_W, "Declare the field null=True.", "set {column} NOT NULL."),
    "default.missing": Code(
        _W, "Declare default instead of db_default: Django then sends the value.", "set the default of {column}."
    ),
    "default.differs": Code(
        _W, "Declare the column's db_default, {live}.", "set the default of {column} to {declared}."
    ),
    "default.extra": Code(
        _I,
        "Declare {db_default}, if new rows should get it: Django writes NULL or an empty text instead.",
    ),
    "identity.missing": Code(
        _E,
        "Declare the app READ_ONLY, or a plain key such as BigIntegerField(primary_key=True) that the project sets.",
        "attach a sequence or an identity to {column}.",
    ),
    "sequence.limited": Code(
        _W,
        "Expect that new rows are refused after {live}, although {column} has room for more.",
        "ALTER SEQUENCE of {column} with the MAXVALUE {declared}.",
    ),
    "sequence.cycles": Code(
        _W,
        "Expect duplicate keys once the sequence starts again.",
        "ALTER SEQUENCE of {column} NO CYCLE.",
    ),
    "identity.always": Code(
        _I,
        "Save new rows and load fixtures without {column}: its values are refused.",
        "make {column} GENERATED BY DEFAULT.",
    ),
    # Types
    "type.differs": Code(
        _E,
        "Declare a field for {live}: one of Django's, or a subclass whose db_type() returns it.",
        "change {column} to {declared}.",
    ),
    "type.modifier": Code(
        _W,
        "Declare a field for {live}, if necessary a subclass whose db_type() returns it.",
        "change {column} to {declared}.",
    ),
    "type.precision": Code(
        _W,
        "Declare a subclass whose db_type() returns {live}: fractions of a second are rounded to it.",
        "change {column} to {declared}.",
    ),
    "type.enum_as_text": Code(
        _E,
        "Declare agent360_models.fields.PgEnumField(enum=..., type_name=..., schema=...) for {live}:"
        " bulk writes and Case() fail on a text field.",
        "change {column} to {declared}.",
    ),
    "type.integer_wider": Code(
        _E,
        "Declare a field for {live}, such as BigIntegerField: lookups of larger values silently find nothing.",
        "change {column} to {declared}, if its values fit.",
    ),
    "type.integer_narrower": Code(
        _E,
        "Declare a field for {live}, such as IntegerField or AutoField; a foreign key has the type of its target.",
        "widen {column} to {declared}.",
    ),
    "type.length_shorter": Code(
        _E, "Declare the max_length of {live}: longer values are refused.", "widen {column} to {declared}."
    ),
    "type.length_longer": Code(_I, "Lengthen the field to match {live}, if the project writes longer values."),
    "type.padded": Code(
        _W,
        "Declare a subclass whose db_type() returns {live} and whose from_db_value() strips the blanks.",
        "change {column} to {declared}.",
    ),
    "type.case_insensitive": Code(
        _I, "No action needed if values that differ only by case should be equal.", "change {column} to {declared}."
    ),
    "type.numeric_narrower": Code(
        _E,
        "Declare the max_digits and decimal_places of {live}: larger numbers are refused.",
        "widen {column} to {declared}.",
    ),
    "type.numeric_rounds": Code(
        _W, "Declare the decimal_places of {live}: the column rounds to them.", "widen {column} to {declared}."
    ),
    "type.numeric_wider": Code(_I, "Widen the field to {live}, if the column's range is needed."),
    "type.float": Code(
        _W,
        "Declare a field for {live}: FloatField for double precision, DecimalField for numeric, a subclass with that"
        " db_type() for real.",
        "change {column} to {declared}.",
    ),
    "type.money": Code(
        _E,
        "Declare a DecimalField subclass with that db_type() and a select_format() that casts to numeric; filter with"
        " Cast().",
        "change {column} to {declared}.",
    ),
    "type.time_zone": Code(
        _E,
        "Use agent360_models.fields.MomentField() for {column} if it stores UTC,"
        " or MomentField(zone=...) if it stores the time of another zone.",
        "ALTER TABLE {table} ALTER {column} TYPE {declared} USING {column} AT TIME ZONE 'UTC' or that zone.",
    ),
    "type.time_of_day": Code(
        _E,
        "Declare a field for {live}: TimeField has no time zone."
        " For timetz, use a subclass with that db_type(), whose values have a tzinfo.",
        "change {column} to {declared}.",
    ),
    "type.repeated_hour": Code(
        _W,
        "Set USE_TZ = True: reading and saving a row changes local times in the hour that the clock repeats.",
    ),
    "type.json": Code(
        _E,
        "Declare JSONField for jsonb, and PlainJSONField of agent360_models.fields for json.",
        "change {column} to {declared}.",
    ),
    # Enums and their labels
    "enum.schema": Code(
        _E,
        'Declare the PgEnumField with schema="{live}", or put it first on the search path in OPTIONS of the alias.',
        "set the search_path of the role.",
    ),
    "enum.default_missing": Code(
        _E, "Declare another default: a row without a label is refused.", "ALTER TYPE ... ADD VALUE '{declared}'."
    ),
    "enum.label_missing": Code(
        _I, "No action needed unless the project writes {declared}.", "ALTER TYPE ... ADD VALUE '{declared}'."
    ),
    "enum.label_unknown": Code(_I, "Add {live} to the choices, if the project writes it."),
    "enum.order": Code(_I, "Put the choices in the order of the type: sorting follows the type."),
    # Keys and constraints
    "primary_key.missing": Code(
        _E,
        "Declare a primary key whose columns are unique in {table}: rows may share the same {declared}.",
        "add a primary key over {declared}.",
    ),
    "primary_key.differs": Code(
        _E,
        "Declare the primary key of {table}, {live}; for several columns use a CompositePrimaryKey.",
        "make {declared} the primary key.",
    ),
    "unique.missing": Code(
        _W,
        "Do not declare {declared} unique, if rows may share it: the database does not enforce it.",
        "add a unique constraint over {declared}.",
    ),
    "unique.extra": Code(
        _W, "Declare unique=True or a UniqueConstraint: otherwise forms do not report what the database refuses."
    ),
    "unique.partial": Code(
        _W,
        "Declare a UniqueConstraint with the condition of {live}, or without one.",
        "recreate {live} with the condition of the model.",
    ),
    "unique.deferrable": Code(
        _W,
        "Declare the UniqueConstraint deferrable or not, like {live}: ON CONFLICT cannot use a deferrable one.",
        "recreate {live} as the model declares it.",
    ),
    "unique.nulls": Code(
        _W,
        "Declare a UniqueConstraint with the nulls_distinct of {live}.",
        "recreate {live} as the model declares it.",
    ),
    "foreign_key.target": Code(_E, "Point the field at {live}.", "point the constraint at {declared}."),
    "foreign_key.on_delete": Code(
        _E, "Declare the on_delete that matches {live}.", "recreate the constraint with ON DELETE {declared}."
    ),
    "foreign_key.on_update": Code(_I, "No action needed if a changed parent key should change its children: {live}."),
    "foreign_key.missing": Code(
        _W, "Declare db_constraint=False: rows may lack their parent.", "add the foreign key to {declared}."
    ),
    "foreign_key.absent": Code(
        _I, "No action needed if rows may lack their parent.", "add the foreign key to {declared}."
    ),
    "foreign_key.extra": Code(
        _I, "Declare a ForeignKey, or a ForeignObject for several columns, if the project follows it."
    ),
    "foreign_key.not_valid": Code(
        _W,
        "Expect older rows without their parent; DRIFT_IGNORE accepts the finding.",
        "ALTER TABLE {table} VALIDATE CONSTRAINT {live}.",
    ),
    "check.missing": Code(
        _W,
        "Remove {declared} from the model, or rely on full_clean() alone and add the finding to DRIFT_IGNORE.",
        "add {declared}.",
    ),
    "check.differs": Code(
        _W,
        "Change {declared} in Meta.constraints to match the database: {live}.",
        "recreate {declared} as the model declares it.",
    ),
    "check.extra": Code(_I, "Declare {live} in Meta.constraints, so that forms report what the database refuses."),
    "check.not_valid": Code(
        _W,
        "Expect older rows that violate {live}; DRIFT_IGNORE accepts the finding.",
        "ALTER TABLE {table} VALIDATE CONSTRAINT {live}.",
    ),
    # Indexes and triggers
    "index.missing": Code(
        _I,
        "Remove it from the model, if no query is slow without it.",
        "CREATE INDEX CONCURRENTLY ON {table} ({declared}).",
    ),
    "index.invalid": Code(
        _W,
        "Expect slow queries, and duplicates if it is unique; DRIFT_IGNORE accepts it until it is repaired.",
        "REINDEX INDEX CONCURRENTLY {live}, which every write maintains although no query uses it.",
    ),
    "trigger.missing": Code(
        _I,
        "Remove {declared} from schema.sql, and do in save() what the trigger did.",
        "create the trigger {declared}, as schema.sql does.",
    ),
    "trigger.extra": Code(_I, "Add {live} to schema.sql, so that tests have it too."),
    "trigger.disabled": Code(
        _W,
        "Do in save() what the trigger would do; if it is not needed, DRIFT_IGNORE accepts the finding.",
        "ALTER TABLE {table} ENABLE TRIGGER {live}.",
    ),
    # Privileges of the connecting role
    "privilege.schema": Code(
        _E,
        "Set USER of the alias to a role that may use the schema, or move the app to another alias.",
        "GRANT USAGE ON SCHEMA {live} to the role.",
    ),
    "privilege.select": Code(
        _E,
        "Set USER of the alias to a role that may read {table}.\nOr remove the field of {column}.",
        "GRANT SELECT ON {table} to the role.",
    ),
    "privilege.write": Code(
        _W,
        "Declare the app READ_ONLY, or set USER of the alias to a role that may write.",
        "GRANT {declared} ON {table} to the role.",
    ),
    "privilege.sequence": Code(
        _E,
        "Declare the app READ_ONLY, or set USER of the alias to a role that may use the sequence: inserts fail.",
        "GRANT USAGE on the sequence of {column} to the role.",
    ),
    # Only with --baseline, against the reference DDL
    "baseline.default": Code(
        _W,
        "Change the default in schema.sql, if it is yours; else DRIFT_IGNORE accepts it.",
        "set the default of {column} to {declared}.",
    ),
    "baseline.check_missing": Code(
        _W,
        "Remove the constraint from schema.sql, if it is yours; else DRIFT_IGNORE accepts it.",
        "add the constraint {declared}.",
    ),
    "baseline.check_differs": Code(
        _W,
        "Change the constraint in schema.sql, if it is yours; else DRIFT_IGNORE accepts it.",
        "recreate the constraint {declared}.",
    ),
    "baseline.check_extra": Code(
        _W,
        "Add the constraint to schema.sql, if it is yours; else DRIFT_IGNORE accepts it.",
        "drop the constraint, if it is not intended.",
    ),
    "baseline.index_missing": Code(
        _I,
        "Remove the index from schema.sql, if it is yours and no query needs it; else DRIFT_IGNORE accepts it.",
        "create the index {declared}.",
    ),
    "baseline.index_differs": Code(
        _I,
        "Change the index in schema.sql, if it is yours; else DRIFT_IGNORE accepts it.",
        "recreate the index {declared}.",
    ),
    "baseline.index_extra": Code(
        _I,
        "Add the index to schema.sql, if it is yours; else DRIFT_IGNORE accepts it.",
        "drop the index, if it is not intended.",
    ),
    "baseline.trigger_missing": Code(
        _W,
        "Remove the trigger from schema.sql, if it is yours; else DRIFT_IGNORE accepts it.",
        "create the trigger {declared}.",
    ),
    "baseline.trigger_differs": Code(
        _W,
        "Change the trigger, or its function, in schema.sql, if it is yours; else DRIFT_IGNORE accepts it.",
        "recreate the trigger, or its function, as in schema.sql.",
    ),
    "baseline.trigger_extra": Code(
        _I,
        "Add the trigger to schema.sql, if it is yours; else DRIFT_IGNORE accepts it.",
        "drop the trigger, if it is not intended.",
    ),
}
