"""The events of an account as transactions of double entry, line by line, in the books of either side."""

from datetime import date

import pytest

from telcoterms import Account, Cancellation, Credit, Dispute, Invoice, Payment, Payout, UnknownNameError, WriteOff
from telcoterms.account.events import AdministrativeCharge, Event, Reminder, ReturnedPayment
from telcoterms.account.journal import ByTerms, CancellationSums, correction_of, late_charge, transactions
from telcoterms.formats.journal import Books, Transaction, TransactionCode
from tests.terms_builders import cad

OPEN, UPHELD = Dispute("A", "2026-01-20", cad(5_00)), Dispute("B", "2026-02-05", cad(20_00), "2026-03-20", cad(8_00))
REJECTED = Dispute("A", "2026-01-25", cad(1_00), "2026-02-25", "rejected")
IN_FULL = Dispute("A", "2026-01-26", cad(2_00), "2026-02-26", "upheld")
EVENTS: tuple[Event, ...] = (
    Invoice("A", "2026-01-01", cad(100_00)),
    Invoice("B", "2026-02-01", cad(80_00)),
    AdministrativeCharge("N", "2026-03-05", cad(25_00), "returned-payment"),
    Cancellation("C", "2026-04-10", fee=cad(49_95), cycle_start="2026-04-01"),
    Payment("2026-02-10", cad(60_00), "A", "cheque 1"),
    Payment("2026-02-11", cad(1_00)),
    ReturnedPayment("2026-03-05", "cheque 1"),
    Credit("2026-03-15", cad(10_00), "B"),
    WriteOff("2026-04-05", "N", cad(9_00)),
    Payout("2026-05-02", cad(3_00)),
    Reminder("2026-02-20"),
    Reminder("2026-02-21", "A"),
    OPEN,
    UPHELD,
    REJECTED,
    IN_FULL,
)
ACCOUNT = Account(EVENTS)


def line(one: Transaction) -> str:
    """A transaction in one line: its day, what it is, where it goes, and what it is about."""
    moved = "" if one.amount is None else f" | {one.into} < {one.out_of} {one.amount.text}"
    about = "".join(f" | {word}" for word in (one.note, one.reference, one.debt) if word)
    return f"{one.day:%m-%d} {one.code}: {one.says}{moved}{about}"


BY_CUSTOMER = [
    "01-01 invoice: invoice A | expenses:telecom < liabilities:telecom 100.00 | A",
    "01-20 dispute: dispute of A, 5.00 | A",
    "01-25 dispute: dispute of A, 1.00 | A",
    "02-01 invoice: invoice B | expenses:telecom < liabilities:telecom 80.00 | B",
    "02-10 payment: payment A cheque 1 | liabilities:telecom < assets:bank 60.00 | cheque 1 | A",
    "02-11 payment: payment | liabilities:telecom < assets:bank 1.00",
    "02-20 reminder: reminder",
    "02-21 reminder: reminder of A | A",
    "02-26 dispute: dispute of A, 2.00, upheld | liabilities:telecom < expenses:telecom 2.00 | A",
    "03-05 administrative_charge: administrative charge N, returned-payment | expenses:telecom < liabilities:telecom "
    "25.00 | N",
    "03-05 returned_payment: returned payment cheque 1 | assets:bank < liabilities:telecom 60.00 | cheque 1",
    "03-15 credit: credit for B | liabilities:telecom < expenses:telecom 10.00 | B",
    "03-20 dispute: dispute of B, 20.00, upheld | liabilities:telecom < expenses:telecom 8.00 | B",
    "04-05 write_off: write-off of N | liabilities:telecom < expenses:telecom 9.00 | N",
    "04-10 cancellation: cancellation C: what it comes to, the terms say | C",
    "05-02 payout: payout of the credit | assets:bank < liabilities:telecom 3.00",
]
OF_PROVIDER = {"expenses:telecom": "income:telecom", "liabilities:telecom": "assets:receivable"}


def turned(text: str) -> str:
    """A line of the customer's books as the provider's have it: its accounts, the other way round."""
    moved = text.split(" | ")
    for place, part in enumerate(moved):
        into, arrow, out_of = part.partition(" < ")
        if arrow:
            other, amount = out_of.split()
            names = [OF_PROVIDER.get(name, name) for name in (other, into)]
            moved[place] = f"{names[0]} < {names[1]} {amount}"
    return " | ".join(moved)


class TestEvents:
    """What the events themselves say is booked, in the order of their days."""

    def test_in_the_books_of_the_customer(self) -> None:
        assert [line(one) for one in transactions(ACCOUNT)] == BY_CUSTOMER
        assert transactions(ACCOUNT) == transactions(ACCOUNT, "customer")

    def test_in_the_books_of_the_provider_it_goes_the_other_way(self) -> None:
        assert [line(one) for one in transactions(ACCOUNT, "provider")] == [turned(text) for text in BY_CUSTOMER]
        assert line(transactions(ACCOUNT, "provider")[0]) == (
            "01-01 invoice: invoice A | assets:receivable < income:telecom 100.00 | A"
        )

    def test_there_are_no_other_books(self) -> None:
        books: Books = "both"  # type: ignore[assignment]
        with pytest.raises(UnknownNameError) as found:
            transactions(ACCOUNT, books)
        assert str(found.value) == "books is 'both': choose from customer, provider"


