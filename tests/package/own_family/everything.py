"""Every tool on a project's own family, in one process; it stops at the first that does not answer as on ours."""

import io
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import override_settings

django.setup()

from billing.models import Customer, Invoice  # noqa: E402
from billing_log.models import Run  # noqa: E402

from agent360_models.exceptions import ReadOnlyTableError  # noqa: E402
from agent360_models.readonly import allow_writes  # noqa: E402
from agent360_models.sync.runs import run  # noqa: E402


def said(*command: str, **options: Any) -> str:
    """Return what a command says."""
    out = io.StringIO()
    call_command(*command, stdout=out, stderr=out, **options)
    return out.getvalue()


def says(expected: str, *command: str, **options: Any) -> None:
    found = said(*command, **options)
    assert expected in found, (command, found)


def failure(*command: str) -> str:
    """Return why a command fails: its message, or its exit status."""
    try:
        said(*command)
    except (CommandError, SystemExit) as end:
        return str(end)
    return ""


def is_refused(statement: str) -> bool:
    """Tell whether the guard refuses a statement."""
    try:
        with connections["legacy"].cursor() as cursor:
            cursor.execute(statement)
    except ReadOnlyTableError:
        return True
    return False


says("no issues (0 silenced)", "check")
says("Created 3 tables of 2 apps on alias 'legacy'.", "agent360", "install", "billing")
says("Applying billing_log.0001_initial... OK", "migrate", no_color=True)
said("migrate", database="legacy")
says("No changes detected", "makemigrations", check_changes=True)
assert sorted(connections["legacy"].introspection.table_names()) == [
    "archived_invoices",
    "customers",
    "django_migrations",
]

says("No drift: 4 tables", "agent360", "drift", "--fail-on", "warning")
says("No drift: 4 tables", "agent360", "drift", "billing", "--baseline", "default")
with connections["legacy"].cursor() as cursor:
    cursor.execute("ALTER TABLE customers ALTER name TYPE varchar(40)")
assert failure("agent360", "drift", "billing", "--fail-on", "warning") == "1"
with connections["legacy"].cursor() as cursor:
    cursor.execute("ALTER TABLE customers ALTER name TYPE varchar(50)")

with connections["default"].cursor() as cursor:
    cursor.execute("DELETE FROM django_migrations WHERE app = 'billing_log'")
says("Recorded 1 migrations of 1 apps on alias 'default'.", "agent360", "adopt", "billing")

says(
    'DELETE ON TABLE "customers", "ledger"."invoices" TO "me";',
    "agent360",
    "grants",
    "--role",
    "me",
    database="legacy",
)
with override_settings(AGENT360_MODELS={**settings.AGENT360_MODELS, "READ_ONLY": ["billing"]}):
    says(
        'GRANT SELECT ON TABLE "customers", "ledger"."invoices" TO "me";',
        "agent360",
        "grants",
        "--role",
        "me",
        database="legacy",
    )
    assert is_refused("DELETE FROM ledger.invoices")
    assert is_refused("INSERT INTO archived_invoices VALUES ('1', now())")
    assert not is_refused("SELECT 1 FROM customers")
    with allow_writes("billing"):
        assert not is_refused("DELETE FROM ledger.invoices")

exports = Path("exports")
exports.mkdir()
(exports / "bills.jsonl").write_text('{"BillNo": "A1", "Client": {"No": 1}, "State": "paid", "Sum": "1,200.50"}\n')
(exports / "clients.csv").write_text("ClientNo,Name,Changed\n1,Ann,2026-05-01T10:00:00Z\nx,Bea,\n")
loaded = said("agent360", "load", str(exports))
assert "clients (clients.csv) -> customers: 2 read, 1 inserted, 1 rejected" in loaded, loaded
assert 'bills (bills.jsonl) -> "ledger"."invoices": 1 read, 1 inserted' in loaded, loaded
assert Invoice.objects.get(customer__name="Ann").state is Invoice.State.PAID
with run(Customer, job="nightly", source="clients") as this:
    this.upsert([{"customer_no": 1, "name": "Anna"}])
assert [*Run.objects.order_by("pk").values_list("job", "status")] == [
    ("load", "partial"),
    ("load", "success"),
    ("nightly", "success"),
]
says("ok", "agent360", "status")
with override_settings(AGENT360_MODELS={**settings.AGENT360_MODELS, "READ_ONLY": ["billing_log"]}):
    says("Nothing was logged", "agent360", "load", str(exports / "bills.jsonl"))
assert "has 3 of the tables already" in failure("agent360", "install", "billing")
says("no issues (0 silenced)", "check", databases=["default", "legacy"])
