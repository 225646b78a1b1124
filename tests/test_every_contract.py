"""The stored contract is what the code says, on every Python and every Django."""

from agent360_models.contract import read
from agent360_models.contract._sources import packaged
from agent360_models.families import APPS, is_installed

REMEDY = "The contract is behind the models: run `tox -e contract`, and commit src/agent360_models/contract.json."


def test_the_stored_contract_is_the_code() -> None:
    """To the byte; of a project that lacks columns and tables too, since its setting is not ours."""
    labels = [label for label in APPS if is_installed(label)]
    stored = packaged()

    found = read(labels, version=stored.version).dumps()

    assert found == stored.only(labels).dumps(), REMEDY