class TestByTerms:
    """With what the terms say of them, those that are known on a day."""

    def test_what_a_cancellation_comes_to_which_dispute_was_late_and_what_was_written_off(self) -> None:
        sums = CancellationSums(cad(450_00), "Terms s.36", cad(33_30), "Terms s.7")
        by_terms = ByTerms(date(2026, 4, 10), {"C": sums}, [IN_FULL], [cad(4_00)])
        assert [line(one) for one in transactions(ACCOUNT, "customer", by_terms)] == [
            *BY_CUSTOMER[:3],
            "01-26 dispute: dispute of A, 2.00, too late | A",
            *BY_CUSTOMER[3:8],
            *BY_CUSTOMER[9:13],
            "04-05 write_off: write-off of N | liabilities:telecom < expenses:telecom 4.00 | N",
            "04-10 cancellation_charge: cancellation C, charge | expenses:telecom < liabilities:telecom 450.00 "
            "| Terms s.36 | C",
            "04-10 refund: cancellation C, refund | liabilities:telecom < expenses:telecom 33.30 | Terms s.7 | C",
        ]

    @pytest.mark.parametrize(
        ("charge", "refund", "codes"),
        [
            (0, 0, []),
            (1, 0, ["cancellation_charge"]),
            (0, 1, ["refund"]),
            (1, 1, ["cancellation_charge", "refund"]),
        ],
    )
    def test_what_comes_to_nothing_is_not_booked(self, charge: int, refund: int, codes: list[str]) -> None:
        sums = CancellationSums(cad(charge), "s.1", cad(refund), "s.2")
        by_terms = ByTerms(date(2026, 12, 31), {"C": sums}, (), [cad(9_00)])
        booked = [one.code for one in transactions(ACCOUNT, by_terms=by_terms) if one.day == date(2026, 4, 10)]
        assert booked == codes

    @pytest.mark.parametrize(
        ("as_of", "said"),
        [
            (date(2026, 2, 4), []),
            (date(2026, 2, 5), ["02-05 dispute: dispute of B, 20.00 | B"]),
            (date(2026, 3, 19), ["02-05 dispute: dispute of B, 20.00 | B"]),
            (
                date(2026, 3, 20),
                ["03-20 dispute: dispute of B, 20.00, upheld | liabilities:telecom < expenses:telecom 8.00 | B"],
            ),
        ],
    )
    def test_a_decision_counts_from_its_day_on(self, as_of: date, said: list[str]) -> None:
        by_terms = ByTerms(as_of, {}, (), ())
        booked = transactions(Account([EVENTS[1], UPHELD]), by_terms=by_terms)
        assert [line(one) for one in booked if one.code == "dispute"] == said


class TestLateCharges:
    """A late charge, and what has changed since an earlier statement."""

    def test_a_late_charge_names_its_section(self) -> None:
        day = date(2026, 2, 1)
        assert [line(late_charge(day, "A", "invoice A", cad(2_00), "Terms s.9", books)) for books in OF_BOTH] == [
            "02-01 late_charge: late charge on invoice A | expenses:telecom:late-charges < liabilities:telecom 2.00 "
            "| Terms s.9 | A",
            "02-01 late_charge: late charge on invoice A | assets:receivable < income:telecom:late-charges 2.00 "
            "| Terms s.9 | A",
        ]

    @pytest.mark.parametrize(
        ("code", "change", "customer", "provider"),
        [
            (
                "late_charge",
                2_00,
                "expenses:telecom:late-charges < liabilities:telecom 2.00 | A",
                "assets:receivable < income:telecom:late-charges 2.00 | A",
            ),
            (
                "late_charge",
                -2_00,
                "liabilities:telecom < expenses:telecom:late-charges 2.00 | A",
                "income:telecom:late-charges < assets:receivable 2.00 | A",
            ),
            # less is owed: a payment came in
            (
                "payment",
                -2_00,
                "liabilities:telecom < assets:bank 2.00",
                "assets:bank < assets:receivable 2.00",
            ),
            (
                "payment",
                2_00,
                "assets:bank < liabilities:telecom 2.00",
                "assets:receivable < assets:bank 2.00",
            ),
            ("payout", 2_00, "assets:bank < liabilities:telecom 2.00", "assets:receivable < assets:bank 2.00"),
            (
                "invoice",
                2_00,
                "expenses:telecom < liabilities:telecom 2.00 | A",
                "assets:receivable < income:telecom 2.00 | A",
            ),
            (
                "refund",
                -2_00,
                "liabilities:telecom < expenses:telecom 2.00 | A",
                "income:telecom < assets:receivable 2.00 | A",
            ),
            (
                "billed",
                0,
                "expenses:telecom < liabilities:telecom 0.00 | A",
                "assets:receivable < income:telecom 0.00 | A",
            ),
        ],
    )
    def test_a_correction(self, code: TransactionCode, change: int, customer: str, provider: str) -> None:
        found = [line(correction_of(date(2026, 3, 1), "so", "A", code, cad(change), books)) for books in OF_BOTH]
        assert found == [f"03-01 {code}: so | {customer}", f"03-01 {code}: so | {provider}"]


OF_BOTH: tuple[Books, ...] = ("customer", "provider")
