"""``EncryptedJSONField`` and ``PartlyEncryptedJSONField``: what is written, what is read, and what shows nothing."""

import copy
import io
import json
import pickle
import sys
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django import forms
from django.apps import apps
from django.core import serializers
from django.core.exceptions import FieldError, ValidationError
from django.db import connection, models
from django.db.models import Case, F, JSONField, Max, Value, When
from django.db.models.functions import Coalesce, Concat
from django.forms import model_to_dict
from django.test import RequestFactory
from django.views.debug import ExceptionReporter
from pytest_django.fixtures import Settings

from agent360_models.bulk import copy_to
from agent360_models.exceptions import EncryptionError, MissingExtraError
from agent360_models.fields import EncryptedJSONField, PartlyEncryptedJSONField
from agent360_models.secrets import Secret, revealed
from agent360_models.secrets.cipher import PREFIX
from tests.apps.toy.models import Safe

pytestmark = pytest.mark.django_db

OPEN_SESAME = "open-sesame-4711"
CONTENTS = {"token": OPEN_SESAME, "deep": [{"pin": 4711}]}
CONFIG = {"model": "m-1", "api_key": OPEN_SESAME, "hosts": [{"url": "https://a.example", "x-api-key": OPEN_SESAME}]}
NEW, OLD, OTHER = (Fernet.generate_key().decode() for _ in range(3))


