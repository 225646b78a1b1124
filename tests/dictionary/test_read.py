"""One structure from the models of any app: what a table is, its columns, and who points at whom."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connections

from agent360_models.dictionary.read import read
from agent360_models.dictionary.structure import Column, Dictionary, Relation
from agent360_models.tables import reference
from tests.apps.shop.odd import SCHEMA


def column(dictionary: Dictionary, model: str, name: str) -> Column:
    return next(column for column in dictionary.tables[model].columns if column.name == name)


def ends(relations: tuple[Relation, ...]) -> list[tuple[str, str, str, str, bool]]:
    return [(known.model, known.column, known.target, known.back, known.unique) for known in relations]


def test_a_column_says_what_its_field_does() -> None:
    """Of a family, with the field of Salesforce that fills it."""
    found = column(read(["agent360_accounts"]), "agent360_accounts.Account", "acc_credit_limit")

    assert found == Column(
        name="acc_credit_limit",
        attribute="acc_credit_limit",
        type="numeric(18,2)",
        null=True,
        key=False,
        label="Credit limit",
        meaning="Set in Salesforce, in the currency of acc_currency_iso_code; NULL where none is known.",
        sources=("Account.Credit_Limit__c",),
    )


DDL = """
CREATE TABLE public.accounts (
    acc_created_at timestamp NOT NULL
);

CREATE TABLE "accounts" (
    acc_sf_id varchar(18), -- of timestamp nothing
    "acc_created_at" timestamp(3) with time zone,
    acc_updated_at   TIMESTAMP WITHOUT TIME ZONE NOT NULL
) WITH (fillfactor=70);
"""


def test_a_moment_has_the_type_that_the_reference_ddl_gives_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The field is right on either; who writes SQL has to know which it is."""

    def types() -> dict[str, str]:
        account = read(["agent360_accounts"]).tables["agent360_accounts.Account"]
        return {one.name: one.type for one in account.columns if one.type.startswith("timestamp")}

    with monkeypatch.context() as patch:
        patch.setattr(reference, "ddl", lambda _module: DDL)
        of_another_database = types()

    assert of_another_database == {
        "acc_last_modified_date": "timestamptz",
        "acc_created_at": "timestamptz",
        "acc_updated_at": "timestamp",
    }
    assert set(types().values()) == {"timestamp"}


def test_sources_are_those_of_the_org_first(settings: Any) -> None:
    settings.AGENT360_MODELS = {
        **settings.AGENT360_MODELS,
        "SALESFORCE_OBJECTS": {"Kunde__c": "agent360_accounts.Account"},
        "SALESFORCE_FIELDS": {"agent360_accounts.Account": {"Limit__c": "acc_credit_limit"}},
    }

    found = column(read(["agent360_accounts"]), "agent360_accounts.Account", "acc_credit_limit")

    assert found.sources == ("Kunde__c.Limit__c", "Kunde__c.Credit_Limit__c")


def test_sources_of_other_systems_are_their_kinds_of_record() -> None:
    found = column(read(["ingestion_hubspot"]), "ingestion_hubspot.Contact", "gclid")

    assert found.sources == ("contacts.gclid", "contacts.hs_google_click_id")


def test_secrets_and_what_tells_of_a_person_are_marked() -> None:
    found = read(["auth", "agent360_ai_assistant"])

    assert column(found, "auth.User", "password").secret
    assert column(found, "agent360_ai_assistant.AiChatMessage", "acm_content").personal
    assert not column(found, "agent360_ai_assistant.AiChatMessage", "acm_content").secret


def test_what_django_wrote_is_no_meaning(dictionary: Dictionary) -> None:
    assert dictionary.tables["shop.Visit"].meaning == ""
    assert dictionary.tables["shop.Place"].meaning == "Said by the table."
    assert dictionary.tables["shop.Tenant"].meaning == (
        "A tenant's first paragraph.\n\nThe second:\n\n* a list\n* of two"
    )
    assert dictionary.tables["shop.Tenant"].label == "Tenant"
    assert dictionary.tables["shop.Seen"].meaning == "A view of tenants."  # what introspect adds is of the model


