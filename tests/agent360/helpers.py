"""Rows that others point at, and calls that run at the same time."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from django.db import connections

from agent360_models.agent360.accounts.models import Account
from agent360_models.agent360.catalog.models import Product
from agent360_models.agent360.core.models import User
from agent360_models.agent360.forecasting.models import ArfRollingForecast
from agent360_models.agent360.support.models import Case
from agent360_models.sync.salesforce import to_18

THEN = datetime(2026, 5, 4, 12, tzinfo=UTC)


def sf_id(prefix: str, number: int) -> str:
    return to_18(f"{prefix}{number:0{15 - len(prefix)}d}")


def a_user(number: int = 1, *, using: str = "default") -> User:
    return User.objects.using(using).create(
        usr_sf_id=sf_id("005", number),
        usr_username=f"u{number}@example.com",
        usr_email=f"u{number}@example.com",
        usr_last_name="Kerr",
        usr_name=f"Ada Kerr {number}",
        usr_is_active=True,
        usr_time_zone="Europe/Berlin",
        usr_language="en_US",
        usr_sf_created_date=THEN,
        usr_last_modified_date=THEN,
        usr_last_modified_by_id=sf_id("005", number),
    )


def an_account(owner: User, number: int = 1, *, using: str = "default") -> Account:
    return Account.objects.using(using).create(
        acc_sf_id=sf_id("001", number),
        acc_name=f"Account {number}",
        acc_owner=owner,
        acc_last_modified_date=THEN,
        acc_last_modified_by_id=owner.pk,
    )


def a_product(number: int = 1, *, using: str = "default") -> Product:
    return Product.objects.using(using).create(
        prd_sf_id=sf_id("01t", number),
        prd_name=f"Product {number}",
        prd_sf_created_date=THEN,
        prd_last_modified_date=THEN,
        prd_last_modified_by_id=sf_id("005", 1),
    )


def a_case(number: int = 1) -> Case:
    return Case.objects.create(
        cs_sf_id=sf_id("500", number),
        cs_case_number=f"{number:08d}",
        cs_sf_created_date=THEN,
        cs_last_modified_date=THEN,
        cs_last_modified_by_id=sf_id("005", 1),
    )


def a_forecast(*, using: str = "default", **values: Any) -> ArfRollingForecast:
    """Return a stored forecast; the rows that it points at are made once."""
    user = User.objects.using(using).first() or a_user(using=using)
    account = Account.objects.using(using).first() or an_account(user, using=using)
    product = Product.objects.using(using).first() or a_product(using=using)
    return ArfRollingForecast.objects.using(using).create(
        **{
            "arf_name": "ARF-0001",
            "arf_account": account,
            "arf_sales_rep": user,
            "arf_product": product,
            "arf_forecast_date": date(2026, 6, 1),
            "arf_status": "Draft",
            "arf_owner": user,
            **values,
        }
    )


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Run the calls in threads that start together; return what each returned or raised, in their order."""
    ready = threading.Barrier(len(calls), timeout=10)
    outcomes: list[object] = [None] * len(calls)

    def run(place: int, call: Callable[[], object]) -> None:
        try:
            connections["default"].ensure_connection()
            ready.wait()
            outcomes[place] = call()
        except Exception as error:  # noqa: BLE001  # an outcome to look at
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return outcomes
