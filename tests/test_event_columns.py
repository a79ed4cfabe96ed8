"""Events of one kind by their fields, as the pickle of an account has them."""

from datetime import date
from typing import Any

import pytest

from telcoterms import Invoice, Payment
from telcoterms.account.event_columns import SumColumn, columns_of, events_of_columns
from telcoterms.account.events import checked_invoice, checked_payment
from tests.terms_builders import cad

FIRST, SECOND = date(2026, 1, 1), date(2026, 1, 2)


class TestColumns:
    """A column for each field; the last ones that hold defaults alone are left out."""

    def test_of_no_events(self) -> None:
        assert columns_of([]) == ()
        assert events_of_columns(checked_payment, ()) == ()

    @pytest.mark.parametrize(
        ("payments", "columns"),
        [
            ([Payment(FIRST, cad(5))], ((FIRST,), SumColumn("CAD", (5,)))),
            (
                [Payment(FIRST, cad(5)), Payment(SECOND, cad(6), "a")],
                ((FIRST, SECOND), SumColumn("CAD", (5, 6)), (None, "a")),
            ),
            (
                [Payment(FIRST, cad(5), None, "R1"), Payment(SECOND, cad(6))],
                ((FIRST, SECOND), SumColumn("CAD", (5, 6)), (None, None), ("R1", None)),
            ),
        ],
    )
    def test_of_payments(self, payments: list[Payment], columns: Any) -> None:
        assert columns_of(payments) == columns
        assert events_of_columns(checked_payment, columns) == tuple(payments)

    @pytest.mark.parametrize(
        ("invoice", "columns"),
        [
            (Invoice("a", FIRST, cad(5)), (("a",), (FIRST,), SumColumn("CAD", (5,)))),
            (Invoice("a", FIRST, cad(5), 3), (("a",), (FIRST,), SumColumn("CAD", (5,)), (3,))),
            (
                Invoice("a", FIRST, cad(5), due=SECOND),
                (("a",), (FIRST,), SumColumn("CAD", (5,)), (1,), ((),), (SECOND,)),
            ),
        ],
    )
    def test_of_an_invoice(self, invoice: Invoice, columns: Any) -> None:
        assert columns_of([invoice]) == columns
        assert events_of_columns(checked_invoice, columns) == (invoice,)
