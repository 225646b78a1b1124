import json
import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from agent360_models.exceptions import LoadError
from agent360_models.loading.exports import Export, Record, find_files, normal_form, object_hints, open_exports

Write = Callable[[str, str | bytes], Path]
needs_samples = pytest.mark.skipif(
    "AGENT360_SAMPLE_DATA" not in os.environ,
    reason="AGENT360_SAMPLE_DATA does not name a folder of sample exports",
)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a file and returns its path."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def read(export: Export) -> list[tuple[int, int, list[object], str | None]]:
    return [(record.row, record.line, list(record.cells), record.damage) for record in export]


# Names


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
        ("salesforce_account", ["salesforceaccount", "account"]),
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
    assert object_hints(name) == hints


# Files


def test_a_file_means_itself(write: Write) -> None:
    """Whatever its suffix."""
    path = write("Account.txt", "Id\n")

    assert find_files(path) == [path]


def test_a_folder_means_the_exports_directly_in_it(write: Write, tmp_path: Path) -> None:
    """In the order of their names; hidden files, others and folders are left alone."""
    (tmp_path / "deeper.csv").mkdir()
    (tmp_path / "deeper.csv" / "Lead.csv").touch()
    found = [write("Account.CSV", ""), write("Case.csv", ""), write("Task.json", "[]")]
    write("README.md", "")
    write("._Case.csv", "")

    assert find_files(tmp_path) == found


def test_a_plan_means_its_files_in_its_order(write: Write, tmp_path: Path) -> None:
    """Plans come first, and no file comes twice."""
    contacts, accounts = write("a.json", "[]"), write("z.json", "[]")
    rest = write("Case.csv", "")
    plan = write(
        "plan.json",
        '[{"sobject": "Account", "files": ["z.json"]}, {"sobject": "Contact", "files": ["a.json"]}]',
    )

    assert find_files(plan) == [accounts, contacts]
    assert find_files(tmp_path) == [accounts, contacts, rest]


@pytest.mark.parametrize(
    ("plan", "text"),
    [
        (
            '[{"sobject": "Account", "files": ["gone.json"]}]',
            "lists the file 'gone.json', which does not exist",
        ),
        ('[{"sobject": "Account"}]', 'is not a plan: each step needs "sobject" and a list of "files"'),
        ('[{"sobject": "Account", "files": [1]}]', "is not a plan"),
        ('[{"sobject": "Account", "files"', "is not valid JSON at line 1, column 32"),
    ],
)
def test_a_broken_plan_is_refused(write: Write, plan: str, text: str) -> None:
    """The error names the plan and the fault."""
    path = write("plan.json", plan)

    with pytest.raises(LoadError) as caught:
        find_files(path)

    assert str(caught.value).startswith(f"{path} {text}")


def test_a_path_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    """So is a folder without exports."""
    with pytest.raises(LoadError, match=r"gone does not exist; name a file, or a folder"):
        find_files(tmp_path / "gone")
    with pytest.raises(LoadError, match=r"holds no \.csv or \.json file"):
        find_files(tmp_path)
    with pytest.raises(LoadError, match=r"gone\.csv cannot be read: No such file"):
        open_exports(tmp_path / "gone.csv")


# CSV


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_csv_in_every_dialect(write: Write, end: str, delimiter: str, encoding: str) -> None:
    """Encoding, delimiter and line ends are told from the file; blanks around a name are not part of it."""
    text = end.join([f"Id{delimiter} Name", f'1{delimiter}"Müller; a,b\tc"', ""])
    content = ("\ufeff" if encoding == "utf-16-be" else "") + text

    [export] = open_exports(write("Account.csv", content.encode(encoding)))

    assert (export.object_name, export.header) == ("Account", ["Id", "Name"])
    assert read(export) == [(2, 2, ["1", "Müller; a,b\tc"], None)]