def stored(number: int = 1) -> tuple[str | None, str]:
    """Return what the table has, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT contents, config::text FROM toy.safe WHERE number = %s", [number])
        row: tuple[str | None, str] = cursor.fetchone()
    return row


def store(contents: str | None = None, config: str = "{}") -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO toy.safe VALUES (1, '', %s, %s)", [contents, config])


def use_keys(settings: Settings, *keys: str) -> None:
    settings.AGENT360_MODELS = {"ENCRYPTION_KEYS": list(keys)}


# Written and read


@pytest.mark.parametrize("document", [CONTENTS, {}, [], [1, None, "ä"], "text", "", 0, 1.5, True, {"a": {"b": None}}])
def test_a_document_comes_back_as_it_was(document: Any) -> None:
    """Whatever JSON can hold."""
    Safe.objects.create(number=1, contents=document)

    found = Safe.objects.get().contents

    assert isinstance(found, Secret)
    assert found.reveal() == document
    assert found == document


def test_the_column_holds_a_sealed_text() -> None:
    """Of a version that is written on it; of the other field only what is secret."""
    Safe.objects.create(number=1, contents=CONTENTS, config=CONFIG)

    contents, config = stored()

    assert str(contents).startswith("encrypted:1:gAAAA")
    assert OPEN_SESAME not in str(contents) + config
    assert json.loads(config)["model"] == "m-1"
    assert json.loads(config)["hosts"][0]["url"] == "https://a.example"
    assert json.loads(config)["hosts"][0]["x-api-key"].startswith(PREFIX)


def test_null_stays_null() -> None:
    """And can be asked for; so can a row whose secret key holds nothing."""
    Safe.objects.create(number=1, config={"api_key": None})

    assert stored() == (None, '{"api_key": null}')
    assert Safe.objects.get(contents__isnull=True).contents is None
    assert Safe.objects.filter(contents__isnull=False).count() == 0


def test_null_is_written_by_an_expression_too() -> None:
    """NULL, and where Django has it the null of JSON."""
    Safe.objects.create(number=1, contents=CONTENTS, config=CONFIG)

    Safe.objects.update(contents=Value(None))
    assert stored()[0] is None
    if hasattr(models, "JSONNull"):
        Safe.objects.update(config=models.JSONNull())
        assert stored()[1] == "null"


def test_a_secret_is_used_like_the_dictionary_that_it_holds() -> None:
    """And may be changed in place."""
    Safe.objects.create(number=1, contents=CONTENTS)
    safe = Safe.objects.get()

    assert safe.contents["token"] == OPEN_SESAME
    assert safe.contents.get("nothing") is None
    assert dict(**safe.contents) == CONTENTS
    assert (len(safe.contents), bool(safe.contents), "token" in safe.contents) == (2, True, True)
    safe.contents["token"] = "changed"
    del safe.contents["deep"]
    safe.save()

    assert Safe.objects.get().contents == {"token": "changed"}


def test_a_config_is_read_by_revealed() -> None:
    """Secrets in it are enclosed one by one."""
    Safe.objects.create(number=1, config=CONFIG)
    config = Safe.objects.get().config

    assert config["model"] == "m-1"
    assert config["api_key"].reveal() == OPEN_SESAME
    assert revealed(config) == CONFIG
    config["api_key"] = {"kind": "bearer", "value": OPEN_SESAME}
    Safe.objects.update(config=config)

    assert OPEN_SESAME not in stored()[1]
    assert revealed(Safe.objects.get().config)["api_key"] == {"kind": "bearer", "value": OPEN_SESAME}


@pytest.mark.parametrize(
    "key", ["api_key", "apiKey", "X-Api-Key", "APIKEY", "access_token", "clientSecret", "db password", "Authorization"]
)
def test_a_secret_key_is_known_in_every_spelling(key: str) -> None:
    """As services spell them."""
    Safe.objects.create(number=1, config={"a": [{key: OPEN_SESAME}]})

    assert OPEN_SESAME not in stored()[1]


@pytest.mark.parametrize("key", ["max_tokens", "tokenizer", "secretary", "key", "keyboard"])
def test_other_keys_stay_readable(key: str) -> None:
    """And can be asked for."""
    Safe.objects.create(number=1, config={key: 512})

    assert Safe.objects.filter(**{f"config__{key}": 512}).exists()


def test_other_secret_keys_may_be_named() -> None:
    """In place of those that are known; and a migration has them."""
    field = PartlyEncryptedJSONField(secret_keys=["pin"])
    field.set_attributes_from_name("config")

    assert isinstance(field.enclose({"pin": 1, "token": 2})["pin"], Secret)
    assert field.enclose({"pin": 1, "token": 2})["token"] == 2
    assert field.deconstruct()[3] == {"secret_keys": ("pin",)}
    assert PartlyEncryptedJSONField().deconstruct()[3] == {}


# Every kind of write


def bulk_create() -> None:
    Safe.objects.bulk_create([Safe(number=1, contents=CONTENTS, config=CONFIG)])


def bulk_update() -> None:
    Safe.objects.create(number=1)
    Safe.objects.create(number=2)
    Safe.objects.bulk_update(
        [Safe(number=1, contents=CONTENTS, config=CONFIG), Safe(number=2, contents=None, config={})],
        ["contents", "config"],
    )


def update() -> None:
    Safe.objects.create(number=1)
    Safe.objects.update(contents=CONTENTS, config=CONFIG)


def update_by_case() -> None:
    Safe.objects.create(number=1)
    Safe.objects.update(
        contents=Case(
            When(number=1, then=Value(CONTENTS, output_field=Safe._meta.get_field("contents"))), default=F("contents")
        ),
        config=Coalesce(Value(CONFIG, output_field=JSONField()), F("config")),
    )


def conflicting() -> None:
    Safe.objects.create(number=1)
    Safe.objects.bulk_create(
        [Safe(number=1, contents=CONTENTS, config=CONFIG)],
        update_conflicts=True,
        unique_fields=["number"],
        update_fields=["contents", "config"],
    )


def upsert() -> None:
    Safe.objects.upsert([{"number": 1, "contents": CONTENTS, "config": CONFIG}])


def upsert_in_one_go() -> None:
    Safe.objects.upsert([{"number": 1, "contents": CONTENTS, "config": CONFIG}], atomic=True)


def update_or_create() -> None:
    Safe.objects.create(number=1)
    Safe.objects.update_or_create(number=1, defaults={"contents": CONTENTS, "config": CONFIG})


@pytest.mark.parametrize(
    "write",
    [bulk_create, bulk_update, update, update_by_case, conflicting, upsert, upsert_in_one_go, update_or_create],
)
def test_every_kind_of_write_encrypts(write: Callable[[], None]) -> None:
    """None goes around the field."""
    write()

    assert OPEN_SESAME not in "".join(map(str, stored()))
    safe = Safe.objects.get(number=1)
    assert safe.contents == CONTENTS
    assert revealed(safe.config) == CONFIG


@pytest.mark.parametrize("column", ["contents", "config"])
@pytest.mark.parametrize(
    "expression", [Value("plain"), F("label"), Concat(F("label"), Value("x"))], ids=["value", "column", "function"]
)
def test_an_expression_that_would_write_plain_text_is_refused(column: str, expression: Any) -> None:
    """But a value is taken as a document."""
    Safe.objects.create(number=1, label="plain")

    if isinstance(expression, Value) and column == "contents":
        Safe.objects.update(**{column: expression})
        assert Safe.objects.get().contents == "plain"
    elif isinstance(expression, Value):
        Safe.objects.update(**{column: expression})
        assert Safe.objects.get().config == "plain"
    else:
        with pytest.raises(FieldError, match=rf"toy.Safe.{column} is encrypted"):
            Safe.objects.update(**{column: expression})


def test_an_unchanged_secret_is_unchanged_to_an_upsert() -> None:
    """Though each encryption gives another text: a secret that was read, or written, keeps the one it has."""
    row = Safe(number=1, contents=CONTENTS, config=CONFIG)
    given = {"number": 1, "contents": row.contents, "config": row.config}

    assert Safe.objects.upsert([given]).inserted == 1
    assert Safe.objects.upsert([given]).unchanged == 1
    assert Safe.objects.upsert(Safe.objects.all()).unchanged == 1
    assert Safe.objects.upsert(Safe.objects.values("number", "contents", "config")).unchanged == 1
    looked_into = Safe.objects.get()
    assert looked_into.contents["token"] == looked_into.config["api_key"].reveal() == OPEN_SESAME
    assert Safe.objects.upsert([looked_into]).unchanged == 1
    looked_into.contents["token"] = "other"
    assert Safe.objects.upsert([looked_into]).updated == 1
    assert Safe.objects.get().contents["token"] == "other"


def test_a_plain_document_is_encrypted_anew_by_an_upsert() -> None:
    """What is stored is not opened for a comparison."""
    Safe.objects.upsert([{"number": 1, "contents": CONTENTS}])

    assert Safe.objects.upsert([{"number": 1, "contents": CONTENTS}]).updated == 1


def test_what_is_no_json_is_refused_without_being_repeated() -> None:
    """Model and column are named."""
    with pytest.raises(ValidationError, match=r"toy.Safe.contents: the value is not JSON") as caught:
        Safe.objects.create(number=1, contents={"token": {OPEN_SESAME}})
    assert OPEN_SESAME not in str(caught.value)


def test_what_is_no_json_is_rejected_by_an_upsert() -> None:
    """Named by its place, and not repeated."""
    rejections: list[Any] = []

    rows = [{"number": 1, "contents": {"token": {OPEN_SESAME}}}, {"number": 2, "contents": CONTENTS}]
    result = Safe.objects.upsert(rows, on_error="reject", on_reject=rejections.append)

    assert (result.inserted, result.rejected) == (1, 1)
    assert [str(rejection) for rejection in rejections] == ["row 1, contents: no value for EncryptedJSONField"]


# Keys


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

    with pytest.raises(EncryptionError, match=r"^toy\.Safe\.\w+ is encrypted, .* has no key.*generate_key"):
        Safe.objects.create(number=1, **values)


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading and writing."""
    Safe.objects.create(number=1, contents=CONTENTS)
    monkeypatch.setitem(sys.modules, "cryptography.fernet", None)

    with pytest.raises(MissingExtraError, match=r'pip install "agent360-models\[crypto\]"'):
        Safe.objects.get().contents.reveal()
    with pytest.raises(MissingExtraError, match=r'pip install "agent360-models\[crypto\]"'):
        Safe.objects.create(number=2, contents=CONTENTS)


