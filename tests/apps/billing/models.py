"""Customers and their invoices."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from agent360_models.fields import PgEnumField
from agent360_models.names import qualified


class Customer(models.Model):
    """One customer, by the number that the office gave."""

    customer_no = models.IntegerField(primary_key=True)
    name = models.CharField(max_length=50)
    tags = ArrayField(models.TextField(), db_default=[])
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        managed = False
        db_table = "customers"
        ordering: ClassVar = ["customer_no"]

    def __str__(self) -> str:
        return str(self.customer_no)


class Invoice(models.Model):
    """One invoice."""

    class State(models.TextChoices):
        """States of an invoice."""

        OPEN = "open", "Open"
        PAID = "paid", "Paid"

    number = models.CharField(max_length=20, primary_key=True)
    customer = models.ForeignKey(Customer, models.DO_NOTHING, db_column="customer_no", related_name="invoices")
    state = PgEnumField(enum=State, type_name="invoice_state", db_default=State.OPEN)
    total = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        managed = False
        db_table = qualified("ledger", "invoices")
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return self.number
