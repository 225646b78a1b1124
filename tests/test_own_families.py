"""Families of a project: named in the setting or by their apps, and what answers for them."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin import AdminSite, ModelAdmin
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import router, transaction
from django.db.models import ForeignKey
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from agent360_models import conf, families
from agent360_models.admin import FamilyAdmin
from agent360_models.checks import TAG
from agent360_models.exceptions import ReadOnlyTableError
from agent360_models.readonly import allow_writes
from agent360_models.routing import FamilyRouter, home_of_app
from tests.apps.bulky.models import Item
from tests.apps.shop.models import Order
from tests.apps.toy.models import Maker, Toy

STOCK = {"FAMILIES": {"stock": ["toy", "shop"], "bulk": ["bulky"]}}


@pytest.fixture
def stock(settings: Settings) -> None:
    """A family on two aliases, one of them with a replica, and another family beside it."""
    settings.AGENT360_MODELS = {
        **STOCK,
        "ALIASES": {"stock": "crm", "shop": "default"},
        "REPLICAS": {"crm": ["crm_replica"]},
        "READ_ONLY": ["stock"],
        "READ_ONLY_EXCEPT": ["shop"],
    }


def complaints() -> list[str]:
    """Return what the checks of the library say, but for the hints about roles."""
    return [f"{found.id}: {found.msg}" for found in run_checks(tags=[TAG]) if found.id != "agent360_models.W008"]


# Names


def test_a_family_stands_for_its_labels(stock: None) -> None:
    assert families.labels("stock") == ["toy", "shop"]
    assert families.labels("bulk", "toy") == ["toy", "bulky"]
    assert (families.family_of("shop"), families.family_of("auth")) == ("stock", None)
    assert families.requires("shop") == ("agent360_accounts",)


def test_an_app_names_its_family_itself_and_the_setting_wins(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apps.get_app_config("toy"), "family", "toys", raising=False)
    settings.AGENT360_MODELS = {"ALIASES": {"toys": "crm"}}

    assert families.labels("toys") == ["toy"]
    assert router.db_for_write(Toy) == "crm"

    settings.AGENT360_MODELS = STOCK

    assert families.family_of("toy") == "stock"


def test_settings_name_the_apps_of_a_project_themselves(stock: None) -> None:
    """``installed_apps()`` is called before anything is known of them."""
    with pytest.raises(ValueError, match=r"'stock' is neither .* List the project's own apps in INSTALLED_APPS"):
        families.installed_apps("stock")


def test_two_apps_may_need_each_other(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each comes once, and nothing goes round in circles."""
    settings.AGENT360_MODELS = STOCK
    needs = {"toy": ("shop",), "shop": ("bulky",), "bulky": ("toy",)}
    monkeypatch.setattr(families, "requires", lambda label: needs.get(label, ()))

    assert sorted(families.with_dependencies("toy")) == ["bulky", "shop", "toy"]
    assert len(families.every_label()) == len({*families.every_label()})


# Where the tables are


