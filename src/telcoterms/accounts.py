"""The questions of an account: what it owes on a day, what settles it, and what a payment would change."""

from __future__ import annotations

from telcoterms.account.account import Account
from telcoterms.account.events import Payment
from telcoterms.agreement.agreement import Agreement
from telcoterms.answers.answer import Answer, Answerer
from telcoterms.replayed import statement_on, what_if
from telcoterms.statement.questions import WhatIf
from telcoterms.statement.statement import Statement
from telcoterms.values.days import Day, as_day
from telcoterms.values.errors import FactError, Word
from telcoterms.values.money import Money


class AccountQuestions(Answerer):
    """What `Terms` answers about an account."""

    __slots__ = ()
    agreement: Agreement

    def statement(self, account: Account, as_of: Day) -> Answer[Statement]:
        """What an account owes at the end of a day: a replay of what is known on that day.

        Raises `FactError` where the account is not in the terms' currency, where `round_at = once` was asked for, where
        more is disputed, written off or paid out than there is, and for an administrative charge over its cap.

        >>> from telcoterms import Account, Invoice, Money, Payment, load
        >>> account = Account(
        ...     [
        ...         Invoice("2026-01", "2026-01-01", Money("56.45", "CAD")),
        ...         Payment("2026-02-11", Money("30.00", "CAD")),
        ...     ]
        ... )
        >>> load("kos").statement(account, as_of="2026-03-20").value.settlement
        Money('28.70', 'CAD')
        """
        day = as_day(as_of, "as_of")
        return Answer(statement_on(self.agreement, self._own(account), day), "statement", (account, day), self)

    def settlement(self, account: Account, *, on: Day) -> Answer[Money]:
        """What settles an account on a day: paid then, it leaves nothing; below zero, it is a credit.

        >>> from telcoterms import Account, Invoice, Money, load
        >>> account = Account([Invoice("2026-01", "2026-01-01", Money("56.45", "CAD"))])
        >>> load("kos").settlement(account, on="2026-02-15").value
        Money('58.16', 'CAD')
        """
        day = as_day(on, "on")
        value = statement_on(self.agreement, self._own(account), day).settlement
        return Answer(value, "settlement", (account, day), self)

    def what_if(self, account: Account, payment: Payment, *, on: Day) -> Answer[WhatIf]:
        """What an account would owe on a day if a payment were made, beside what it owes without.

        >>> from telcoterms import Account, Invoice, Money, Payment, load
        >>> account = Account([Invoice("2026-01", "2026-01-01", Money("56.45", "CAD"))])
        >>> payment = Payment("2026-01-20", Money("56.45", "CAD"))
        >>> load("kos").what_if(account, payment, on="2026-03-01").value.saved
        Money('1.58', 'CAD')
        """
        day = as_day(on, "on")
        self._own(account)
        if not isinstance(payment, Payment):
            raise FactError(
                "{payment} is no payment: give Payment('2026-02-11', Money('30.00', 'CAD'))", payment=payment
            )
        if payment.received > day:
            raise FactError(
                "the payment is of {received}, after {on}, the day that is looked at: look at a later day",
                received=payment.received,
                on=day,
            )
        return Answer(what_if(self.agreement, account, payment, day), "what_if", (account, payment, day), self)

    def _own(self, account: Account) -> Account:
        """The account, in the currency of the terms."""
        if not isinstance(account, Account):
            raise FactError("{account} is no account: give Account([Invoice(...), Payment(...)])", account=account)
        currency = self.agreement.currency
        if account.currency not in (None, currency):
            raise FactError(
                "the account is in {account}, these terms are in {currency}: an account is billed in "
                "the currency of its terms",
                account=Word(account.currency),
                currency=Word(currency),
            )
        return account
