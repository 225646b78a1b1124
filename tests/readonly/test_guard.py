"""The guard: which statements it refuses, on which connections, and the way past it."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg.sql
import pytest
from django.db import connection, connections, transaction
from django.db.models import F, QuerySet, sql

from agent360_models import readonly
from agent360_models.agent360.ai_assistant.models import AiBusinessRule
from agent360_models.agent360.core import models as core
from agent360_models.exceptions import ReadOnlyTableError
from agent360_models.readonly import _guard, allow_writes, check_writable
from agent360_models.readonly._databases import are_one

# Written in ways that no type checker has to follow.
RecordType: Any = core.RecordType
User: Any = core.User
UserRole: Any = core.UserRole

MOMENT = datetime(2024, 1, 23, tzinfo=UTC)


def new_role(**values: Any) -> Any:
    values = {"ur_sf_id": "00E000000000001AAA", "ur_name": "Sales", **values}
    return UserRole(ur_last_modified_date=MOMENT, ur_system_modstamp=MOMENT, **values)


def new_user(**values: Any) -> Any:
    return User(**user_values(**values))


def user_values(**values: Any) -> dict[str, Any]:
    return {
        "usr_sf_id": "005000000000001AAA",
        "usr_username": "ada@example.com",
        "usr_email": "ada@example.com",
        "usr_last_name": "Lovelace",
        "usr_name": "Ada Lovelace",
        "usr_is_active": True,
        "usr_time_zone": "Europe/London",
        "usr_language": "en_GB",
        "usr_sf_created_date": MOMENT,
        "usr_last_modified_date": MOMENT,
        "usr_last_modified_by_id": "005000000000001AAA",
        **values,
    }


@pytest.fixture
def user(db: None) -> Any:
    role = new_role()
    role.save()
    user = new_user(usr_user_role=role)
    user.save()
    return user


@pytest.fixture
def read_only(settings: Any) -> None:
    settings.AGENT360_MODELS = {"READ_ONLY": ["agent360"]}


# Everything that sends statements


def execute(text: Any, *params: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, *params)


def executemany(text: str, params: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(text, params)


WRITES: dict[str, Callable[[Any], Any]] = {
    "create": lambda _user: User.objects.create(**user_values(usr_sf_id="new")),
    "save": lambda user: user.save(),
    "save new": lambda _user: new_user(usr_sf_id="new").save(),
    "save update_fields": lambda user: user.save(update_fields=["usr_name"]),
    "save force_insert": lambda _user: new_user(usr_sf_id="new").save(force_insert=True),
    "save using": lambda user: user.save(using="default"),
    "update": lambda _user: User.objects.update(usr_name="x"),
    "update F": lambda _user: User.objects.filter(usr_user_role__ur_name="Sales").update(usr_name=F("usr_email")),
    "delete": lambda _user: User.objects.all().delete(),
    "delete instance": lambda user: user.delete(),
    "_raw_delete": lambda _user: User.objects.all()._raw_delete("default"),
    "bulk_create": lambda _user: User.objects.bulk_create([new_user(usr_sf_id="new")]),
    "bulk_create ignoring": lambda user: User.objects.bulk_create([user], ignore_conflicts=True),
    "bulk_create upsert": lambda user: User.objects.bulk_create(
        [user], update_conflicts=True, unique_fields=["usr_sf_id"], update_fields=["usr_name"]
    ),
    "bulk_update": lambda user: User.objects.bulk_update([user], ["usr_name"]),
    "get_or_create new": lambda _user: User.objects.get_or_create(user_values(usr_sf_id="new"), usr_sf_id="new"),
    "update_or_create": lambda _user: User.objects.update_or_create({"usr_name": "x"}, usr_sf_id="005000000000001AAA"),
    "update_or_create new": lambda _user: User.objects.update_or_create(user_values(usr_sf_id="new"), usr_sf_id="new"),
    "related add": lambda user: user.usr_user_role.users.add(user, bulk=True),
    "related create": lambda user: user.usr_user_role.users.create(**user_values(usr_sf_id="new")),
    "related clear": lambda user: user.usr_user_role.users.clear(),
    "base manager": lambda _user: User._base_manager.update(usr_name="x"),
    "fresh queryset": lambda _user: QuerySet(User).update(usr_name="x"),
    "query": lambda user: sql.DeleteQuery(User).delete_batch([user.pk], "default"),
    "raw": lambda _user: list(User.objects.raw("DELETE FROM users RETURNING *")),
    "execute": lambda _user: execute("UPDATE users SET usr_name = %s", ["x"]),
    "execute bytes": lambda _user: execute(b"DELETE FROM users"),
    "execute composed": lambda _user: execute(
        psycopg.sql.SQL("DELETE FROM {} WHERE usr_name = {}").format(
            psycopg.sql.Identifier("public", "users"), psycopg.sql.Literal("x")
        )
    ),
    "executemany": lambda _user: executemany("UPDATE users SET usr_name = %s", [["x"], ["y"]]),
    "with": lambda _user: execute("WITH d AS (DELETE FROM users RETURNING *) SELECT * FROM d"),
    "second statement": lambda _user: execute("SELECT 1; DELETE FROM users"),
    "truncate": lambda _user: execute("TRUNCATE record_types, users CASCADE"),
    "copy": lambda _user: execute("COPY users FROM STDIN"),
}

READS: dict[str, Callable[[Any], Any]] = {
    "get": lambda user: User.objects.get(pk=user.pk),
    "select_for_update": lambda _user: list(
        User.objects.select_for_update(of=("self",)).select_related("usr_user_role")
    ),
    "get_or_create": lambda user: User.objects.get_or_create(user_values(), usr_sf_id=user.pk),
    "explain": lambda _user: User.objects.filter(usr_name="DELETE FROM users").explain(),
    "raw": lambda _user: list(User.objects.raw("SELECT * FROM users WHERE usr_name <> 'UPDATE users'")),
    "cursor": lambda _user: execute("SELECT 'x; DELETE FROM users' FROM users FOR UPDATE OF users"),
    "composed": lambda _user: execute(psycopg.sql.SQL("SELECT {}").format("; DELETE FROM users")),
    "insert elsewhere": lambda _user: execute(
        "CREATE TEMP TABLE mine ON COMMIT DROP AS TABLE users; INSERT INTO mine SELECT * FROM users;"
        "UPDATE mine SET usr_name = users.usr_name FROM users; DELETE FROM mine USING users"
    ),
}


@pytest.mark.parametrize("name", WRITES)
def test_refuses(user: Any, read_only: None, name: str) -> None:
    before = list(User.objects.values())
    with (
        pytest.raises(ReadOnlyTableError, match=r"table '\w+' of agent360_\w+ .* 'default'"),
        transaction.atomic(),
    ):
        WRITES[name](user)
    assert list(User.objects.values()) == before


@pytest.mark.parametrize("name", [name for name in WRITES if name != "copy"])
def test_sends_what_is_allowed(user: Any, read_only: None, name: str) -> None:
    with allow_writes():
        WRITES[name](user)


@pytest.mark.parametrize("name", READS)
def test_lets_pass(user: Any, read_only: None, name: str) -> None:
    READS[name](user)


def test_message_says_what_and_what_to_do_and_no_value(user: Any, read_only: None) -> None:
    with pytest.raises(ReadOnlyTableError) as caught:
        execute("UPDATE users SET usr_name = 'Ada', usr_email = %s", ["ada@example.com"])
    assert str(caught.value) == (
        "UPDATE on table 'users' of agent360_core was refused and not sent to alias 'default':"
        " AGENT360_MODELS declares the app read-only. If this project may write them,"
        " take 'agent360_core' out of READ_ONLY or add it to READ_ONLY_EXCEPT; in factories and tests,"
        " use agent360_models.readonly.allow_writes('agent360_core')."
    )


def test_the_transaction_is_usable_for_nothing_was_sent(user: Any, read_only: None) -> None:
    with pytest.raises(ReadOnlyTableError):
        execute("DELETE FROM users")
    assert User.objects.count() == 1


# Which tables, on which connection


def test_nothing_is_refused_without_the_setting(user: Any) -> None:
    assert User.objects.update(usr_name="x") == 1


def test_an_exception_is_writable(user: Any, settings: Any) -> None:
    settings.AGENT360_MODELS = {"READ_ONLY": ["agent360"], "READ_ONLY_EXCEPT": ["agent360_core"]}
    assert User.objects.update(usr_name="x") == 1
    with pytest.raises(ReadOnlyTableError, match="agent360_ai_assistant"):
        AiBusinessRule.objects.all()._raw_delete("default")


def test_other_tables_and_schemas_are_writable(db: None, read_only: None) -> None:
    execute("CREATE SCHEMA archive; CREATE TABLE archive.users (id int)")
    execute("INSERT INTO archive.users VALUES (1); DELETE FROM archive.users")


@pytest.fixture
def replica() -> Iterator[None]:
    yield
    connections["crm_replica"].close()  # else the test database cannot be dropped


@pytest.mark.django_db(databases=["default", "crm", "crm_replica"])
def test_only_the_database_of_the_app_is_guarded(settings: Any, replica: None) -> None:
    settings.AGENT360_MODELS = {"ALIAS": "crm", "READ_ONLY": ["agent360"]}
    assert User.objects.using("default").update(usr_name="x") == 0
    for alias in ("crm", "crm_replica"):  # one database under two names
        with pytest.raises(ReadOnlyTableError, match=f"'{alias}'"):
            User.objects.using(alias).update(usr_name="x")


@pytest.mark.django_db(databases=["default", "crm"])
def test_replicas_are_guarded_wherever_they_are(settings: Any) -> None:
    settings.AGENT360_MODELS = {"REPLICAS": {"default": ["crm"]}, "READ_ONLY": ["agent360"]}
    with pytest.raises(ReadOnlyTableError, match="'crm'"):
        User.objects.using("crm").update(usr_name="x")


@pytest.mark.parametrize(
    ("home", "other", "is_one"),
    [
        ("localhost", "127.0.0.1", True),
        ("127.0.0.1", "::1", True),
        ("", "LOCALHOST", True),
        ("127.0.0.2", "localhost", True),
        ("DB.example", "db.example", True),
        ("db.example.", "db.example", True),
        ("127.1", "localhost", True),
        ("0x7f000001", "::ffff:127.0.0.1", True),
        ("10.0.0.5", "::ffff:10.0.0.5", True),
        ("a.example,b.example", "b.example", True),
        ("/run/one/", "/run/one", True),
        ("/run/two/../one", "/run/one", True),
        ("10.0.0.5", "10.0.0.6", False),
        ("db.example", "localhost", False),
        ("/run/one", "/run/other", False),
        ("/run/one", "localhost", False),
    ],
)
def test_a_server_has_many_names(
    settings: Any, monkeypatch: pytest.MonkeyPatch, home: str, other: str, is_one: bool
) -> None:
    """An alias that names the same server in another way is guarded too."""
    settings.AGENT360_MODELS = {"READ_ONLY": ["agent360"]}
    monkeypatch.setitem(connections["default"].settings_dict, "HOST", home)
    wrapper = type(connections["default"])({**connections["default"].settings_dict, "HOST": other}, "other")

    refused = False
    try:
        _guard._refuse_writes(lambda *_args: None, "DELETE FROM users", None, False, {"connection": wrapper})  # noqa: FBT003
    except ReadOnlyTableError:
        refused = True

    assert refused is is_one


@pytest.mark.parametrize(
    ("entry", "is_one"),
    [
        ({"HOST": "", "OPTIONS": {"host": "db.example"}}, True),
        ({"HOST": "elsewhere", "OPTIONS": {"hostaddr": "10.0.0.5"}}, False),
        ({"HOST": "db.example", "PORT": "5432"}, True),
        ({"HOST": "db.example", "PORT": "", "OPTIONS": {"port": 5432}}, True),
        ({"HOST": "db.example", "PORT": "5433"}, False),
        ({"HOST": "db.example", "NAME": "other"}, False),
        ({"HOST": "db.example", "NAME": "", "OPTIONS": {"dbname": "crm"}}, True),
    ],
)
def test_options_name_a_server_too(entry: dict[str, Any], *, is_one: bool) -> None:
    kind, settings = type(connections["default"]), connections["default"].settings_dict
    home = kind({**settings, "NAME": "crm", "HOST": "db.example", "PORT": "", "OPTIONS": {}}, "home")
    other = kind({**settings, "NAME": "crm", "PORT": "", "OPTIONS": {}, **entry}, "other")
    assert are_one(home, other) is is_one


@pytest.mark.django_db
def test_an_open_connection_tells_where_it_leads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever its settings call the server, such as a service."""
    connection.ensure_connection()
    host = connection.connection.info.host
    entry = {**connection.settings_dict, "HOST": host, "PORT": connection.connection.info.port, "OPTIONS": {}}
    other = type(connections["default"])(entry, "other")
    monkeypatch.setitem(connection.settings_dict, "HOST", "")
    assert are_one(connections["default"], other)


