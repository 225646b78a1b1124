"""``describe --format html``: pages that open from a folder."""

import json
import re
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from agent360_models import families
from agent360_models.dictionary import html
from agent360_models.dictionary.read import read as read_models
from agent360_models.dictionary.structure import App, Column, Dictionary, Relation, Table
from tests.dictionary.pages import Page, read
from tests.support import endurance

ATTACK = """<script>alert("1")</script> & 'x' </script><!--"""


@dataclass
class Written:
    """The pages of every family, written and read back."""

    dictionary: Dictionary
    folder: Path
    pages: dict[str, Page]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    dictionary = read_models([*families.installed(), "auth"])
    folder = tmp_path_factory.mktemp("pages")
    paths = html.write(dictionary, folder)
    pages = {path.relative_to(folder).as_posix(): read(path) for path in paths if path.suffix == ".html"}
    return Written(dictionary, folder, pages)


def words(folder: Path) -> list[list[str]]:
    found: list[list[str]] = json.loads((folder / "words.js").read_text().removeprefix("const WORDS = ").rstrip(";\n"))
    return found


def app(label: str, *columns: Column) -> App:
    """Make an app with one table."""
    table = Table(f"{label}.Order", "", "orders", "Order", "", True, columns, (), ())  # noqa: FBT003
    return App(label, label.title(), "", "", (table,))


ID = Column("id", "id", "text", null=False, key=True, label="Id", meaning="")


def test_every_link_leads_to_a_file_and_a_place_in_it(written: Written) -> None:
    links = {(name, link) for name, page in written.pages.items() for link in page.links}
    links |= {("index.html", entry[0]) for entry in words(written.folder)}

    assert len(links) > len(written.dictionary.tables)
    for name, link in links:
        path, _, place = link.partition("#")
        target = (written.folder / name).parent / path if path else written.folder / name
        assert target.is_file()
        assert not place or place in written.pages[target.resolve().relative_to(written.folder).as_posix()].ids


def test_every_column_has_its_row_and_is_found_by_the_search(written: Written) -> None:
    limit = "apps/agent360_accounts.html#agent360_accounts.Account.acc_credit_limit"

    rows = [place for page in written.pages.values() for place in page.ids]
    found = {entry[0]: entry[1:] for entry in words(written.folder)}

    for model, table in written.dictionary.tables.items():
        assert {f"{model}.{column.name}" for column in table.columns} <= {*rows}
    assert found[limit][:3] == ["acc_credit_limit", "Credit limit", "Account · accounts"]
    assert "currency" in found[limit][3]
    assert "Account.Credit_Limit__c" in found[limit][3]


def test_no_page_has_a_place_twice(written: Written) -> None:
    for page in written.pages.values():
        assert len(page.ids) == len({*page.ids})


def test_no_file_names_an_address_of_the_network(written: Written) -> None:
    for path in written.folder.rglob("*.*"):
        assert not re.search(r"://|(?:href|src|url)\W{1,3}//", path.read_text()), path


def test_boxes_of_pictures_stand_apart_and_inside_and_lead_on(written: Written) -> None:
    users = {relation.model for relation in written.dictionary.tables["agent360_core.User"].pointed_at_by}

    pictures = [picture for page in written.pages.values() for picture in page.pictures]
    of_user = next(one for one in written.pages["apps/agent360_core.html"].pictures if len(one.boxes) > len(users))

    for picture in pictures:
        for number, box in enumerate(picture.boxes):
            assert 0 <= box.left <= box.left + box.width <= picture.width
            assert 0 <= box.top <= box.top + box.height <= picture.height
            assert not any(box.overlaps(other) for other in picture.boxes[number + 1 :])
    assert {f"{model.partition('.')[0]}.html#{model}" for model in users} < {box.link for box in of_user.boxes}
    assert of_user.width < 1050  # beside the list of tables, in a window of 1366


def test_a_table_that_is_not_there_has_a_box_and_no_link(tmp_path: Path) -> None:
    whole = app("shop", replace(ID, points_at="gone.User"))
    key = Relation("id", "shop.Order", "gone.User", "", unique=True, target_table="users", pairs=(("id", "id"),))

    html.write(Dictionary((replace(whole, tables=(replace(whole.tables[0], points_at=(key,)),)),)), tmp_path / "pages")

    page = read(tmp_path / "pages/apps/shop.html")
    assert [box.link for box in page.pictures[1].boxes] == ["shop.html#shop.Order", None]
    assert "Points at gone.User" in page.text
    assert not any("gone" in link for link in page.links)


