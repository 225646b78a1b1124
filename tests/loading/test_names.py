import pytest

from agent360_models.loading.names import normal_form, object_hints


@pytest.mark.parametrize(
    ("spellings", "form"),
    [
        (["OwnerId", "OWNERID", "ownerId", "owner_id", " Owner Id "], "ownerid"),
        (["Credit_Limit__c", "credit_limit_c", "CreditLimit__c"], "creditlimitc"),
        (["CreatedDate"], "createddate"),
        (["createddate__c", "CreatedDate__c"], "createddatec"),
        (["Product2", "product_2"], "product2"),
        (["Straße", "Stra\u017fe"], "strae"),
        (["", "__"], ""),
    ],
)
def test_spellings_of_one_name_meet_in_its_normal_form(spellings: list[str], form: str) -> None:
    """ASCII letters and digits in lower case; the suffix of a custom field still counts."""
    assert {normal_form(spelling) for spelling in spellings} == {form}


@pytest.mark.parametrize(
    ("name", "hints"),
    [
        ("Account", ["account"]),
        ("Accounts", ["accounts", "account"]),
        ("Opportunities", ["opportunities", "opportunity"]),
        ("sf_account_data", ["sfaccountdata", "accountdata", "account"]),
        ("sf_user_role_data", ["sfuserroledata", "userroledata", "userrole"]),
        ("sf_product_2_data", ["sfproduct2data", "product2data", "product2", "product"]),
        ("Product2", ["product2"]),
        ("Account_2024-01-31", ["account20240131", "account202401", "account2024", "account"]),
        ("Account-1", ["account1", "account"]),
        ("Account (1)", ["account1", "account"]),
        ("extract_Account", ["extractaccount", "account"]),
        ("Product__cs", ["productcs", "productc"]),
        ("AccountHistory", ["accounthistory"]),
        ("sf_account_history_data", ["sfaccounthistorydata", "accounthistorydata", "accounthistory"]),
        ("CaseHistories", ["casehistories", "casehistory"]),
        ("data", ["data"]),
        ("sf_2024", ["sf2024", "2024"]),
        ("", [""]),
    ],
)
def test_object_hints_go_from_the_letter_to_the_guess(name: str, hints: list[str]) -> None:
    """Another object's name is never a hint: a history of accounts is not an account."""
    assert object_hints(name, noise=("sf",)) == hints


def test_words_that_say_nothing_are_the_callers() -> None:
    """Without them a name of a tool is a part of the name."""
    assert object_hints("sf_account_data") == ["sfaccountdata", "sfaccount"]


def test_a_name_as_long_as_a_file_takes_no_time() -> None:
    """Each number at its end may be left out, so there would be thousands of long hints."""
    assert sum(map(len, object_hints("account" + "-1" * 100_000))) < 100_000