@pytest.mark.parametrize(
    ("options", "path"),
    [
        ("", ("public",)),
        ("-c statement_timeout=5", ("public",)),
        ("-c search_path=crm,public", ("crm", "public")),
        ('-csearch_path=CRM,\\ "My_App"  -c jit=off', ("crm", "My_App")),
        ("--search_path=a -c search_path=b", ("b",)),
    ],
)
def test_search_path(options: str, path: tuple[str, ...]) -> None:
    assert _guard._search_path(options) == path


def is_refused(text: str, path: str | None = None) -> bool:
    options = {"options": f"-c search_path={path}"} if path else {}
    wrapper = type(connections["default"])({**connections["default"].settings_dict, "OPTIONS": options}, "other")
    try:
        _guard._refuse_writes(lambda *_args: None, text, None, False, {"connection": wrapper})  # noqa: FBT003
    except ReadOnlyTableError:
        return True
    return False


@pytest.mark.parametrize(
    ("text", "path", "refused"),
    [
        ("DELETE FROM users", None, True),
        ("DELETE FROM users", "public", True),
        ("DELETE FROM users", "mine,public", True),
        ("DELETE FROM users", "mine", False),
        ("DELETE FROM public.users", "mine", True),
        ("DELETE FROM mine.users", "mine,public", False),
    ],
)
def test_search_path_decides_which_table_is_meant(
    read_only: None, text: str, path: str | None, *, refused: bool
) -> None:
    assert is_refused(text, path) is refused


