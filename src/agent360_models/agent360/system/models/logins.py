"""Log-ins of users."""

from typing import TYPE_CHECKING

from django.db import models

from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import MomentField
from agent360_models.units import moment

if TYPE_CHECKING:
    pass

__all__ = ["UserLoginLog"]


class UserLoginLog(models.Model):
    """One log-in of a user to Agent360; written when the user logs in and again when the user logs out."""

    ull_id = models.AutoField(
        verbose_name="Id",
        primary_key=True,
        help_text="Number that this database gives; later log-ins have higher ones.",
    )
    ull_user = models.ForeignKey(
        "agent360_core.User",
        verbose_name="User",
        on_delete=models.CASCADE,
        db_column="ull_user_sf_id",
        db_constraint=False,
        related_name="login_logs",
        help_text="Who logged in to Agent360; deleting the user deletes the log-ins.",
    )
    ull_login_at = MomentField(verbose_name="Log-in", auto_now_add=True, help_text="When the session began, in UTC.")
    ull_ip_address = models.CharField(
        verbose_name="IP address",
        max_length=45,
        null=True,
        blank=True,
        help_text="Where the user was, as text of IPv4 or IPv6; personal data.",
    )
    ull_user_agent = models.CharField(
        verbose_name="User agent",
        max_length=500,
        null=True,
        blank=True,
        help_text="What the browser calls itself; personal data.",
    )
    ull_session_duration_sec = models.IntegerField(
        verbose_name="Session duration",
        null=True,
        blank=True,
        help_text="Seconds from log-in to log-out; NULL while it goes on.",
    )
    ull_logout_at = MomentField(
        verbose_name="Log-out",
        null=True,
        blank=True,
        help_text="When the session ended, in UTC; NULL while it goes on.",
    )

    units = {"ull_session_duration_sec": "seconds"}
    personal_fields = ("ull_ip_address", "ull_user_agent")

    objects = BulkQuerySet["UserLoginLog"].as_manager()

    class Meta:
        managed = False
        db_table = "user_login_log"
        ordering = ["-ull_login_at"]

    def __str__(self) -> str:
        return f"Log-in of {moment(self.ull_login_at)}"
