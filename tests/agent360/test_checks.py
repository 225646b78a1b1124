"""The system checks that are Agent360's alone: the org's own names, and the examples of its assistant."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.checks import CheckMessage, Tags, run_checks
from django.db import connection
from pytest_django.fixtures import Settings

from agent360_models.agent360.ai_assistant.models import AiQueryExample
from agent360_models.agent360.core.models import UserRole
from agent360_models.checks import TAG
from tests.support.databases import query

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("setting", "text"),
    [
        (
            {"SALESFORCE_OBJECTS": {"Konto__c": "agent360_accounts.Acount"}},
            "AGENT360_MODELS['SALESFORCE_OBJECTS'] maps 'Konto__c' to agent360_accounts.Acount, which does not exist.",
        ),
        (
            {"SALESFORCE_FIELDS": {"agent360_accounts.Account": {"Kreditlimit__c": "acc_limit"}}},
            (
                "AGENT360_MODELS['SALESFORCE_FIELDS'] maps 'Kreditlimit__c' to agent360_accounts.Account.acc_limit,"
                " which does not exist."
            ),
        ),
    ],
)
def test_e007_an_own_name_that_leads_nowhere(settings: Settings, setting: dict[str, Any], text: str) -> None:
    """Found before a load, not in the middle of it."""
    settings.AGENT360_MODELS = {**settings.AGENT360_MODELS, **setting}

    messages = run_checks(tags=[TAG])

    assert [(message.id, message.msg) for message in messages] == [("agent360_models.E007", text)]
    assert "app_label.Model" in str(messages[0].hint)


def test_e007_leaves_a_misformed_setting_to_e001(settings: Settings) -> None:
    """One message for one fault."""
    settings.AGENT360_MODELS = {**settings.AGENT360_MODELS, "SALESFORCE_OBJECTS": ["Konto__c"]}

    messages = run_checks(tags=[TAG])

    assert [message.id for message in messages] == ["agent360_models.E001"]


def rotten(*statements: str, databases: tuple[str, ...] = ("default",)) -> dict[str, CheckMessage]:
    """Return what the check says of examples, by their statements."""
    by_label = {
        f"agent360_ai_assistant.AiQueryExample {AiQueryExample.objects.create(aqe_question='?', aqe_sql=sql).pk}": sql
        for sql in statements
    }
    found = [
        each for each in run_checks(tags=[Tags.database], databases=databases) if each.id == "agent360_models.W019"
    ]
    return {by_label[str(message.obj)]: message for message in found}


def test_w019_an_example_that_no_longer_plans(db: None) -> None:
    """The one whose column is gone, and none beside it; named by its number, not with its text."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts DROP acc_credit_limit CASCADE")
    gone = "SELECT sum(acc_credit_limit) FROM accounts WHERE acc_name = 'Ann'"

    found = rotten(gone, "SELECT count(*) FROM accounts", "SELECT 1;", "WITH a AS (SELECT 1) TABLE a -- it's 100%")

    example = AiQueryExample.objects.get(aqe_sql=gone)
    assert [*found] == [gone]
    assert found[gone].msg == (
        f"Example {example.pk} of ai_query_examples no longer plans on alias 'default':"
        ' column "acc_credit_limit" does not exist.'
    )
    assert "switch the example off" in str(found[gone].hint)


def test_w019_runs_nothing(db: None) -> None:
    """Whatever stands there: it is planned, in a transaction that reads."""
    statements = (
        "SELECT 1; DELETE FROM user_roles",
        "COMMIT; DROP TABLE user_roles",
        "DELETE FROM user_roles",
        "WITH gone AS (DELETE FROM user_roles RETURNING *) SELECT * FROM gone",
        "EXPLAIN ANALYZE DELETE FROM user_roles",
        "",
        "SELECT 'Ann",
        "SELECT $1",
    )
    UserRole.objects.bulk_create(
        [UserRole(ur_sf_id="x", ur_name="x", ur_last_modified_date=MOMENT, ur_system_modstamp=MOMENT)]
    )

    found = rotten(*statements, "SELECT nextval('case_comments_cc_id_seq'), pg_sleep(60), lo_create(0)")

    assert {*found} == {*statements}
    assert "Ann" not in found["SELECT 'Ann"].msg
    assert UserRole.objects.count() == 1
    assert query("SHOW transaction_read_only") == [("off",)]


def test_w019_is_silent(db: None) -> None:
    """Of examples that are switched off, and unless it is asked about their alias."""
    AiQueryExample.objects.create(aqe_question="?", aqe_sql="SELECT x", aqe_is_active=False)

    assert rotten() == {}
    assert rotten("SELECT x", databases=()) == {}