def test_the_router_sends_each_app_to_its_alias(stock: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent360_models.routing.choose", lambda _primary, replicas, _beside: replicas[0])

    assert (router.db_for_write(Toy), router.db_for_read(Toy)) == ("crm", "crm_replica")
    assert (router.db_for_write(Order), router.db_for_read(Order)) == ("default", "default")
    assert [home_of_app(label) for label in ("toy", "shop", "bulky")] == ["crm", "default", "default"]


def test_migrations_stay_on_the_alias_of_the_app(stock: None) -> None:
    """And nobody else's come to it, nor to its replica."""
    found = {
        label: [alias for alias in ("default", "crm", "crm_replica") if router.allow_migrate(alias, label)]
        for label in ("toy", "shop", "bulky", "auth")
    }

    assert found == {"toy": ["crm"], "shop": ["default"], "bulky": ["default"], "auth": ["default"]}
    assert conf.dedicated_aliases() == {"crm", "crm_replica"}


def test_rows_of_one_family_on_two_aliases_do_not_meet(stock: None) -> None:
    assert FamilyRouter().allow_relation(Maker(), Toy()) is True
    assert FamilyRouter().allow_relation(Order(), Toy()) is None


def test_without_an_alias_another_router_of_the_project_says_it(settings: Settings) -> None:
    """The family is there all the same."""
    settings.AGENT360_MODELS = STOCK
    earlier = SimpleNamespace(db_for_read=lambda *_a, **_k: "crm", db_for_write=lambda *_a, **_k: "crm")
    settings.DATABASE_ROUTERS = [earlier, FamilyRouter()]

    assert home_of_app("toy") == "crm"


# What may be written


@pytest.mark.django_db
def test_the_guard_refuses_the_family_and_lets_the_exception_pass(settings: Settings) -> None:
    settings.AGENT360_MODELS = {**STOCK, "READ_ONLY": ["stock"], "READ_ONLY_EXCEPT": ["shop"]}

    with pytest.raises(ReadOnlyTableError, match="toy"), transaction.atomic():
        Maker.objects.create(name="Ann")
    with allow_writes("stock"):
        Maker.objects.create(name="Bea")
    Order.objects.create(account_id=1, number="1")

    assert [maker.name for maker in Maker.objects.all()] == ["Bea"]


def test_the_admin_offers_no_editing_of_it(stock: None) -> None:
    request = RequestFactory().get("/")
    request.user = SimpleNamespace(has_perm=lambda _name: True)  # type: ignore[assignment]

    def may(model: Any) -> list[bool]:
        admin = FamilyAdmin(model, AdminSite())
        return [
            admin.has_view_permission(request),
            admin.has_add_permission(request),
            admin.has_change_permission(request),
            admin.has_delete_permission(request),
        ]

    assert may(Toy) == [True, False, False, False]
    assert may(Order) == [True, True, True, True]


@pytest.fixture
def site() -> Iterator[AdminSite]:
    site = AdminSite("stock")
    yield site
    for model in [*site._registry]:
        site.unregister(model)


def test_a_plain_page_of_a_read_only_table_is_a_warning(stock: None, site: AdminSite) -> None:
    site.register(Toy, ModelAdmin)
    site.register(Maker, FamilyAdmin)
    site.register(Order, ModelAdmin)

    (found,) = [each for each in complaints() if "W017" in each]

    assert "ModelAdmin offers to edit toy.Toy" in found


# Wrong entries


@pytest.mark.parametrize(
    ("given", "fact"),
    [
        ({"agent360": ["toy"]}, "The family name 'agent360' belongs to agent360-models"),
        ({"agent360_core": ["toy"]}, "The family name 'agent360_core' belongs to agent360-models"),
        ({"auth": ["toy"]}, "The family 'auth' has the name of an app that is not in it."),
        ({"": ["toy"]}, "A family has an empty name."),
        ({"stock": ["agent360_core"]}, "lists 'agent360_core', which is an app of agent360-models."),
        ({"stock": ["tests.apps.toy"]}, "lists 'tests.apps.toy', which is not the label of an installed app."),
        ({"stock": ["toyy"]}, "lists 'toyy', which is not the label of an installed app."),
        ({"a": ["toy"], "b": ["toy"]}, "lists 'toy' in 2 families."),
    ],
)
def test_e015_says_what_cannot_be(settings: Settings, given: dict[str, list[str]], fact: str) -> None:
    settings.AGENT360_MODELS = {"FAMILIES": given}

    (found,) = complaints()

    assert found.startswith("agent360_models.E015: ")
    assert fact in found


@pytest.mark.parametrize(("name", "fact"), [("agent360", "belongs to agent360-models"), (["toys"], "not a name")])
def test_e015_hears_what_an_app_says_too(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, name: object, fact: str
) -> None:
    monkeypatch.setattr(apps.get_app_config("toy"), "family", name, raising=False)
    settings.AGENT360_MODELS = {}

    (found,) = complaints()

    assert found.startswith("agent360_models.E015: ")
    assert fact in found
    assert not families.has("toy")


def test_e003_knows_the_families_of_the_project(settings: Settings) -> None:
    settings.AGENT360_MODELS = {**STOCK, "READ_ONLY": ["stock", "bulky", "stok"]}

    assert [found.partition(", which")[0] for found in complaints()] == [
        "agent360_models.E003: AGENT360_MODELS['READ_ONLY'] names 'stok'"
    ]


WRONG = [5, None, "stock", [1], [["a"]], {"stock": 5}, {"stock": None}, {"stock": [["x"]]}, {5: ["x"]}]
KEYS = ("FAMILIES", "ALIAS", "ALIASES", "REPLICAS", "READ_ONLY", "READ_ONLY_EXCEPT", "ABSENT", "DRIFT_IGNORE")
QUESTIONS: tuple[Callable[[], object], ...] = (
    families.names,
    families.installed,
    conf.dedicated_aliases,
    conf.drift_ignore,
    lambda: conf.is_read_only("toy"),
    lambda: conf.absent("toy.Toy"),
    lambda: home_of_app("toy"),
    lambda: router.db_for_read(Toy),
    lambda: router.db_for_write(Item),
    lambda: router.allow_migrate("default", "auth"),
)


@pytest.mark.parametrize("key", KEYS)
def test_an_entry_of_another_form_is_reported_and_never_a_traceback(settings: Settings, key: str) -> None:
    for value in WRONG:
        settings.AGENT360_MODELS = {**STOCK, key: value}
        if conf.KEYS[key].fits(value):
            continue

        assert complaints() == [f"agent360_models.E001: AGENT360_MODELS[{key!r}] is not {conf.KEYS[key].words}."]
        for ask in QUESTIONS:
            ask()
        with pytest.raises(ValueError, match="neither a family nor an app") if key == "FAMILIES" else nullcontext():
            families.labels("stock", "nobody") if key == "FAMILIES" else families.labels("stock")


def test_a_verb_names_what_there_is(stock: None) -> None:
    assert not {"hibachi_core", "migochat"} & {*families.choices()}  # not installed here
    with pytest.raises(CommandError, match=r"'stok' is neither a family nor an app of one.*stock"):
        call_command("agent360", "adopt", "stok", stdout=StringIO())


def test_alerts_are_those_of_every_family(stock: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """An app of the project keeps some too; not where it may not be written."""
    found = SimpleNamespace(closed=["stale shelf"], open=[], opened=[])
    monkeypatch.setattr(families, "installed", lambda: ["shop", "toy"])
    monkeypatch.setattr("tests.apps.shop.models.alerts", lambda **_: found, raising=False)
    monkeypatch.setattr(apps.get_app_config("shop"), "evaluate_alerts", "tests.apps.shop.models.alerts", raising=False)
    out = StringIO()

    call_command("agent360", "alerts", stdout=out)

    assert out.getvalue() == "closed  stale shelf\n"


def test_foreign_keys_of_a_family_are_its_dependencies(stock: None) -> None:
    assert isinstance(Order._meta.get_field("account"), ForeignKey)
    assert "agent360_accounts" in families.with_dependencies("shop")