# Nothing is found by it


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


# Nothing shows


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


def test_a_secret_is_not_serialized_by_accident() -> None:
    """``json.dumps`` wants to be given what it shall write."""
    safe = Safe(number=1, contents=CONTENTS, config=CONFIG)

    for document in (safe.contents, safe.config):
        with pytest.raises(TypeError, match="not JSON serializable"):
            json.dumps(document)


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


# Forms


SafeForm = forms.modelform_factory(Safe, fields=["label", "contents", "config"])


def test_a_form_shows_nothing_and_keeps_what_is_not_typed() -> None:
    """Asterisks stand for the secrets of a config."""
    Safe.objects.create(number=1, contents=CONTENTS, config=CONFIG)
    form = SafeForm(instance=Safe.objects.get())
    html = form.as_p()

    assert OPEN_SESAME not in html
    assert PREFIX not in html
    assert html.count("********") == 2
    assert "Leave this empty to keep what is there." in html
    config = form["config"].value().replace("m-1", "m-2")
    form = SafeForm({"label": "new", "contents": "", "config": config}, instance=Safe.objects.get())
    assert form.changed_data == ["label", "config"]
    form.save()

    safe = Safe.objects.get()
    assert (safe.label, safe.contents) == ("new", CONTENTS)
    assert revealed(safe.config) == {**CONFIG, "model": "m-2"}