def test_records_know_their_line(write: Write) -> None:
    """A new line in a cell and blank lines move lines, not rows; text is kept to the letter."""
    path = write("Lead.csv", '\n"Id",Name\n\n1,"two\r\nlines"\n\n2,  x  \n3,"say ""hi"""\n4,5" pipe')

    [export] = open_exports(path)

    assert read(export) == [
        (2, 4, ["1", "two\r\nlines"], None),
        (3, 7, ["2", "  x  "], None),
        (4, 8, ["3", 'say "hi"'], None),
        (5, 9, ["4", '5" pipe'], None),
    ]


def test_damaged_records_do_not_hide_their_neighbours(write: Write) -> None:
    """Each says why it cannot be used."""
    path = write("Lead.csv", 'Id,Name\n1\n2,a,b\n3,c\n4,"d"e\n5,f\n6,"never closed\n7,g\n')
    quotes = "quotation marks that do not match, or a cell too long to be one"

    [export] = open_exports(path)

    assert read(export) == [
        (2, 2, ["1"], "1 cells where the header has 2"),
        (3, 3, ["2", "a", "b"], "3 cells where the header has 2"),
        (4, 4, ["3", "c"], None),
        (5, 5, [], quotes),
        (6, 6, ["5", "f"], None),
        (7, 7, [], quotes),
    ]


def test_long_text_is_read_whole(write: Write) -> None:
    """The csv module alone stops at 131,072 characters."""
    text = "x" * 1_000_000

    [export] = open_exports(write("Case.csv", f"Id,Description\n1,{text}\n"))

    assert read(export) == [(2, 2, ["1", text], None)]


def test_bytes_that_are_not_utf_8_stay_visible(write: Write) -> None:
    """They become lone surrogates, so that only the rows that hold them are rejected."""
    [export] = open_exports(write("Account.csv", b"Id,Name\n1,caf\xe9\n2,ok\n"))

    assert read(export) == [(2, 2, ["1", "caf\udce9"], None), (3, 3, ["2", "ok"], None)]


@pytest.mark.parametrize(
    ("content", "header"),
    [("", []), ("\ufeff", []), ("\n\n", []), ("Id,Name", ["Id", "Name"]), ("Id\n\n", ["Id"])],
)
def test_a_file_without_records_has_none(write: Write, content: str, header: list[str]) -> None:
    """An empty file has no header either."""
    [export] = open_exports(write("Account.csv", content))

    assert (export.header, list(export)) == (header, [])


def test_an_export_is_read_lazily_and_as_often_as_needed(write: Write) -> None:
    """Two iterations do not disturb each other."""
    [export] = open_exports(write("x.csv", "Id\n1\n2\n"), "Account")
    first, second = iter(export), iter(export)

    assert export.object_name == "Account"
    assert next(first) == next(second) == Record(2, 2, ["1"])
    assert [record.row for record in export] == [2, 3]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"Id,Name,Id\n", " names columns 1 and 3 alike in its header; rename or remove one."),
        (b'Id,"Name"x\n', " has no readable header line; save it as CSV in UTF-8."),
        (b"PK\x03\x04\x14\x00\x06\x00\n", " has no readable header line; save it as CSV in UTF-8."),
        (b"\xff\xfeI\x00d", " is not valid UTF-16; save it as CSV in UTF-8."),
    ],
)
def test_an_unusable_csv_file_is_refused(write: Write, content: bytes, text: str) -> None:
    """The error names the file, the fault and the remedy, and repeats nothing of the content."""
    path = write("Account.csv", content)

    with pytest.raises(LoadError) as caught:
        open_exports(path)

    assert str(caught.value) == f"{path}{text}"
    assert caught.value.__cause__ is None


def test_columns_without_a_name_do_not_clash(write: Write) -> None:
    """Spreadsheets leave them behind."""
    [export] = open_exports(write("Account.csv", "Id,,\n1,,\n"))

    assert export.header == ["Id", "", ""]


# JSON

