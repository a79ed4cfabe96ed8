"""Read the statement that a receipt holds, without computing anything again.

The figure of a statement has its sums, and of each debt its late charges with their days and where payments and credits
went. Which payments and credits counted follows from the account among the facts of the receipt.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, Final, final, get_args

from telcoterms.account.account import Account
from telcoterms.account.events import Credit
from telcoterms.files.account import ANY_CURRENCY, NAME, account_of
from telcoterms.files.receipts import FILE, check, check_mark
from telcoterms.files.shapes import (
    DAY,
    Field,
    Items,
    Place,
    Schema,
    Shape,
    ValueField,
    name_of,
    need,
    read_whole,
    unfit,
)
from telcoterms.statement.ledger import IN_DISPUTE, Allocation, AllocationKind, PayoutRecord
from telcoterms.statement.snapshot import RefundCredit, credits_on, order_of_credits, payments_on
from telcoterms.statement.statement import SUMS_LEFT_OUT, Debt, DebtKind, Statement
from telcoterms.values.dataclasses import replace
from telcoterms.values.errors import RecordError, Unquoted
from telcoterms.values.messages import Term
from telcoterms.values.money import Money, minor_digits

STATEMENT: Final = "statement"
SUM: Final = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,4})?", re.ASCII)
"""A sum as a figure has it."""


def statement_of(receipt: Any) -> Statement:
    """Return the statement that a receipt holds.

    Raises `RecordError` where it is of another question, or does not fit its mark; `InvalidFileError` with all faults
    of a figure that no version of the library gives.
    """
    check(receipt)
    if receipt["question"] != STATEMENT:
        raise RecordError(
            "the receipt is of {question}, which gives no statement: give one of {wanted}",
            question=Unquoted(receipt["question"]),
            wanted=Unquoted(STATEMENT),
        )
    check_mark(receipt)
    currency = receipt["currency"]
    figure = read_whole(figure_shape(currency), receipt["figure"], "figure", FILE)
    account = account_of(receipt["facts"]["account"], FILE, currency)
    return _settled(figure, account)


def _settled(figure: Statement, account: Account) -> Statement:
    """Return a statement with the payments and credits that counted on its day, before its payouts."""
    refunds = [one for one in figure.settled if isinstance(one, RefundCredit)]
    payouts = [one for one in figure.settled if isinstance(one, PayoutRecord)]
    counted: list[Credit | RefundCredit] = sorted((*credits_on(account, figure.as_of), *refunds), key=order_of_credits)
    return replace(figure, settled=(*payments_on(account, figure.as_of), *counted, *payouts))


AS_MADE: Final = Term("give the receipt whole, as it was made")
"""What to do with a figure that is none."""


@final
class Row(Field[tuple[Any, ...]]):
    """A list of one value for each field, in their order, then of words, none of them twice."""

    def __init__(self, fields: Mapping[str, Field[Any]], words: tuple[str, ...] = ()) -> None:
        self.fields, self.words = fields, words
        self.wanted = Term("a list of a day and amounts")

    def read(self, value: Any, place: Place) -> tuple[Any, ...] | None:
        """Return the values, then the words as one tuple."""
        size = len(self.fields)
        if not isinstance(value, list) or len(value) < size or not self._are_known(value[size:]):
            place.note(unfit(value, self.wanted, AS_MADE))
            return None
        named = enumerate(zip(self.fields.values(), value, strict=False), 1)
        read = [field.read(item, place.item(number)) for number, (field, item) in named]
        return (*read, tuple(value[size:])) if all(one is not None for one in read) else None

    def _are_known(self, words: list[Any]) -> bool:
        return all(word in self.words for word in words) and len(words) == len(set(words))

    def schema(self, definitions: Schema) -> Schema:
        """Return an array of one item for each field, and of words."""
        items = [{**field.schema(definitions), "description": about} for about, field in self.fields.items()]
        more: Schema = {"items": {"enum": list(self.words)}, "uniqueItems": True} if self.words else {"items": False}
        return {"type": "array", "prefixItems": items, "minItems": len(items), **more}


def figure_sum(currency: str | None) -> ValueField[Money]:
    """Return the field for a sum of a figure, which may be below zero, or above what an amount may be.

    Without a known currency, only the form is checked.
    """
    digits = None if currency is None else minor_digits(currency)

    def convert(value: Any) -> Money:
        need(isinstance(value, str) and SUM.fullmatch(value))
        whole, _, decimals = value.partition(".")
        need(digits is None or len(decimals) == digits)
        return Money.of_minor(int(whole + decimals), currency or ANY_CURRENCY)

    cure = Term("write it in quotation marks, with a point and all decimals, such as '7.50'")
    return ValueField(Term("an amount"), cure, convert, {"type": "string", "pattern": f"^{SUM.pattern}$"})


@cache
def figure_shape(currency: str | None) -> Shape[Statement]:
    """Return the shape of the figure of a statement."""
    sum_ = figure_sum(currency)
    sums = ("balance", "accrued", "settlement", "credit", "disputed", "held")
    refund = Shape(
        RefundCredit,
        {"on": DAY, "amount": sum_, "cancellation": NAME},
        about="The refund of a service that was cancelled: a credit of that day.",
    )
    payout = Shape(
        _payout,
        {"on": DAY, "amount": sum_, "excess": sum_, "credit_after": sum_},
        about="What was paid out on a day, how much of it is more than the credit was, and the credit after it.",
    )
    return Shape(
        _figure,
        {"as_of": DAY, **dict.fromkeys(sums, sum_), "debts": Items(debt_shape(currency), cure=AS_MADE, empty=True)},
        {"refunds": Items(refund, cure=AS_MADE), "payouts": Items(payout, cure=AS_MADE)},
        about="What an account owes at the end of a day.",
    )


def debt_shape(currency: str | None) -> Shape[Debt]:
    """Return the shape of a debt of a statement."""
    sum_ = figure_sum(currency)
    charge = Row({"The day of the late charge.": DAY, "Its amount.": sum_})
    placed = Row(
        {
            "The day of the payment, the credit or the write-off.": DAY,
            "What of it met late charges.": sum_,
            "What of it met principal.": sum_,
        },
        (*(kind for kind in get_args(AllocationKind) if kind != PAID), IN_DISPUTE),
    )

    def build(posted: tuple[Any, ...] = (), placed: tuple[Any, ...] = (), **values: Any) -> Debt:
        nothing = Money.of_minor(0, values["amount"].currency)
        return Debt(
            **{"dispute_until": None, **dict.fromkeys(SUMS_LEFT_OUT, nothing), **values},
            posted=tuple((day, charge) for day, charge, _ in posted),
            placements=tuple(_allocation(*one) for one in placed),
        )

    return Shape(
        build,
        {"number": NAME, "kind": name_of(get_args(DebtKind)), "issued": DAY, "due": DAY, "amount": sum_},
        {
            "dispute_until": DAY,
            **dict.fromkeys(SUMS_LEFT_OUT, sum_),
            "posted": Items(charge, cure=AS_MADE),
            "placed": Items(placed, cure=AS_MADE),
        },
        name="debt",
        about="A debt on the day of the statement; a sum of nothing is left out.",
    )


PAID: Final[AllocationKind] = "paid"
ALLOCATION_KINDS: Final[dict[str, AllocationKind]] = {kind: kind for kind in get_args(AllocationKind)}
"""What an allocation is, by its word."""


def _allocation(day: date, to_charges: Money, to_principal: Money, words: tuple[Any, ...]) -> Allocation:
    kind: AllocationKind = PAID
    for word in words:
        kind = ALLOCATION_KINDS.get(word, kind)
    return Allocation(day.toordinal(), to_charges.minor, to_principal.minor, kind, IN_DISPUTE in words)


def _payout(on: date, amount: Money, excess: Money, credit_after: Money) -> PayoutRecord:
    return PayoutRecord(on.toordinal(), amount.minor, excess.minor, credit_after.minor)


def _figure(refunds: tuple[RefundCredit, ...] = (), payouts: tuple[PayoutRecord, ...] = (), **values: Any) -> Statement:
    figure = Statement(**values, settled=(*refunds, *payouts))
    _check_sums(figure)
    return figure


def _check_sums(figure: Statement) -> None:
    """Refuse a figure whose sums are not those of its debts."""
    nothing = Money.of_minor(0, figure.balance.currency)
    left, accrued, disputed, held = (
        sum(parts, nothing) for parts in zip(*map(_parts, figure.debts), (nothing,) * 4, strict=True)
    )
    sums = {
        "balance": (figure.balance, left - figure.credit),
        "accrued": (figure.accrued, accrued),
        "settlement": (figure.settlement, figure.balance + figure.accrued),
        "disputed": (figure.disputed, disputed),
        "held": (figure.held, held),
    }
    for name, (said, total) in sums.items():
        if said != total:
            raise RecordError(
                "{sum} is {found}, but its parts come to {total}: it was changed",
                sum=Unquoted(name),
                found=said,
                total=total,
            )


def _parts(debt: Debt) -> tuple[Money, Money, Money, Money]:
    return (debt.principal + debt.charges, debt.accrued, debt.disputed, debt.held)
