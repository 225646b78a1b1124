"""The system checks, named by their ids."""

import subprocess
import sys
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from cryptography.fernet import Fernet
from django.core.checks import CheckMessage, Warning, run_checks  # noqa: A004  # Django's own name
from django.core.management import call_command
from django.db import connections
from pytest_django.fixtures import Settings

from agent360_models.checks import TAG, _database
from agent360_models.routing import FamilyRouter
from tests.support.databases import scratch_database

ROUTER = "agent360_models.routing.FamilyRouter"


def found(**kwargs: Any) -> list[CheckMessage]:
    """Return the messages but that there are no keys, which most settings of this module leave out."""
    return [message for message in run_checks(tags=[TAG], **kwargs) if message.id != "agent360_models.W008"]


def ids(messages: list[CheckMessage]) -> list[str | None]:
    return [message.id for message in messages]


def test_a_sound_project_hears_nothing() -> None:
    """Neither do projects that leave the setting out."""
    assert found() == []


@pytest.mark.parametrize(
    ("setting", "text"),
    [
        ({"ALAIS": "crm"}, "AGENT360_MODELS['ALAIS'] is not a key of this setting."),
        ({"ALIAS": ["crm"]}, "AGENT360_MODELS['ALIAS'] is not the name of a database alias."),
        ({"READ_ONLY": "agent360"}, "AGENT360_MODELS['READ_ONLY'] is not a list of families and labels."),
        (
            {"REPLICAS": {"crm": "r"}},
            "AGENT360_MODELS['REPLICAS'] is not a dictionary from alias to a list of aliases.",
        ),
        ({"ALIASES": ["crm"]}, "AGENT360_MODELS['ALIASES'] is not a dictionary from family or label to alias."),
        *(
            (
                {"DRIFT_IGNORE": value},
                (
                    "AGENT360_MODELS['DRIFT_IGNORE'] is not a list of"
                    " (code, app_label.Model or app_label.Model.column, reason)."
                ),
            )
            for value in (
                "null.read",
                {"null.read": "why"},
                ["abc"],
                [("null.read", "a.B.c")],
                [("null.read", "a.B", 1)],
            )
        ),
        (["agent360"], "AGENT360_MODELS is not a dictionary."),
    ],
)
def test_e001_a_key_that_is_unknown_or_of_the_wrong_form(settings: Settings, setting: object, text: str) -> None:
    """One error that says which; the other checks keep quiet instead of failing."""
    settings.AGENT360_MODELS = setting

    messages = found()

    assert [(message.id, message.msg) for message in messages] == [("agent360_models.E001", text)]
    assert messages[0].hint


def test_e002_an_alias_that_is_not_in_databases(settings: Settings) -> None:
    """Wherever the setting names it."""
    settings.AGENT360_MODELS = {"ALIASES": {"agent360": "crmm"}, "REPLICAS": {"crm": ["standby"]}}

    messages = [message for message in found() if message.id == "agent360_models.E002"]

    assert [message.msg for message in messages] == [
        "AGENT360_MODELS ALIASES['agent360'] names the alias 'crmm', which is not in DATABASES.",
        "AGENT360_MODELS REPLICAS names the alias 'standby', which is not in DATABASES.",
    ]
    assert "crm_replica" in str(messages[0].hint)


def test_e003_a_name_that_is_neither_family_nor_app(settings: Settings) -> None:
    """In ``ALIASES``, ``READ_ONLY`` and ``READ_ONLY_EXCEPT``."""
    settings.AGENT360_MODELS = {"READ_ONLY": ["agent360", "agent360_acounts"]}

    messages = found()

    assert ids(messages) == ["agent360_models.E003"]
    assert "'agent360_acounts'" in messages[0].msg
    assert "agent360_accounts" in str(messages[0].hint)


def test_e004_an_alias_without_the_router(settings: Settings) -> None:
    """Without it every row would go to ``default``."""
    settings.AGENT360_MODELS = {"ALIAS": "crm"}
    settings.DATABASE_ROUTERS = []

    messages = [message for message in found() if message.id == "agent360_models.E004"]

    assert ROUTER in str(messages[0].hint)


def test_e004_is_silent_where_all_is_on_default(settings: Settings) -> None:
    """A project with one database needs no router."""
    settings.DATABASE_ROUTERS = []

    assert found() == []


def test_w001_a_router_that_is_not_last(settings: Settings) -> None:
    """A router behind it would not be asked about the project's own apps."""
    settings.DATABASE_ROUTERS = [ROUTER, "tests.checks.test_checks.Silent"]

    assert ids(found()) == ["agent360_models.W001"]


class Own(FamilyRouter):
    """A project's router that builds on ours."""


