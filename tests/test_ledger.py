"""The debts of an account while it is replayed: when they are late, what they post, and what a dispute takes out."""

from typing import Any

import pytest

from telcoterms import InputError, Invoice, Payment
from telcoterms.account.events import Event
from telcoterms.clauses.late_charge.kinds import FlatCharge, LateChargeRule
from telcoterms.statement import ledger
from tests.error_assertions import refused
from tests.terms_builders import CLAUSE, cad
from tests.test_replay import BILL, TWO_PER_CENT, replay

ON_THE_ACCOUNT = FlatCharge(sum=cad(5_00), per="month", charged_on="account", clause=CLAUSE, says="")


class TestTheLimit:
    """An account posts at most 250,000 charges, however they are posted."""

    def test_the_limit(self) -> None:
        found = replay([BILL], "2026-01-16")
        found._count_postings(250_000)
        with refused(InputError, "the account posts over 250000 charges up to 2026-01-16"):
            found._count_postings(1)

    @pytest.mark.parametrize(
        ("late", "readings"),
        [
            (TWO_PER_CENT, {"across_debts": "largest-first"}),
            (TWO_PER_CENT, {"posted_per": "account"}),
            (ON_THE_ACCOUNT, {}),
        ],
    )
    def test_each_posting_counts_once(
        self, late: LateChargeRule, readings: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # late on 17 January: three charges on two bills each by 1 April, whatever happens in between
        bills: list[Event] = [BILL, Invoice("b", "2026-01-01", cad(50_00))]
        events: list[Event] = [*bills, Payment("2026-02-10", cad(1)), Payment("2026-03-10", cad(1))]
        found = replay(events, "2026-04-16", late, **readings)
        posted = sum(len(debt.late_accrual.postings) for debt in found.debts.values())
        assert found.postings_count == posted > 2
        monkeypatch.setattr(ledger, "MAX_POSTINGS", posted - 1)
        with refused(InputError, "give an earlier day, or divide the account"):
            replay(events, "2026-04-16", late, **readings)
