"""Without its key nobody reads a secret, nothing is found by it, and nothing shows it."""

import copy
import io
import json
import pickle
import sys
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db.models import F, Max, Value
from django.forms import model_to_dict
from django.test import RequestFactory
from django.views.debug import ExceptionReporter
from pytest_django.fixtures import Settings

from agent360_models.bulk import copy_to
from agent360_models.exceptions import EncryptionError, MissingExtraError
from agent360_models.secrets import revealed
from agent360_models.secrets.cipher import PREFIX
from tests.apps.toy.models import Safe
from tests.fields.safes import CONFIG, CONTENTS, NEW, OLD, OPEN_SESAME, OTHER, store, stored, use_keys

pytestmark = pytest.mark.django_db


def test_any_key_decrypts_and_the_first_encrypts(settings: Settings) -> None:
    """A row that is saved changes over to the first key, whether it was looked into or not."""
    use_keys(settings, OLD)
    Safe.objects.create(number=1, contents=CONTENTS, config=CONFIG)
    use_keys(settings, NEW, OLD)

    assert Safe.objects.get().contents == CONTENTS
    Safe.objects.get().save()

    use_keys(settings, NEW)
    assert Safe.objects.get().contents == CONTENTS
    assert revealed(Safe.objects.get().config) == CONFIG


@pytest.mark.parametrize("keys", [(), (OTHER,), ("malformed",)], ids=["none", "another", "malformed"])
def test_without_its_key_a_secret_is_a_clear_error(settings: Settings, keys: tuple[str, ...]) -> None:
    """That names model and column."""
    use_keys(settings, OLD)
    Safe.objects.create(number=1, contents=CONTENTS, config=CONFIG)
    use_keys(settings, *keys)
    safe = Safe.objects.get()

    with pytest.raises(EncryptionError, match=r"^toy\.Safe\.contents .*ENCRYPTION_KEYS") as caught:
        safe.contents.reveal()
    with pytest.raises(EncryptionError, match=r"^toy\.Safe\.config "):
        revealed(safe.config)
    assert not any(key in str(caught.value) for key in keys)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    "text", ["", "plain", '{"token": "x"}', "encrypted:1:", "encrypted:2:gAAAA", "encrypted:1:gAAAAABÄ\n", PREFIX * 2]
)
def test_a_damaged_text_is_a_clear_error_without_the_text(text: str) -> None:
    """Whatever is in the column."""
    store(contents=text)

    with pytest.raises(EncryptionError, match=r"^toy\.Safe\.contents cannot be decrypted") as caught:
        Safe.objects.get().contents.reveal()
    assert not text or text not in str(caught.value)


