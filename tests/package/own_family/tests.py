"""Tests of the project, by the runner."""

from billing.models import Customer, Invoice
from django.test import TestCase

from agent360_models.testing.assertions import assert_no_drift


class InvoiceTests(TestCase):
    databases = {"default", "legacy"}  # as Django's documentation writes it

    def test_tables_are_there(self) -> None:
        Customer.objects.create(customer_no=1, name="Ann").invoices.create(number="A1", total=1)

        assert Invoice.objects.get().state == "open"
        assert_no_drift("legacy", "billing")