def test_e004_takes_a_subclass_for_the_router(settings: Settings) -> None:
    """A project may extend it."""
    settings.AGENT360_MODELS = {"ALIAS": "crm"}
    settings.DATABASE_ROUTERS = ["tests.checks.test_checks.Own"]

    assert "agent360_models.E004" not in ids(found())


class Silent:
    """A router without an opinion."""


def test_w002_a_foreign_key_across_aliases(settings: Settings) -> None:
    """Ours to ours, and a downstream model's to ours."""
    settings.AGENT360_MODELS = {"ALIASES": {"agent360_accounts": "crm"}}

    messages = {str(message.obj): message.msg for message in found() if message.id == "agent360_models.W002"}

    assert "from alias 'crm' to alias 'default'" in messages["agent360_accounts.Account.acc_owner"]
    assert "from alias 'default' to alias 'crm'" in messages["shop.Order.account"]


@pytest.fixture
def project(tmp_path: Path) -> Any:
    """Run ``manage.py check`` of a small project with these apps, and return what it printed."""

    def check(*installed: str, database: str | None = None) -> str:
        (tmp_path / "small.py").write_text(
            "SECRET_KEY = 'x'\n"
            f"INSTALLED_APPS = ['django.contrib.contenttypes', {', '.join(map(repr, installed))}]\n"
            "DATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql', 'HOST': '/nowhere', 'NAME': 'x'}}\n"
            "AGENT360_MODELS = {'READ_ONLY': ['agent360']}\n"
        )
        (tmp_path / "twin").mkdir(exist_ok=True)
        (tmp_path / "twin" / "__init__.py").write_text("")
        (tmp_path / "twin" / "models.py").write_text(
            "from django.db import models\n"
            "class Person(models.Model):\n"
            "    class Meta:\n"
            "        managed = False\n"
            "        db_table = 'users'\n"
        )
        options = ["--database", database] if database else []
        done = subprocess.run(
            [sys.executable, "-m", "django", "check", "--settings", "small", *options],
            env={"PYTHONPATH": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout + done.stderr

    return check


@pytest.mark.parametrize("root", [(), ("agent360_models",)], ids=["without the root app", "with the root app"])
def test_e005_an_app_without_the_app_it_needs(project: Any, root: tuple[str, ...]) -> None:
    """One clear error of ours that names the line to add, beside Django's own, and no traceback."""
    printed = project(*root, "agent360_models.agent360.accounts")

    assert printed.count("agent360_models.E005") == 1
    assert "agent360_accounts needs agent360_core, which is not installed." in printed
    assert "Add 'agent360_models.agent360.core' to INSTALLED_APPS" in printed
    assert "Traceback" not in printed


def test_w004_our_apps_without_the_root_app(project: Any) -> None:
    """There would be no ``manage.py agent360``."""
    printed = project("agent360_models.agent360.catalog")

    assert "agent360_models.W004" in printed


def test_an_app_alone_is_sound(project: Any) -> None:
    """A project may install the catalogue only."""
    printed = project("agent360_models", "agent360_models.agent360.catalog")

    assert "no issues" in printed


def test_w005_a_downstream_model_on_one_of_our_tables(project: Any) -> None:
    """Django itself says nothing about unmanaged models."""
    printed = project("agent360_models", "agent360_models.agent360.core", "twin")

    assert "agent360_core.User and twin.Person both use table 'users' of alias 'default'." in printed
    assert "agent360_models.W005" in printed


def test_w003_a_role_that_may_write_read_only_tables(settings: Settings, db: None) -> None:
    """Said only when the database is asked for."""
    settings.AGENT360_MODELS = {"READ_ONLY": ["agent360_catalog"]}

    messages = run_checks(tags=["database"], databases=["default"])

    assert [m.id for m in messages if str(m.id).startswith("agent360")] == ["agent360_models.W003"]
    assert _database.check_role() == []


def test_w003_says_nothing_where_the_server_is_down(project: Any) -> None:
    """Whether a server runs is not the question of this check."""
    printed = project("agent360_models", "agent360_models.agent360.catalog", database="default")

    assert "agent360_models.W003" not in printed
    assert "Traceback" not in printed


@pytest.mark.parametrize(
    ("keys", "places"),
    [
        (["short"], [0]),
        ([Fernet.generate_key().decode(), "ä" * 44], [1]),
        (["-" * 43, "*" * 43 + "=", ""], [0, 1, 2]),
        ([Fernet.generate_key().decode(), "_" * 43 + "="], []),
    ],
)
def test_e011_a_key_that_is_none(settings: Settings, keys: list[str], places: list[int]) -> None:
    """Named by its place, and never shown."""
    settings.AGENT360_MODELS = {"ENCRYPTION_KEYS": keys}

    messages = found()

    assert [(message.id, message.msg) for message in messages] == [
        ("agent360_models.E011", f"AGENT360_MODELS['ENCRYPTION_KEYS'][{place}] is not a Fernet key.")
        for place in places
    ]
    assert all("generate_key" in str(message.hint) for message in messages)


def test_w008_encrypted_columns_without_keys(settings: Settings) -> None:
    """A warning, since the rest of the project works; what is stored is asked of nobody."""
    settings.AGENT360_MODELS = {}

    (message,) = (message for message in run_checks(tags=[TAG]) if message.id == "agent360_models.W008")

    assert isinstance(message, Warning)
    assert message.msg.startswith("AGENT360_MODELS['ENCRYPTION_KEYS'] has no key for the encrypted columns of ")
    assert "toy.Safe" in message.msg
    assert "generate_key" in str(message.hint)


def test_w008_is_silent_where_nothing_is_encrypted(project: Any) -> None:
    """Most families have no such column."""
    assert "agent360_models.W008" not in project("agent360_models", "agent360_models.agent360.catalog")


def test_w009_keys_without_the_extra(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A warning, since the rest of the project works."""
    monkeypatch.setitem(sys.modules, "cryptography", None)
    settings.AGENT360_MODELS = {"ENCRYPTION_KEYS": ["_" * 43 + "="]}

    (message,) = found()

    assert message.id == "agent360_models.W009"
    assert 'pip install "agent360-models[crypto]"' in str(message.hint)


def zones(*databases: str) -> list[str]:
    """Return the messages of W010 or, with ``databases``, of W011."""
    messages = run_checks(tags=["database"] if databases else [TAG], databases=databases or None)
    return [message.msg for message in messages if message.id == f"agent360_models.W01{int(bool(databases))}"]


def test_w010_a_project_without_use_tz(settings: Settings) -> None:
    """By its own ``TIME_ZONE``: UTC is as good without."""
    settings.USE_TZ = False
    settings.TIME_ZONE = "Europe/Berlin"
    assert zones() == ["The time zone of sessions on alias 'default' is Europe/Berlin, set by the project."]

    settings.TIME_ZONE = "UTC"
    assert zones() == []


def test_w010_a_database_with_a_time_zone_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """A warning with the line to change."""
    usual = connections["default"]
    monkeypatch.setitem(usual.settings_dict, "TIME_ZONE", "Europe/Berlin")
    monkeypatch.setitem(vars(usual), "timezone_name", "Europe/Berlin")
    monkeypatch.setitem(vars(usual), "timezone", ZoneInfo("Europe/Berlin"))  # else it may stay this one

    (message,) = (message for message in run_checks(tags=[TAG]) if message.id == "agent360_models.W010")

    assert isinstance(message, Warning)
    assert "Remove TIME_ZONE from DATABASES['default']." in str(message.hint)


def test_w011_a_session_that_is_not_as_django_asked_for_it(db: None) -> None:
    """As a pooler may hand it out; only ``check --database`` asks for it."""
    assert zones("default") == []

    execute("SET LOCAL TIME ZONE 'Asia/Tokyo'")

    assert zones() == []
    assert zones("default") == [
        "The time zone of sessions on alias 'default' is Asia/Tokyo, although Django requested UTC."
    ]


def drift(*databases: str) -> list[str]:
    """Return the messages of W006 about these databases."""
    messages = run_checks(tags=["database"], databases=databases)
    assert all(isinstance(message, Warning) for message in messages if message.id == "agent360_models.W006")
    return [message.msg for message in messages if message.id == "agent360_models.W006"]


def execute(*statements: str, alias: str = "default") -> None:
    with connections[alias].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_w006_one_line_for_each_model_that_differs(db: None) -> None:
    """With the codes, each once; errors and warnings alike, and only a warning, since an error would stop migrate."""
    execute(
        "ALTER TABLE accounts DROP COLUMN acc_credit_limit, ALTER acc_name DROP NOT NULL,"
        " ALTER acc_active DROP NOT NULL",
        "ALTER TABLE user_roles ALTER ur_name DROP NOT NULL",
    )

    assert drift("default") == [
        "agent360_core.UserRole differs from its table on alias 'default': null.read.",
        "agent360_accounts.Account differs from its table on alias 'default': column.missing, null.read.",
    ]


def test_w006_points_at_the_command_and_does_not_stop_migrate(db: None) -> None:
    """Even where a table is missing."""
    execute("DROP TABLE sync_conflicts")

    messages = run_checks(tags=["database"], databases=["default"])
    call_command("check", "--tag", "database", "--database", "default")

    assert "manage.py agent360 drift" in str(messages[0].hint)


@pytest.mark.django_db(databases=["default", "crm"])
def test_w006_is_about_the_apps_of_the_alias(settings: Settings) -> None:
    """What is on another alias need not match here."""
    settings.AGENT360_MODELS = {"ALIASES": {"agent360": "crm"}}
    execute("DROP TABLE sync_conflicts")
    execute("DROP TABLE user_login_log", alias="crm")

    assert drift("default") == []
    assert drift("default", "crm") == [
        "agent360_system.UserLoginLog differs from its table on alias 'crm': table.missing."
    ]


def test_w006_is_silent_where_all_is_well(db: None) -> None:
    """Where info is all there is, too."""
    execute("ALTER TABLE sync_conflicts SET UNLOGGED", "ALTER TABLE accounts ADD COLUMN acc_segment text")

    assert drift("default") == []


def test_w006_asks_no_database_unless_told_to() -> None:
    """This test may not open one."""
    assert _database.check_drift() == []
    assert _database.check_drift(databases=[]) == []
    assert "agent360_models.W006" not in ids(found())


def test_w006_says_nothing_where_the_server_is_down(project: Any) -> None:
    """As W003."""
    printed = project("agent360_models", "agent360_models.agent360.catalog", database="default")

    assert "agent360_models.W006" not in printed


def test_w006_leaves_out_what_the_setting_excuses(settings: Settings, db: None) -> None:
    """As the command does."""
    settings.AGENT360_MODELS = {"DRIFT_IGNORE": [("table.missing", "agent360_system.SyncConflict", "not used")]}
    execute("DROP TABLE sync_conflicts")

    assert drift("default") == []


def test_w006_judges_a_read_only_app_by_reads(settings: Settings, db: None) -> None:
    """What only a write would notice is no message."""
    execute(
        "ALTER TABLE accounts ADD COLUMN acc_segment text NOT NULL, ALTER acc_credit_limit SET NOT NULL,"
        " ALTER acc_active DROP DEFAULT",
        "CREATE ROLE drift_reader",
        "GRANT USAGE ON SCHEMA orchestration TO drift_reader",
        "GRANT SELECT ON ALL TABLES IN SCHEMA public, orchestration TO drift_reader",
        "SET LOCAL ROLE drift_reader",
    )

    assert len([found for found in drift("default") if found.startswith("agent360_")]) == 26
    settings.AGENT360_MODELS = {"READ_ONLY": ["agent360", "automate", "ingestion"]}

    assert drift("default") == []


def test_w006_says_nothing_about_apps_of_others(db: None) -> None:
    """The command looks at them when asked."""
    execute("DROP TABLE shop_order")

    assert drift("default") == []


@pytest.fixture
def toy_is_a_family(settings: Settings) -> None:
    """Make a family of the managed app of the tests."""
    settings.AGENT360_MODELS = {**settings.AGENT360_MODELS, "FAMILIES": {"toys": ["toy"]}}


@pytest.mark.usefixtures("toy_is_a_family")
def test_w006_says_nothing_about_managed_models_that_are_not_migrated_yet(db: None) -> None:
    """``migrate`` runs the check first, and would warn of what it is about to make."""
    execute("DROP SCHEMA toy CASCADE", "DELETE FROM django_migrations WHERE app = 'toy'")

    assert drift("default") == []


@pytest.mark.usefixtures("toy_is_a_family")
def test_w006_compares_managed_models_after_their_migrations(db: None) -> None:
    """As others."""
    execute("ALTER TABLE toy.maker DROP COLUMN name")

    (message,) = (message for message in drift("default") if message.startswith("toy.Maker "))
    assert "column.missing" in message


@pytest.mark.usefixtures("toy_is_a_family")
def test_w006_lives_without_the_list_of_migrations(db: None) -> None:
    """Where ``migrate`` has never run, nothing is migrated yet."""
    execute("ALTER TABLE toy.maker DROP COLUMN name", "DROP TABLE django_migrations")

    assert drift("default") == []


@pytest.mark.usefixtures("toy_is_a_family")
def test_w006_compares_managed_models_where_the_list_of_migrations_may_not_be_read(db: None) -> None:
    """Such a role is not the one that migrates; no traceback, and the transaction goes on."""
    execute("CREATE ROLE drift_reader", "SET LOCAL ROLE drift_reader")

    assert "toy.Maker differs from its table on alias 'default': privilege.schema." in drift("default")
    assert _database.check_drift(databases=["default"])


def test_w006_before_install_is_one_line(settings: Settings, django_db_setup: None, django_db_blocker: Any) -> None:
    """However many tables there are to be, since a development database begins so."""
    with django_db_blocker.unblock(), scratch_database() as alias:
        settings.AGENT360_MODELS = {"ALIASES": {"agent360": alias}}
        (message,) = run_checks(tags=["database"], databases=[alias])

    assert message.hint is None
    assert "has no table of agent360_core, agent360_catalog, agent360_accounts and 6 more." in message.msg
    assert "manage.py agent360 install" in message.msg
