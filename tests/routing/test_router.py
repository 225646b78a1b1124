"""``FamilyRouter``: which alias each row goes to."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import DEFAULT_DB_ALIAS, router, transaction
from django.db.models import Model
from pytest_django.fixtures import Settings

from agent360_models.agent360.accounts.models import Account
from agent360_models.agent360.catalog.models import ProductBrand
from agent360_models.agent360.core.models import User, UserRole
from agent360_models.routing import FamilyRouter, _replicas, home_of, home_of_app
from tests.apps.shop.models import Order
from tests.support.agent360 import THEN

ROLE_ID = "00E000000000001AAA"
BOTH = pytest.mark.django_db(databases=["default", "crm"])


@pytest.fixture
def crm(settings: Settings) -> None:
    """Everything of ours lives on ``crm``, which has a replica that no other test has made this process leave."""
    _replicas._left_until.clear()
    _replicas._forget()
    settings.AGENT360_MODELS = {"ALIAS": "crm", "REPLICAS": {"crm": ["crm_replica"]}}


def role(**columns: object) -> UserRole:
    return UserRole(
        **{
            "ur_sf_id": ROLE_ID,
            "ur_name": "Sales",
            "ur_last_modified_date": THEN,
            "ur_system_modstamp": THEN,
            **columns,
        }
    )


@BOTH
def test_rows_are_written_where_the_setting_says(crm: None) -> None:
    """Not to ``default``."""
    role().save()

    assert UserRole.objects.using("crm").count() == 1
    assert UserRole.objects.using("default").count() == 0


@BOTH
def test_a_label_can_live_apart_from_its_family(settings: Settings) -> None:
    """``ALIASES`` by label."""
    settings.AGENT360_MODELS = {"ALIASES": {"agent360_catalog": "crm"}}

    assert (router.db_for_write(ProductBrand), router.db_for_write(UserRole)) == ("crm", "default")


def test_a_model_and_an_app_have_a_home(settings: Settings) -> None:
    """By the setting for ours, also without the router; by the project's routers for anybody's."""
    settings.AGENT360_MODELS = {"ALIAS": "crm"}
    settings.DATABASE_ROUTERS = []

    assert (home_of(UserRole), home_of(Group)) == ("crm", "default")
    assert (home_of_app("agent360_core"), home_of_app("auth")) == ("crm", "default")
    assert home_of_app("staticfiles") == DEFAULT_DB_ALIAS  # it has no models
    with pytest.raises(LookupError):
        home_of_app("no_app")


class _Refusing:
    """Reads an app from one alias, and refuses to write it."""

    def db_for_read(self, model: type[Model], **_hints: Any) -> str | None:
        return "crm" if model._meta.app_label == "auth" else None

    def db_for_write(self, model: type[Model], **_hints: Any) -> str | None:
        if model._meta.app_label == "auth":
            raise RuntimeError("read only")
        return None


class _Silent(_Refusing):
    """Reads an app from one alias, and does not speak of writes."""

    def db_for_write(self, model: type[Model], **_hints: Any) -> str | None:
        return None


class _Reading:
    db_for_read = _Refusing.db_for_read


class _Writing(_Silent):
    def db_for_write(self, model: type[Model], **_hints: Any) -> str | None:
        return "default"


@pytest.mark.parametrize(
    ("router_class", "home"), [(_Refusing, "crm"), (_Silent, "crm"), (_Reading, "crm"), (_Writing, "default")]
)
def test_an_app_that_no_router_lets_write_is_at_home_where_it_is_read(
    settings: Settings, router_class: type, home: str
) -> None:
    """A router that names an alias for writes is obeyed."""
    settings.DATABASE_ROUTERS = [router_class()]

    assert home_of_app("auth") == home
    assert home_of(Group) in (home, "default")


def test_reads_go_to_a_replica(crm: None) -> None:
    """Outside a transaction, and without an instance that says otherwise."""
    assert router.db_for_read(UserRole) == "crm_replica"
    assert router.db_for_write(UserRole) == "crm"


@pytest.mark.django_db(databases=["crm"], transaction=True)
def test_a_writer_reads_its_own_rows_on_the_primary(crm: None) -> None:
    """Inside ``atomic`` of the primary; even beside a row that came from a replica."""
    from_replica = role()
    from_replica._state.db = "crm_replica"

    with transaction.atomic(using="crm"):
        inside = router.db_for_read(UserRole), router.db_for_read(User, instance=from_replica)

    assert inside == ("crm", "crm")
    assert router.db_for_read(User, instance=from_replica) == "crm_replica"


@pytest.mark.parametrize(
    ("read_from", "read", "write"),
    [
        ("crm", "crm", "crm"),
        ("crm_replica", "crm_replica", "crm"),
        ("default", "default", "default"),  # chosen by using("default")
    ],
)
def test_related_rows_stay_on_the_alias_of_the_instance(crm: None, read_from: str, read: str, write: str) -> None:
    """But nothing is ever written to a replica."""
    instance = role()
    instance._state.db = read_from

    assert router.db_for_read(User, instance=instance) == read
    assert router.db_for_write(User, instance=instance) == write


def test_an_instance_of_another_alias_does_not_pull_our_model_along(settings: Settings) -> None:
    """The other end of a foreign key across aliases is looked up on its own alias."""
    settings.AGENT360_MODELS = {"ALIASES": {"agent360_core": "crm"}}
    account = Account()
    account._state.db = "default"

    assert router.db_for_read(User, instance=account) == "crm"


def test_their_rows_stay_at_home_when_one_of_ours_is_the_hint(crm: None) -> None:
    """Without an answer Django would look for the downstream table on our alias."""
    account = Account(acc_sf_id="001000000000001AAA")
    account._state.db = "crm"

    assert account.shop_orders.all().db == DEFAULT_DB_ALIAS
    assert router.db_for_write(Order, instance=account) == DEFAULT_DB_ALIAS


@BOTH
def test_a_downstream_row_points_across_aliases(crm: None) -> None:
    """Created through our row, found again, and followed back to it."""
    User.objects.create(
        usr_sf_id="005000000000001AAA",
        usr_is_active=True,
        usr_sf_created_date=THEN,
        usr_last_modified_date=THEN,
    )
    account = Account.objects.create(
        acc_sf_id="001000000000001AAA", acc_owner_id="005000000000001AAA", acc_last_modified_date=THEN
    )

    order = account.shop_orders.create(number="A1")

    assert order._state.db == "default"
    assert [found.number for found in account.shop_orders.all()] == ["A1"]
    assert Order.objects.get().account == account


def test_it_has_no_opinion_about_the_rest(crm: None) -> None:
    """Other apps are not ours to route."""
    theirs = FamilyRouter()

    assert theirs.db_for_read(Group) is None
    assert theirs.db_for_write(Group, instance=Group()) is None
    assert theirs.allow_relation(Group(), Group()) is None
    assert theirs.allow_migrate("default", "auth", "group") is None


@pytest.mark.parametrize(
    ("alias", "label", "allowed"),
    [
        ("crm", "agent360_core", True),
        ("default", "agent360_core", False),
        ("crm_replica", "agent360_core", False),
        ("crm", "auth", False),  # else migrate would create auth tables in somebody else's database
        ("crm_replica", "auth", False),
        ("default", "auth", None),
    ],
)
def test_migrations_keep_to_their_own_alias(crm: None, alias: str, label: str, allowed: bool | None) -> None:
    """In both directions; ``model_name`` may be ``None``, as for ``RunSQL``."""
    assert FamilyRouter().allow_migrate(alias, label, None) is allowed


def test_relations_join_ours_with_theirs_and_ours_on_one_alias(settings: Settings) -> None:
    """Two of ours on two aliases are left to Django, which refuses."""
    settings.AGENT360_MODELS = {"ALIASES": {"agent360_core": "crm"}}
    family = FamilyRouter()

    assert family.allow_relation(role(), User()) is True
    assert family.allow_relation(role(), Group()) is True
    assert family.allow_relation(role(), Account()) is None