@pytest.mark.parametrize(
    ("text", "path", "refused"),
    [
        ("DELETE FROM crm.users", None, True),
        ('DELETE FROM "crm"."users"', None, True),
        ("DELETE FROM users", None, False),
        ("DELETE FROM users", "crm", True),
        ("DELETE FROM public.users", "crm", False),
    ],
)
def test_a_qualified_table_is_in_its_own_schema_only(
    read_only: None, monkeypatch: pytest.MonkeyPatch, text: str, path: str | None, *, refused: bool
) -> None:
    monkeypatch.setattr(_guard, "_owners", lambda _models: {"users": {("crm", "agent360_core")}})
    assert is_refused(text, path) is refused


def test_an_alias_that_does_not_exist_is_left_to_the_checks(settings: Any) -> None:
    settings.AGENT360_MODELS = {"ALIAS": "missing", "READ_ONLY": ["agent360"]}
    assert not is_refused("DELETE FROM users")


@pytest.mark.django_db
@pytest.mark.parametrize("sql", [bytearray(b"DELETE FROM users"), memoryview(b"DELETE FROM users"), object()])
def test_whatever_a_statement_is_held_in(read_only: None, sql: Any) -> None:
    """What cannot be read is refused too."""
    with pytest.raises(ReadOnlyTableError):
        execute(sql)


