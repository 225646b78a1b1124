from typing import Any
from uuid import uuid4

import psycopg.errors
import pytest
from django.db import ProgrammingError, connection, connections, transaction
from psycopg.sql import Identifier

from agent360_models import catalog
from agent360_models.agent360.ai_assistant.models import AiBusinessRule
from agent360_models.agent360.core.models import UserRole
from agent360_models.catalog import _powers
from agent360_models.tables.grants import grants, writable_read_only_tables
from tests.support.databases import query


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def quoted(role: str) -> str:
    return Identifier(role).as_string(None)


def become(role: str, **options: Any) -> None:
    """Create the role, give it what the setting says, and act as it until the test's transaction ends."""
    execute(f"CREATE ROLE {quoted(role)}", *grants(role, using="default", **options), acting_as(role))


def acting_as(role: str) -> str:
    """Return the statement by which the session is the role's."""
    return f"SET LOCAL SESSION AUTHORIZATION {quoted(role)}"


@pytest.fixture
def role(db: None, settings: Any) -> str:
    """Name a role that no other test run has, and declare all read-only but one app."""
    settings.AGENT360_MODELS = {"READ_ONLY": ["agent360"], "READ_ONLY_EXCEPT": ["agent360_ai_assistant"]}
    return f'it\'s "the" $grants$ %s reader {uuid4()}'[:63]


@pytest.fixture
def grant_options(role: str) -> None:
    """Skip a test of memberships that say whether they may be set."""
    server: Any = connection
    if server.pg_version < 160_000:
        pytest.skip("PostgreSQL 15 has no such options")


def is_denied(statement: str) -> bool:
    # Below Django's execute, where the guard does not look.
    raw = connection.connection.cursor()
    try:
        with transaction.atomic():
            raw.execute(statement)
    except psycopg.errors.InsufficientPrivilege:
        return True
    return False


def test_the_server_refuses_what_the_guard_cannot_see(role: str) -> None:
    become(role)
    assert UserRole.objects.count() == 0
    with pytest.raises(psycopg.errors.InsufficientPrivilege), transaction.atomic():
        connection.connection.cursor().copy("COPY users FROM STDIN").__enter__()
    assert is_denied("DELETE FROM users")
    assert is_denied("SELECT 1; UPDATE users SET usr_name = 'x'")
    assert is_denied("DO $$ BEGIN DELETE FROM users; END $$")
    assert is_denied("TRUNCATE user_roles CASCADE")
    assert is_denied("TRUNCATE ai_business_rules")
    assert is_denied("CREATE TABLE public.mine (id int)")


def test_writable_apps_can_be_written_keys_included(role: str) -> None:
    become(role)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence('ai_business_rules', 'abr_id')")
        assert cursor.fetchone() == ("public.ai_business_rules_abr_id_seq",)
    assert not is_denied("SELECT nextval('ai_business_rules_abr_id_seq')")
    assert is_denied("SELECT setval('ai_business_rules_abr_id_seq', 1)")
    assert is_denied("SELECT nextval('case_comments_cc_id_seq')")  # of a read-only app
    assert AiBusinessRule.objects.update(abr_id=1) == 0
    assert AiBusinessRule.objects.all().delete()[0] == 0


def test_takes_back_what_was_given(role: str, settings: Any) -> None:
    settings.AGENT360_MODELS = {"READ_ONLY": ["agent360"], "READ_ONLY_EXCEPT": ["agent360_core"]}
    become(role)
    assert not is_denied("DELETE FROM users")
    settings.AGENT360_MODELS = {"READ_ONLY": ["agent360"]}
    execute("RESET SESSION AUTHORIZATION", *grants(role, using="default"), acting_as(role))
    assert is_denied("DELETE FROM users")
    assert not is_denied("SELECT FROM users")


def test_a_label_alone(role: str) -> None:
    become(role, labels=["agent360_core"])
    assert not is_denied("SELECT FROM users")
    assert is_denied("SELECT FROM ai_business_rules")