def without_keys(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    use_keys(settings)


def with_another_key(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    use_keys(settings, OTHER)


def without_cryptography(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography", None)
    monkeypatch.setitem(sys.modules, "cryptography.fernet", None)


@pytest.mark.parametrize("lose", [without_keys, with_another_key, without_cryptography])
def test_a_row_is_of_use_without_the_key(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, lose: Callable[..., None]
) -> None:
    """It is listed, saved, serialized and deleted; its secrets stay as they are."""
    Safe.objects.create(number=1, contents=CONTENTS, config=CONFIG)
    before = stored()
    lose(settings, monkeypatch)

    safe = Safe.objects.get()
    safe.label = "new"
    safe.full_clean()
    safe.save()
    Safe.objects.bulk_update([safe], ["label", "contents", "config"])
    assert Safe.objects.upsert(Safe.objects.all()).unchanged == 1
    assert serializers.serialize("json", [safe])
    assert list(Safe.objects.values())
    assert copy.copy(safe).label == pickle.loads(pickle.dumps(safe)).label == "new"  # noqa: S301
    assert stored() == before
    assert safe.delete()[0] == 1


@pytest.mark.parametrize("values", [{"contents": CONTENTS}, {"config": CONFIG}], ids=["whole", "in part"])
def test_nothing_is_written_in_clear_without_a_key(settings: Settings, values: dict[str, Any]) -> None:
    """The error says how a key is made."""
    use_keys(settings)

    with pytest.raises(EncryptionError, match=r"^toy\.Safe\.\w+ is encrypted, but .* is empty.*generate_key"):
        Safe.objects.create(number=1, **values)


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading and writing."""
    Safe.objects.create(number=1, contents=CONTENTS)
    monkeypatch.setitem(sys.modules, "cryptography.fernet", None)

    with pytest.raises(MissingExtraError, match=r'pip install "agent360-models\[crypto\]"'):
        Safe.objects.get().contents.reveal()
    with pytest.raises(MissingExtraError, match=r'pip install "agent360-models\[crypto\]"'):
        Safe.objects.create(number=2, contents=CONTENTS)


@pytest.mark.parametrize(
    "query",
    [
        lambda rows: rows.filter(contents=CONTENTS),
        lambda rows: rows.exclude(contents="x"),
        lambda rows: rows.filter(contents__token="x"),
        lambda rows: rows.filter(contents__contains="x"),
        lambda rows: rows.filter(contents__in=["x"]),
        lambda rows: rows.filter(contents__gt="x"),
        lambda rows: rows.order_by("contents"),
        lambda rows: rows.order_by("-contents"),
        lambda rows: rows.order_by(F("contents").asc()),
        lambda rows: rows.order_by("contents__token"),
        lambda rows: rows.filter(config={"api_key": "x"}),
        lambda rows: rows.filter(config__api_key="x"),
        lambda rows: rows.filter(config__hosts__0__token="x"),
        lambda rows: rows.filter(config__contains={"a": [{"token": "x"}]}),
        lambda rows: rows.filter(config__a={"token": "x"}),
        lambda rows: rows.order_by("config__api_key"),
        lambda rows: rows.values("config__api_key"),
        lambda rows: rows.annotate(key=F("config__api_key")),
    ],
)
def test_filters_and_orders_are_errors(query: Callable[[Any], Any]) -> None:
    """Rather than an empty answer."""
    with pytest.raises(FieldError, match=r"encrypted|Join on 'con\w+' not permitted"):
        list(query(Safe.objects.all()))


def test_the_other_keys_of_a_config_are_found() -> None:
    """As of any JSONField; and whether there is a secret."""
    Safe.objects.create(number=1, config=CONFIG)

    assert Safe.objects.filter(config__model="m-1", config__hosts__0__url__startswith="https:").exists()
    assert Safe.objects.filter(config__contains={"model": "m-1"}, config__has_key="api_key").exists()
    assert Safe.objects.order_by("config__model").values_list("config__model", flat=True)[0] == "m-1"
    assert repr(Safe.objects.values_list("config__hosts", flat=True)[0]).count("<********>") == 1


def test_queries_around_the_column_work() -> None:
    """Deferred, counted, united, distinct, locked, in batches."""
    Safe.objects.bulk_create([Safe(number=number, contents=number) for number in range(3)])
    rows = Safe.objects.order_by("number")

    assert [row.contents.reveal() for row in rows.defer("contents")] == [0, 1, 2]
    assert [row.contents.reveal() for row in rows.only("contents")] == [0, 1, 2]
    assert rows.union(rows, all=True).count() == 6
    assert rows.filter(pk__in=rows.values("pk")).distinct().count() == 3
    assert rows.select_for_update().first() == rows[0]
    values: list[Any] = list(rows.values_list("contents", flat=True))
    assert [secret.reveal() for secret in values] == [0, 1, 2]
    assert [row.contents.reveal() for row in rows.iterate_by_key(batch_size=2)] == [0, 1, 2]
    assert rows.aggregate(most=Max("number")) == {"most": 2}
    assert rows.exclude(contents=None).count() == 3


def test_neither_a_row_nor_its_parts_show_a_secret(settings: Settings) -> None:
    """Before it is saved, after it is read, and once it was looked into."""
    fresh = Safe(number=1, contents=CONTENTS, config=CONFIG)
    fresh.save()
    read = Safe.objects.get()
    opened = Safe.objects.get()
    assert opened.contents["token"] == opened.config["api_key"].reveal() == OPEN_SESAME
    shown: list[Any] = []

    for safe in (fresh, read, opened):
        shown += [vars(safe), model_to_dict(safe), safe.contents, safe.config, f"{safe.contents} {safe.config}"]
        shown += [serializers.serialize(form, [safe]) for form in ("json", "python", "xml", "jsonl")]
        shown += [pickle.dumps(safe), pickle.dumps(safe.contents), Value(safe.contents)]
    shown += [list(Safe.objects.values()), list(Safe.objects.values_list())]
    target = io.BytesIO()
    copy_to(Safe.objects.all(), target)
    shown += [target.getvalue().decode()]

    assert [text for text in map(repr, shown) if OPEN_SESAME in text] == []


def assign_and_save(safe: Safe) -> None:
    safe.contents = CONTENTS
    safe.config = CONFIG
    safe.save()


@pytest.mark.parametrize("keys", [(), ("malformed",)])
def test_a_report_of_an_error_shows_none(settings: Settings, keys: tuple[str, ...]) -> None:
    """Such as Django sends to the admins, with the variables of every frame."""
    use_keys(settings, *keys)
    safe = Safe(number=1)

    try:
        assign_and_save(safe)
    except EncryptionError:
        report = ExceptionReporter(RequestFactory().get("/"), *sys.exc_info())

    text = report.get_traceback_html() + report.get_traceback_text()
    assert "toy.Safe.contents is encrypted" in text
    assert OPEN_SESAME not in text


def test_an_error_reporter_sends_no_items_of_a_secret() -> None:
    """Those of services, such as Sentry's, send the items of every mapping in a frame."""
    Safe.objects.create(number=1, contents=CONTENTS)

    assert not isinstance(Safe.objects.get().contents, Mapping)


def test_a_secret_is_not_serialized_by_accident() -> None:
    """``json.dumps`` wants to be given what it shall write."""
    safe = Safe(number=1, contents=CONTENTS, config=CONFIG)

    for document in (safe.contents, safe.config):
        with pytest.raises(TypeError, match="not JSON serializable"):
            json.dumps(document)
        with pytest.raises(TypeError, match="__dict__"):
            json.dumps(document, default=vars)


@pytest.mark.parametrize("form", ["json", "jsonl", "python", "xml"])
def test_a_fixture_is_loaded_again(form: str) -> None:
    """With the same key; nothing in it was clear."""
    Safe.objects.create(number=1, contents=CONTENTS, config=CONFIG)
    Safe.objects.create(number=2)
    fixture = serializers.serialize(form, Safe.objects.order_by("number"))
    Safe.objects.all().delete()

    for row in serializers.deserialize(form, fixture):
        row.save()

    one, two = Safe.objects.order_by("number")
    assert (one.contents, revealed(one.config)) == (CONTENTS, CONFIG)
    assert (two.contents, two.config) == (None, {})


def test_a_copy_is_a_secret_of_its_own() -> None:
    """As that of a dictionary."""
    safe = Safe(number=1, contents=copy.deepcopy(CONTENTS))
    other = copy.deepcopy(safe)
    other.contents["token"] = "other"

    assert (safe.contents["token"], other.contents["token"]) == (OPEN_SESAME, "other")
    assert safe.contents != other.contents
