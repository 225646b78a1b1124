"""Tables of the project's own, some in a PostgreSQL schema, with foreign keys into Agent360."""

from django.db import models

from agent360_models.names import qualified


class Order(models.Model):
    """What an account ordered. The database itself holds the foreign key where both are on one alias."""

    account = models.ForeignKey("agent360_accounts.Account", on_delete=models.CASCADE, related_name="orders")
    number = models.CharField(max_length=20, unique=True)

    def __str__(self) -> str:
        return self.number


class Shipment(models.Model):
    """A delivery of an order, in a schema."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE)

    class Meta:
        db_table = qualified("logistics", "shipments")

    def __str__(self) -> str:
        return str(self.pk)