def test_says_it_in_sql(settings: Any) -> None:
    settings.AGENT360_MODELS = {"READ_ONLY": ["agent360_core"]}
    name = connections["default"].settings_dict["NAME"]
    assert grants("app reader", using="default", labels=["agent360_core", "agent360_catalog"])[:4] == [
        f'GRANT CONNECT ON DATABASE "{name}" TO "app reader"',
        'GRANT USAGE ON SCHEMA "public" TO "app reader"',
        'REVOKE ALL ON TABLE "user_roles", "users", "record_types" FROM "app reader"',
        'GRANT SELECT ON TABLE "user_roles", "users", "record_types" TO "app reader"',
    ]
    assert grants("r", using="default", labels=["agent360_catalog"])[2].startswith(
        "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE "
    )


def test_brings_the_search_path_of_the_alias(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    options = {"options": "-c search_path=crm,public"}
    monkeypatch.setitem(connections["default"].settings_dict, "OPTIONS", options)
    statements = grants("r", using="default", labels=["agent360_core"])
    assert statements[0] == 'SET search_path TO "crm", "public"'
    assert statements[2:4] == ['GRANT USAGE ON SCHEMA "crm" TO "r"', 'GRANT USAGE ON SCHEMA "public" TO "r"']


def test_qualified_tables_need_their_own_schema_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(UserRole._meta, "db_table", '"crm"."user_roles"')
    statements = grants("r", using="default", labels=["agent360_core"])
    assert statements[1:3] == ['GRANT USAGE ON SCHEMA "crm" TO "r"', 'GRANT USAGE ON SCHEMA "public" TO "r"']
    assert 'ON TABLE "crm"."user_roles", "users"' in statements[3]


def test_only_apps_of_the_alias(settings: Any) -> None:
    settings.AGENT360_MODELS = {"ALIASES": {"agent360_core": "crm"}}
    assert len(grants("r", using="crm")) == 3
    assert "users" not in " ".join(grants("r", using="default"))
    assert grants("r", using="crm_replica") == []
    assert grants("r", using="crm", labels=[]) == []


def test_unknown_label() -> None:
    with pytest.raises(ValueError, match="'agent361' is neither a family nor an app"):
        grants("r", using="default", labels=["agent361"])


def test_tells_what_could_be_written_all_the_same(role: str, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        found = writable_read_only_tables("default")  # by the superuser of the tests
    assert "public.users" in found
    assert "public.ai_business_rules" not in found
    assert found == sorted(found)


def test_tells_nothing_to_the_role(role: str) -> None:
    become(role)
    assert writable_read_only_tables("default") == []


@pytest.mark.parametrize("privilege", ["INSERT", "UPDATE (usr_name)", "DELETE", "TRUNCATE", "TRIGGER"])
def test_tells_each_privilege(role: str, privilege: str) -> None:
    execute(f"GRANT {privilege} ON users TO PUBLIC")
    become(role)
    assert writable_read_only_tables("default") == ["public.users"]


def test_tables_out_of_reach_are_left_out(role: str) -> None:
    execute("GRANT INSERT ON users TO PUBLIC", "REVOKE ALL ON SCHEMA public FROM PUBLIC")
    execute(f"CREATE ROLE {quoted(role)}", acting_as(role))
    assert writable_read_only_tables("default") == []


def test_no_query_where_nothing_is_read_only(django_assert_num_queries: Any, db: None) -> None:
    with django_assert_num_queries(0):
        assert writable_read_only_tables("default") == []


def test_the_server_refuses_the_orm_too(role: str, settings: Any) -> None:
    become(role)
    settings.AGENT360_MODELS = {}
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        UserRole._base_manager.filter(pk="x")._raw_delete("default")


@pytest.mark.parametrize(
    "name", ["public", "PUBLIC ", "none", "current_user", "SESSION_USER", "pg_monitor", "", "x" * 64]
)
def test_a_name_that_is_no_role_of_a_project_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be used as a role"):
        grants(name, using="default")


def test_takes_rights_on_sequences_away(role: str, settings: Any) -> None:
    settings.AGENT360_MODELS = {"READ_ONLY": ["agent360"]}
    execute("CREATE TABLE below (number serial) INHERITS (users)", f"CREATE ROLE {quoted(role)}")
    execute(f"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {quoted(role)}")
    execute(*grants(role, using="default"), acting_as(role))
    assert is_denied("SELECT nextval('below_number_seq')")
    assert is_denied("SELECT nextval('ai_business_rules_abr_id_seq')")
    assert is_denied("SELECT setval('case_comments_cc_id_seq', 1)")
    assert is_denied("SELECT last_value FROM case_comments_cc_id_seq")


@pytest.mark.usefixtures("grant_options")
@pytest.mark.parametrize("options", ["INHERIT FALSE, SET TRUE", "INHERIT FALSE, SET FALSE, ADMIN TRUE"])
def test_tells_what_another_role_may_that_it_could_be(role: str, options: str) -> None:
    execute("CREATE ROLE writer", "GRANT ALL ON users TO writer", f"CREATE ROLE {quoted(role)}")
    execute("GRANT USAGE ON SCHEMA public TO writer")
    execute(f"GRANT writer TO {quoted(role)} WITH {options}", *grants(role, using="default"))
    execute(acting_as(role))
    assert writable_read_only_tables("default") == ["public.users"]


def test_tells_what_a_role_may_that_the_session_could_go_back_to(role: str) -> None:
    """As with ``assume_role`` among the options of an alias."""
    execute("CREATE ROLE writer", "GRANT ALL ON users TO writer", "GRANT USAGE ON SCHEMA public TO writer")
    execute(f"CREATE ROLE {quoted(role)}", *grants(role, using="default"), f"GRANT {quoted(role)} TO writer")
    execute(acting_as("writer"), f"SET LOCAL ROLE {quoted(role)}")
    assert writable_read_only_tables("default") == ["public.users"]


@pytest.mark.usefixtures("grant_options")
def test_tells_what_a_role_may_that_another_could_be(role: str) -> None:
    """The one grants itself the other, and becomes the third as that."""
    execute("CREATE ROLE writer", "GRANT ALL ON users TO writer", "GRANT USAGE ON SCHEMA public TO writer")
    execute(f"CREATE ROLE {quoted(role)}", "CREATE ROLE other", "GRANT writer TO other WITH INHERIT FALSE")
    execute(f"GRANT other TO {quoted(role)} WITH INHERIT FALSE, SET FALSE, ADMIN TRUE", acting_as(role))
    assert writable_read_only_tables("default") == ["public.users"]


def test_tells_what_who_makes_roles_may(role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Up to PostgreSQL 15, somebody who may become one with CREATEROLE may grant any role to himself."""
    execute("CREATE ROLE writer", "GRANT ALL ON users TO writer", "CREATE ROLE maker CREATEROLE")
    execute(f"CREATE ROLE {quoted(role)} IN ROLE maker", "GRANT USAGE ON SCHEMA public TO writer", acting_as(role))
    monkeypatch.setattr(_powers, "_SET_OPTION", 10**6)
    assert "public.users" in writable_read_only_tables("default")


@pytest.mark.parametrize(
    ("made", "is_taken_away"),
    [
        ("CREATE TABLE below () INHERITS (users)", True),
        ("CREATE VIEW below AS SELECT * FROM users WHERE usr_active = 1", False),
        ("CREATE TABLE below (); ALTER TABLE users INHERIT below", False),
    ],
)
def test_tells_what_is_written_by_another_name(role: str, made: str, *, is_taken_away: bool) -> None:
    """The statements take partitions away, and leave views and parents to whoever granted them."""
    execute(f"CREATE ROLE {quoted(role)}", "GRANT USAGE ON SCHEMA public TO PUBLIC")
    execute(made, f"GRANT SELECT, INSERT, DELETE, TRIGGER ON below TO {quoted(role)}", acting_as(role))
    assert writable_read_only_tables("default") == ["public.below"]
    assert not is_denied("DELETE FROM below")

    execute("RESET SESSION AUTHORIZATION", *grants(role, using="default"), acting_as(role))
    assert writable_read_only_tables("default") == ([] if is_taken_away else ["public.below"])
    assert is_denied("DELETE FROM below") is is_taken_away
    assert query("SELECT has_table_privilege('below', 'TRIGGER')") == [(not is_taken_away,)]
    assert not is_denied("SELECT FROM below")


def test_a_view_that_writes_nothing_is_not_told(role: str) -> None:
    execute(f"CREATE ROLE {quoted(role)}", "CREATE ROLE reader", *grants("reader", using="default"))
    execute(
        "CREATE VIEW one WITH (security_invoker = on) AS SELECT * FROM users",
        "GRANT CREATE ON SCHEMA public TO reader",
    )
    execute("CREATE VIEW two AS SELECT DISTINCT usr_name FROM users", "CREATE VIEW three AS SELECT * FROM users")
    execute(
        "GRANT CREATE ON SCHEMA public TO reader",
        "ALTER VIEW three OWNER TO reader",
        "CREATE VIEW four AS SELECT *, (SELECT 1 FROM users) FROM ai_business_rules WHERE EXISTS (TABLE users)",
        f"GRANT ALL ON one, two, three, four TO {quoted(role)}",
    )
    execute(*grants(role, using="default"), acting_as(role))
    assert writable_read_only_tables("default") == []


@pytest.mark.parametrize("privileges", ["SELECT, UPDATE (usr_name)", "DELETE, SELECT"])
def test_tells_a_view_whose_owner_may_write_a_little(role: str, privileges: str) -> None:
    """The privileges that count are those of the view's owner, on single columns too."""
    execute("CREATE ROLE writer", f"CREATE ROLE {quoted(role)}", "GRANT CREATE, USAGE ON SCHEMA public TO PUBLIC")
    execute(f"GRANT {privileges} ON users TO writer", "CREATE VIEW one AS SELECT * FROM users")
    execute("ALTER VIEW one OWNER TO writer", f"GRANT ALL ON one TO {quoted(role)}", acting_as(role))

    assert writable_read_only_tables("default") == ["public.one"]


@pytest.mark.usefixtures("grant_options")
def test_tells_what_two_roles_may_together(role: str) -> None:
    """The first may enter the schema and makes a view, with which the second writes."""
    execute("CREATE SCHEMA apart", "CREATE TABLE apart.one (number int)", f"CREATE ROLE {quoted(role)}")
    execute("CREATE ROLE guide", "GRANT USAGE ON SCHEMA apart TO guide")
    execute("CREATE ROLE writer", "GRANT INSERT ON apart.one TO writer")
    execute(f"GRANT guide, writer TO {quoted(role)} WITH INHERIT FALSE", acting_as(role))

    assert catalog.writable_tables(['apart"."one'], using="default") == ["apart.one"]
    execute("SET LOCAL ROLE guide", "CREATE TEMP VIEW way WITH (security_invoker) AS SELECT * FROM apart.one")
    execute("GRANT ALL ON way TO writer", "SET LOCAL ROLE writer", "INSERT INTO way VALUES (1)")


@pytest.mark.parametrize(
    "power",
    ["pg_execute_server_program", "pg_write_server_files", "EXECUTE ON FUNCTION pg_catalog.lo_export(oid, text)"],
)
def test_tells_all_to_who_may_become_anybody(role: str, power: str) -> None:
    """Whoever runs a program or writes a file of the server can make himself a superuser."""
    execute(f"CREATE ROLE {quoted(role)}", f"GRANT {power} TO {quoted(role)}", acting_as(role))

    assert "public.users" in writable_read_only_tables("default")


@pytest.mark.usefixtures("grant_options")
def test_tells_what_an_owner_that_the_role_inherits_from_may_give_back(role: str) -> None:
    execute("CREATE ROLE owner", "ALTER TABLE users OWNER TO owner", "REVOKE ALL ON users FROM owner")
    execute("GRANT USAGE ON SCHEMA public TO PUBLIC", f"CREATE ROLE {quoted(role)}")
    execute(f"GRANT owner TO {quoted(role)} WITH INHERIT TRUE, SET FALSE", acting_as(role))

    assert writable_read_only_tables("default") == ["public.users"]
    assert not is_denied(f"GRANT DELETE ON users TO {quoted(role)}")


def test_tells_what_its_owner_may_give_back(role: str) -> None:
    execute(f"CREATE ROLE {quoted(role)}", f"ALTER TABLE users OWNER TO {quoted(role)}")
    execute(*grants(role, using="default"), acting_as(role))
    assert writable_read_only_tables("default") == ["public.users"]
