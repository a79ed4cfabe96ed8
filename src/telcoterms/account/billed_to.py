"""Say to whom an account is billed: what stands at the head of a letter. No figure depends on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, final

from telcoterms.values.choices import as_name
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.errors import InputError, Unquoted

MAX_ADDRESS_LINES: Final = 6


@final
@dataclass(frozen=True, slots=True, init=False)
class BilledTo:
    """A customer as a letter names them: name, lines of the address, account number, and reference for a payment.

    Each may be left out. Raises `InputError` for a text that cannot be printed on one line.

    >>> BilledTo("A customer", ["12 Example Street", "Exampletown"], account_number="C-1001").address
    ('12 Example Street', 'Exampletown')
    """

    name: str
    address: tuple[str, ...]
    account_number: str
    payment_reference: str

    def __init__(
        self,
        name: str = "",
        address: Sequence[str] = (),
        account_number: str = "",
        payment_reference: str = "",
    ) -> None:
        given: object = address
        if isinstance(given, str) or not isinstance(given, Sequence) or len(given) > MAX_ADDRESS_LINES:
            raise InputError(
                "address is {address}: give a list of up to {most} lines",
                address=address,
                most=MAX_ADDRESS_LINES,
            )
        set_ = object.__setattr__
        set_(self, "name", _text(name, "name"))
        set_(self, "address", tuple(as_name(line, Unquoted("address")) for line in address))
        set_(self, "account_number", _text(account_number, "account_number"))
        set_(self, "payment_reference", _text(payment_reference, "payment_reference"))

    def as_dict(self) -> dict[str, object]:
        """As in an account file, without what is left out."""
        values = {
            "name": self.name,
            "address": list(self.address),
            "account_number": self.account_number,
            "payment_reference": self.payment_reference,
        }
        return {key: value for key, value in values.items() if value}


def _text(value: str, fact: str) -> str:
    """Return a text that is checked; an empty one is left out."""
    return "" if value == "" else as_name(value, Unquoted(fact))


NOBODY: Final = BilledTo()
"""That of an account whose file does not say to whom it is billed."""