TREE = {
    "records": [
        {
            "attributes": {"type": "Account", "referenceId": "AccountRef1"},
            "Name": "One",
            "Employees": 6,
            "Score": 1.10,
            "Cases": {
                "records": [
                    {"attributes": {"type": "Case", "referenceId": "CaseRef1"}, "Subject": "first"},
                    {"attributes": {"type": "Case", "referenceId": "CaseRef2"}, "Subject": "second"},
                ]
            },
        },
        {
            "attributes": {"type": "Account", "referenceId": "AccountRef2"},
            "Name": None,
            "ParentId": "@AccountRef1",
        },
    ]
}


def summary(path: Path, object_name: str | None = None) -> dict[str, tuple[object, list[Record]]]:
    """Return header and records of each object."""
    return {export.object_name: (export.header, list(export)) for export in open_exports(path, object_name)}


def test_a_tree_file_holds_records_and_their_children(write: Write) -> None:
    """Children are records of their own object; nothing is invented for them."""
    accounts = [
        Record(1, 1, ["One", 6, Decimal("1.1"), None], "AccountRef1"),
        Record(2, 2, [None, None, None, "@AccountRef1"], "AccountRef2"),
    ]
    cases = [Record(1, 1, ["first"], "CaseRef1"), Record(2, 2, ["second"], "CaseRef2")]

    assert summary(write("Account-Case.json", json.dumps(TREE))) == {
        "Account": (["Name", "Employees", "Score", "ParentId"], accounts),
        "Case": (["Subject"], cases),
    }


@pytest.mark.parametrize(
    "wrap",
    [
        lambda records: records,
        lambda records: {"records": records},
        lambda records: {"totalSize": 1, "done": True, "records": records},
        lambda records: {"status": 0, "result": {"records": records, "totalSize": 1}},
        lambda records: {"status": 0, "result": records},
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_records_come_in_several_wrappings(write: Write, wrap: Callable[[Any], Any], encoding: str) -> None:
    """A query result, with or without the tool's own envelope, or a plain list."""
    text = json.dumps(wrap([{"Id": "1", "Name": "Müller"}]), ensure_ascii=False)

    assert summary(write("Contacts.json", text.encode(encoding))) == {
        "Contacts": (["Id", "Name"], [Record(1, 1, ["1", "Müller"])])
    }


def test_parents_become_dotted_columns_and_compound_values_stay(write: Write) -> None:
    """A relationship carries attributes, an address does not."""
    record = {
        "attributes": {"type": "Case", "url": "/services/data"},
        "Owner": {"attributes": {"type": "User"}, "Name": "x", "Manager": {"attributes": {}, "Name": "y"}},
        "Contact": None,
        "Address": {"city": "z"},
    }

    assert summary(write("x.json", json.dumps([record]))) == {
        "Case": (
            ["Owner.Name", "Owner.Manager.Name", "Contact", "Address"],
            [Record(1, 1, ["x", "y", None, {"city": "z"}])],
        )
    }


def test_children_without_a_type_go_by_their_relationship(write: Write) -> None:
    """``object_hints`` leads on from there; records that name their object keep it."""
    records = [{"Id": "1", "Cases": {"records": [{"Id": "2"}]}}, {"attributes": {"type": "Lead"}, "Id": "3"}]

    assert summary(write("x.json", json.dumps(records)), "Account") == {
        "Account": (["Id"], [Record(1, 1, ["1"])]),
        "Cases": (["Id"], [Record(1, 1, ["2"])]),
        "Lead": (["Id"], [Record(1, 1, ["3"])]),
    }


def test_what_is_no_record_is_damaged(write: Write) -> None:
    """The others load."""
    assert summary(write("x.json", '[{"Id": "1"}, 2, {"Id": "3"}]'), "Account") == {
        "Account": (
            ["Id"],
            [Record(1, 1, ["1"]), Record(2, 2, [], None, "not a JSON object"), Record(3, 3, ["3"])],
        )
    }


def test_a_plan_opens_its_files(write: Write) -> None:
    """The plan names the object of records that do not."""
    write("1.json", '[{"Id": "1"}]')
    write("2.json", '{"records": []}')
    steps = [{"sobject": "Account", "files": ["1.json"]}, {"sobject": "Contact", "files": ["2.json"]}]

    assert summary(write("plan.json", json.dumps(steps))) == {
        "Account": (["Id"], [Record(1, 1, ["1"])]),
        "Contact": ([], []),
    }


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "is not valid JSON at line 1, column 1"),
        (b'[\n{"Email": "a@example.com" "x"}]', "is not valid JSON at line 2, column 27"),
        (b'[{"x": NaN}]', "is not valid JSON: "),
        pytest.param(b'[{"x": ' + b"9" * 5000 + b"}]", "is not valid JSON: ", id="number too long"),
        pytest.param(b"[" * 200_000, "is not valid JSON: ", id="nested too deep"),
        pytest.param(b"[" + b'{"a": {"records": [' * 5000 + b"]}}" * 5000 + b"]", "", id="records nested too deep"),
        (b"\xff\xfe[", "is not valid JSON: "),
        (b'"a@example.com"', "holds no records; "),
        (b'{"status": 1, "message": "a@example.com"}', "holds no records; "),
        (b'{"records": {"a@example.com": 1}}', "holds no records; "),
    ],
)
def test_an_unusable_json_file_is_refused(write: Write, content: bytes, text: str) -> None:
    """The error names the file and the place, and repeats nothing of the content."""
    path = write("Account.json", content)

    with pytest.raises(LoadError) as caught:
        open_exports(path)

    assert str(caught.value).startswith(f"{path} {text}")
    assert "example" not in str(caught.value)
    assert caught.value.__cause__ is None


