"""Queryset of contacts, with their rows in other systems."""

from typing import Any, Self, TypeVar

from django.db.models import BooleanField, Count, Func, Max, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from agent360_models.ingestion.cross_system import rows_of
from agent360_models.ingestion.phones import NormalizedPhone
from agent360_models.ingestion.querysets import IngestedQuerySet

__all__ = ["ContactQuerySet"]

_Row = TypeVar("_Row", bound=Model)


class _WasMerged(Func):
    """True for an id in another contact's list of merged ids; joins, since NOT IN would search all lists per row."""

    template = (
        "EXISTS (SELECT FROM hubspot_contact other,"
        " unnest(string_to_array(other.hs_merged_object_ids, ';')) AS merged (id)"
        " WHERE merged.id = %(expressions)s AND merged.id <> other.id)"
    )
    arity = 1
    output_field = BooleanField()


class ContactQuerySet(IngestedQuerySet[_Row]):
    """Contacts."""

    def of_numbers(self, *numbers: str) -> Self:
        """Return the contacts with one of these phone numbers, each in the form of ``normalize_phone``."""
        phones = {"own_phone": NormalizedPhone("phone"), "own_mobilephone": NormalizedPhone("mobilephone")}
        return self.alias(**phones).filter(Q(own_phone__in=numbers) | Q(own_mobilephone__in=numbers))

    def with_calls(self) -> "ContactQuerySet[Any]":
        """Annotate ``call_count`` and ``last_call_time`` of the calls from and to the contact's phone numbers.

        Calls and contacts must be on the same alias.
        """
        of_contact = [NormalizedPhone(OuterRef("phone")), NormalizedPhone(OuterRef("mobilephone"))]
        calls = rows_of("ingestion_callrail.Call").of_numbers(*of_contact).order_by().values(together=Value(1))
        return self.annotate(
            call_count=Coalesce(Subquery(calls.values_list(Count("pk"))), 0),
            last_call_time=Subquery(calls.values_list(Max("start_time"))),
        )

    def salesrabbit_leads(self) -> QuerySet[Any]:
        """Return these contacts' leads in SalesRabbit; leads and contacts must be on the same alias."""
        leads: QuerySet[Any] = rows_of("ingestion_salesrabbit.Lead").using(self.db)
        return leads.filter(pk__in=self.order_by().values("lead_salesrabbit_lead_id"))

    def marketsharp_data(self) -> QuerySet[Any]:
        """Return these contacts' rows in MarketSharp; rows and contacts must be on the same alias."""
        rows: QuerySet[Any] = rows_of("ingestion_marketsharp.Data").using(self.db)
        return rows.filter(pk__in=self.order_by().values("marketsharp_id"))

    def without_merged(self) -> Self:
        """Exclude contacts that were merged into another contact: some exports keep them as rows."""
        return self.exclude(_WasMerged("pk"))
