"""``manage.py agent360 drift``: what it prints, and how it ends. What it finds is tested in ``tests/drift``."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connections
from django.db.models import Model
from pytest_django.fixtures import Settings

from agent360_models.checks._routing import check_tables
from agent360_models.families import APPS

CLEAN = "No drift: 26 tables, 371 columns match."
NULLABLE_NAME = "ALTER TABLE user_roles ALTER ur_name DROP NOT NULL"  # a warning
NO_LIMIT = "ALTER TABLE accounts DROP COLUMN acc_credit_limit"  # an error
UNLOGGED = "ALTER TABLE user_login_log SET UNLOGGED"  # info
FINDING_KEYS = {"code", "severity", "family", "model", "table", "column", "declared", "live", "remedy"}
SUMMARY_KEYS = {"tables", "columns", "error", "warning", "info", "hidden", "ignored", "unused_ignores"}


def execute(*statements: str, alias: str = "default") -> None:
    with connections[alias].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def drift(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run the command, and return its exit status and the lines that it printed."""

    def run(*arguments: str) -> tuple[int, list[str]]:
        try:
            call_command("agent360", "drift", *arguments)
        except SystemExit as end:
            return int(str(end.code)), capsys.readouterr().out.splitlines()
        return 0, capsys.readouterr().out.splitlines()

    return run


@pytest.mark.django_db
def test_a_database_that_matches_is_one_line(drift: Any) -> None:
    """And exit status 0, however strict."""
    assert drift("agent360") == (0, [CLEAN])
    assert drift("agent360", "--fail-on", "warning") == (0, [CLEAN])


def to_paste(model: str, column: str) -> list[str]:
    """Return the lines about what is missing."""
    return [
        "To continue without the missing tables and columns, add this to the settings:",
        'AGENT360_MODELS["ABSENT"] = {',
        f'    "{model}": ["{column}"],',
        "}",
    ]


@pytest.mark.django_db
def test_findings_stand_under_their_family_and_model(drift: Any) -> None:
    """Each with its remedy, in the order of the models, and the counts at the end."""
    execute(NO_LIMIT, NULLABLE_NAME, "ALTER TABLE user_roles ALTER ur_sf_id TYPE varchar(15)")

    status, lines = drift("agent360")

    assert status == 1
    assert [line for line in lines if not line.startswith(" " * 6)] == [
        "agent360",
        "  agent360_core.UserRole",
        "    error type.length_shorter ur_sf_id: declared character varying(18), live character varying(15)",
        "    warning null.read ur_name: declared null=False, live nullable",
        "  agent360_accounts.Account",
        "    error column.missing acc_credit_limit: declared numeric(18, 2)",
        *to_paste("agent360_accounts.Account", "acc_credit_limit"),
        "3 findings in 26 tables: 2 error, 1 warning, 0 info.",
    ]
    assert "      Declare the field null=True. Or in the database: set ur_name NOT NULL." in lines


@pytest.mark.django_db
def test_json_is_one_object_with_the_keys_of_the_docs(drift: Any) -> None:
    """And nothing else is printed."""
    execute(NO_LIMIT, NULLABLE_NAME)

    status, lines = drift("agent360", "--format", "json")
    printed = json.loads("\n".join(lines))

    assert status == 1
    assert printed.keys() == {"version", "findings", "summary"}
    assert printed["version"] == 1
    assert all(finding.keys() >= FINDING_KEYS for finding in printed["findings"])
    assert [(f["code"], f["severity"], f["model"], f["column"]) for f in printed["findings"]] == [
        ("null.read", "warning", "agent360_core.UserRole", "ur_name"),
        ("column.missing", "error", "agent360_accounts.Account", "acc_credit_limit"),
    ]
    assert printed["summary"].keys() == SUMMARY_KEYS
    assert (printed["summary"]["error"], printed["summary"]["warning"], printed["summary"]["info"]) == (1, 1, 0)


@pytest.mark.django_db
def test_json_of_a_database_that_matches(drift: Any) -> None:
    """An empty list, and the numbers."""
    status, lines = drift("agent360", "--format", "json")

    printed = json.loads("\n".join(lines))

    assert (status, printed["findings"]) == (0, [])
    assert (printed["summary"]["tables"], printed["summary"]["columns"]) == (26, 371)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "statuses"),
    [
        (NO_LIMIT, {"error": 1, "warning": 1, "never": 0}),
        (NULLABLE_NAME, {"error": 0, "warning": 1, "never": 0}),
        (UNLOGGED, {"error": 0, "warning": 0, "never": 0}),
    ],
    ids=["an error", "a warning", "info"],
)
def test_the_exit_status_follows_fail_on(drift: Any, change: str, statuses: dict[str, int]) -> None:
    """The report is the same; errors are what counts where nothing is said."""
    execute(change)

    assert {word: drift("agent360", "--fail-on", word)[0] for word in statuses} == statuses
    assert drift("agent360")[0] == statuses["error"]
    assert len({tuple(drift("agent360", "--fail-on", word)[1]) for word in statuses}) == 1


