"""The system check of the org's own names, which is Agent360's alone."""

from typing import Any

import pytest
from django.core.checks import run_checks
from pytest_django.fixtures import Settings

from agent360_models.checks import TAG


@pytest.mark.parametrize(
    ("setting", "text"),
    [
        (
            {"SALESFORCE_OBJECTS": {"Konto__c": "agent360_accounts.Acount"}},
            "AGENT360_MODELS['SALESFORCE_OBJECTS'] leads 'Konto__c' to agent360_accounts.Acount, which is missing.",
        ),
        (
            {"SALESFORCE_FIELDS": {"agent360_accounts.Account": {"Kreditlimit__c": "acc_limit"}}},
            (
                "AGENT360_MODELS['SALESFORCE_FIELDS'] leads 'Kreditlimit__c' to agent360_accounts.Account.acc_limit,"
                " which is missing."
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