@pytest.mark.django_db
def test_a_session_in_which_backslashes_escape(read_only: None) -> None:
    execute("SET LOCAL standard_conforming_strings = off; SET LOCAL escape_string_warning = off")
    execute("SELECT 'a\\'; DELETE FROM users; --'")
    with pytest.raises(ReadOnlyTableError):
        execute("SELECT '\\''; DELETE FROM users; --'")


@pytest.mark.django_db
def test_a_name_that_is_not_followed_is_refused(read_only: None) -> None:
    with pytest.raises(ReadOnlyTableError, match="cannot read the spelling"):
        execute("DELETE FROM U&\"u!0073ers\" UESCAPE E'\\041'")
    with allow_writes():
        execute("DELETE FROM U&\"u!0073ers\" UESCAPE E'\\041'")


@pytest.mark.django_db
def test_what_is_behind_a_nul_is_not_sent_and_not_read(read_only: None) -> None:
    """It would change how the name before it is spelled."""
    with pytest.raises(ReadOnlyTableError):
        execute("DELETE FROM U&\"\\0075sers\" --\0\n UESCAPE '!'")


# Connections


def test_each_connection_is_guarded_once(db: None) -> None:
    readonly.connect()
    readonly.connect()
    assert connection.execute_wrappers.count(_guard._refuse_writes) == 1


