"""``EncryptedJSONField`` and ``PartlyEncryptedJSONField``: written in every way, and read."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import FieldError, ValidationError
from django.db import models
from django.db.models import Case, F, JSONField, Value, When
from django.db.models.functions import Coalesce, Concat

from agent360_models.fields import EncryptedJSONField, PartlyEncryptedJSONField
from agent360_models.secrets import Secret, revealed
from agent360_models.secrets.cipher import PREFIX
from tests.apps.toy.models import Safe
from tests.fields.safes import CONFIG, CONTENTS, OPEN_SESAME, stored

pytestmark = pytest.mark.django_db


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
