"""The warehouse: a month of runs, alerts on them, and rows of all sources."""

from importlib import import_module
from typing import Any

from agent360_models.ingestion.alerts.factories import AlertFactory, RuleFactory
from agent360_models.ingestion.orchestration.factories import SyncHistoryFactory, SyncScheduleFactory
from agent360_models.ingestion.orchestration.models import SyncHistory
from sample.rows import DAY, HOUR, NOW, moments, some

SYNCS = (("hubspot", "contacts"), ("hubspot", "deals"), ("callrail", "calls"), ("genius", "leads"), ("arrivy", "tasks"))
# Rows of each source that the loader does not write, parents before children.
ROWS = {
    "hubspot": {
        "Company": 8,
        "Deal": 20,
        "LineItem": 40,
        "Division": 3,
        "GeniusUser": 5,
        "Zipcode": 10,
        "Appointment": 20,
        "ContactToDealAssociation": 20,
        "ContactToCompanyAssociation": 20,
    },
    "genius": {
        "DivisionGroup": 2,
        "Division": 4,
        "User": 6,
        "Contact": 20,
        "MarketingSource": 4,
        "Lead": 20,
        "Prospect": 8,
        "Appointment": 15,
    },
    "callrail": {
        "Account": 1,
        "Company": 2,
        "Tracker": 4,
        "User": 3,
        "Tag": 4,
        "FormSubmission": 10,
        "TextMessage": 10,
    },
    "arrivy": {"Group": 2, "Entity": 6, "Status": 4, "Template": 3, "Booking": 12, "Task": 24},
    "salespro": {"Customer": 10, "Estimate": 10, "CreditApplication": 5, "LeadResult": 8},
    "salesrabbit": {"User": 4, "Lead": 12},
    "five9": {"Contact": 10},
    "marketsharp": {"Data": 10},
    "leadconduit": {"Lead": 10},
    "gsheet": {"MarketingLead": 10},
}
# The calls from the loader have a company, and the forms are of the last days.
VALUES = {
    ("callrail", "Company"): {"pk": ["COM8154748ae6bd4e278a7cddd38a662f4f", "COM8154748ae6bd4e278a7cddd38a66300"]},
    ("callrail", "FormSubmission"): {"submitted_at": moments(10, step=8 * HOUR)},
}


def write_runs() -> None:
    """Write a month of runs for each sync: one sync has failed since the day before yesterday."""
    for source, what in SYNCS:
        starts = moments(30)
        values: dict[str, Any] = {"crm_source": source, "sync_type": what, "endpoint": f"/{what}"}
        failing = source == "arrivy"
        rows = {
            "records_processed": [900, 1000, 1100, 0],
            "records_created": [40, 50, 60, 0],
            "records_updated": [610, 720, 530, 0],
        }
        some(SyncHistoryFactory, 27, **values, start_time=starts[:27], **rows)
        some(SyncHistoryFactory, 3, **values, start_time=starts[27:], failed=failing)
        some(SyncScheduleFactory, 1, name=f"{source} {what}", crm_source=source, model_name=what)


def write() -> None:
    """Write the rows of each source, then rules and their alerts."""
    for source, numbers in ROWS.items():
        factories = import_module(f"agent360_models.ingestion.{source}.factories")
        for name, number in numbers.items():
            some(getattr(factories, f"{name}Factory"), number, **VALUES.get((source, name), {}))
    [no_failures] = some(RuleFactory, 1, name="No run fails")
    some(RuleFactory, 1, name="Each sync ran today", late=True)
    run = SyncHistory.objects.filter(crm_source="arrivy", status=SyncHistory.Status.FAILED).latest("start_time")
    some(AlertFactory, 1, rule=no_failures, run=run, crm_source="arrivy", sync_type="tasks", opened_at=NOW - 2 * DAY)
    some(AlertFactory, 2, rule=no_failures, closed=True, opened_at=NOW - 9 * DAY, closed_at=NOW - 9 * DAY + HOUR)
