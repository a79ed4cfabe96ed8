"""A sum that an account bears once a month, however many of its bills are late."""

from fractions import Fraction

from telcoterms import Account, Invoice
from telcoterms.clauses.late_charge.kinds import FlatCharge, SumOf
from tests.terms_builders import CLAUSE, cad, compound, made, net

MONTHLY = FlatCharge(sum=cad(500), per="month", charged_on="account", clause=CLAUSE, says="")
TWO_BILLS = Account([Invoice("a", "2026-01-01", cad(10000)), Invoice("b", "2026-01-01", cad(10000))])


class TestOnceAMonth:
    """5.00 a month of the account: two bills of one day bear it once on each day of posting."""

    def test_by_hand(self) -> None:
        terms = made(due_date=net(15), late_charge=MONTHLY)
        value = terms.statement(TWO_BILLS, as_of="2026-03-01").value
        assert value.balance == cad(20000 + 2 * 500)

    def test_a_part_that_posted_nothing_has_no_line(self) -> None:
        joined = SumOf(of=(MONTHLY, compound(Fraction(1, 50))), clause=CLAUSE, says="")
        terms = made(due_date=net(15), late_charge=joined)
        page = str(terms.statement(TWO_BILLS, as_of="2026-03-01").working)
        assert page.count("part 1 alone") == 1
        assert page.count("part 2 alone") == 2
