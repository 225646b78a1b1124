"""A fictional coffee wholesaler: its users, products, customers and invoices, as records of Salesforce."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

from sample.drawing import TODAY, Drawing, Row

YEARS = (2025, 2026)
CENT = Decimal("0.01")
VAT = Decimal("0.19")

# A role, the role above it, and the users who have it.
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


class Wholesaler(Drawing):
    """The rows of master data and sales, parents before children."""

    sellers: list[Row]
    products: list[Row]
    accounts: list[Row]

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
        """Return the record types of campaigns."""
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
        """Return the products of each brand, with a price that only this file uses."""
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
        """Return the accounts; the sums of their open invoices come later."""
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
        """Return one frame agreement per year for some accounts; the sums of sales and rebates come later."""
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
        """Return invoices and their line items; each invoice is the sum of its items."""
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
        """Return a line item: a quantity of one product."""
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
        """Return four targets for each agreement, and write the sums of its invoices into the agreement."""
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
                        "Frame_Agreement__c": agreement["Id"][:15],  # as in reports
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


def total(rows: Iterable[Row], field: str) -> Decimal:
    """Return the sum of one field."""
    return sum((row[field] for row in rows), Decimal(0))
