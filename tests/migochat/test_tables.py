"""The tables of the family in the reference DDL, beside a family that has a table of the same name."""

import pytest
from django.apps import apps
from django.db import connections

pytestmark = pytest.mark.django_db(databases=["default", "chat"])


def test_there_are_seven_tables_and_eight_enums() -> None:
    with connections["chat"].cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT typname FROM pg_type WHERE typtype = 'e' AND typnamespace = 'public'::regnamespace")
        enums = {name for (name,) in cursor.fetchall()}

    models = apps.get_app_config("migochat").get_models()
    assert tables - {"agent360_models_reference_ddl", "django_migrations"} == {m._meta.db_table for m in models}
    assert enums == {
        "governorate",
        "leadstage",
        "customerlabel",
        "customertype",
        "messagedirection",
        "messagestatus",
        "messagesource",
        "posttype",
    }


def test_two_families_with_a_table_users_live_on_two_aliases() -> None:
    from agent360_models.agent360.core.factories import UserFactory as SalesUserFactory
    from agent360_models.agent360.core.models import User as SalesUser
    from agent360_models.migochat.factories import UserFactory
    from agent360_models.migochat.models import User

    SalesUserFactory.create()
    UserFactory.create_batch(2)

    assert (SalesUser._meta.db_table, User._meta.db_table) == ("users", "users")
    assert (SalesUser.objects.count(), User.objects.count()) == (1, 2)
    assert (SalesUser.objects.all().db, User.objects.all().db) == ("default", "chat")
