"""Cells of a large file made ready by processes: the outcome is the same as without."""

from pathlib import Path
from typing import Any

import pytest

from agent360_models.agent360.accounts.models import Account
from agent360_models.agent360.salesforce.load import load
from agent360_models.loading import _jobs, _parts
from tests.support.agent360 import a_user, sf_id

pytestmark = pytest.mark.django_db

HEADER = "Id,Name,OwnerId,Credit_Limit__c,LastModifiedDate,LastModifiedById"
BAD = {7: "a lot", 23: "1,5", 24: "", 31: "2026-02-30"}


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_rows_and_rejects_are_those_of_one_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In their order; what a process cannot do, such as telling a bad day, is done here."""
    owner = a_user().pk
    lines = [
        f"{sf_id('001', n)},Name {n},{owner},{BAD.get(n, n)},2026-0{n % 3 + 1}-{n % 31 + 1:02d}T08:00:00Z,{owner}"
        for n in range(60)
    ]
    lines[40] += ",surplus"
    path = tmp_path / "Account.csv"
    path.write_text("\n".join([HEADER, *lines]), encoding="utf-8")
    for name, value in {"_LARGE": 10, "_LARGE_FILE": 0}.items():
        monkeypatch.setattr(_jobs, name, value)
    monkeypatch.setattr(_parts, "ROWS_AT_ONCE", 10)
    monkeypatch.setattr("threading.active_count", lambda: 1)
    prepared: list[Any] = []
    outcome = _jobs.Workers._outcome

    def look(*one: Any) -> Any:
        prepared.append(outcome(*one))
        return prepared[-1]

    monkeypatch.setattr(_jobs.Workers, "_outcome", staticmethod(look))

    def found(number: int) -> tuple[Any, ...]:
        Account.objects.all().delete()
        (report,) = load([path], rejects=tmp_path / "rejects", jobs=number)
        rows = [*Account.objects.order_by("pk").values_list("pk", "acc_credit_limit", "acc_last_modified_date")]
        return report.read, report.inserted, report.reasons, rows, (tmp_path / "rejects").read_text()

    alone = found(1)

    assert alone[0] == 60
    assert found(2) == alone
    assert [made is not None for _, made in prepared] == [False, True, True, True, True, True]
