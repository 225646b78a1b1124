"""Every kind of finding: its code, how bad it is, and what to do about it. Plain data; the docs have a heading each."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """The damage that a finding tells of."""

    ERROR = "error"  # a read or write fails, or is silently wrong
    WARNING = "warning"  # data may be rounded, duplicated or refused
    INFO = "info"  # good to know


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding, and the two ways out of it: in the project, and in the database.

    ``in_project`` is for somebody who does not own the database: a field, an option, a setting. ``in_database`` is
    empty where a change of the database would help nobody. Both may hold ``{table}``, ``{column}``, ``{declared}``,
    ``{live}``, ``{qualified_table}`` or ``{qualified_live}``, a
    table as ``db_table`` names it, and ``{db_default}``, a default of the database as a field declares it. A line
    about a side that the finding does not have is left out.
    """

    severity: Severity
    in_project: str
    in_database: str = ""


_E, _W, _I = Severity

CODES = {  # every code of a finding
    # Connections
    "connection.cursors": Code(
        _W, "Set {declared} = True: a pooler shares the sessions by the transaction, and iterator() loses its cursor."
    ),
    "connection.role": Code(
        _W, "Take out {declared}, and connect as that role: a pooler shares the sessions by the transaction."
    ),
    "connection.prepared": Code(
        _W, "Take out {declared}, or set max_prepared_statements of PgBouncer 1.21 or later: sessions are shared."
    ),
    # Tables
    "table.missing": Code(
        _E,
        "Declare db_table = {qualified_live}, if that is the table.\n"
        "Correct db_table, the alias, or the search path in its OPTIONS, or take the app off it.",
        "create {table}, as a table or a view.",
    ),
    "table.present": Code(_I, "Take the model out of AGENT360_MODELS['ABSENT'], if the project is to use {table}."),
    "table.not_writable": Code(
        _E,
        "Declare the app READ_ONLY, or point db_table at the table behind it.",
        "give {table} INSTEAD OF triggers.",
    ),
    "table.view": Code(_I, "No action needed if the view is meant; keys and NOT NULL of a view cannot be checked."),
    "table.foreign": Code(_I, "No action needed if the foreign table is meant."),
    "table.shadowed": Code(
        _W,
        "Declare db_table = {qualified_table}, or take one of both off the search path in OPTIONS of the alias.",
        "set the search_path of the role.",
    ),
    "table.row_security": Code(_I, "No action needed while queries run in acting_as(), as the model says."),
    "table.row_security_unexpected": Code(
        _W,
        "Query in acting_as(), and name in expected_settings of the model what its policies read."
        " Or connect as a role that sees the rows the project needs; where this one does, DRIFT_IGNORE says so.",
        "make sure that the policies of {table} show this role those rows.",
    ),
    "table.unlogged": Code(
        _I, "No action needed if its rows may be lost in a crash.", "ALTER TABLE {table} SET LOGGED."
    ),
    "table.inherited": Code(
        _I,
        "No action needed if the rows of {live} belong to {table}: queries return them, its keys do not hold there.",
        "ALTER TABLE {live} NO INHERIT {table}.",
    ),
    "table.detached": Code(
        _I,
        "No action needed if the rows of {live} are not to be found in {table}; a model of its own reads them.",
        "ALTER TABLE {table} ATTACH PARTITION {live} with its bounds.",
    ),
    "table.no_partition": Code(
        _E,
        "Declare the app READ_ONLY, or expect every new row to be refused.",
        "attach or create partitions of {table}.",
    ),
    "rule.instead": Code(
        _W,
        "Declare the app READ_ONLY, or point db_table at the table behind the rule: {declared} does not reach {table}.",
        "DROP RULE {live} ON {table}.",
    ),
    "rule.also": Code(_I, "No action needed if {live} is meant: each {declared} runs it too."),
    # Columns
    "column.missing": Code(
        _E,
        "Correct the field's db_column, or remove the field.",
        "add {column} to {table}.",
    ),
    "column.present": Code(_I, "Take {column} out of AGENT360_MODELS['ABSENT'], if the project is to use it."),
    "column.extra_required": Code(
        _E,
        "Add a field for {column}, or declare the app READ_ONLY: no insert works without.",
        "give {column} a default.",
    ),
    "column.extra": Code(_I, "Add a field for {column}, if the project needs it."),
    "column.generated": Code(
        _E,
        "Declare a GeneratedField, or an AutoField for a key: the database refuses a value.",
        "DROP EXPRESSION or DROP IDENTITY of {column}.",
    ),
    "column.not_generated": Code(
        _W, "Declare a plain field, and compute its value in save().", "make {column} GENERATED ALWAYS AS (...) STORED."
    ),
    "column.collation": Code(
        _W, "Declare db_collation as the column has it.", "give {column} the collation that the field names."
    ),
    "column.sort_order": Code(_I, 'Declare db_collation="{live}", if the order of {column} matters.'),
    "null.write": Code(_E, "Declare the field null=False.", "drop NOT NULL from {column}."),
    "null.read": Code(_W, "Declare the field null=True.", "set {column} NOT NULL."),
    "default.missing": Code(
        _W, "Declare default instead of db_default: Django then sends the value.", "set the default of {column}."
    ),
    "default.differs": Code(
        _W, "Declare the db_default that the column has, {live}.", "set the default of {column} to {declared}."
    ),
    "default.extra": Code(
        _I,
        "Declare {db_default}, if new rows are to have it: Django writes NULL or an empty text instead.",
    ),
    "identity.missing": Code(
        _E,
        "Declare the app READ_ONLY, or a plain key, such as BigIntegerField(primary_key=True), that new rows bring.",
        "attach a sequence or an identity to {column}.",
    ),
    "sequence.limited": Code(
        _W,
        "Expect new rows to be refused after {live}, though {column} has room for more.",
        "ALTER SEQUENCE of {column} with the MAXVALUE {declared}.",
    ),
    "sequence.cycles": Code(
        _W,
        "Expect keys that are taken already, once the numbers begin anew.",
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
        "Declare the field for {live}: one of Django's, or a subclass whose db_type() returns it.",
        "change {column} to {declared}.",
    ),
    "type.modifier": Code(
        _W,
        "Declare the field for {live}, if need be by a subclass whose db_type() returns it.",
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
        "Declare the field for {live}, such as BigIntegerField: lookups of larger values silently find nothing.",
        "change {column} to {declared}, if its values fit.",
    ),
    "type.integer_narrower": Code(
        _E,
        "Declare the field for {live}, such as IntegerField or AutoField; a foreign key has its target's type.",
        "widen {column} to {declared}.",
    ),
    "type.length_shorter": Code(
        _E, "Declare the max_length of {live}: longer values are refused.", "widen {column} to {declared}."
    ),
    "type.length_longer": Code(_I, "Lengthen the field to match {live}, if longer values are to be written."),
    "type.padded": Code(
        _W,
        "Declare a subclass whose db_type() returns {live} and whose from_db_value() strips the blanks.",
        "change {column} to {declared}.",
    ),
    "type.case_insensitive": Code(
        _I, "No action needed if values that differ by case are to be equal.", "change {column} to {declared}."
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
        "Declare the field for {live}: FloatField for double precision, DecimalField for numeric, a subclass with the"
        " db_type() for real.",
        "change {column} to {declared}.",
    ),
    "type.money": Code(
        _E,
        "Declare a DecimalField subclass with that db_type() and a select_format() that casts to numeric; filter by"
        " Cast().",
        "change {column} to {declared}.",
    ),
    "type.time_zone": Code(
        _E,
        "Use agent360_models.fields.MomentField() for {column} if it holds UTC,"
        " MomentField(zone=...) if it holds another zone's time.",
        "ALTER TABLE {table} ALTER {column} TYPE {declared} USING {column} AT TIME ZONE 'UTC', or that zone.",
    ),
    "type.time_of_day": Code(
        _E,
        "Declare the field for {live}: TimeField knows no zone."
        " For timetz, a subclass has the db_type(), and its values a tzinfo.",
        "change {column} to {declared}.",
    ),
    "type.repeated_hour": Code(
        _W,
        "Set USE_TZ = True: local times of the hour that the clock repeats are moved by being read and saved.",
    ),
    "type.json": Code(
        _E,
        "Declare JSONField for jsonb, and PlainJSONField of agent360_models.fields for json.",
        "change {column} to {declared}.",
    ),
    # Enums and their labels
    "enum.schema": Code(
        _E,
        'Declare the PgEnumField with schema="{live}", or put that first on the search path in OPTIONS of the alias.',
        "set the search_path of the role.",
    ),
    "enum.default_missing": Code(
        _E, "Declare another default: a row without a label is refused.", "ALTER TYPE ... ADD VALUE '{declared}'."
    ),
    "enum.label_missing": Code(
        _I, "No action needed unless {declared} is to be written.", "ALTER TYPE ... ADD VALUE '{declared}'."
    ),
    "enum.label_unknown": Code(_I, "Add {live} to the choices, if the project is to write it."),
    "enum.order": Code(_I, "Put the choices in the order of the type: sorting follows the type."),
    # Keys and constraints
    "primary_key.missing": Code(
        _E,
        "Declare as primary key columns that are unique in {table}: nothing keeps rows of one {declared} apart.",
        "add a primary key over {declared}.",
    ),
    "primary_key.differs": Code(
        _E,
        "Declare the primary key that {table} has, over {live}; of several columns it is a CompositePrimaryKey.",
        "make {declared} the primary key.",
    ),
    "unique.missing": Code(
        _W,
        "Do not declare {declared} unique, if rows may share it: nothing keeps them apart.",
        "add a unique constraint over {declared}.",
    ),
    "unique.extra": Code(
        _W, "Declare it by unique=True or a UniqueConstraint: forms cannot warn of what the database refuses."
    ),
    "unique.partial": Code(
        _W,
        "Declare a UniqueConstraint with the condition that {live} has, or without one.",
        "recreate {live} for the rows that the model means.",
    ),
    "unique.deferrable": Code(
        _W,
        "Declare a UniqueConstraint, deferrable or not, as {live} is: ON CONFLICT cannot use what is deferrable.",
        "recreate {live} as the model has it.",
    ),
    "unique.nulls": Code(
        _W,
        "Declare a UniqueConstraint with the nulls_distinct that {live} has.",
        "recreate {live} as the model has it.",
    ),
    "foreign_key.target": Code(_E, "Point the field at {live}.", "point the constraint at {declared}."),
    "foreign_key.on_delete": Code(
        _E, "Declare on_delete for {live}.", "recreate the constraint with ON DELETE {declared}."
    ),
    "foreign_key.on_update": Code(
        _I, "No action needed if a changed key of the parent is to reach its children: {live}."
    ),
    "foreign_key.missing": Code(
        _W, "Declare db_constraint=False: rows may lack their parent.", "add the foreign key to {declared}."
    ),
    "foreign_key.absent": Code(
        _I, "No action needed if rows may lack their parent.", "add the foreign key to {declared}."
    ),
    "foreign_key.extra": Code(
        _I, "Declare a ForeignKey, or a ForeignObject where it is of several columns, if the project follows it."
    ),
    "foreign_key.not_valid": Code(
        _W,
        "Expect older rows that lack their parent; DRIFT_IGNORE accepts them.",
        "ALTER TABLE {table} VALIDATE CONSTRAINT {live}.",
    ),
    "check.missing": Code(
        _W,
        "Remove {declared} from the model, or rely on full_clean() alone and say so in DRIFT_IGNORE.",
        "add {declared}.",
    ),
    "check.differs": Code(
        _W,
        "Change {declared} in Meta.constraints to what the database says: {live}.",
        "recreate {declared} as the model has it.",
    ),
    "check.extra": Code(_I, "Declare {live} in Meta.constraints, if forms are to warn of what the database refuses."),
    "check.not_valid": Code(
        _W,
        "Expect older rows that break {live}; DRIFT_IGNORE accepts them.",
        "ALTER TABLE {table} VALIDATE CONSTRAINT {live}.",
    ),
    # Indexes and triggers
    "index.missing": Code(
        _I,
        "Remove it from the model, where no query is slow without it.",
        "CREATE INDEX CONCURRENTLY ON {table} ({declared}).",
    ),
    "index.invalid": Code(
        _W,
        "Expect slow queries, and duplicates where it is unique; DRIFT_IGNORE accepts it until it is repaired.",
        "REINDEX INDEX CONCURRENTLY {live}: each write pays for it.",
    ),
    "trigger.missing": Code(
        _I,
        "Remove {declared} from schema.sql, and do in save() what the trigger did.",
        "create the trigger {declared}, as schema.sql does.",
    ),
    "trigger.extra": Code(_I, "Add {live} to schema.sql, so that tests have it too."),
    "trigger.disabled": Code(
        _W,
        "Do in save() what the trigger would do; where nobody needs it, DRIFT_IGNORE says so.",
        "ALTER TABLE {table} ENABLE TRIGGER {live}.",
    ),
    # Privileges of the role that asks
    "privilege.schema": Code(
        _E,
        "Connect as a role that may use the schema, by USER of the alias, or take the app off this alias.",
        "GRANT USAGE ON SCHEMA {live} to the role.",
    ),
    "privilege.select": Code(
        _E,
        "Connect as a role that may read {table}, by USER of the alias.\nOr remove the field of {column}.",
        "GRANT SELECT ON {table} to the role.",
    ),
    "privilege.write": Code(
        _W,
        "Declare the app READ_ONLY, or connect as a role that may write, by USER of the alias.",
        "GRANT {declared} ON {table} to the role.",
    ),
    "privilege.sequence": Code(
        _E,
        "Declare the app READ_ONLY, or connect as another role, by USER of the alias: no insert works without.",
        "GRANT USAGE on the sequence of {column} to the role.",
    ),
    # Only against the reference DDL, with --baseline
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
        "drop the constraint, if nobody means it.",
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
        "drop the index, if nobody means it.",
    ),
    "baseline.trigger_missing": Code(
        _W,
        "Remove the trigger from schema.sql, if it is yours; else DRIFT_IGNORE accepts it.",
        "create the trigger {declared}.",
    ),
    "baseline.trigger_differs": Code(
        _W,
        "Change the trigger, or its function, in schema.sql, if it is yours; else DRIFT_IGNORE accepts it.",
        "recreate the trigger, or its function, as schema.sql has it.",
    ),
    "baseline.trigger_extra": Code(
        _I,
        "Add the trigger to schema.sql, if it is yours; else DRIFT_IGNORE accepts it.",
        "drop the trigger, if nobody means it.",
    ),
}