def test_a_form_replaces_what_is_typed() -> None:
    """One secret of several, too."""
    Safe.objects.create(number=1, contents=CONTENTS, config=CONFIG)
    config = {**CONFIG, "api_key": "new", "hosts": [{"url": "https://a.example", "x-api-key": "********"}]}
    data = {"label": "", "contents": '{"token": "new"}', "config": json.dumps(config)}
    form = SafeForm(data, instance=Safe.objects.get())
    assert form.changed_data == ["contents", "config"]
    form.save()

    safe = Safe.objects.get()
    assert safe.contents == {"token": "new"}
    assert revealed(safe.config) == {**CONFIG, "api_key": "new"}
    assert "new" not in "".join(map(str, stored()))


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"contents": "{'no': json}"}, "contents"),
        ({"config": '{"api_key": "********"}'}, "config"),
        ({"config": '{"model": "********"}'}, "config"),
    ],
)
def test_a_form_refuses_what_it_cannot_store(data: dict[str, str], field: str) -> None:
    """Asterisks without a secret behind them, too."""
    form = SafeForm({"label": "", "contents": "", "config": "{}", **data}, instance=Safe(number=1))

    assert list(form.errors) == [field]


def test_a_form_works_without_the_key(settings: Settings) -> None:
    """Other columns are edited."""
    Safe.objects.create(number=1, contents=CONTENTS, config=CONFIG)
    before = stored()
    use_keys(settings)
    config = SafeForm(instance=Safe.objects.get())["config"].value()

    SafeForm({"label": "new", "contents": "", "config": config}, instance=Safe.objects.get()).save()

    assert (Safe.objects.get().label, stored()) == ("new", before)


# Declarations


@pytest.mark.parametrize(
    "option",
    [
        {"choices": [("a", "A")]},
        {"db_default": "a"},
        {"db_index": True},
        {"max_length": 9},
        {"primary_key": True},
        {"unique": True},
    ],
)
def test_what_makes_no_sense_for_an_encrypted_column_is_refused(option: dict[str, Any]) -> None:
    """Where it is declared."""
    with pytest.raises(TypeError, match=f"EncryptedJSONField takes no '{next(iter(option))}'"):
        EncryptedJSONField(**option)


def test_migrations_name_the_public_path() -> None:
    """Modules behind it may move."""
    fields: list[models.Field[Any, Any]] = [EncryptedJSONField(null=True), PartlyEncryptedJSONField()]

    assert [field.deconstruct()[1] for field in fields] == [
        "agent360_models.fields.EncryptedJSONField",
        "agent360_models.fields.PartlyEncryptedJSONField",
    ]
    assert apps.get_model("toy", "Safe") is Safe
