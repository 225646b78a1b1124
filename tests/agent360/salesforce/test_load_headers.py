"""Headers of exports: other spellings, an org's own names, and unknown columns."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from agent360_models.agent360.accounts.models import Account
from agent360_models.agent360.salesforce.load import load
from tests.agent360.salesforce.lines import ACCOUNT_HEADER, account_line, counts
from tests.support.agent360 import a_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "header",
    [
        ACCOUNT_HEADER.upper(),
        "id,name,owner_id,is_deleted,account_number,credit_limit_c,last_modified_date,last_modified_by_id,system_modstamp",
        "id,name,ownerId,isDeleted,accountNumber,creditLimit__c,lastModifiedDate,lastModifiedById,systemModstamp",
        "Id,Name,Owner__c,IsDeleted,Account_Number__c,CreditLimit,LastModifiedDate,LastModifiedById,SystemModstamp",
        "acc_sf_id,acc_name,acc_owner_id,IsDeleted,acc_account_number,acc_credit_limit,acc_last_modified_date,acc_last_modified_by_id,x",
    ],
)
def test_headers_are_read_in_every_spelling(export: Callable[..., Path], header: str) -> None:
    """Upper case, snake case, camel case, custom for standard and the other way round, our own column names."""
    a_user()

    (report,) = load([export("sf_account_data.csv", header, account_line(1))])

    assert counts(report) == {"read": 1, "inserted": 1}
    assert Account.objects.get().acc_credit_limit == 1500


def test_an_org_names_its_own_fields_and_objects(export: Callable[..., Path], settings: Settings) -> None:
    """By two settings; its names win over ours."""
    settings.AGENT360_MODELS = {
        "SALESFORCE_OBJECTS": {"Kunde__c": "agent360_accounts.Account"},
        "SALESFORCE_FIELDS": {"agent360_accounts.Account": {"Kreditlimit__c": "acc_credit_limit"}},
    }
    a_user()
    header = ACCOUNT_HEADER.replace("Credit_Limit__c", "Kreditlimit__c")

    (report,) = load([export("Kunde__c.csv", header, account_line(1))])

    assert counts(report) == {"read": 1, "inserted": 1}
    assert Account.objects.get().acc_credit_limit == 1500


def test_an_org_may_give_one_of_our_names_another_meaning(export: Callable[..., Path], settings: Settings) -> None:
    """The setting has priority over our own mapping."""
    settings.AGENT360_MODELS = {
        "SALESFORCE_FIELDS": {"agent360_accounts.Account": {"Credit_Limit__c": "acc_order_open_amount"}}
    }
    a_user()

    list(load([export("Account.csv", ACCOUNT_HEADER, account_line(1))]))

    account = Account.objects.get()
    assert account.acc_credit_limit is None
    assert account.acc_order_open_amount == 1500


@pytest.mark.parametrize("lines", [[], [ACCOUNT_HEADER]], ids=["empty", "header only"])
def test_a_file_without_rows_is_no_error(export: Callable[..., Path], lines: list[str]) -> None:
    """There is nothing to do."""
    (report,) = load([export("Account.csv", *lines)])

    assert (counts(report), report.refused) == ({}, "")


def test_a_custom_field_named_active_is_not_our_flag(export: Callable[..., Path]) -> None:
    """Many orgs have one on their accounts."""
    a_user()

    (report,) = load([export("Account.csv", ACCOUNT_HEADER + ",Active__c", account_line(1) + ",No")])

    assert report.ignored_columns == ["Active__c"]
    assert Account.objects.get().acc_active == 1


def test_unknown_columns_and_objects_are_ignored_and_named(export: Callable[..., Path]) -> None:
    """The report names them, and the rest loads."""
    a_user()
    accounts = export("Account.csv", ACCOUNT_HEADER + ",Mood__c", account_line(1) + ",fine")
    contacts = export("Contact.csv", "Id", "003000000000001AAA")

    skipped, loaded = load([accounts, contacts])

    assert (skipped.object_name, skipped.skipped) == ("Contact", True)
    assert (counts(loaded), loaded.ignored_columns) == ({"read": 1, "inserted": 1}, ["Mood__c"])
