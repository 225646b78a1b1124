"""The wholesaler's work for its customers: campaigns, cases, tasks and forecasts."""

from datetime import date, timedelta
from itertools import pairwise, product

from sample.drawing import Row
from sample.wholesaler import Wholesaler

STATUSES = ("Draft", "Pending_Approval", "Approved", "Fixes_Needed", "Frozen")


class Service(Wholesaler):
    """The rows of service and planning, for the rows of the wholesaler."""

    def campaigns(self, types: list[Row]) -> list[Row]:
        """Return campaigns, each child before its parent."""
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
        """Return the questions and complaints of accounts."""
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
        """Return the steps that led each case to its status."""
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
        """Return a comment on every case that somebody has worked on."""
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
        """Return tasks about accounts, campaigns and cases, and some without a subject."""
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
        """Return forecasts in all five states, each with the values of its state."""
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
