"""What the org has added to ``accounts``."""

from django.db import models


class OrgAccount(models.Model):
    """Three fields of the org's own."""

    account = models.OneToOneField(
        "agent360_accounts.Account",
        on_delete=models.DO_NOTHING,
        primary_key=True,
        db_column="acc_sf_id",
        related_name="org",
    )
    acc_region = models.CharField(max_length=40, null=True, blank=True)
    acc_tier = models.IntegerField(null=True, blank=True)
    acc_contract_end = models.DateField(null=True, blank=True)

    class Meta:
        managed = False
        db_table = "accounts"

    def __str__(self) -> str:
        return str(self.pk)
