"""Sort what an account owes by how long it is past due.

A debt stands in one band, by the days from its due date to the day of the statement: on the due date itself it is not
yet due, on the day after it is 1 day past due. All of the debt is of that age: its principal, what of that is in
dispute, and the late charges that were posted on it. What has accrued since the last postings is in no band, as it is
not in the balance. A credit is of no age; the bands less the credit are the balance.

By hand, on 10 April: 20.00 due on 15 April is not yet due; 56.44 and a charge of 1.13 due on 10 March are 31 days past
due, so that 57.57 stands in the band from 31 to 60 days. With a credit of 5.00 the balance is 20.00 + 57.57 - 5.00 =
72.57.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple, final

from telcoterms.values.dataclasses import dataclass
from telcoterms.values.messages import Phrase, phrase
from telcoterms.values.money import Money

LAST_DAYS: Final = (0, 30, 60, 90)
"""The last day of each band but the last one, in days past the due date."""
BANDS: Final[tuple[tuple[int | None, int | None], ...]] = tuple(
    zip((None, *(last + 1 for last in LAST_DAYS)), (*LAST_DAYS, None), strict=True)
)
"""The first and the last day of each band; None where it has none."""


class AgedSum(NamedTuple):
    """What is owed of one debt or more, in minor units, and what of it is in dispute: so many days past due."""

    days_past_due: int
    owed: int
    disputed: int


class AgeBand(NamedTuple):
    """What is owed from `first` to `last` days past the due date, both included; None where it goes on without end.

    `disputed` is what of it is in dispute.
    """

    first: int | None
    last: int | None
    owed: Money
    disputed: Money

    @property
    def name(self) -> Phrase:
        """The band in words."""
        if self.first is None:
            return phrase("not past due")
        if self.last is None:
            return phrase("over {days} days", days=self.first - 1)
        return phrase("{first} to {last} days", first=self.first, last=self.last)

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "first_day": self.first,
            "last_day": self.last,
            "owed": self.owed.text,
            "disputed": self.disputed.text,
        }


@final
@dataclass(frozen=True, slots=True)
class Ageing:
    """What an account owes by how long it is past due: not past due, 1 to 30, 31 to 60, 61 to 90, and over 90 days.

    Each of the five `bands` is there, also where nothing is owed. `credit` belongs to none of them.

    >>> from telcoterms import Account, Invoice, load
    >>> account = Account([Invoice("2026-01", "2026-01-01", Money("56.45", "CAD"))])
    >>> ageing = load("kos").statement(account, "2026-03-01").value.ageing
    >>> [(band.last, band.owed.text) for band in ageing.bands]
    [(0, '0.00'), (30, '0.00'), (60, '58.73'), (90, '0.00'), (None, '0.00')]
    """

    bands: tuple[AgeBand, ...]
    credit: Money

    @property
    def balance(self) -> Money:
        """All bands less the credit: the balance of the statement."""
        return self._sum_of(self.bands) - self.credit

    @property
    def past_due(self) -> Money:
        """All bands but the first; what is in dispute is among it."""
        return self._sum_of(self.bands[1:])

    def _sum_of(self, bands: Iterable[AgeBand]) -> Money:
        return Money.of_minor(sum(band.owed.minor for band in bands), self.credit.currency)

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "bands": [band.as_dict() for band in self.bands],
            "credit": self.credit.text,
            "past_due": self.past_due.text,
            "balance": self.balance.text,
        }


def ageing_of(sums: Iterable[AgedSum], credit: Money) -> Ageing:
    """Return sums by how long they are past due, in the currency of the credit."""
    owed, disputed = [0] * len(BANDS), [0] * len(BANDS)
    for aged in sums:
        band = sum(aged.days_past_due > last for last in LAST_DAYS)
        owed[band] += aged.owed
        disputed[band] += aged.disputed
    bands = tuple(
        AgeBand(first, last, Money.of_minor(minor, credit.currency), Money.of_minor(open_minor, credit.currency))
        for (first, last), minor, open_minor in zip(BANDS, owed, disputed, strict=True)
    )
    return Ageing(bands, credit)
