"""The code that is written: as a careful engineer would write it."""

import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.test.utils import CaptureQueriesContext

from agent360_models.introspect import introspect
from tests.introspect.project import SCHEMAS, Written, written
from tests.support.databases import scratch_database


def ddl(name: str) -> str:
    """Return one of the hand-made schemas."""
    return (SCHEMAS / f"{name}.sql").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[Written]:
    with django_db_blocker.unblock(), written(tmp_path_factory.mktemp("tables"), ddl("tables")) as app:
        yield app


@pytest.fixture(scope="module")
def types(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[Written]:
    with django_db_blocker.unblock(), written(tmp_path_factory.mktemp("types"), ddl("types")) as app:
        yield app


def squeezed(text: str) -> str:
    """Return code without its line breaks."""
    return " ".join(text.split()).replace("( ", "(").replace(" )", ")").replace(",)", ")")


@pytest.mark.parametrize(
    "line",
    [
        "class Tenant(models.Model):",
        'db_table = qualified("app", "tenant")',
        "id = models.AutoField(primary_key=True)",
        'pk = models.CompositePrimaryKey("tenant", "id")',
        'tenant = models.ForeignKey("Tenant", on_delete=models.CASCADE, db_index=False, related_name="customers")',
        (
            'customer = models.ForeignObject("Customer", on_delete=models.CASCADE,'
            ' from_fields=["tenant", "customer_id"], to_fields=["tenant", "id"], related_name="invoices", null=True)'
        ),
        (
            'parent = models.ForeignKey("self", on_delete=models.SET_NULL, db_index=False,'
            ' related_name="parent_invoices", null=True, blank=True)'
        ),
        'tenant = models.OneToOneField("Tenant", on_delete=models.RESTRICT, related_name="profile", primary_key=True)',
        'tname = models.ForeignKey("Tenant", on_delete=models.DO_NOTHING, to_field="name"',
        (
            'doubled = models.GeneratedField(expression=SQL("app.double({id})", output_field=models.IntegerField()),'
            " output_field=models.IntegerField(), db_persist=True)"
        ),
        "id = models.IntegerField(db_default=SQL(\"nextval('app.shared'::regclass)\"))",
        'models.CheckConstraint(condition=SQL("{total} >= (0)::numeric"), name="invoice_total_check")',
        (
            'models.UniqueConstraint(fields=["tenant"], name="one_open", condition=models.Q(SQL('
            "\"({status} = 'open'::text) AND ({note} IS NOT NULL)\")))"
        ),
        'models.UniqueConstraint(fields=["email"], name="customer_email_key", nulls_distinct=False)',
        'models.UniqueConstraint(SQL("lower({note})"), name="lower_note")',
        "deferrable=models.Deferrable.DEFERRED)",
        'ExclusionConstraint(name="no_overlap", expressions=[("room", "="), ("period", "&&")],',
        'Index(fields=["-at", "room"], name="part", condition=models.Q(SQL("{total} > (10)::numeric")))',
        'GinIndex(fields=["note"], name="trgm", opclasses=["gin_trgm_ops"])',
        "class VInvoice(ReadOnlyModel):",
        "class Keyless(ReadOnlyModel):",
        "class KeylessUnique(models.Model):",
        'pk = models.CompositePrimaryKey("a", "b")',
    ],
)
def test_tables_are_written_as_an_engineer_would(line: str, tables: Written) -> None:
    assert line in squeezed(tables.text())


def test_partitions_are_in_the_ddl_and_have_no_model(tables: Written) -> None:
    """Rows of a test go somewhere."""
    assert "class Measure(" in tables.text()
    assert "measure_2024" not in tables.text()
    assert "CREATE TABLE app.measure_2024 PARTITION OF app.measure FOR VALUES FROM" in tables.text("schema.sql")


def test_the_admin_leaves_out_composite_keys(tables: Written) -> None:
    text = tables.text("admin.py")

    assert "@register(Tenant)\nclass TenantAdmin(FamilyAdmin):" in text
    assert "class VInvoiceAdmin(LogAdmin):" in text
    assert "Customer" not in text


def test_the_first_migration_is_state_only(tables: Written) -> None:
    text = tables.text("migrations/0001_initial.py")

    assert text.count("migrations.SeparateDatabaseAndState(") == 1
    assert "RunSQL" not in text


@pytest.mark.parametrize(
    "line",
    [
        'a_mood = PgEnumField(enum=Mood, type_name="mood", null=True, blank=True, db_default=Mood.OK)',
        'a_far = PgEnumField(enum=MoodChoices, type_name="Mood", schema="Far Away", null=True, blank=True)',
        'l_dmood = AnyTypeField("public.dmood[]"',
        "a_positive = models.IntegerField(db_default=1)",
        'a_email = AnyTypeField("public.citext"',
        'a_label = models.CharField(max_length=20, db_collation="C"',
        "a_num = NumericField(null=True",
        "a_num2 = models.DecimalField(max_digits=10, decimal_places=2",
        'a_num3 = AnyTypeField("numeric(3,-2)"',
        'a_ts = MomentField(zone="Europe/Berlin"',
        "a_tstz = MomentField(null=True, blank=True, db_default=Now())",
        "a_tstz3 = MomentField(precision=3",
        'a_interval = AnyTypeField("interval"',
        'a_money = AnyTypeField("money"',
        'a_address = AnyTypeField("public.address"',
        'a_ltree = AnyTypeField("public.ltree"',
        "a_real = RealField(",
        "a_tstzrange = DateTimeRangeField(",
        'a_multi = AnyTypeField("int4multirange"',
        "a_tsvector = SearchVectorField(",
        "l_int2 = ArrayField(ArrayField(models.IntegerField())",
        'l_mood = ArrayField(PgEnumField(enum=Mood, type_name="mood")',
        "a_uuid = models.UUIDField(null=True, blank=True, db_default=RandomUUID())",
        "a_jsonb2 = models.JSONField(db_default={})",
    ],
)
def test_types_have_their_fields(line: str, tmp_path: Path) -> None:
    with scratch_database(ddl("types")) as alias:
        app = introspect(using=alias, label="legacy", zone="Europe/Berlin")

    assert line in squeezed(app.files["models.py"])


def test_comments_become_docstrings_and_help(tmp_path: Path) -> None:
    """Whatever signs they are made of."""
    with written(tmp_path, ddl("names") + 'CREATE TABLE "back\\x" (id int PRIMARY KEY);') as app:
        text = app.text()

    for file in tmp_path.rglob("*.py"):
        compile(file.read_text(encoding="utf-8"), file.name, "exec")
    assert 'class Class(models.Model):\n    """A "class" with back\\\\slash,' in text
    assert """help_text='It\\'s "quoted" \\\\ and new line, {brace} %s\'""" in text
    assert """help_text='Only "double"'""" in text
    assert 'class_field = models.TextField(null=True, blank=True, db_column="class", verbose_name="class")' in text


def test_labels_of_enums_become_names_of_python() -> None:
    """Also digits that no Python name allows, and labels that give the same name."""
    labels = "CREATE TYPE t AS ENUM ('1', '1 ', 'a༳', '༳');"
    with scratch_database(f"{labels} CREATE TABLE x (id int PRIMARY KEY, t t)") as alias:
        text = introspect(using=alias, label="legacy").files["models.py"]

    compile(text, "models.py", "exec")
    assert '    N_1 = "1"\n    N_1_2 = "1 "\n    N_61_F33 = "a༳"\n    N_F33 = "༳"\n' in text


def test_the_way_back_is_not_named_by_a_keyword() -> None:
    """Neither the plural of a table's name, nor the name itself."""
    tables = """
        CREATE TABLE a (id int PRIMARY KEY, ref int REFERENCES a);
        CREATE TABLE import (id int PRIMARY KEY REFERENCES a);
    """
    with scratch_database(tables) as alias:
        text = introspect(using=alias, label="legacy").files["models.py"]

    assert 'related_name="ref_as"' in text
    assert 'related_name="id_import"' in text


def test_names_are_only_text_in_the_readme() -> None:
    """No tag, no link, no line of their own."""
    left_out = 'CREATE TABLE "%`[a](b)" (id int);'
    with scratch_database(f'{left_out} CREATE TABLE "`<b>|x\n\n# y" (id int PRIMARY KEY)') as alias:
        text = introspect(using=alias, label="legacy").files["README.md"]

    assert "| `BXY` | ``public.`<b>\\|x\\n\\n# y`` | table | `id` |\n" in text
    assert "- ``public.%`[a](b)``\n" in text


def test_what_is_left_out_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with scratch_database('CREATE TABLE "%\x1b[2J\n" (id int); CREATE TABLE kept (id int PRIMARY KEY)') as alias:
        call_command("agent360", "introspect", f"--database={alias}", "--app=legacy")

    assert "quote: public.%\\x1b[2J\\n\n" in capsys.readouterr().err


def test_the_same_database_gives_the_same_bytes(tables: Written) -> None:
    first, second = (introspect(using=tables.alias, label="legacy").files for _ in range(2))

    assert first == second


def test_the_number_of_queries_is_that_of_one_table(tables: Written) -> None:
    def queries(*names: str) -> int:
        with CaptureQueriesContext(connections[tables.alias]) as captured:
            introspect(using=tables.alias, label="legacy", tables=names)
        return len(captured)

    assert queries("app.tenant") == queries()


def test_tables_can_be_named(tables: Written) -> None:
    """What points at a table without a model is a plain column."""
    text = introspect(using=tables.alias, label="legacy", tables=["app.invoice"]).files["models.py"]

    assert text.count("(models.Model):") == 1
    assert "tenant_id = models.IntegerField()" in text


def test_a_folder_is_written_once(tmp_path: Path, tables: Written) -> None:
    with pytest.raises(CommandError, match=r"already exists.*--suggest"):
        call_command("agent360", "introspect", f"--database={tables.alias}", f"--output={tables.folder / 'legacy'}")


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("--timestamps=Mars/Base", "'Mars/Base' is not a time zone"),
        ("--schema=nowhere", "no such table"),
        ("--app=no-label", "Use 'no_label'"),
    ],
)
def test_what_cannot_be_done_is_said(option: str, message: str, tables: Written) -> None:
    with pytest.raises(CommandError, match=message):
        call_command("agent360", "introspect", f"--database={tables.alias}", option)


def test_without_a_folder_all_is_printed(tables: Written, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("agent360", "introspect", "app.tenant", f"--database={tables.alias}", "--app=billing")

    printed = capsys.readouterr().out
    assert "# models.py\n" in printed
    assert 'label = "billing"' in printed


@pytest.mark.skipif(not find_spec("ruff"), reason="ruff is not installed")
def test_the_code_is_formatted(tables: Written, types: Written) -> None:
    for app in (tables, types):
        for arguments in (["format", "--check"], ["check", "--isolated", "--select=I,E9,F,W"]):
            command = [sys.executable, "-m", "ruff", *arguments, "--line-length=120", str(app.folder / "legacy")]
            run = subprocess.run(command, cwd=app.folder, capture_output=True, text=True, check=False)
            assert run.returncode == 0, run.stdout