@pytest.mark.django_db
def test_a_label_may_be_any_installed_app_s(drift: Any) -> None:
    """Those of Django and of the project stand under their own labels."""
    execute("ALTER TABLE auth_user ALTER username TYPE varchar(100)", "DROP TABLE shop_order")

    status, lines = drift("auth", "shop")

    assert status == 1
    assert [line for line in lines if not line.startswith(" " * 6)] == [
        "auth",
        "  auth.User",
        "    error type.length_shorter username: declared character varying(150), live character varying(100)",
        "shop",
        "  shop.Order",
        "    error table.missing",
        *to_paste("shop.Order", "*"),
        "2 findings in 7 tables: 2 error, 0 warning, 0 info.",
    ]


@pytest.mark.django_db
def test_labels_choose_what_is_looked_at(drift: Any) -> None:
    """A family is all of its installed apps, and an app named twice is looked at once."""
    execute(NO_LIMIT)

    assert drift("agent360_core") == (0, ["No drift: 3 tables, 36 columns match."])
    assert drift("agent360", "agent360_core") == drift("agent360")
    assert f"1 finding in {len([*ours()])} tables" in drift()[1][-1]


def ours() -> Iterator[type[Model]]:
    for label in APPS:
        if apps.is_installed(APPS[label].module):
            yield from apps.get_app_config(label).get_models()


@pytest.mark.django_db(databases=["default", "crm"])
def test_two_aliases(drift: Any) -> None:
    """Every app is looked for on both."""
    assert drift("agent360", "--database", "default", "--database", "crm") == (
        0,
        ["No drift: 52 tables, 742 columns match."],
    )

    execute(NO_LIMIT, alias="crm")

    assert drift("agent360", "--database", "default") == (0, [CLEAN])
    assert drift("agent360", "--database", "crm")[1][-1] == "1 finding in 26 tables: 1 error, 0 warning, 0 info."
    assert drift("agent360", "--database", "default", "--database", "crm")[0] == 1


@pytest.mark.django_db(databases=["default", "crm"])
def test_findings_name_their_alias_where_there_are_two(drift: Any) -> None:
    """In a heading each; in JSON always."""
    execute(NO_LIMIT, alias="crm")
    execute(NO_LIMIT)

    both = ("--database", "default", "--database", "crm")
    lines = drift("agent360", *both)[1]
    printed = json.loads("\n".join(drift("agent360", *both, "--format", "json")[1]))

    assert [line for line in lines if line.startswith("agent360")] == ["agent360 on default", "agent360 on crm"]
    assert [finding["database"] for finding in printed["findings"]] == ["default", "crm"]


@pytest.mark.django_db(databases=["default", "crm"])
def test_the_setting_says_where_the_apps_are(drift: Any, settings: Settings) -> None:
    """Without ``--database``; each app is looked at once."""
    settings.AGENT360_MODELS = {"ALIASES": {"agent360_system": "crm"}}
    execute("DROP TABLE user_login_log")

    assert drift("agent360") == (0, [CLEAN])


def test_a_label_that_nobody_has() -> None:
    """Neither a family's nor an app's."""
    with pytest.raises(CommandError, match="'shpo' is neither a family nor the label of an installed app"):
        call_command("agent360", "drift", "shpo")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "CommandError: Could not check: "),
        (["--database", "nowhere"], "-c agent360 drift: error: argument --database: invalid choice: 'nowhere'"),
    ],
    ids=["a server that is down", "an alias that nobody has"],
)
def test_exit_status_2_where_nobody_could_look(tmp_path: Path, arguments: list[str], message: str) -> None:
    """One line says why, and no traceback."""
    (tmp_path / "small.py").write_text(
        "from agent360_models.families import installed_apps\n"
        "SECRET_KEY = 'x'\n"
        "INSTALLED_APPS = installed_apps('agent360')\n"
        "DATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql', 'HOST': '/nowhere', 'NAME': 'x'}}\n"
    )
    code = "import sys; from django.core.management import execute_from_command_line as run; run(sys.argv)"

    done = subprocess.run(
        [sys.executable, "-c", code, "agent360", "drift", *arguments],
        env={**os.environ, "PYTHONPATH": str(tmp_path), "DJANGO_SETTINGS_MODULE": "small"},
        capture_output=True,
        text=True,
        check=False,
    )

    lines = [line for line in done.stderr.splitlines() if not line.startswith(("usage: ", " "))]
    assert (done.returncode, done.stdout, len(lines)) == (2, "", 1), done.stderr
    assert lines[0].startswith(message)


