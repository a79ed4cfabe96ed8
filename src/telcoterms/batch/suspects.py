"""Accounts whose events may not fit together, or that the replay of columns does not take: they are asked one by one.

To suspect a sound account costs time and nothing else; so each of these is wide enough to let none by that the terms
would refuse.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa

from telcoterms.account.checked import NAME_LENGTH
from telcoterms.batch.arrays import Mask, Numbers
from telcoterms.batch.compute import functions as pc
from telcoterms.batch.events import EFFECTS, NONE, Joined
from telcoterms.batch.kernels.months import FIRST, LAST
from telcoterms.days import MONTHS_LIMIT
from telcoterms.money import LIMIT

_PRINTED: Final = "^[ -~]*[!-~][ -~]*$"  # text in ASCII that is not blank: what numbers are, mostly


def suspects(events: Joined, copies: Numbers, named: Numbers, credited: Numbers) -> Mask:
    """Which accounts are suspected.

    `copies` are the rows of invoices with a number that was there before, `named` and `credited` those that payments
    and credits name: `NONE` where they name none, or one that the account does not have.
    """
    invoices, payments, credits = events.invoices, events.payments, events.credits
    found = _over_the_limit(events)
    fine = np.append(_fine(events.numbers), True)
    for one, day in ((invoices, "issued"), (payments, "received"), (credits, "issued")):
        odd = (one.facts[day] < FIRST) | (one.facts[day] > LAST)
        odd |= (one.facts["amount"] < 0) | (one.facts["amount"] > LIMIT) | ~fine[one.numbers]
        found[one.accounts[odd]] = True
    if "billing_months" in invoices.facts:
        months = invoices.facts["billing_months"]
        found[invoices.accounts[(months < 1) | (months > MONTHS_LIMIT)]] = True
    found[invoices.accounts[copies]] = True
    found[payments.accounts[(payments.numbers != NONE) & (named == NONE)]] = True
    odd = (credited == NONE) | (credits.facts["issued"] < np.append(invoices.facts["issued"], 0)[credited])
    if "effect" in credits.facts:
        odd |= credits.facts["effect"] != EFFECTS.index("from-credit-date")
    found[credits.accounts[odd]] = True
    rows = credited[credited != NONE]
    credited_in_all = np.bincount(rows, credits.facts["amount"][credited != NONE], len(invoices.numbers))
    found[invoices.accounts[credited_in_all > invoices.facts["amount"]]] = True
    return found


def _over_the_limit(events: Joined) -> Mask:
    """Accounts whose amounts together pass the limit; their sums are floats, exact up to many times that."""
    sums = np.zeros(len(events.accounts))
    for one in (events.invoices, events.payments, events.credits):
        sums += np.bincount(one.accounts, one.facts["amount"], len(sums))
    return sums > LIMIT


def _fine(numbers: pa.Array) -> Mask:
    """The numbers that surely are names as an account takes them."""
    fine = pc.and_(pc.match_substring_regex(numbers, _PRINTED), pc.less_equal(pc.utf8_length(numbers), NAME_LENGTH))
    mask: Mask = fine.to_numpy(zero_copy_only=False)
    return mask
