"""Operations of migrations: ENUM types."""

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import OperationWriter

from agent360_models.operations import CreateEnum


@pytest.mark.django_db
def test_create_enum_goes_forwards_and_backwards() -> None:
    """It quotes what it is given, and is written as it was."""
    operation = CreateEnum("Mood", ["fine", "so, so", "it's 100%"], schema="toy_types")
    text, imports = OperationWriter(operation, indentation=0).serialize()
    _, args, kwargs = operation.deconstruct()
    again = CreateEnum(*args, **kwargs)
    find = 'SELECT enum_range(NULL::"toy_types"."Mood")::text[]'

    with connection.schema_editor() as editor:
        again.database_forwards("toy", editor, ProjectState(), ProjectState())
    with connection.cursor() as cursor:
        cursor.execute(find)
        assert cursor.fetchone() == (["fine", "so, so", "it's 100%"],)
    with connection.schema_editor() as editor:
        again.database_backwards("toy", editor, ProjectState(), ProjectState())
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(find)

    assert text.startswith("agent360_models.operations.CreateEnum(")
    assert imports == {"import agent360_models.operations"}
    assert operation.describe() == 'Create ENUM type "toy_types"."Mood"'
    assert operation.migration_name_fragment == "create_enum_mood"
