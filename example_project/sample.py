"""A made-up wholesaler of coffee as Salesforce exports it, and what Agent360 itself writes beside it.

One seed always gives the same bytes. No person, company or address in it exists.
"""

import csv
import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count, cycle, pairwise, product
from pathlib import Path
from typing import Any, NamedTuple

from agent360_models.agent360.salesforce.ids import to_18

Row = dict[str, Any]

TODAY = date(2026, 5, 4)
YEARS = (2025, 2026)
CENT = Decimal("0.01")
VAT = Decimal("0.19")

# A role, the role above it, and who has it.
PEOPLE = (
    ("Managing Director", None, ["Ada Kerr"]),
    ("Head of Sales", "Managing Director", ["Bruno Lindqvist"]),
    ("Sales North", "Head of Sales", ["Zoë Voss", "Dag Petersen", "Elif Aydin", "Finn Okafor"]),
    ("Sales South", "Head of Sales", ["Greta Maurer", "Hugo Ferrand", "Ines Castelo"]),
    ("Customer Service", "Managing Director", ["Jonas Weil", "Kaia Brandt"]),
    ("Integration", None, ["Sync Robot"]),
)
BRANDS = {"Nordlys": "NOR", "Café Altamar": "ALT", "Tidewater": "TID", "Brasa": "BRA", "Kettle & Moss": "KMO"}
FAMILIES = {
    "Coffee": (["Espresso 1 kg", "Filter 1 kg", "Decaf 500 g"], (9, 30)),
    "Machines": (["Two-Group Machine", "Filter Machine"], (900, 5200)),
    "Grinders": (["Grinder 64 mm"], (240, 900)),
}
TOWNS = ("Harbour", "Old Town", "Station", "Market", "Riverside", "Hillside", "Müller's", "Corner")
TRADES = ("Roasters", "Hotel", "Bakery", "Canteen", "Coffee House")
STATUSES = ("Draft", "Pending_Approval", "Approved", "Fixes_Needed", "Frozen")


class Style(NamedTuple):
    """How one tool writes its exports; the files take turns."""

    timestamp: str
    true: str
    false: str
    delimiter: str
    encoding: str


STYLES = (
    Style("%Y-%m-%dT%H:%M:%S.000+0000", "true", "false", ",", "utf-8"),
    Style("%Y-%m-%dT%H:%M:%SZ", "TRUE", "FALSE", ",", "utf-8-sig"),
    Style("%Y-%m-%d %H:%M:%S", "1", "0", ";", "utf-8"),
)