def test_words_of_strangers_stay_words(tmp_path: Path) -> None:
    """Names, labels and texts are shown, and are neither tags nor addresses nor code."""
    column = Column(
        'a "b" <i>%23', "c", ATTACK, null=True, key=False, label=ATTACK, meaning=ATTACK, values=((ATTACK, "d"),)
    )
    (table,) = app("shop", replace(column, sources=(ATTACK,), default=ATTACK)).tables
    table = replace(table, schema=ATTACK, name=ATTACK, label=ATTACK, meaning=ATTACK)

    html.write(Dictionary((App("shop", ATTACK, ATTACK, ATTACK, (table,)),)), tmp_path)

    of_app, index = read(tmp_path / "apps/shop.html"), read(tmp_path / "index.html")
    for page, times in ((of_app, 12), (index, 4)):
        scripts = [Path(attributes["src"]).name for tag, attributes in page.tags if tag == "script"]
        assert scripts == ["words.js", "search.js"]
        assert "i" not in {tag for tag, _ in page.tags}
        assert page.text.count(ATTACK) >= times
    assert "shop.Order.a%20%22b%22%20%3Ci%3E%2523" in of_app.ids
    assert "<" not in (tmp_path / "words.js").read_text()
    assert words(tmp_path)[2][1] == 'a "b" <i>%23'


def test_every_app_has_its_own_file_on_every_system(tmp_path: Path) -> None:
    """Some do not tell upper from lower case, reserve names, or refuse long ones."""
    labels = ["shop", "Shop", "con", "lpt1", "straße", "x" * 300, "x" * 299]

    html.write(Dictionary(tuple(app(label, ID) for label in labels)), tmp_path)

    names = [path.stem for path in (tmp_path / "apps").iterdir()]
    assert len({name.lower() for name in names}) == len(labels)
    assert not {"con", "lpt1"} & {*names}
    assert max(map(len, names)) < 120
    index = read(tmp_path / "index.html")
    for link in {*index.links, *(entry[0] for entry in words(tmp_path))}:
        name, _, place = link.partition("#")
        page = read(tmp_path / name) if name else index
        assert not place or place in page.ids, link


def test_control_characters_are_shown_and_not_obeyed(tmp_path: Path) -> None:
    """A text with a change of direction reads as it is written."""
    text = "a\x1b[31m\x00\u202eb"
    column = replace(ID, label=text, meaning=text, values=((text, text),))

    html.write(Dictionary((app("shop", column),)), tmp_path)

    for name in ("apps/shop.html", "words.js"):
        assert not re.search("[\x00\x1b\u202e]", (tmp_path / name).read_text())
    assert r"a\x1b[31m\x00\u202eb" in read(tmp_path / "apps/shop.html").text
    assert r"a\x1b[31m\x00\u202eb" in {entry[2] for entry in words(tmp_path)}


def test_a_second_time_gives_the_same_bytes_and_drops_what_is_gone(tmp_path: Path) -> None:
    folder = tmp_path / "a new" / "folder"
    html.write(Dictionary((app("shop", ID), app("old", ID))), folder)
    before = {path: path.read_bytes() for path in folder.rglob("*.*")}

    html.write(Dictionary((app("shop", ID), app("old", ID))), folder)
    again = {path: path.read_bytes() for path in folder.rglob("*.*")}
    (folder / "index.html").unlink()  # as a break leaves it
    paths = html.write(Dictionary((app("shop", ID),)), folder)

    assert again == before
    assert paths[0] == folder / "index.html"
    assert {path for path in folder.rglob("*.*") if path.suffix} == {*paths}
    assert folder / "apps/shop.html" in paths
    assert folder / "apps/old.html" in before
    assert folder / "apps/old.html" not in paths


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine")

    for taken in (tmp_path, tmp_path / "index.html"):
        with pytest.raises(CommandError, match="is not a folder of dictionary pages"):
            call_command("agent360", "describe", "shop", "--format", "html", "-o", str(taken))

    assert [path.read_text() for path in tmp_path.iterdir()] == ["mine"]


@endurance.only
@pytest.mark.skipif(not shutil.which("chromium"), reason="a browser has to search")
def test_the_search_shows_names_before_meanings(written: Written, tmp_path: Path) -> None:
    """In a browser that resolves no host."""
    address = f"{(written.folder / 'index.html').as_uri()}?q=credit"
    options = ["--headless", "--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={tmp_path}"]

    seen = subprocess.run(
        ["chromium", *options, "--dump-dom", address], capture_output=True, text=True, check=True, timeout=60
    )

    found = [
        attributes["href"] for tag, attributes in Page(seen.stdout).tags if "tabindex" in attributes and tag == "a"
    ]
    assert found[0] == "apps/agent360_accounts.html#agent360_accounts.Account.acc_credit_limit"
    by_name = "apps/ingestion_salespro.html#ingestion_salespro.CreditApplication.credit_limit"
    assert found.index(by_name) < found.index("apps/agent360_accounts.html#agent360_accounts.Account")
