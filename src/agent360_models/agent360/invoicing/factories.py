"""Rows of ``invoices`` and ``invoice_line_items`` for tests."""

from decimal import Decimal

from agent360_models.agent360.accounts.factories import AccountFactory, FrameAgreementFactory
from agent360_models.agent360.catalog.factories import ProductFactory
from agent360_models.agent360.factories import (
    VAT_RATE,
    amount,
    cents,
    created_date,
    modified_date,
    quantity,
    salesforce_id,
)
from agent360_models.agent360.invoicing.models import Invoice, InvoiceLineItem
from agent360_models.testing.factories import (
    FamilyFactory,
    LazyAttribute,
    Maybe,
    RelatedFactoryList,
    SelfAttribute,
    Sequence,
    SubFactory,
    Trait,
)

__all__ = ["InvoiceFactory", "InvoiceLineItemFactory"]


class InvoiceFactory(FamilyFactory[Invoice]):
    """An open invoice without a frame agreement; with one, the agreement's account pays."""

    inv_sf_id = salesforce_id("a05")
    inv_name = Sequence(lambda number: f"INV-{number + 1:06d}")
    inv_account = Maybe(
        "inv_frame_agreement", SelfAttribute("inv_frame_agreement.fa_account"), SubFactory(AccountFactory)
    )
    inv_frame_agreement = None
    inv_invoice_date = LazyAttribute(lambda row: row.inv_sf_created_date.date())
    inv_invoice_year = LazyAttribute(lambda row: str(row.inv_invoice_date.year))
    inv_invoice_type = "Invoice"
    inv_status = "Open"
    inv_net_price = amount(50, 5_000)
    inv_total_vat = LazyAttribute(lambda row: cents(row.inv_net_price * VAT_RATE))
    inv_total_invoice_value = LazyAttribute(lambda row: row.inv_net_price + (row.inv_total_vat or 0))
    inv_valid = True
    inv_currency_iso_code = "EUR"
    inv_sf_created_date = created_date()
    inv_last_modified_date = modified_date()
    inv_last_modified_by_id = SelfAttribute("inv_account.acc_owner_id")

    class Meta:
        model = Invoice

    class Params:
        under_agreement = Trait(inv_frame_agreement=SubFactory(FrameAgreementFactory))
        with_line_items = Trait(
            inv_net_price=Decimal("200.00"),
            line_items=RelatedFactoryList(
                "agent360_models.agent360.invoicing.factories.InvoiceLineItemFactory",
                factory_related_name="ili_invoice",
                size=2,
                ili_quantity=Decimal(10),
                ili_unit_price=Decimal("10.00"),
            ),
        )
        paid = Trait(inv_status="Paid")
        overdue = Trait(inv_status="Overdue")
        cancelled = Trait(inv_status="Cancelled", inv_valid=False)
        deleted = Trait(inv_active=0)


class InvoiceLineItemFactory(FamilyFactory[InvoiceLineItem]):
    """The only line of an open invoice, so the invoice has its price."""

    ili_sf_id = salesforce_id("a06")
    ili_invoice = SubFactory(InvoiceFactory, inv_net_price=SelfAttribute("..ili_net_price"))
    ili_product = SubFactory(ProductFactory)
    ili_quantity = quantity()
    ili_unit_price = amount(1, 200)
    ili_net_price = LazyAttribute(lambda row: cents(row.ili_quantity * row.ili_unit_price))
    ili_vat = LazyAttribute(lambda row: cents(row.ili_net_price * VAT_RATE))
    ili_unique_line_code = Sequence(lambda number: f"LINE-{number + 1:08d}")
    ili_status = "Open"
    ili_valid = True
    ili_sf_created_date = SelfAttribute("ili_invoice.inv_sf_created_date")
    ili_last_modified_date = SelfAttribute("ili_invoice.inv_last_modified_date")
    ili_last_modified_by_id = SelfAttribute("ili_invoice.inv_last_modified_by_id")

    class Meta:
        model = InvoiceLineItem

    class Params:
        cancelled = Trait(ili_status="Cancelled", ili_valid=False)
        deleted = Trait(ili_active=0)
