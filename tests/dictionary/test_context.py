"""The text for a language model."""

from dataclasses import replace

import pytest

from agent360_models.agent360.ai_assistant.factories import AiBusinessRuleFactory, AiQueryExampleFactory
from agent360_models.dictionary import context
from agent360_models.dictionary.assistant import Knowledge, find_assistant
from agent360_models.dictionary.read import read
from agent360_models.dictionary.structure import Dictionary
from agent360_models.families import labels


@pytest.fixture(scope="module")
def agent360() -> str:
    return context.render(read(labels("agent360")))


def test_a_family_fits_into_a_prompt(agent360: str) -> None:
    assert len(agent360) / 4 < 8_000
    assert context.tokens(agent360) == -(-len(agent360) // 4)


def test_the_same_code_gives_the_same_text_in_any_order(agent360: str) -> None:
    assert context.render(read(reversed(labels("agent360")))) == agent360


def test_a_table_is_a_block(agent360: str) -> None:
    """The type is short, and a text that name or values say already is left out."""
    assert (
        "\naccount_plans: A plan for one account over a period; written by the Salesforce sync.\n"
        "ap_name text: Salesforce's Name; ap_plan_name is a field of its own\n"
        "ap_account_id text -> accounts.acc_sf_id: Customer that the plan is for; deleting it deletes the plan\n"
    ) in agent360
    assert "\nasc_version int\n" in agent360
    assert "= 0 (Waiting for upload), 1 (Synced), 2 (Upload failed), 3 (In conflict)" in agent360
    assert "\nacm_content text personal: What was said; may be personal or confidential\n" in agent360


def test_tables_are_in_the_order_of_their_names(agent360: str) -> None:
    places = [agent360.index(f"\n{name}: ") for name in ("account_plans", "accounts", "campaigns", "cases", "users")]

    assert places == sorted(places)


def test_what_tables_have_in_common_is_said_once(agent360: str) -> None:
    assert agent360.count("When this database first had the row, in UTC") == 1
    assert "\n*_created_at timestamp: When this database first had the row, in UTC\n" in agent360
    assert "acc_created_at, acc_updated_at\n" in agent360


def test_every_column_is_named(agent360: str) -> None:
    for table in read(labels("agent360")).tables.values():
        block = agent360.partition(f"\n{table.name}")[2].partition("\n\n")[0]
        assert [column.name for column in table.columns if column.name not in block] == []


def test_odd_shapes_are_said_too(dictionary: Dictionary) -> None:
    found = context.render(dictionary)

    assert '\n"Odd Schema"."Place Table": Said by the table.\n' in found
    assert "tenant_id int key -> shop_tenant.id\n" in found
    assert '(tenant_id, "PK") -> "Odd Schema"."Place Table"(tenant_id, "Place No")\n' in found
    assert "\ncolours text[] = red (Warm 'red'), 'sky, blue'\n" in found
    assert "\nshop_tenant: A tenant's first paragraph.\n" in found
    assert found.count("\nshop_parent") == 2  # and shop_parent_friends


def test_secrets_are_marked() -> None:
    assert "\npassword text secret\n" in context.render(read(["auth"]))


@pytest.mark.django_db
def test_active_rules_and_examples_come_last() -> None:
    """In the order in which the assistant reads them."""
    AiBusinessRuleFactory.create(abr_rule_key="b", abr_sort_order=2, abr_rule_text="Net is\nwithout tax.")
    AiBusinessRuleFactory.create(abr_rule_key="a", abr_sort_order=1, abr_rule_text="Months begin on the 1st.")
    AiBusinessRuleFactory.create(abr_is_active=False, abr_rule_text="Forget it.")
    AiQueryExampleFactory.create(
        aqe_question="How many\naccounts?", aqe_sql="SELECT count(*)\nFROM accounts;\n", aqe_explanation="Counts rows."
    )
    AiQueryExampleFactory.create(aqe_question="And users?", aqe_sql="SELECT count(*) FROM users", aqe_explanation=None)
    AiQueryExampleFactory.create(aqe_is_active=False, aqe_question="Forget it.")
    found = find_assistant(["agent360_core"])
    assert found is not None

    text = context.render(read(["agent360_core"]), found[1].knowledge(using="default"))

    assert text.endswith(
        "\n\nRules of the business:\n- Months begin on the 1st.\n- Net is\n  without tax.\n\n"
        "Question: How many accounts?\nSELECT count(*)\nFROM accounts;\nExplanation: Counts rows.\n\n"
        "Question: And users?\nSELECT count(*) FROM users\n"
    )
    assert "Forget it." not in text


def test_nothing_to_tell_adds_nothing(dictionary: Dictionary) -> None:
    assert context.render(dictionary, Knowledge()) == context.render(dictionary)


def test_apps_of_other_families_have_no_assistant() -> None:
    assert find_assistant(["auth", "ingestion_hubspot"]) is None


def test_a_meaning_that_values_say_already_is_left_out(dictionary: Dictionary) -> None:
    (app,) = dictionary.apps
    table = app.tables[0]
    column = replace(table.columns[1], meaning="Red, blue.", values=(("red", "Red"), ("b", "Sky blue")))

    found = context.render(Dictionary((replace(app, tables=(replace(table, columns=(column,)),)),)))

    assert found.endswith("\nname text = red, b (Sky blue)\n")
