"""The questions of using a service: how much data it takes, and what an outage of it comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from telcoterms.agreement.agreement import Agreement
from telcoterms.answers.answer import Answer, Answerer
from telcoterms.clauses.data_usage import DATA_USAGE, DataUsage, Usage, usage_of
from telcoterms.clauses.liability_limit import LIABILITY_LIMIT, Outage, OutageFees, fees_during
from telcoterms.values.errors import FactError
from telcoterms.values.messages import Term
from telcoterms.values.moments import Moment, as_moment, local, zone_of
from telcoterms.values.money import Amount, as_money
from telcoterms.values.quantities import Quantity, as_quantity

Activities = Mapping[str, Quantity] | Sequence[tuple[str, Quantity]]


class UsingQuestions(Answerer):
    """What `Terms` answers about the use of a service."""

    __slots__ = ()
    agreement: Agreement

    def data_usage(
        self,
        activities: Activities,
        *,
        allowance_gb: Quantity | None = None,
        price_per_gb: Amount | None = None,
    ) -> Answer[DataUsage]:
        """How much data activities typically use, as a range, and what that costs beyond an allowance.

        `activities` is how many items or hours of each, by name. With `allowance_gb` and `price_per_gb`, which are
        given together, the range has a cost. Raises `UnknownNameError` for an activity that the terms do not name.

        >>> from telcoterms import load
        >>> load("kos").data_usage({"e-mail": 100, "hd-video": "1.5"})
        <data usage: 4504.882812... to 4529.296875 MB  [Service Terms s.48]>
        """
        rule = DATA_USAGE.of(self.agreement)
        allowance = None if allowance_gb is None else as_quantity(allowance_gb, "allowance_gb")
        price = None if price_per_gb is None else as_money(price_per_gb, self.agreement.currency, "price_per_gb")
        usage = Usage(_pairs(activities), allowance, price)
        value = usage_of(rule, usage, self.agreement.currency)
        return Answer(value, "data_usage", (usage.activities, allowance, price), self)

    def outage_fees(self, monthly_fee: Amount, *, began: Moment, ended: Moment) -> Answer[OutageFees]:
        """The fees payable during an outage, and up to which sum it is answered for.

        `began` and `ended` are the moments between which the service was out, each with its offset from UTC; months
        and days are those of the provider's time zone. Raises `FactError` for an end before the beginning.

        >>> from telcoterms import load
        >>> load("kos").outage_fees("74.95", began="2026-04-10T06:00-04:00", ended="2026-04-13T06:00-04:00").value.fees
        Money('7.50', 'CAD')
        """
        rule, zone = LIABILITY_LIMIT.of(self.agreement), zone_of(self.agreement.time_zone)
        fee = as_money(monthly_fee, self.agreement.currency, "monthly_fee")
        first, last = local(as_moment(began, "began"), zone), local(as_moment(ended, "ended"), zone)
        return Answer(fees_during(rule, Outage(fee, first, last)), "outage_fees", (fee, first, last), self)


def _pairs(activities: Any) -> tuple[tuple[str, Fraction], ...]:
    """Each activity with its checked quantity."""
    given = list(activities.items()) if isinstance(activities, Mapping) else activities
    if not isinstance(given, list | tuple):
        raise FactError(
            "activities is {found}: give how much of each by name, such as {{'e-mail': 20}}", found=activities
        )
    found = []
    for pair in given:
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise FactError("{found} is no activity with its quantity: give both, such as ('e-mail', 20)", found=pair)
        name, number = pair
        if not isinstance(name, str):
            raise FactError("{found} is no name of an activity: give its name as text, such as 'e-mail'", found=name)
        found.append((name, as_quantity(number, Term("the quantity of an activity"))))
    return tuple(found)