# Real exports, which are not part of the project


@pytest.fixture(scope="module")
def samples() -> Path:
    """Return the folder of sample exports."""
    return Path(os.environ["AGENT360_SAMPLE_DATA"])


def column(export: Export, name: str) -> list[object]:
    return [record.cells[export.header.index(name)] for record in export]


@needs_samples
def test_every_sample_is_read_or_refused_in_words(samples: Path) -> None:
    """No file ends in a traceback, and no record of a sample is damaged."""
    refused, damaged, records = set(), 0, 0
    for path in sorted(file for suffix in ("csv", "json") for file in samples.rglob(f"*.{suffix}")):
        try:
            for export in open_exports(path):
                for record in export:
                    records += 1
                    damaged += record.damage is not None
        except LoadError:
            refused.add(path.parent.name)

    assert (refused, damaged) == ({"schema_reference"}, 0)
    assert records > 4_000


@needs_samples
def test_samples_keep_what_their_authors_wrote(samples: Path) -> None:
    """Byte order marks, leading zeros, ids that differ in case only, lines within cells."""
    workshop = samples / "sfdc_assets_data_cloud_workshop" / "data"
    [accounts] = open_exports(workshop / "Account.csv")
    [cases] = open_exports(workshop / "Case.csv")
    [tasks] = open_exports(workshop / "Task.csv")
    [leads] = open_exports(samples / "sfdc_assets_gen_ai_demo" / "data" / "Lead.csv")
    ids = [str(value) for value in column(tasks, "Id")]

    assert (accounts.header[0], len(list(accounts))) == ("Id", 22)
    assert column(cases, "CaseNumber")[0] == "00001014"
    assert len({value[:15] for value in ids}) == 75 > len({value[:15].lower() for value in ids})
    assert [record.row for record in leads if any("\r\n" in str(cell) for cell in record.cells)] == [6, 13]
    assert [(record.row, record.line) for record in leads][4:6] == [(6, 6), (7, 8)]


@needs_samples
def test_sample_plans_lead_to_their_files(samples: Path) -> None:
    """Parents first."""
    plan = samples / "trailhead_apex_recipes" / "data" / "data-plan.json"

    assert [(export.object_name, len(list(export))) for export in open_exports(plan)] == [
        ("Account", 50),
        ("Contact", 150),
        ("Opportunity", 50),
    ]
    assert [path.name for path in find_files(plan.parent)][:4] == [
        "Accounts.json",
        "Contacts.json",
        "Opportunities.json",
        "Campaigns.json",
    ]
