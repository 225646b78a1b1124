"""The system checks, named by their ids."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import CheckMessage, run_checks
from pytest_django.fixtures import Settings

from agent360_models import checks
from agent360_models.db.routers import FamilyRouter

ROUTER = "agent360_models.db.routers.FamilyRouter"


def found(**kwargs: Any) -> list[CheckMessage]:
    return run_checks(tags=[checks.TAG], **kwargs)


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
        (["agent360"], "AGENT360_MODELS is not a dictionary."),
    ],
)
def test_e001_a_key_that_is_unknown_or_of_the_wrong_form(settings: Settings, setting: object, text: str) -> None:
    """One error that says which; the other checks keep quiet instead of failing."""
    settings.AGENT360_MODELS = setting

    messages = found()

    assert [(message.id, message.msg) for message in messages] == [("agent360.E001", text)]
    assert messages[0].hint


def test_e002_an_alias_that_is_not_in_databases(settings: Settings) -> None:
    """Wherever the setting names it."""
    settings.AGENT360_MODELS = {"ALIASES": {"agent360": "crmm"}, "REPLICAS": {"crm": ["standby"]}}

    messages = [message for message in found() if message.id == "agent360.E002"]

    assert [message.msg for message in messages] == [
        "AGENT360_MODELS ALIASES['agent360'] names the alias 'crmm', which is not in DATABASES.",
        "AGENT360_MODELS REPLICAS names the alias 'standby', which is not in DATABASES.",
    ]
    assert "crm_replica" in str(messages[0].hint)


def test_e003_a_name_that_is_neither_family_nor_app(settings: Settings) -> None:
    """In ``ALIASES``, ``READ_ONLY`` and ``WRITABLE``."""
    settings.AGENT360_MODELS = {"READ_ONLY": ["agent360", "agent360_acounts"]}

    messages = found()

    assert ids(messages) == ["agent360.E003"]
    assert "'agent360_acounts'" in messages[0].msg
    assert "agent360_accounts" in str(messages[0].hint)


def test_e004_an_alias_without_the_router(settings: Settings) -> None:
    """Without it every row would go to ``default``."""
    settings.AGENT360_MODELS = {"ALIAS": "crm"}
    settings.DATABASE_ROUTERS = []

    messages = [message for message in found() if message.id == "agent360.E004"]

    assert ROUTER in str(messages[0].hint)


def test_e004_is_silent_where_all_is_on_default(settings: Settings) -> None:
    """A project with one database needs no router."""
    settings.DATABASE_ROUTERS = []

    assert found() == []


def test_w001_a_router_that_is_not_last(settings: Settings) -> None:
    """A router behind it would not be asked about the project's own apps."""
    settings.DATABASE_ROUTERS = [ROUTER, "tests.test_checks.Silent"]

    assert ids(found()) == ["agent360.W001"]


class Own(FamilyRouter):
    """A project's router that builds on ours."""


def test_e004_takes_a_subclass_for_the_router(settings: Settings) -> None:
    """A project may extend it."""
    settings.AGENT360_MODELS = {"ALIAS": "crm"}
    settings.DATABASE_ROUTERS = ["tests.test_checks.Own"]

    assert "agent360.E004" not in ids(found())


class Silent:
    """A router without an opinion."""


def test_w002_a_foreign_key_across_aliases(settings: Settings) -> None:
    """Ours to ours, and a downstream model's to ours."""
    settings.AGENT360_MODELS = {"ALIASES": {"agent360_accounts": "crm"}}

    messages = {str(message.obj): message.msg for message in found() if message.id == "agent360.W002"}

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

    assert printed.count("agent360.E005") == 1
    assert "agent360_accounts needs agent360_core, which is not installed." in printed
    assert "Add 'agent360_models.agent360.core' to INSTALLED_APPS" in printed
    assert "Traceback" not in printed


def test_w004_our_apps_without_the_root_app(project: Any) -> None:
    """There would be no ``manage.py agent360``."""
    printed = project("agent360_models.agent360.catalog")

    assert "agent360.W004" in printed


def test_an_app_alone_is_sound(project: Any) -> None:
    """A project may install the catalogue only."""
    printed = project("agent360_models", "agent360_models.agent360.catalog")

    assert "no issues" in printed


def test_w005_a_downstream_model_on_one_of_our_tables(project: Any) -> None:
    """Django itself says nothing about unmanaged models."""
    printed = project("agent360_models", "agent360_models.agent360.core", "twin")

    assert "agent360_core.User and twin.Person are both on table 'users' of alias 'default'." in printed
    assert "agent360.W005" in printed


def test_w003_a_role_that_may_write_read_only_tables(settings: Settings, db: None) -> None:
    """Said only when the database is asked for."""
    settings.AGENT360_MODELS = {"READ_ONLY": ["agent360_catalog"]}

    messages = run_checks(tags=["database"], databases=["default"])

    assert [m.id for m in messages if str(m.id).startswith("agent360")] == ["agent360.W003"]
    assert checks.check_role() == []


def test_w003_says_nothing_where_the_server_is_down(project: Any) -> None:
    """Whether a server runs is not the question of this check."""
    printed = project("agent360_models", "agent360_models.agent360.catalog", database="default")

    assert "agent360.W003" not in printed
    assert "Traceback" not in printed


@pytest.mark.parametrize(
    "setting",
    [
        {"SALESFORCE_OBJECTS": {"Konto__c": "agent360_accounts.Acount"}},
        {"SALESFORCE_FIELDS": {"agent360_accounts.Account": {"Kreditlimit__c": "acc_limit"}}},
    ],
)
def test_e007_an_own_name_that_leads_nowhere(settings: Settings, setting: dict[str, Any]) -> None:
    """Found before a load, not in the middle of it."""
    settings.AGENT360_MODELS = setting

    assert ids(found()) == ["agent360.E007"]