@pytest.mark.django_db
def test_an_entry_of_the_setting_excuses_one_finding(drift: Any, settings: Settings) -> None:
    """It is counted; the same code elsewhere, and another code in the same place, still stand."""
    execute(NULLABLE_NAME, "ALTER TABLE user_roles ALTER ur_name TYPE varchar(10)")
    execute("ALTER TABLE accounts ALTER acc_name DROP NOT NULL")
    settings.AGENT360_MODELS = {"DRIFT_IGNORE": [("null.read", "agent360_core.UserRole.ur_name", "never empty")]}

    status, lines = drift("agent360")

    assert status == 1
    assert [line.split(":")[0].strip() for line in lines if line.startswith("    ") and line[4] != " "] == [
        "error type.length_shorter ur_name",
        "warning null.read acc_name",
    ]
    assert lines[-1] == "Ignored by DRIFT_IGNORE: 1."


@pytest.mark.django_db
def test_what_is_excused_does_not_fail(drift: Any, settings: Settings) -> None:
    """Nor is it drift."""
    execute(NO_LIMIT)
    settings.AGENT360_MODELS = {
        "DRIFT_IGNORE": [("column.missing", "agent360_accounts.Account.acc_credit_limit", "comes on Monday")]
    }

    status, lines = drift("agent360")
    printed = json.loads("\n".join(drift("agent360", "--format", "json")[1]))

    assert (status, lines) == (0, [CLEAN, "Ignored by DRIFT_IGNORE: 1."])
    assert (printed["findings"], printed["summary"]["ignored"]) == ([], 1)


@pytest.mark.django_db
def test_an_entry_that_matches_nothing_is_named(drift: Any, settings: Settings) -> None:
    """It has done its work, or has a typo; the exit status stays."""
    settings.AGENT360_MODELS = {"DRIFT_IGNORE": [("null.read", "agent360_core.UserRole.ur_nam", "never empty")]}

    status, lines = drift("agent360")
    printed = json.loads("\n".join(drift("agent360", "--format", "json")[1]))

    unused = "null.read agent360_core.UserRole.ur_nam"
    assert status == 0
    assert lines == [CLEAN, f"AGENT360_MODELS['DRIFT_IGNORE'] has an entry that matches nothing: {unused}."]
    assert printed["summary"]["unused_ignores"] == [unused]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "entry",
    [
        ("null.read", "agent360_core.UserRole.ur_name", "another of our apps"),
        ("foreign_key.absent", "shop.Order.account_id", "the project's own app"),
        ("baseline.default", "agent360_catalog.Product.prd_active", "needs --baseline"),
        ("null.*", "agent360_co*", "wildcards for another of our apps"),
    ],
    ids=lambda entry: entry[2],
)
def test_an_entry_about_what_was_not_looked_at_is_not_named(
    drift: Any, settings: Settings, entry: tuple[str, str, str]
) -> None:
    """Whether it matches was not asked."""
    settings.AGENT360_MODELS = {"DRIFT_IGNORE": [entry]}

    assert drift("agent360_catalog") == (0, ["No drift: 2 tables, 25 columns match."])


@pytest.mark.django_db
def test_wildcards_excuse_several_findings(drift: Any, settings: Settings) -> None:
    """In one entry; one that matches nothing is named all the same."""
    execute(NO_LIMIT, NULLABLE_NAME, UNLOGGED)
    settings.AGENT360_MODELS = {
        "DRIFT_IGNORE": [("*", "agent360_[ac]*.*", "later"), ("table.*", "*", "they are views"), ("type.*", "*", "?")]
    }

    assert drift("agent360") == (
        0,
        [
            CLEAN,
            "Ignored by DRIFT_IGNORE: 3.",
            "AGENT360_MODELS['DRIFT_IGNORE'] has an entry that matches nothing: type.* *.",
        ],
    )


@pytest.mark.django_db
def test_severity_says_what_is_printed(drift: Any) -> None:
    """The exit status is that of the whole report."""
    execute(NULLABLE_NAME, UNLOGGED)

    status, lines = drift("agent360", "--severity", "warning", "--fail-on", "warning")
    printed = json.loads("\n".join(drift("agent360", "--severity", "error", "--format", "json")[1]))

    assert status == 1
    assert [line.split(":")[0] for line in lines] == [
        "agent360",
        "  agent360_core.UserRole",
        "    warning null.read ur_name",
        "      Declare the field null=True. Or in the database",
        "2 findings in 26 tables",
        "Hidden by --severity",
    ]
    assert (printed["findings"], printed["summary"]["hidden"], printed["summary"]["info"]) == ([], 2, 1)


