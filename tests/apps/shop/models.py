from django.db import models


class Order(models.Model):
    """What an account ordered in the downstream project."""

    account = models.ForeignKey(
        "agent360_accounts.Account", on_delete=models.CASCADE, db_constraint=False, related_name="shop_orders"
    )
    number = models.CharField(max_length=20)

    def __str__(self) -> str:
        return self.number
