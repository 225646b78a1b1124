"""The role that can only read: what it may read, what it may not, and that its statements may be run again."""

from typing import Any
from uuid import uuid4

import psycopg.errors
import pytest
from django.apps import apps
from django.db import connection, transaction
from psycopg.sql import Identifier
from pytest_django.fixtures import Settings

from agent360_models.agent360.core.models import User, UserRole
from agent360_models.tables.select_only import select_only

pytestmark = pytest.mark.django_db

READS = (
    "SELECT * FROM user_roles",
    "SELECT usr_sf_id, usr_is_active FROM users",
    "SELECT count(*) FROM automate_core_job",
)
DENIED = (
    "SELECT usr_email FROM users",
    "SELECT * FROM users",
    "SELECT * FROM auth_user",  # of no family
    "DELETE FROM user_roles",
    "UPDATE user_roles SET ur_name = 'x'",
    "TRUNCATE user_roles",
    "SELECT nextval('case_comments_cc_id_seq')",
    "CREATE TABLE public.mine (id int)",
    "SELECT lo_create(0)",
    "SELECT pg_logical_emit_message(false, 'x', 'y')",
)


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def quoted(role: str) -> str:
    return Identifier(role).as_string(None)


def become(role: str, **options: Any) -> None:
    """Make the role, and act as it until the test's transaction ends."""
    execute(*select_only(role, using="default", **options), f"SET LOCAL ROLE {quoted(role)}")


def is_denied(statement: str) -> bool:
    raw = connection.connection.cursor()  # below Django, for psycopg's own errors
    try:
        with transaction.atomic():
            raw.execute(statement)
    except psycopg.errors.InsufficientPrivilege:
        return True
    return False


def settings_of(role: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setconfig FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = setrole WHERE rolname = %s", [role]
        )
        row = cursor.fetchone()
    return sorted(row[0]) if row else []


@pytest.fixture
def role() -> str:
    return f'it\'s "the" $grants$ %s \\ {uuid4()}'[:63]


def test_reads_what_is_not_personal_and_writes_nothing(role: str) -> None:
    become(role)

    for statement in READS:
        assert not is_denied(statement), statement
    for statement in DENIED:
        assert is_denied(statement), statement


@pytest.mark.parametrize(
    ("label", "column"),
    [
        ("automate_governance.StoredSecret", "encrypted_value"),
        ("automate_datachat.ChatEmbed", "api_key"),
        ("agent360_core.User", "usr_email"),
    ],
)
def test_leaves_out_secrets_and_what_is_personal(label: str, column: str) -> None:
    """The other columns are granted one by one."""
    model = apps.get_model(label)
    (grant,) = (
        statement
        for statement in select_only("r", using="default")
        if statement.startswith("GRANT SELECT (") and f'ON TABLE "{model._meta.db_table}" TO' in statement
    )

    assert f'"{model._meta.pk.column}"' in grant
    assert f'"{column}"' not in grant


def test_has_settings_of_its_own(role: str) -> None:
    """Which hold for every session of it, whoever opens it."""
    execute(*select_only(role, using="default", timeout="2 min"))

    assert settings_of(role) == [
        "default_transaction_read_only=on",
        "idle_in_transaction_session_timeout=2min",
        "lock_timeout=2min",
        "statement_timeout=2min",
    ]


def test_run_again_it_takes_back_what_is_no_longer_granted(role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables of apps that are not named, columns that became personal, and what anybody granted meanwhile."""
    execute(*select_only(role, using="default"), f"GRANT INSERT, UPDATE (ur_name) ON user_roles TO {quoted(role)}")
    execute(f"GRANT ALL ON SEQUENCE case_comments_cc_id_seq TO {quoted(role)}")
    monkeypatch.setattr(UserRole, "personal_fields", ("ur_name",), raising=False)

    become(role, labels=["agent360_core"])

    assert not is_denied("SELECT ur_sf_id FROM user_roles")
    assert is_denied("SELECT ur_name FROM user_roles")
    assert is_denied("INSERT INTO user_roles DEFAULT VALUES")
    assert is_denied("UPDATE user_roles SET ur_name = 'x'")
    assert is_denied("SELECT count(*) FROM cases")
    assert is_denied("SELECT nextval('case_comments_cc_id_seq')")


def test_run_twice_nothing_changes(role: str) -> None:
    def granted() -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT table_name, column_name, privilege_type FROM information_schema.column_privileges"
                " WHERE grantee = %s ORDER BY 1, 2, 3",
                [role],
            )
            return list(cursor.fetchall())

    execute(*select_only(role, using="default"))
    before = granted()
    execute(*select_only(role, using="default"))

    assert granted() == before != []


def test_takes_from_everybody_what_would_let_it_write(role: str) -> None:
    """As a database that is older than PostgreSQL 15 has it."""
    execute("GRANT CREATE ON SCHEMA public TO PUBLIC")

    become(role)

    assert is_denied("CREATE TABLE public.mine (id int)")


def test_an_owner_who_is_no_superuser_may_run_it(role: str) -> None:
    """And is warned of the functions that stay."""
    owner = f"owner_{uuid4().hex}"
    execute(f"CREATE ROLE {owner} CREATEROLE", f"GRANT CREATE ON SCHEMA public TO {owner} WITH GRANT OPTION")
    for table in ("user_roles", "users", "record_types"):
        execute(f"ALTER TABLE {table} OWNER TO {owner}")
    execute(f"SET LOCAL ROLE {owner}")
    notices: list[str] = []
    connection.connection.add_notice_handler(lambda notice: notices.append(notice.message_primary or ""))

    execute(*select_only(role, using="default", labels=["agent360_core"]))
    execute("RESET ROLE", f"SET LOCAL ROLE {quoted(role)}")

    assert not is_denied("SELECT usr_sf_id FROM users")
    assert "Everybody may call lo_create(oid), which only a superuser can revoke." in notices


@pytest.mark.parametrize("timeout", ["", "0", "0s", "10", "-1s", "1 week", "10s; DROP TABLE users", "9999999h", "1.5s"])
def test_a_timeout_that_is_none(timeout: str) -> None:
    with pytest.raises(ValueError, match="is not a time in PostgreSQL's notation"):
        select_only("r", using="default", timeout=timeout)


def test_a_name_that_is_no_role_of_a_project_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be used as a role"):
        select_only("public", using="default")


def test_only_apps_of_the_alias(settings: Settings) -> None:
    settings.AGENT360_MODELS = {"ALIASES": {"agent360_core": "crm"}}

    assert "users" in " ".join(select_only("r", using="crm"))
    assert f'"{User._meta.db_table}"' not in " ".join(select_only("r", using="default"))
    assert select_only("r", using="crm_replica") == []