@pytest.mark.django_db
def test_many_findings_of_one_code_are_counted(drift: Any) -> None:
    """And shown one by one to whoever wants more words."""
    columns = []
    for model in apps.get_app_config("agent360_accounts").get_models():
        required = [field.column for field in model._meta.concrete_fields if not (field.null or field.primary_key)]
        execute(*(f"ALTER TABLE {model._meta.db_table} ALTER {column} DROP NOT NULL" for column in required))
        columns += required

    few, many = drift("agent360")[1], drift("agent360", "-v", "2")[1]

    assert len(columns) > 10
    assert few[1].startswith(f"  warning null.read: {len(columns)} in 4 models, such as agent360_accounts.")
    assert sum("warning null.read" in line for line in few) == 1
    assert sum("warning null.read" in line for line in many) == len(columns)
    assert few[-1] == many[-1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("labels", "reason"),
    [(["staticfiles"], "staticfiles: no installed model"), (["postgres", "staticfiles"], "postgres, staticfiles")],
)
def test_exit_status_2_where_there_is_nothing_to_look_at(labels: list[str], reason: str) -> None:
    """An app without models is a typo, or a project that installs none of ours."""
    with pytest.raises(CommandError, match=f"Nothing was checked: {reason}") as raised:
        call_command("agent360", "drift", *labels)

    assert raised.value.returncode == 2


def test_exit_status_2_where_none_of_our_apps_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """And no label is given."""
    monkeypatch.setattr("agent360_models.families.every_label", list)

    with pytest.raises(CommandError, match="no app of a family is installed") as raised:
        call_command("agent360", "drift")

    assert raised.value.returncode == 2


class Refusing:
    """Answers for reads, if at all, and refuses every write."""

    reads: str | None = "crm"

    def db_for_read(self, model: type[Model], **_hints: Any) -> str | None:
        if self.reads is None:
            raise RuntimeError("no reads")
        return self.reads

    def db_for_write(self, model: type[Model], **_hints: Any) -> str | None:
        raise RuntimeError("no writes")


class RefusingAll(Refusing):
    """Refuses reads too."""

    reads = None


@pytest.mark.django_db(databases=["default", "crm"])
def test_a_router_that_refuses_writes_is_asked_for_reads(drift: Any, settings: Settings) -> None:
    """The system checks of the command line ask too."""
    settings.DATABASE_ROUTERS = [Refusing()]
    execute("ALTER TABLE auth_group ALTER name DROP NOT NULL", alias="crm")

    assert "null.read" in "".join(drift("auth", "--fail-on", "never")[1])
    assert check_tables() == []


@pytest.mark.django_db
def test_database_is_obeyed_without_asking_a_router(drift: Any, settings: Settings) -> None:
    """Which is the way out where none answers."""
    settings.DATABASE_ROUTERS = [RefusingAll()]

    assert check_tables() == []
    assert drift("auth", "--database", "default")[0] == 0
    with pytest.raises(
        CommandError, match=r"name no alias for 'auth' \(no reads\)\. Name one with --database"
    ) as raised:
        call_command("agent360", "drift", "auth")
    assert raised.value.returncode == 2


@pytest.mark.django_db
def test_colour_only_where_it_is_wanted(drift: Any) -> None:
    """On a terminal, which a test is not, or by ``--force-color``; behind the verb too."""
    execute(NO_LIMIT, NULLABLE_NAME)

    plain, coloured = drift("agent360")[1], drift("agent360", "--force-color")[1]

    assert not any("\x1b" in line for line in plain)
    assert sum("\x1b" in line for line in coloured) == 2
    assert len(coloured) == len(plain)


@pytest.mark.django_db
def test_a_role_that_may_see_nothing_gets_a_report(drift: Any) -> None:
    """Of what it lacks, and no traceback."""
    execute("CREATE ROLE drift_blind", "SET LOCAL ROLE drift_blind")

    status, lines = drift("agent360_core")

    assert status == 1
    assert sum("error privilege.select" in line for line in lines) == 3
    assert not any(word in line for line in lines for word in ("missing", "Traceback"))


@pytest.mark.django_db
def test_a_read_only_app_needs_no_privilege_to_write(drift: Any, settings: Settings) -> None:
    """Reading is enough."""
    execute("CREATE ROLE drift_reader", "GRANT SELECT ON user_roles, users, record_types TO drift_reader")
    execute("SET LOCAL ROLE drift_reader")

    assert drift("agent360_core", "--fail-on", "warning")[0] == 1
    settings.AGENT360_MODELS = {"READ_ONLY": ["agent360"]}

    assert drift("agent360_core", "--fail-on", "warning") == (0, ["No drift: 3 tables, 36 columns match."])
