import json
import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any

import pytest

from agent360_models.agent360.salesforce.exports import Export, find_files, object_hints, open_exports
from agent360_models.exceptions import LoadError
from agent360_models.loading import _spool
from agent360_models.loading.records import Record

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


# Names


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


def test_a_folder_means_the_exports_directly_in_it(write: Write, tmp_path: Path) -> None:
    """CSV and JSON, in the order of their names."""
    found = [write("Account.CSV", ""), write("Case.csv", ""), write("Task.json", "[]")]
    write("Lead.jsonl", "")

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


# CSV


@pytest.mark.parametrize(("object_name", "found"), [(None, "everyone"), ("User", "User")])
def test_a_csv_file_is_named_after_its_object(write: Write, object_name: str | None, found: str) -> None:
    """Unless somebody says what it holds."""
    [export] = open_exports(write("everyone.csv", "Id\n1\n2\n"), object_name)

    assert (export.object_name, export.header) == (found, ["Id"])
    assert list(export) == list(export) == [Record(2, 2, ["1"]), Record(3, 3, ["2"])]


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
    accounts = [Record(1, 1, ["One", 6, Decimal("1.1"), None]), Record(2, 2, [None, None, None, "@AccountRef1"])]
    cases = [Record(1, 1, ["first"]), Record(2, 2, ["second"])]

    assert summary(write("Account-Case.json", json.dumps(TREE))) == {
        "Account": (["Name", "Employees", "Score", "ParentId"], accounts),
        "Case": (["Subject"], cases),
    }


def test_names_of_records_lead_to_their_ids(write: Write) -> None:
    """Where the file has ids; a record that lacks its own has none."""
    first, second = ({"type": "Account", "referenceId": f"AccountRef{number}"} for number in (1, 2))
    records = [{"attributes": first, "Id": "1"}, {"attributes": second}]

    [without_ids, _] = open_exports(write("tree.json", json.dumps(TREE)))
    [with_ids] = open_exports(write("ids.json", json.dumps({"records": records})))

    assert without_ids.ids == {}
    assert with_ids.ids == {"AccountRef1": "1", "AccountRef2": None}


@pytest.mark.parametrize("name", ["Account.json", "Account.jsonl"])
def test_a_file_is_read_once(write: Write, name: str) -> None:
    """Its records are there afterwards as often as they are asked for; each has all cells of the whole header."""
    records: list[Any] = [{"Id": str(number)} for number in range(1_300)] + [7, {"Id": "last", "Name": "x" * 2_000_000}]
    lines = "\n".join(map(json.dumps, records))
    path = write(name, lines if name.endswith("l") else json.dumps(records))

    [export] = open_exports(path)
    path.unlink()
    first, *_, damaged, last = list(export)

    assert export.header == ["Id", "Name"]
    assert (first.cells, damaged.damage, last.line) == (["0", None], "not a JSON object", 1_302)
    assert list(export) == list(export)
    assert len(list(export)) == len(records)


def test_no_room_for_temporary_files(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(SpooledTemporaryFile):  # type: ignore[type-arg]
        def write(self, _data: Any) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(_spool, "SpooledTemporaryFile", Full)

    with pytest.raises(LoadError, match="needs space in the folder for temporary files: No space left on device"):
        open_exports(write("Account.json", json.dumps([{"Id": "1"}] * 600)))


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
            [Record(1, 1, ["1"]), Record(2, 2, [], "not a JSON object"), Record(3, 3, ["3"])],
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
        (
            json.dumps([{f"k{number}": 1} for number in range(2_001)]).encode(),
            "has records with more than 2,000 properties",
        ),
        (b'[{"x": NaN}]', "is not valid JSON: "),
        pytest.param(b"[" + b'{"a": {"records": [' * 5000 + b"]}}" * 5000 + b"]", "", id="records nested too deep"),
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

    assert (refused, damaged) == ({"originals", "schema_reference"}, 0)  # descriptions of tables
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


@pytest.mark.parametrize(
    "name", ["../outside/Account.json", "{outside}/Account.json", "link.json", "folder/Account.json"]
)
def test_a_plan_stays_in_its_folder(write: Write, tmp_path: Path, name: str) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.mkdir()
    (outside / "Account.json").write_text("[]")
    (tmp_path / "link.json").symlink_to(outside / "Account.json")
    (tmp_path / "folder").symlink_to(outside)
    listed = name.format(outside=outside).replace("../outside", f"../{outside.name}")
    plan = write("plan.json", json.dumps([{"sobject": "Account", "files": [listed]}]))

    for read in (find_files, open_exports):
        with pytest.raises(LoadError, match="outside of its own folder"):
            read(plan)


def test_a_link_in_a_folder_does_not_lead_out_of_it(write: Write, tmp_path: Path) -> None:
    write("Account.csv", "Id\n")
    (tmp_path / "Contact.csv").symlink_to("/etc/passwd")

    with pytest.raises(LoadError, match="leads out of its folder"):
        find_files(tmp_path)