def test_a_connection_that_is_opened_within_a_wrapper_stays_guarded() -> None:
    wrapper = type(connections["default"])(connections["default"].settings_dict, "default")
    with wrapper.execute_wrapper(lambda execute, *args: execute(*args)):
        _guard._guard(wrapper)
    assert wrapper.execute_wrappers == [_guard._refuse_writes]


# The escape


def test_allow_writes_opens_what_it_names(user: Any, read_only: None) -> None:
    with allow_writes("agent360_system"), pytest.raises(ReadOnlyTableError), transaction.atomic():
        user.save()
    with allow_writes("agent360_system"), allow_writes("agent360_core"):
        user.save()
    with allow_writes("agent360"):
        user.save()
    with pytest.raises(ReadOnlyTableError):
        user.save()


def test_allow_writes_closes_after_an_error(user: Any, read_only: None) -> None:
    with pytest.raises(ZeroDivisionError), allow_writes():
        raise ZeroDivisionError
    with pytest.raises(ReadOnlyTableError):
        user.save()


def test_allow_writes_decorates(user: Any, read_only: None) -> None:
    @allow_writes("agent360_core")
    def rename(depth: int) -> int:
        return rename(depth - 1) if depth else User.objects.update(usr_name="x")

    assert [rename(2), rename(0)] == [1, 1]
    with pytest.raises(ReadOnlyTableError):
        user.save()


def test_allow_writes_names_what_it_does_not_know() -> None:
    with (
        pytest.raises(ValueError, match="'agent361' is neither a family nor an app"),
        allow_writes("agent361"),
    ):
        pass


def test_allow_writes_holds_for_its_thread_only(read_only: None) -> None:
    opened, asked = threading.Event(), threading.Event()

    def open_up() -> None:
        with allow_writes():
            opened.set()
            asked.wait(10)

    thread = threading.Thread(target=open_up)
    thread.start()
    assert opened.wait(10)
    with pytest.raises(ReadOnlyTableError):
        check_writable("agent360_core")
    asked.set()
    thread.join()


def test_allow_writes_holds_for_its_task_only(read_only: None) -> None:
    async def run() -> list[bool]:
        opened, asked = asyncio.Event(), asyncio.Event()

        async def open_up() -> bool:
            with allow_writes():
                opened.set()
                await asked.wait()
                return _guard._is_writable("agent360_core")

        async def ask() -> bool:
            await opened.wait()
            asked.set()
            return _guard._is_writable("agent360_core")

        return list(await asyncio.gather(open_up(), ask()))

    assert asyncio.run(run()) == [True, False]


def test_check_writable(settings: Any) -> None:
    settings.AGENT360_MODELS = {"READ_ONLY": ["agent360"], "READ_ONLY_EXCEPT": ["agent360_system"]}
    check_writable("agent360_system")
    check_writable("shop")
    with pytest.raises(ReadOnlyTableError, match="declares the tables of agent360_core read-only"):
        check_writable("agent360_core")
    with allow_writes("agent360_core"):
        check_writable("agent360_core")


def test_record_types_have_their_own_name(user: Any, read_only: None) -> None:
    with pytest.raises(ReadOnlyTableError, match="DELETE on table 'record_types'"):
        RecordType.objects.filter(rt_name="x")._raw_delete("default")