def write_sample(folder: Path, seed: int = 360) -> None:
    """Write one CSV file for each object into ``folder``, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for (name, rows), style in zip(Sample(seed).objects().items(), cycle(STYLES), strict=False):
        with (folder / f"{name}.csv").open("w", encoding=style.encoding, newline="") as file:
            writer = csv.DictWriter(file, rows[0], delimiter=style.delimiter)
            writer.writeheader()
            writer.writerows({field: cell(value, style) for field, value in row.items()} for row in rows)


def cell(value: object, style: Style) -> object:
    """Return ``value`` as the style spells it; ``None`` is an empty cell."""
    match value:
        case bool():
            return style.true if value else style.false
        case datetime():
            return value.strftime(style.timestamp)
    return value


class Sample:
    """The rows of each object, parents before children; each step draws on the ones before."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  # keeps no secret
        self.numbers = count(1)

    def objects(self) -> dict[str, list[Row]]:
        """Return the rows of all objects under their API names."""
        roles = self.roles()
        self.users = self.people(roles)
        self.sellers = [user for user in self.users if user["Title"].startswith("Sales")]
        types = self.record_types()
        brands = self.brands()
        self.products = self.goods(brands)
        self.accounts = self.customers()
        agreements = self.agreements()
        invoices, lines = self.invoices(agreements)
        targets = self.targets(agreements, invoices)
        campaigns = self.campaigns(types)
        cases = self.cases()
        return {
            "UserRole": roles,
            "User": self.users,
            "RecordType": types,
            "Product_Brand__c": brands,
            "Product2": self.products,
            "Account": self.accounts,
            "Account_Plan__c": self.plans(),
            "Frame_Agreement__c": agreements,
            "Target__c": targets,
            "Campaign": campaigns,
            "Invoice__c": invoices,
            "Invoice_Line_Item__c": lines,
            "Case": cases,
            "CaseHistory": self.history(cases),
            "CaseComment": self.comments(cases),
            "Task": self.tasks(campaigns, cases),
            "ARF_Rolling_Forecast__c": self.forecasts(),
        }

    def new_id(self, prefix: str) -> str:
        """Return the next record id; the first three characters name its object."""
        return to_18(f"{prefix}Ex{next(self.numbers):010d}")

    def moment(self, first: date, last: date = TODAY) -> datetime:
        """Return a moment of a working day between two days."""
        day = first + timedelta(days=self.random.randint(0, max((last - first).days, 0)))
        return datetime(
            day.year, day.month, day.day, self.random.randint(7, 18), self.random.randint(0, 59), tzinfo=UTC
        )

    def money(self, low: int, high: int) -> Decimal:
        """Return an amount in cents."""
        return Decimal(self.random.randint(low * 100, high * 100)) / 100

    def modified(self, since: date = date(2026, 1, 5)) -> Row:
        """Return who changed a record last, and when."""
        author = self.random.choice(self.users)["Id"]
        return {"LastModifiedDate": self.moment(since), "LastModifiedById": author}

    def stamps(self, since: date = date(2025, 1, 7)) -> Row:
        """Return when a record was made, and who changed it last."""
        created = self.moment(since)
        return {"CreatedDate": created, **self.modified(created.date() + timedelta(days=1))}

    def roles(self) -> list[Row]:
        """Return the hierarchy of roles; our table has no column for the role above."""
        ids = {name: self.new_id("00E") for name, _, _ in PEOPLE}
        moments = [self.moment(date(2025, 1, 7)) for _ in PEOPLE]
        return [
            {
                "Id": ids[name],
                "Name": name,
                "ParentRoleId": above and ids[above],
                "LastModifiedDate": moment,
                "SystemModstamp": moment + timedelta(days=3),
            }
            for (name, above, _), moment in zip(PEOPLE, moments, strict=True)
        ]

    def people(self, roles: list[Row]) -> list[Row]:
        """Return the users, with the name of the role as their title; one of them has left."""
        users: list[Row] = []
        for role, (title, _, names) in zip(roles, PEOPLE, strict=True):
            for name in names:
                first, last = name.split()
                address = f"{first[0]}.{last}@example.com".lower()
                users.append(
                    {
                        "Id": self.new_id("005"),
                        "Username": address,
                        "Email": address,
                        "FirstName": first,
                        "LastName": last,
                        "Name": name,
                        "Title": title,
                        "IsActive": name != "Finn Okafor",
                        "UserRoleId": role["Id"],
                        "TimeZoneSidKey": "Europe/Berlin",
                        "LanguageLocaleKey": "en_US",
                        "CreatedDate": self.moment(date(2024, 1, 8), date(2024, 12, 20)),
                        "LastModifiedDate": self.moment(date(2025, 1, 7)),
                    }
                )
        return [{**user, "LastModifiedById": users[-1]["Id"]} for user in users]

    def record_types(self) -> list[Row]:
        """Return the variants of campaigns."""
        return [
            {
                "Id": self.new_id("012"),
                "Name": name,
                "DeveloperName": name.replace(" ", "_"),
                "SobjectType": "Campaign",
                "IsActive": True,
                **self.stamps(),
            }
            for name in ("Trade Fair", "Tasting", "Mailing")
        ]

    def brands(self) -> list[Row]:
        """Return the brands."""
        return [
            {
                "Id": self.new_id("a03"),
                "Name": name,
                "Brand_Code__c": code,
                "Description__c": f"All that is sold as {name}.\nSince 2019.",
                "Is_Active__c": True,
                **self.stamps(),
            }
            for name, code in BRANDS.items()
        ]

    def goods(self, brands: list[Row]) -> list[Row]:
        """Return what each brand sells, with a price that only this file needs."""
        kinds = [(family, kind, prices) for family, (names, prices) in FAMILIES.items() for kind in names]
        return [
            {
                "Id": self.new_id("01t"),
                "Name": f"{brand['Name']} {kind}",
                "Family": family,
                "Classification__c": self.random.choice("ABC"),
                "Central_Product_Code__c": f"{number:08d}",
                "ProductCode": f"{brand['Brand_Code__c']}-{number:04d}",
                "Product_Brand__c": brand["Id"],
                "Brand__c": brand["Name"],
                "IsActive": number != 7,  # noqa: PLR2004  # any will do
                "List_Price__c": self.money(*prices),
                **self.stamps(),
            }
            for number, (brand, (family, kind, prices)) in enumerate(product(brands, kinds), start=1001)
        ]

    def customers(self) -> list[Row]:
        """Return the accounts; their open invoices are added up later."""
        return [
            {
                "Id": self.new_id("001"),
                "Name": f"{town} {trade}",
                "OwnerId": self.random.choice(self.sellers)["Id"],
                "Credit_Limit__c": self.random.choice([None, 5000, 10000, 25000]),
                "Invoice_Open_Amount__c": Decimal(0),
                "Order_Open_Amount__c": self.money(0, 4000),
                "AccountNumber": f"{number:08d}",
                "CurrencyIsoCode": "EUR",
                **self.modified(),
            }
            for number, (town, trade) in enumerate(product(TOWNS, TRADES), start=20001)
        ]

    def plans(self) -> list[Row]:
        """Return a plan for every other account; one of them was deleted in Salesforce."""
        return [
            {
                "Id": self.new_id("a00"),
                "Name": f"AP-{number:04d}",
                "Account__c": account["Id"],
                "Plan_Name__c": f"Growth with {account['Name']}",
                "Status__c": self.random.choice(["Draft", "Active", "Completed"]),
                "Start_Date__c": date(2026, 1, 1),
                "End_Date__c": date(2026, 12, 31),
                "IsDeleted": number == len(self.accounts) // 2,
                **self.stamps(),
            }
            for number, account in enumerate(self.accounts[::2], start=1)
        ]

    def agreements(self) -> list[Row]:
        """Return a frame agreement a year for some accounts; sales and rebates are added up later."""
        return [
            {
                "Id": self.new_id("a01"),
                "Account__c": account["Id"],
                "Agreement_Type__c": self.random.choice(["Annual Rebate", "Quarterly Rebate"]),
                "Start_Date__c": date(year, 1, 1),
                "End_Date__c": date(year, 12, 31),
                "Start_Year__c": year,
                "Status__c": "Active" if year == TODAY.year else "Expired",
                "Is_Active__c": year == TODAY.year,
                **self.modified(),
            }
            for account, year in product(self.accounts[::3], YEARS)
        ]

    def invoices(self, agreements: list[Row]) -> tuple[list[Row], list[Row]]:
        """Return invoices that are the sums of their line items, and these."""
        agreed = {(row["Account__c"], row["Start_Year__c"]): row["Id"] for row in agreements}
        invoices: list[Row] = []
        lines: list[Row] = []
        days = ((self.moment(date(2025, 1, 7)), account) for account in self.accounts for _ in range(5))
        for number, (created, account) in enumerate(sorted(days, key=lambda pair: pair[0]), start=1):
            paid = created.date() < TODAY - timedelta(days=30)
            stamps = {"CreatedDate": created, **self.modified(created.date())}
            invoice = {
                "Id": self.new_id("a05"),
                "Name": f"INV-{number:06d}",
                "Account__c": account["Id"],
                "Frame_Agreement__c": agreed.get((account["Id"], created.year)),
                "Invoice_Date__c": created.date(),
                "Invoice_Year__c": created.year,
                "Invoice_Type__c": "Invoice",
                "Status__c": "Paid" if paid else "Open",
            }
            articles = self.random.sample(self.products, self.random.randint(1, 4))
            own = [self.line(invoice, place, article, stamps) for place, article in enumerate(articles, start=1)]
            net, vat = total(own, "Net_Price__c"), total(own, "VAT__c")
            if not paid:
                account["Invoice_Open_Amount__c"] += net + vat
            invoice |= {"Net_Price__c": net, "Total_VAT__c": vat, "Total_Invoice_Value__c": net + vat}
            invoices.append({**invoice, "Valid__c": True, "CurrencyIsoCode": "EUR", **stamps})
            lines += own
        return invoices, lines

    def line(self, invoice: Row, place: int, article: Row, stamps: Row) -> Row:
        """Return a line item: some of one product."""
        quantity = self.random.randint(1, 60 if article["Family"] == "Coffee" else 2)
        net = quantity * article["List_Price__c"]
        return {
            "Id": self.new_id("a06"),
            "Invoice__c": invoice["Id"],
            "Product__c": article["Id"],
            "Quantity__c": quantity,
            "Unit_Price__c": article["List_Price__c"],
            "Net_Price__c": net,
            "VAT__c": (net * VAT).quantize(CENT),
            "Unique_Line_Code__c": f"{invoice['Name']}-{place:02d}",
            "Status__c": invoice["Status__c"],
            "Valid__c": True,
            **stamps,
        }

    def targets(self, agreements: list[Row], invoices: list[Row]) -> list[Row]:
        """Return four targets for each agreement, and write into it what its invoices make of them."""
        rate = Decimal("0.03")
        sales = {agreement["Id"]: [Decimal(0)] * 4 for agreement in agreements}
        for invoice in invoices:
            if agreement_id := invoice["Frame_Agreement__c"]:
                sales[agreement_id][(invoice["Invoice_Date__c"].month - 1) // 3] += invoice["Net_Price__c"]
        targets = []
        for agreement in agreements:
            quarters, rebates = sales[agreement["Id"]], Decimal(0)
            for quarter, sold in enumerate(quarters, start=1):
                goal = Decimal(self.random.randint(5, 40) * 100)
                rebate = goal * rate if sold >= goal else Decimal(0)
                rebates += rebate
                targets.append(
                    {
                        "Id": self.new_id("a02"),
                        "Account__c": agreement["Account__c"],
                        "Frame_Agreement__c": agreement["Id"][:15],  # the spelling of reports
                        "Quarter__c": f"Q{quarter}",
                        "Net_Turnover_Target__c": goal,
                        "Rebate_Rate__c": rate,
                        "Rebate_If_Achieved__c": goal * rate,
                        "Total_Rebate__c": rebate,
                        **self.modified(),
                    }
                )
            before = sales[agreements[agreements.index(agreement) - 1]["Id"]]
            agreement |= {
                "Total_Sales_TY__c": sum(quarters),
                "Total_Sales_LY__c": sum(before) if agreement["Start_Year__c"] == YEARS[1] else None,
                **{f"Total_Sales_Q{quarter}__c": sold for quarter, sold in enumerate(quarters, start=1)},
                "Rebate_Achieved__c": rate if rebates else 0,
                "Total_Rebate_Achieved__c": rebates,
            }
        return targets

    def campaigns(self, types: list[Row]) -> list[Row]:
        """Return campaigns, each before the one that it is a part of."""
        parents = [self.campaign(f"{season} 2026", None, None, types) for season in ("Spring", "Autumn")]
        children = [
            self.campaign(f"{account['Name']}, {parent['Name']}", parent, account, types)
            for parent, account in product(parents, self.accounts[:4])
        ]
        return children + parents

    def campaign(self, name: str, parent: Row | None, account: Row | None, types: list[Row]) -> Row:
        """Return one campaign."""
        budget, cost = self.money(2000, 4000), self.money(0, 2000)
        kind = self.random.choice(types)
        return {
            "Id": self.new_id("701"),
            "Name": name,
            "RecordTypeId": kind["Id"],
            "Type": kind["Name"],
            "ParentId": parent and parent["Id"],
            "Status": "In Progress" if name.endswith("Spring 2026") else "Planned",
            "StartDate": date(2026, 3, 1) if name.endswith("Spring 2026") else date(2026, 9, 1),
            "EndDate": None,
            "ActualCost": cost,
            "BudgetedCost": budget,
            "CurrencyIsoCode": "EUR",
            "OwnerId": self.random.choice(self.sellers)["Id"],
            "Account__c": account and account["Id"],
            "Initial_Quantity__c": 100,
            "Used_Quantity__c": self.random.randint(0, 100),
            "Available_Budget__c": budget - cost,
            "IsActive": True,
            **self.stamps(),
        }

    def cases(self) -> list[Row]:
        """Return what accounts asked and complained about."""
        agents = [user for user in self.users if user["Title"] == "Customer Service"]
        subjects = ("Delivery is late", "Wrong grind", "Machine leaks", "Invoice: price differs")
        return [
            {
                "Id": self.new_id("500"),
                "CaseNumber": f"{number:08d}",
                "Subject": self.random.choice(subjects),
                "Description": 'They wrote: "please call back",\nand left a number.',
                "Status": self.random.choice(["New", "Working", "Closed"]),
                "AccountId": self.random.choice(self.accounts)["Id"],
                "OwnerId": self.random.choice(agents)["Id"],
                "Priority": self.random.choice(["Low", "Medium", "High"]),
                **self.stamps(date(2026, 1, 5)),
            }
            for number in range(1001, 1031)
        ]

    def history(self, cases: list[Row]) -> list[Row]:
        """Return the steps by which each case came to its status."""
        steps = ["New", "Working", "Closed"]
        return [
            {
                "Id": self.new_id("017"),
                "CaseId": case["Id"],
                "Field": "Status",
                "OldValue": old,
                "NewValue": new,
                "CreatedDate": case["CreatedDate"] + timedelta(days=day),
                "CreatedById": case["OwnerId"],
            }
            for case in cases
            for day, (old, new) in enumerate(pairwise(steps), start=1)
            if day <= steps.index(case["Status"])
        ]

    def comments(self, cases: list[Row]) -> list[Row]:
        """Return a comment on every case that somebody works on, or has."""
        return [
            {
                "Id": self.new_id("00a"),
                "ParentId": case["Id"],
                "CommentBody": "Called back; an answer follows tomorrow.",
                "IsPublished": self.random.choice([True, False]),
                "CreatedById": case["OwnerId"],
                **self.stamps(case["CreatedDate"].date()),
            }
            for case in cases
            if case["Status"] != "New"
        ]

    def tasks(self, campaigns: list[Row], cases: list[Row]) -> list[Row]:
        """Return tasks about accounts, campaigns and cases, and about nothing."""
        abouts: list[tuple[str | None, Row]] = [(None, {"Id": None, "Name": None})]
        abouts += [("Account", account) for account in self.accounts[:20]]
        abouts += [("Campaign", campaign) for campaign in campaigns[:10]]
        abouts += [("Case", {"Id": case["Id"], "Name": case["CaseNumber"]}) for case in cases[:10]]
        tasks = []
        for kind, about in abouts:
            stamps, done = self.stamps(date(2026, 1, 5)), self.random.choice([True, False])
            tasks.append(
                {
                    "Id": self.new_id("00T"),
                    "WhatId": about["Id"],
                    "What.Type": kind,
                    "What.Name": about["Name"],
                    "ActivityDate": stamps["CreatedDate"].date() + timedelta(days=7),
                    "Status": "Completed" if done else "Not Started",
                    "Priority": "Normal",
                    "Subject": self.random.choice(["Call", "Send offer", "Prepare visit"]),
                    "OwnerId": self.random.choice(self.sellers)["Id"],
                    "Description": None,
                    "CompletedDateTime": stamps["LastModifiedDate"] if done else None,
                    **stamps,
                }
            )
        return tasks

    def forecasts(self) -> list[Row]:
        """Return forecasts in all five states, with the values that each state has."""
        forecasts = []
        for number, (account, status) in enumerate(product(self.accounts[:12], STATUSES), start=1):
            article = self.random.choice(self.products)
            quantity = self.random.randint(1, 40)
            values = (quantity, article["List_Price__c"], quantity * article["List_Price__c"])
            filled = {
                "Draft": status != "",
                "Pending": status != "Draft",
                "Approved": status in ("Approved", "Frozen"),
            }
            forecasts.append(
                {
                    "Id": self.new_id("a04"),
                    "Name": f"ARF-{number:05d}",
                    "Account__c": account["Id"],
                    "Sales_Rep__c": account["OwnerId"],
                    "Product__c": article["Id"],
                    "Forecast_Date__c": date(2026, self.random.randint(6, 12), 1),
                    "Status__c": status,
                    "CurrencyIsoCode": "EUR",
                    "OwnerId": account["OwnerId"],
                    **{
                        f"{stage}_{name}__c": value if there else None
                        for stage, there in filled.items()
                        for name, value in zip(("Quantity", "Unit_Price", "Value"), values, strict=True)
                    },
                    "Rejection_Reason__c": "Too many for one quarter." if status == "Fixes_Needed" else None,
                    "Product_Formula__c": article["Name"],
                    "Account_or_User_Formula__c": account["Name"],
                    "Product_Family__c": article["Family"],
                    "Product_Brand__c": article["Brand__c"],
                    "CreatedById": account["OwnerId"],
                    **self.modified(),
                }
            )
        return forecasts


def total(rows: Iterable[Row], field: str) -> Decimal:
    """Return the sum of one field."""
    return sum((row[field] for row in rows), Decimal(0))


def write_local_rows() -> None:
    """Write what Agent360 itself does, beside the sample: a comment, chats, rules, conflicts, log-ins."""
    from agent360_models.agent360.accounts.models import Account
    from agent360_models.agent360.ai_assistant.models import (
        AiBusinessRule,
        AiChatMessage,
        AiChatThread,
        AiQueryExample,
        AiSchemaConfig,
    )
    from agent360_models.agent360.core.models import User
    from agent360_models.agent360.forecasting.models import ArfRollingForecast
    from agent360_models.agent360.support.models import Case, CaseComment
    from agent360_models.agent360.system.models import SyncConflict, UserLoginLog
    from agent360_models.agent360.two_way import SyncStatus

    then = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
    users = User.objects.filter(usr_is_active=True).order_by("pk")
    for case in Case.objects.order_by("pk")[:2]:
        CaseComment.objects.create(
            cc_case=case,
            cc_comment_body="Written in Agent360; Salesforce does not have it yet.",
            cc_agent_created_by=case.cs_owner,
            cc_agent_created_date=then,
            cc_agent360_source=True,
            cc_sync_status=SyncStatus.PENDING,
        )
    sql = "SELECT sum(inv_net_price) FROM invoices WHERE inv_account_id = '{}'"
    for account in Account.objects.select_related("acc_owner").order_by("pk")[:5]:
        thread = AiChatThread.objects.create(
            act_user=account.acc_owner,
            act_account=account,
            act_title="Turnover",
            act_message_count=2,
            act_last_message_at=then,
        )
        AiChatMessage.objects.create(
            acm_thread=thread, acm_role=AiChatMessage.Role.USER, acm_content="How much did they buy?"
        )
        AiChatMessage.objects.create(
            acm_thread=thread,
            acm_role=AiChatMessage.Role.ASSISTANT,
            acm_content="The sum of their invoices, net.",
            acm_generated_sql=sql.format(account.pk),
            acm_model_used="example-model",
            acm_tokens_in=420,
            acm_tokens_out=21,
            acm_latency_ms=830,
        )
    for order, (key, text) in enumerate(
        {
            "net_prices": "Turnover is net of VAT.",
            "active_rows": "Leave out rows that are flagged deleted.",
        }.items()
    ):
        AiBusinessRule.objects.create(
            abr_rule_key=key,
            abr_category="reporting",
            abr_rule_text=text,
            abr_sort_order=order,
            abr_updated_by=users.first(),
        )
    AiQueryExample.objects.create(
        aqe_question="What did an account buy?", aqe_sql=sql.format("..."), aqe_category="invoices"
    )
    AiSchemaConfig.objects.create(asc_config_key="tables", asc_config_value="invoices: one row per invoice")
    for forecast, resolution in zip(ArfRollingForecast.objects.order_by("pk"), ("local_wins", None), strict=False):
        SyncConflict.objects.create(
            sc_object_name="arf_rolling_forecasts",
            sc_record_sf_id=forecast.arf_sf_id or "",
            sc_record_local_id=forecast.pk,
            sc_conflict_type=SyncConflict.ConflictType.VERSION_MISMATCH,
            sc_local_value={"arf_version": 2},
            sc_sf_value={"arf_version": 1},
            sc_resolution=resolution,
            sc_resolved_at=resolution and then,
            sc_resolved_by=users.first() if resolution else None,
        )
    for user in users:
        UserLoginLog.objects.create(
            ull_user=user, ull_ip_address="192.0.2.10", ull_session_duration_sec=1800, ull_logout_at=then
        )
