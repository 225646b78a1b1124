"""What all factories have in common, and how they are found."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from factory.declarations import PostGeneration
from pytest_django.fixtures import Settings

from agent360_models.agent360.accounts.factories import AccountFactory
from agent360_models.agent360.accounts.models import Account
from agent360_models.agent360.ai_assistant.factories import AiChatThreadFactory
from agent360_models.agent360.ai_assistant.models import AiChatThread
from agent360_models.agent360.core.factories import UserFactory
from agent360_models.agent360.core.models import User, UserRole
from agent360_models.agent360.system.factories import SyncLogFactory
from agent360_models.agent360.system.models import SyncLog
from agent360_models.exceptions import ReadOnlyTableError
from agent360_models.testing.factories import factories, factory_of, using
from tests.apps.shop.factories import OrderFactory
from tests.apps.shop.models import Order

ROOT = Path(__file__).parents[2]
THEN = datetime(2020, 2, 29, 12, tzinfo=UTC)


# Found


def test_a_factory_is_found_by_its_model() -> None:
    """The generic way, for code that does not know which model it gets."""
    assert factory_of(Account) is AccountFactory


def test_factories_of_other_apps_are_found_too() -> None:
    """Of two for one model, the one that is written first."""
    assert factories()[Order] is OrderFactory


def test_a_model_without_a_factory_is_named() -> None:
    """A LookupError, as from Django's own registries."""
    with pytest.raises(LookupError, match=r"auth\.Group has no factory\. Write a FamilyFactory"):
        factory_of(Group)


# On which alias


@pytest.mark.django_db(databases=["default", "crm"])
def test_using_puts_a_row_and_its_parents_on_the_alias() -> None:
    """And everything after the block where the router says."""
    with using("crm"):
        there = AccountFactory.create()
    here = AccountFactory.create()

    assert [there._state.db, here._state.db] == ["crm", "default"]
    for model in (Account, User, UserRole):
        assert [model._default_manager.using(alias).count() for alias in ("default", "crm")] == [1, 1]


@pytest.mark.django_db(databases=["default", "crm"])
def test_using_within_using() -> None:
    """The inner one holds until it ends, however it ends."""
    with using("crm"):
        with using("default"):
            inner = UserFactory.create()
        with pytest.raises(IntegrityError), using("default"), transaction.atomic():
            UserFactory.create(usr_sf_id=inner.pk)
        outer = UserFactory.create()

    assert [inner._state.db, outer._state.db] == ["default", "crm"]


@pytest.mark.django_db(databases=["default", "crm"])
def test_the_router_decides_without_using(settings: Settings) -> None:
    """A downstream row stays on its own alias, and its parent goes to ours."""
    settings.AGENT360_MODELS = {"ALIAS": "crm"}

    order = OrderFactory.create()

    assert [order._state.db, order.account._state.db] == ["default", "crm"]


# Read-only tables


def test_a_factory_writes_what_the_project_may_not(db: None, settings: Settings) -> None:
    """The guard stays closed for the code under test."""
    settings.AGENT360_MODELS = {"READ_ONLY": ["agent360"]}

    account = AccountFactory.create()

    account.acc_name = "Changed"
    with pytest.raises(ReadOnlyTableError):
        account.save()


def test_a_hook_of_a_subclass_writes_too(db: None, settings: Settings) -> None:
    """It saves what it changes; factory_boy does not save the row once more."""
    settings.AGENT360_MODELS = {"READ_ONLY": ["agent360"]}

    def rename(row: Account, _create: object, _given: object, **_extra: Any) -> None:
        row.acc_name = "Renamed"
        row.save()

    class RenamedFactory(AccountFactory):
        rename_it = PostGeneration(rename)

    RenamedFactory.create()

    assert Account.objects.get().acc_name == "Renamed"


# Times


def test_a_given_time_stands_where_django_puts_the_present(db: None) -> None:
    """``auto_now_add`` would make a test about last week's run impossible."""
    run = SyncLogFactory.create(sl_started_at=THEN)

    assert run.sl_started_at == SyncLog.objects.get().sl_started_at == THEN


def test_a_row_shows_what_a_trigger_set(db: None) -> None:
    """The second write of a given time fires it."""
    thread = AiChatThreadFactory.create(act_created_at=THEN)

    stored = AiChatThread.objects.get()
    assert (thread.act_created_at, thread.act_updated_at) == (THEN, stored.act_updated_at)


def test_without_a_given_time_a_row_costs_one_query(db: None, django_assert_num_queries: Any) -> None:
    """Nothing is read back."""
    owner = UserFactory.create()

    with django_assert_num_queries(1):
        AccountFactory.create(acc_owner=owner)


def test_build_asks_no_database() -> None:
    """This test has none."""
    account = AccountFactory.build()

    assert account.acc_owner.usr_user_role
    assert account._state.adding


# The extra


WITHOUT = """
import sys
import django
from django.conf import settings
from agent360_models.families import installed_apps
sys.modules["factory"] = None
settings.configure(INSTALLED_APPS=["django.contrib.postgres", *installed_apps("agent360_catalog")])
django.setup()
for module in sys.argv[1:]:
    try:
        __import__(module)
    except Exception as error:
        print(f"{type(error).__name__}: {error}")
"""


def test_without_factory_boy_the_error_says_what_to_install() -> None:
    """Whichever module is imported first; a project needs no database for it."""
    modules = ["agent360_models.agent360.catalog.factories", "agent360_models.testing.factories"]

    answer = subprocess.run(
        [sys.executable, "-c", WITHOUT, *modules], capture_output=True, text=True, check=False, cwd=ROOT
    )

    said = (
        "ImproperlyConfigured: Factories need factory_boy, which is not installed."
        ' Run pip install "agent360-models[testing]".'
    )
    assert answer.stdout.splitlines() == [said] * len(modules), answer.stderr