def test_tables_are_those_that_the_database_has(dictionary: Dictionary) -> None:
    """Those between the sides of many-to-many fields too, and none of a proxy."""
    assert [(table.schema, table.name, table.automatic) for table in dictionary.tables.values()] == [
        ("", "shop_tenant", False),
        (SCHEMA, "Place Table", False),
        (SCHEMA, "Visit", False),
        ("", "shop_parent_friends", True),
        ("", "shop_parent", False),
        ("", "shop_child", False),
        ("", "shop_pointer", False),
        ("", "shop_parent", False),
        (SCHEMA, "seen", False),
    ]


def test_types_are_those_of_postgresql_and_values_those_that_are_known(dictionary: Dictionary) -> None:
    """An array has the values of its elements; choices that are rows are not asked for."""
    colours = (("red", "Warm 'red'"), ("sky, blue", "Blue"))

    assert [(found.name, found.type, found.values) for found in dictionary.tables["shop.Tenant"].columns] == [
        ("id", "bigint", ()),
        ("name", "varchar(20)", colours),
        ("colours", "varchar(20)[]", colours),
        ("kind", '"Odd Schema"."Kind"', colours),
        ("asked", "integer", ()),
        ("number", "integer", (("1", "One"), ("2", "Two"))),
        ("double", "bigint", ()),
    ]
    assert column(dictionary, "shop.Tenant", "name").meaning == "Said by the comment."


def test_columns_are_those_of_the_own_table(dictionary: Dictionary) -> None:
    names = {model: [(c.name, c.key) for c in table.columns] for model, table in dictionary.tables.items()}

    assert names["shop.Place"] == [("tenant_id", True), ("Place No", True)]
    assert names["shop.Visit"] == [("id", True), ("tenant_id", False), ("PK", False), ("content_type_id", False)]
    assert names["shop.Child"] == [("parent_ptr_id", True), ("tenant_id", False)]


def test_what_django_adds_by_itself_is_marked(dictionary: Dictionary) -> None:
    marked = [f"{t.name}.{c.name}" for t in dictionary.tables.values() for c in t.columns if c.automatic]

    assert marked == [
        *("shop_tenant.id", "Visit.id", "shop_parent_friends.id", "shop_parent_friends.from_parent_id"),
        *("shop_parent_friends.to_parent_id", "shop_parent.id", "shop_child.parent_ptr_id", "shop_pointer.id"),
    ]


def test_a_foreign_key_is_seen_from_both_ends(dictionary: Dictionary) -> None:
    """Also one to a proxy, and one over two columns; a constraint may make it the only one."""
    tables = dictionary.tables

    assert ends(tables["shop.Tenant"].pointed_at_by) == [
        ("shop.Place", "tenant_id", "shop.Tenant", "", False),
        ("shop.Visit", "tenant_id", "shop.Tenant", "visits", True),
        ("shop.Child", "tenant_id", "shop.Tenant", "children", False),
    ]
    assert ends(tables["shop.Child"].pointed_at_by) == [("shop.Pointer", "proxy_id", "shop.Child", "pointer", True)]
    assert ends(tables["shop.Child"].points_at) == [
        ("shop.Child", "parent_ptr_id", "shop.Parent", "child", True),
        ("shop.Child", "tenant_id", "shop.Tenant", "children", False),
    ]
    assert [known.pairs for known in tables["shop.Visit"].points_at] == [
        (("tenant_id", "id"),),
        (("tenant_id", "tenant_id"), ("PK", "Place No")),
        (("content_type_id", "id"),),
    ]
    assert [known.pairs for known in tables["shop.Pointer"].points_at][1] == (("by_slug_id", "slug"),)
    assert column(dictionary, "shop.Visit", "PK").points_at == "shop.Place"
    assert column(dictionary, "shop.Visit", "content_type_id").points_at == "contenttypes.ContentType"


def test_a_table_tells_who_points_at_it_from_outside() -> None:
    found = read(["agent360_core"]).tables["agent360_core.User"]

    assert ("agent360_accounts.Account", "acc_owner_id", "agent360_core.User", "owned_accounts", False) in ends(
        found.pointed_at_by
    )


def test_no_database_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests have none either, without their mark; one that is nowhere is not looked for."""
    monkeypatch.setitem(connections["default"].settings_dict, "HOST", "192.0.2.1")

    assert read(["admin", "shop"]).tables


def test_a_label_that_is_not_installed_is_an_error() -> None:
    with pytest.raises(LookupError, match="No installed app with label 'nix'"):
        read(["nix"])
