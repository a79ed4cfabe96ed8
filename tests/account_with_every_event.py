"""Accounts on which everything happens, each with the readings and the day on which it is looked at."""

from datetime import date
from typing import Final

from telcoterms import Account, Invoice, Payment
from telcoterms.account.events import (
    AdministrativeCharge,
    Cancellation,
    Credit,
    Dispute,
    Event,
    Payout,
    ReturnedPayment,
    WriteOff,
)
from tests.terms_builders import cad

LEAVING: Final = Cancellation(
    "C-1",
    "2026-04-10",
    "customer",
    service="dsl",
    fee=cad(4995),
    cycle_start="2026-04-01",
    term_start="2025-01-01",
    term_months=12,
    monthly_fee=cad(4995),
    province="AB",
)
BREAKING_OFF: Final = Cancellation(
    "C-2",
    "2026-04-20",
    "customer",
    service="phone",
    term_start="2025-06-01",
    term_months=24,
    monthly_fee=cad(3000),
    province="AB",
)
EVENTS: Final[tuple[Event, ...]] = (
    Invoice("2026-01", "2026-01-01", cad(10_000)),
    Invoice("2026-02", "2026-02-01", cad(8_000)),
    Invoice("2026-03", "2026-03-01", cad(6_000)),
    AdministrativeCharge("A-1", "2026-03-05", cad(2_500), "returned-payment"),
    LEAVING,
    BREAKING_OFF,
    # rejected: apart from 20 January to 20 March
    Dispute("2026-01", "2026-01-20", cad(3_000), "2026-03-20", "rejected"),
    # upheld in part, and the rest withdrawn at once
    Dispute("2026-02", "2026-02-20", cad(2_000), "2026-04-01", cad(500)),
    Dispute("2026-02", "2026-02-25", cad(100), "2026-02-25", "withdrawn"),
    # open: one before the due date and one after it
    Dispute("2026-02", "2026-02-10", cad(1_500)),
    Dispute("2026-03", "2026-04-15", cad(5_000)),
    Dispute("A-1", "2026-06-15", cad(2_500)),  # too late
    Payment("2026-02-10", cad(6_000), None, "cheque 1"),
    ReturnedPayment("2026-03-05", "cheque 1"),
    Payment("2026-03-10", cad(2_000), "2026-01"),
    Credit("2026-03-15", cad(1_000), "2026-02"),
    Credit("2026-03-16", cad(500), "2026-01", "from-invoice-date"),
    WriteOff("2026-04-05", "A-1", cad(1_000)),
    Payment("2026-05-01", cad(60_000), None, "wire"),
    Payout("2026-05-02", cad(1_000)),
    Dispute("C-2", "2026-05-05", cad(1_000)),  # of which nothing is unpaid
    Invoice("2026-05", "2026-05-10", cad(2_000)),
    Payment("2026-05-11", cad(0)),
)
BEFORE: Final = date(2026, 4, 25)  # two disputes are open and unpaid
AFTER: Final = date(2026, 7, 10)


def messy() -> Account:
    """An account with events of every kind."""
    return Account(EVENTS)


def bounced() -> Account:
    """The same; the large payment came back, and what was paid out of it and written off has no ground any more."""
    return Account(
        [*EVENTS, ReturnedPayment("2026-05-20", "wire"), Credit("2026-05-21", cad(2_000), "A-1", "from-invoice-date")]
    )
