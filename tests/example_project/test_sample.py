import csv
import importlib
import sys
from pathlib import Path

import pytest
from django.apps import apps

from agent360_models.agent360.salesforce.ids import is_salesforce_id
from agent360_models.agent360.salesforce.load import load
from agent360_models.agent360.system.models import SyncConflict, SyncLog
from agent360_models.loading.sources import find_source
from agent360_models.tables.reference import installable

# A project of its own, that has its folder on the path.
sys.path.append(str(Path(__file__).parents[2] / "example_project"))
sample = importlib.import_module("sample.salesforce")
sources = importlib.import_module("sample.sources")
beside = importlib.import_module("sample.agent360")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    sample.write_sample(tmp_path / "sample")
    return tmp_path / "sample"


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_one_seed_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    sample.write_sample(tmp_path / "again", seed=360)
    sample.write_sample(tmp_path / "other", seed=361)
    assert contents(tmp_path / "again") == contents(folder)
    assert contents(tmp_path / "other") != contents(folder)


def test_every_id_is_one_and_is_used_once(folder: Path) -> None:
    ids = []
    for file in folder.iterdir():
        with file.open(encoding="utf-8-sig", newline="") as text:
            ids += [line[0] for line in csv.reader(line.replace(";", ",") for line in text)][1:]
    assert all(map(is_salesforce_id, ids))
    assert len(set(ids)) == len(ids)


@pytest.mark.django_db
def test_the_sample_fills_every_table_and_a_second_load_changes_nothing(folder: Path) -> None:
    reports = list(load([folder]))
    assert len(reports) == 17
    assert [(r.object_name, r.refused, r.reasons) for r in reports if r.refused or r.rejected or r.skipped] == []
    ignored = {f"{r.object_name}.{name}" for r in reports for name in r.ignored_columns}
    assert ignored == {
        "UserRole.ParentRoleId",
        "User.Title",
        "Product_Brand__c.LastModifiedById",
        "Product2.List_Price__c",
    }

    again = list(load([folder]))
    assert [(r.object_name, r.changed) for r in again if r.changed] == []
    assert sum(r.unchanged for r in again) == sum(r.inserted for r in reports)

    beside.write_runs()
    beside.write()
    models = [model for label in installable() for model in apps.get_app_config(label).get_models()]
    assert len(models) == 26
    assert [model._meta.label for model in models if not model._default_manager.exists()] == []
    assert SyncConflict.objects.filter(sc_resolution=None).count() == 4
    assert {*SyncLog.objects.values_list("sl_status", flat=True)} == {"success", "partial", "failed", "running"}


@pytest.mark.django_db
@pytest.mark.parametrize("source", sorted(sources.SOURCES))
def test_what_other_systems_send_goes_in_and_a_second_load_changes_nothing(source: str, tmp_path: Path) -> None:
    sources.SOURCES[source](tmp_path)
    exports = find_source(source)

    first, again = list(exports.load([tmp_path])), list(exports.load([tmp_path]))

    assert sum(report.inserted for report in first) == sum(report.read for report in first) > 0
    assert [(report.read, report.changed) for report in again] == [(report.read, 0) for report in first]
