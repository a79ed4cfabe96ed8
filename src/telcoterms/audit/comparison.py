"""Compare the items of a bill with the account that it is of, by the account's own statement.

Nothing is accrued here. What an item should be is the difference of two statements of the account: that of the day of
the bill before, which is its latest earlier invoice, as it was known then; and that of the day of the bill, with the
bill's own invoice in the account. What was posted, paid, credited and billed between the two are the items. What is
left of the change of the balance is `adjustments`: what reaches back to earlier days.

    previous balance + adjustments + what is new - payments + payouts = total due        (the balance of the day)
    what is new = fees + taxes + late charge + administrative and cancellation charges
                  - refunds - credits - write-offs                                       (the total of the bill)

Some items are computed before the statement, since the account takes them as billed: a part of a fee and the tax on the
fees by their own clauses, and an administrative charge, which is at most its cap. The bill's own invoice in the account
is the sum of its fees and taxes by the terms, and an administrative charge in it is what the terms allow.

An item that disagrees is tried under every combination of readings of a statement (a refund, a cancellation charge and
a part of a fee under those of their own clauses), and a late charge with the known mistakes too: where each debt that
bears it was late with one amount, what a mistake makes of the charge up to the last posting on the bill, less what it
makes of that before the bill. A total can also be off by just what its items are off.

An example by hand, at 2 % a month from the invoice date and net 15: two bills of 100.00, of 1 January and 1 February,
none of them paid, and a third of 100.00 on 1 March.

    previous balance   100.00 + 2.00 posted on 1 February + 100.00                                      202.00
    late charge        posted on 1 March: 102.00 x 2 % + 100.00 x 2 % = 2.04 + 2.00                       4.04
    total              100.00 + 4.04                                                                    104.04
    total due          202.00 + 104.04                                                                  306.04
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, Final, Literal, NamedTuple, assert_never, final

from telcoterms.account.account import Account
from telcoterms.account.events import (
    AdministrativeCharge,
    Cancellation,
    Credit,
    Invoice,
    InvoiceLine,
    Payment,
    Reminder,
)
from telcoterms.agreement.agreement import Agreement, Kinds
from telcoterms.agreement.numbers import NumberFacts, value_on
from telcoterms.agreement.rule import Reading, Rule
from telcoterms.agreement.taxes import NO_TAX
from telcoterms.answers.reading_sets import Combination, all_combinations
from telcoterms.audit.account_audit import NO_REASON, ItemAudit, SumAudit
from telcoterms.audit.audit import (
    Audit,
    DateAudit,
    LineSums,
    ReadingFigures,
    match_billed_figure,
    match_with_mistakes,
)
from telcoterms.audit.bill import Bill
from telcoterms.audit.checked import facts_by_name
from telcoterms.audit.items import BillItem, ItemKind, item_is_new, item_sign
from telcoterms.audit.line_places import lines_in_total
from telcoterms.audit.mistakes import BilledCharge, MistakeName, MistakeOutcome, outcome_of
from telcoterms.clauses.administrative_charge import (
    ADMINISTRATIVE_CHARGE,
    ChargeFacts,
    charge_for_reason,
    clause_of_reason,
)
from telcoterms.clauses.cancellation_charge.kinds import CANCELLATION_CHARGE
from telcoterms.clauses.due_date import DUE_DATE, fact_needed
from telcoterms.clauses.late_charge.periods import DebtDays
from telcoterms.clauses.part_charge import PART_CHARGE, PartChargeRule, charged, part_charge_steps, part_under
from telcoterms.clauses.refund import REFUND
from telcoterms.clauses.tax import BillTax, bill_parts, bill_tax
from telcoterms.statement.account_terms import AccountTerms
from telcoterms.statement.law import late_time
from telcoterms.statement.ledger import PayoutRecord
from telcoterms.statement.questions import StatementQuestion, statement_on, totals_of
from telcoterms.statement.snapshot import RefundCredit
from telcoterms.statement.statement import Debt
from telcoterms.values.errors import InputError, NotInTermsError, TelcoTermsError, Unquoted
from telcoterms.values.messages import Phrase, Phrases, phrase
from telcoterms.values.money import Money
from telcoterms.values.steps import Percent, Step, step

Figures = Mapping[tuple[ItemKind, object], int]
"""What a statement gives for each item of a bill, in minor units, by its kind and by which one it is."""


class Computed(NamedTuple):
    """What the terms give for an item before the statement is made, how it came about, and how it could be otherwise.

    `figure` is None where the account does not decide it, `why` says why, or why another sum was expected.
    """

    figure: Money | None
    basis: tuple[Step, ...] = ()
    why: Phrase = NO_REASON
    readings: ReadingFigures | None = None


@final
class Activity:
    """Two statements of an account, that of the bill before and that of the bill, and what lies between them."""

    def __init__(self, terms: AccountTerms, account: Account, since: date | None, own: Invoice) -> None:
        self.since = date.min if since is None else since
        self.old = None if since is None else statement_on(terms, account, since)
        self.new = statement_on(terms, account, own.issued)
        self.own = own
        self.settled = [event for event in self.new.settled if self._is_new(_day_of(event))]
        self.own_debt = next(debt for debt in self.new.debts if debt.number == own.number)

    def _is_new(self, day: date) -> bool:
        return day > self.since

    def postings(self) -> Iterator[tuple[Debt, date, Money]]:
        """Yield each late charge that was posted."""
        for debt in self.new.debts:
            for day, charge in debt.posted:
                if self._is_new(day):
                    yield debt, day, charge

    def debts(self, kind: Literal["administrative charge", "cancellation"]) -> Iterator[Debt]:
        """Yield the debts of a kind that became due to be paid."""
        for debt in self.new.debts:
            if debt.kind == kind and self._is_new(debt.issued):
                yield debt

    @property
    def payments(self) -> Iterator[Payment]:
        """The payments that were received."""
        return (event for event in self.settled if isinstance(event, Payment))

    @property
    def credits(self) -> Iterator[Credit]:
        """The credits that meet their debt on their own day."""
        return (event for event in self.settled if isinstance(event, Credit))

    @property
    def refunds(self) -> Iterator[RefundCredit]:
        """The refunds of services that ended."""
        return (event for event in self.settled if isinstance(event, RefundCredit))

    @property
    def figures(self) -> dict[tuple[ItemKind, object], int]:
        """What lies between the statements, by the kind of item and by which one; None is all of a kind."""
        sums: dict[tuple[ItemKind, object], int] = dict.fromkeys([(kind, None) for kind in COUNTED], 0)

        def add(kind: ItemKind, which: object, sum_: int) -> None:
            keys: list[tuple[ItemKind, object]] = [(kind, None), (kind, which)]
            for key in dict.fromkeys(keys):
                sums[key] = sums.get(key, 0) + sum_

        for debt, _, charge in self.postings():
            add("late_charge", debt.number, charge.minor)
        for debt in self.debts("administrative charge"):
            add("administrative_charge", debt.number, debt.amount.minor)
        for debt in self.debts("cancellation"):
            add("cancellation_charge", debt.number, debt.amount.minor)
        for payment in self.payments:
            add("payments", None, payment.amount.minor)
        for credit in self.credits:
            add("credit", credit.invoice, credit.amount.minor)
        for refund in self.refunds:
            add("refund", refund.cancellation, refund.amount.minor)
        for event in self.settled:
            if isinstance(event, PayoutRecord):
                add("payout", None, event.amount)
        for debt in self.new.debts:
            for placed in debt.placements:
                if placed.kind == "written off" and self._is_new(date.fromordinal(placed.day)):
                    add("write_off", None, placed.to_charges + placed.to_principal)
        new = sum(item_sign(kind) * sums[kind, None] for kind in NEW_IN_STATEMENT) + self.own.amount.minor
        before = 0 if self.old is None else self.old.balance.minor
        due = self.new.balance.minor
        other = sums["payout", None] - sums["payments", None]
        totals: dict[ItemKind, int] = {
            "previous_balance": before,
            "total": new,
            "total_due": due,
            "adjustments": due - before - new - other,
        }
        sums.update({(kind, None): sum_ for kind, sum_ in totals.items()})
        return sums


NEW_IN_STATEMENT: Final[tuple[ItemKind, ...]] = (
    "late_charge",
    "administrative_charge",
    "cancellation_charge",
    "refund",
    "credit",
    "write_off",
)
"""The kinds of item in the total of a bill that a statement has, beside the bill's own invoice."""
COUNTED: Final[tuple[ItemKind, ...]] = (*NEW_IN_STATEMENT, "payments", "payout")
"""The kinds of item that a statement has events of."""


def _day_of(event: Payment | Credit | RefundCredit | PayoutRecord) -> date:
    match event:
        case Payment() | Credit() | RefundCredit():
            return event.day
        case PayoutRecord():
            return date.fromordinal(event.day)
    assert_never(event)


@final
class ItemComparison:
    """The comparison of a bill's items with an account, from the invoice of the bill to each item's explanation."""

    def __init__(self, agreement: Agreement, bill: Bill, account: Account, given: NumberFacts) -> None:
        self.agreement, self.bill, self.given = agreement, bill, given
        self.in_total = lines_in_total(bill)
        self.terms = AccountTerms(agreement, given)
        self.edition = agreement.in_force(bill.invoice.issued)
        self.currency = agreement.currency
        self.found, self.of_account = _own_invoice(account, bill), account
        self.issued = bill.invoice.issued
        self.since = max((one.issued for one in account.invoices if one.issued < self.issued), default=None)
        self.computed = self._computed(account)
        self.own = self._own()
        self.account = self._account_with(account)
        self.activity = Activity(self.terms, self.account, self.since, self.own)
        self.figures = self.activity.figures
        self._under: tuple[tuple[Reading, ...], Mapping[Combination, Figures]] | None = None

    # What is computed before the statement.

    def _computed(self, account: Account) -> dict[int, Computed]:
        """Return what the terms give for each fee, tax and administrative charge, by its place on the bill."""
        computed: dict[int, Computed] = {}
        for place, item in self.bill.of_kinds("fee"):
            computed[place] = _naming(item, partial(self._fee, item))
        for place, item in self.bill.of_kinds("tax"):
            computed[place] = _naming(item, partial(self._tax, item, computed))
        for place, item in self.bill.of_kinds("administrative_charge"):
            event = self._event_of(item, account, place)
            computed[place] = _naming(item, partial(self._administrative_charge, item, event))
        return computed

    @property
    def _taxes(self) -> list[BillItem]:
        return [item for _, item in self.bill.of_kinds("tax")]

    @property
    def _fees(self) -> list[BillItem]:
        return [item for _, item in self.bill.of_kinds("fee")]

    def _fee(self, item: BillItem) -> Computed:
        """Return a part of a fee by its clause, or the fee of the account's invoice."""
        if item.fee is not None:
            return self._part_of_fee(item)
        if self.found is None:
            return Computed(None, why=self._why_no_fee(item))
        lines = self.found.lines
        if not lines:
            return self._only_fee(self.found)
        if item.service is None:
            if len(self._fees) == 1:
                return self._of_lines(lines)
            return Computed(None, why=phrase("the bill does not say of which service it is"))
        own = [line for line in lines if line.service == item.service]
        same = [one for one in self._fees if one.fee is None and one.service == item.service]
        if len(same) == 1:
            return self._of_lines(own)
        if len(same) == len(own):  # in the order of the bill
            place = next(at for at, one in enumerate(same) if one is item)
            return self._of_lines(own[place : place + 1])
        template = "the invoice of the account has {count} lines of {service}, the bill {listed}"
        why = phrase(template, count=len(own), service=item.service or "", listed=len(same))
        return Computed(None, why=why)

    @property
    def invoice_before(self) -> Invoice | None:
        """The latest invoice of an earlier day, where there is one of that day alone."""
        earlier = [one for one in self.of_account.invoices if one.issued == self.since]
        return earlier[0] if len(earlier) == 1 else None

    def fee_before(self, item: BillItem) -> Money | None:
        """Return the fee of a service on the invoice before, before tax where the bill lists the tax.

        None where not one line of it is of that service.
        """
        invoice, same = self.invoice_before, [one for one in self._fees if one.service == item.service]
        lines = () if invoice is None else [line for line in invoice.lines if line.service == item.service]
        if item.service is None or item.fee is not None or len(lines) != 1 or len(same) != 1:
            return None
        return lines[0].amount if self._taxes else lines[0].total

    def _why_no_fee(self, item: BillItem) -> Phrase:
        """Return why a fee is not compared, with that of the invoice before."""
        before, invoice = self.fee_before(item), self.invoice_before
        if invoice is None:
            return phrase("the account has no invoice with this fee")
        if before is None:
            template = "the account has no invoice with this fee; that of {day} comes to {sum}"
            return phrase(template, day=invoice.issued, sum=invoice.amount)
        template = "the account has no invoice with this fee; on that of {day} it is {sum}"
        return phrase(template, day=invoice.issued, sum=before)

    def _only_fee(self, invoice: Invoice) -> Computed:
        """Return the amount of an invoice without lines, where the bill has one fee and no tax beside it."""
        if len(self._fees) == 1 and not self._taxes:
            return Computed(invoice.amount, (step("invoice {number} of the account", number=invoice.number),))
        return Computed(None, why=phrase("the invoice of the account has no lines to compare it with"))

    def _of_lines(self, lines: Sequence[InvoiceLine]) -> Computed:
        """Return the sum of lines of the account's invoice: before tax, where the bill lists the tax."""
        sums = [line.amount if self._taxes else line.total for line in lines]
        figure = sum(sums, Money.of_minor(0, self.currency))
        basis = tuple(
            step("{service} on the invoice of the account: {sum}", service=line.service, sum=one)
            for line, one in zip(lines, sums, strict=True)
        )
        return Computed(figure, basis or (step("nothing on the invoice of the account"),))

    def _part_of_fee(self, item: BillItem) -> Computed:
        facts, rule = facts_by_name(item.named), PART_CHARGE.find(self.edition)
        if rule is None:
            why = phrase("these terms, as recorded, hold no rule on a part of a cycle")
            return Computed(None, why=why)
        part = part_under(
            rule, facts["fee"], facts["cycle_start"], facts["since"], facts["until"], facts["billing_day"]
        )

        def charge(rule: PartChargeRule) -> LineSums:
            return (charged(rule, part, NO_TAX).charge.minor,)

        steps = part_charge_steps(self.edition, part, NO_TAX, self.issued)
        return Computed(charged(rule, part, NO_TAX).charge, tuple(steps), readings=ReadingFigures.of(rule, charge))

    def parts_taxed(self, computed: Mapping[int, Computed]) -> tuple[Money, ...]:
        """Return the fees by the terms, as they were billed where they are not checked."""
        fees = self.bill.of_kinds("fee")
        if fees:
            return tuple(_counted(computed[place], item) for place, item in fees)
        return tuple(line.amount for line in self.found.lines) if self.found is not None else ()

    def _tax(self, item: BillItem, computed: Mapping[int, Computed]) -> Computed:
        """Return a tax on the fees."""
        return self.tax_on(item, self.parts_taxed(computed))

    def tax_on(self, item: BillItem, parts: tuple[Money, ...]) -> Computed:
        """Return what a tax comes to on these fees."""
        if not parts:
            return Computed(None, why=phrase("neither the bill nor the account has the fees that are taxed"))
        if self.edition.tax is None and item.facts["tax_rate"] is None:
            return Computed(None, why=phrase("these terms name no table of taxes, and the bill no rate"))
        tax = self._bill_tax(item, parts)
        wanted = facts_by_name(item.named)["name"]
        named = [one for one in tax.taxes if wanted is None or str(one.name).casefold() == wanted.casefold()]
        basis = tuple(
            step(
                "{name}: {rate} of {taxed} = {sum}",
                *self.edition.tax_clauses,
                name=Unquoted(str(one.name)),
                rate=Percent(one.rate),
                taxed=tax.taxed,
                sum=one.amount,
            )
            for one in named
        )
        figure = sum((one.amount for one in named), Money.of_minor(0, self.currency))
        if wanted is not None and not named:
            names = _listed(str(one.name) for one in tax.taxes)
            return Computed(figure, why=phrase("the taxes of that day are {names}", names=names))
        return Computed(figure, basis)

    def _bill_tax(self, item: BillItem, parts: tuple[Money, ...]) -> BillTax:
        facts, zero = facts_by_name(item.named), Money.of_minor(0, self.currency)
        tax = self.edition.tax_on(
            self.issued, facts["province"], facts["tax_rate"], taxed_as=facts["taxed_as"], region=facts["region"]
        )
        return bill_tax(bill_parts(self.edition, parts, zero, facts["tax_rounding"]), tax)

    def _event_of(self, item: BillItem, account: Account, place: int) -> AdministrativeCharge | None:
        """Return the administrative charge of the account that an item is: by its number, or the next of its reason."""
        charges = [event for event in account.others if isinstance(event, AdministrativeCharge)]
        facts = facts_by_name(item.named)
        number, reason = facts["number"], facts["reason"]
        if number is not None:
            return next((event for event in charges if event.number == number), None)
        first = date.min if self.since is None else self.since
        listed = self.bill.of_kinds("administrative_charge")
        numbered = {one.facts["number"] for _, one in listed}
        between = [
            event
            for event in charges
            if first < event.on <= self.issued and event.reason == reason and event.number not in numbered
        ]
        before = [
            one for at, one in listed if at < place and (one.facts["number"], one.facts["reason"]) == (None, reason)
        ]
        return between[len(before)] if len(before) < len(between) else None

    def _administrative_charge(self, item: BillItem, event: AdministrativeCharge | None) -> Computed:
        """Return what the terms allow of an administrative charge: a sum of theirs, or the amount up to the cap."""
        rule, reason = ADMINISTRATIVE_CHARGE.find(self.edition), facts_by_name(item.named)["reason"]
        asked = item.billed_money if event is None else event.amount
        if rule is None:
            return Computed(None, why=phrase("these terms, as recorded, hold no rule on administrative charges"))
        zero = Money.of_minor(0, self.currency)
        try:
            of = charge_for_reason(rule, reason)
        except NotInTermsError:
            named = _listed(name for name, _ in rule.reason)
            return Computed(zero, why=phrase("the terms name no charge for that reason, only for {named}", named=named))
        on, clause = self.issued if event is None else event.on, clause_of_reason(rule, reason)
        facts = ChargeFacts(on, self.given)
        if of.sum is not None:
            charge: Money = value_on(of.sum, facts.day, facts.numbers)
            return Computed(charge, (step("the terms charge {sum} for it", clause, sum=charge),))
        most: Money = value_on(of.most, facts.day, facts.numbers)
        cap = step("the cap on each charge: {most}", clause, most=most)
        if asked > most:
            return Computed(most, (cap,))
        if event is not None:
            return Computed(asked, (step("{number} of the account: {sum}", number=event.number, sum=asked), cap))
        return Computed(asked, (cap,))

    # The account, and what lies between the two bills.

    @property
    def _are_fees_checked(self) -> bool:
        return all(self.computed[place].figure is not None for place, _ in self.bill.of_kinds("fee", "tax"))

    @property
    def fees_and_taxes(self) -> Money | None:
        """What the fees and taxes of the bill come to by the terms; None where it lists no fees."""
        if not self._fees:
            return None
        sums = (_counted(self.computed[place], item) for place, item in self.bill.of_kinds("fee", "tax"))
        return sum(sums, Money.of_minor(0, self.currency))

    def _own(self) -> Invoice:
        """Return the invoice that the bill is, with its fees and taxes by the terms as its amount."""
        invoice = self.bill.invoice if self.found is None else self.found
        listed = self.fees_and_taxes
        if listed is not None and (self.found is None or self._are_fees_checked):
            amount = listed
        else:
            amount = Money.of_minor(0, self.currency) if self.found is None else self.found.amount
        amount += self.charged_on_invoice
        return Invoice(
            invoice.number,
            invoice.issued,
            amount,
            invoice.billing_months,
            due=invoice.due,
            sent=invoice.sent,
            received=invoice.received,
            way=invoice.way,
        )

    @property
    def charged_on_invoice(self) -> Money:
        """What is charged on the invoice itself: where only an invoice can have a due date, what is in no account."""
        total = Money.of_minor(0, self.currency)
        if self.found is not None or fact_needed(DUE_DATE.of(self.edition)) is None:
            return total
        charges = self.bill.of_kinds("administrative_charge")
        return sum((_counted(self.computed[place], item) for place, item in charges), total)

    @property
    def is_whole(self) -> bool:
        """Whether the amount of the bill's own invoice is known, so that its totals are decided."""
        return self.found is not None or bool(self._fees)

    def _account_with(self, account: Account) -> Account:
        """Return the account with the bill's own invoice, and with what the terms allow of administrative charges."""
        charges: dict[str, AdministrativeCharge] = {}
        added: list[AdministrativeCharge] = []
        for place, item in self.bill.of_kinds("administrative_charge"):
            event, allowed = self._event_of(item, account, place), self.computed[place].figure
            amount, its = item.billed_money if allowed is None else allowed, facts_by_name(item.named)
            if event is not None:
                amount = event.amount if allowed is None else allowed
                charges[event.number] = AdministrativeCharge(event.number, event.on, amount, event.reason)
            elif amount.minor and not self.charged_on_invoice.minor:
                number = its["number"] or f"{self.own.number}/{place + 1}"
                added.append(AdministrativeCharge(number, self.issued, amount, its["reason"]))
        self.charge_numbers = {one.number for one in added} | set(charges)
        found = self.found
        events = [
            charges.get(event.number, event) if isinstance(event, AdministrativeCharge) else event
            for event in account
            if event is not found
        ]
        return Account([*events, *added, self.own])

    # What each item is compared with.

    def audits(self) -> tuple[ItemAudit, ...]:
        """Return each item with what explains it; totals come after what they hold."""
        done: dict[int, ItemAudit] = {}
        totals = self.bill.of_kinds("total", "total_due")
        for place, item in enumerate(self.bill.items):
            if (place, item) not in totals:
                done[place] = self._audited(place, item)
        for place, item in totals:
            done[place] = self._total(item, done)
        return tuple(done[place] for place in sorted(done))

    def _audited(self, place: int, item: BillItem) -> ItemAudit:
        match item.kind:
            case "fee" | "tax" | "administrative_charge":
                return self._of_computed(item, self.computed[place])
            case "due_date":
                return _day_audit(item, self.activity.own_debt.due, NO_REASON)
            case "dispute_until":
                why = phrase("these terms, as recorded, hold no rule on disputes")
                return _day_audit(item, self.activity.own_debt.dispute_until, why)
            case "late_charge":
                return self._of_statement(item, self._mistaken)
            case "previous_balance" | "payments" | "adjustments" | "credit" | "write_off" | "payout":
                return self._of_statement(item, None)
            case "refund" | "cancellation_charge":
                return self._of_cancellations(item)
            case "total" | "total_due" as unreachable_total:
                raise AssertionError(f"{unreachable_total} comes after what it holds")
        assert_never(item.kind)

    def _of_computed(self, item: BillItem, computed: Computed) -> ItemAudit:
        figure = computed.figure
        if figure is None:
            return ItemAudit(item, None, "unchecked", why=computed.why)
        readings = computed.readings or ReadingFigures((), {(): (figure.minor,)})
        return _money_audit(
            item, figure, computed.basis, lambda: match_billed_figure(item.billed_money, readings), computed.why
        )

    def figure_of(self, item: BillItem, figures: Figures) -> int:
        """Return what a statement gives for an item; without a name, what the items of its kind with one leave."""
        kind, which = item.key
        if which is not None:
            return figures.get((kind, which), 0)
        others = [one.key for one in self.bill.items if one.kind == kind and one.key[1] is not None]
        return figures[kind, None] - sum(figures.get(key, 0) for key in others)

    def by_terms(self, kind: Literal["total", "total_due"]) -> Money | None:
        """Return what the terms give for a total; None where the amount of the bill's own invoice is not known."""
        return Money.of_minor(self.figures[kind, None], self.currency) if self.is_whole else None

    def debts_charged(self, item: BillItem) -> tuple[Debt, ...]:
        """Return the debts on which the late charge of an item was posted."""
        which = item.key[1]
        numbers = {debt.number for debt, _, _ in self.activity.postings() if which in (None, debt.number)}
        return tuple(debt for debt in self.activity.new.debts if debt.number in numbers)

    def ended(self, item: BillItem) -> tuple[Cancellation, ...]:
        """Return the cancellations that a refund or a cancellation charge is of."""
        which = item.key[1]
        return tuple(
            event
            for event in self.account.others
            if isinstance(event, Cancellation)
            and self.activity.since < event.on <= self.issued
            and which in (None, event.number)
        )

    def _of_statement(
        self, item: BillItem, mistaken: Callable[[BillItem], Callable[[MistakeName], MistakeOutcome]] | None
    ) -> ItemAudit:
        billed = item.billed_money

        def match() -> Audit:
            readings = self._under_readings(item)
            if mistaken is None:
                return match_billed_figure(billed, readings)
            return match_with_mistakes(billed, readings, mistaken(item))

        return _money_audit(item, self._by_statement(item), tuple(self._basis(item)), match)

    def _by_statement(self, item: BillItem) -> Money:
        """Return what the statement by these terms gives for an item."""
        return Money.of_minor(self.figure_of(item, self.figures), self.currency)

    def _under_readings(self, item: BillItem) -> ReadingFigures:
        """Return what a statement gives for an item under every combination of its readings."""
        readings, figures = self._all_figures()
        sums: dict[Combination, LineSums] = {
            chosen: (self.figure_of(item, found),) for chosen, found in figures.items()
        }
        return ReadingFigures(readings, sums)

    def _all_figures(self) -> tuple[tuple[Reading, ...], Mapping[Combination, Figures]]:
        """Return the readings of a statement and what lies between the bills under each combination, made once."""
        if self._under is None:
            self._under = self._replayed_under_readings()
        return self._under

    def _replayed_under_readings(self) -> tuple[tuple[Reading, ...], Mapping[Combination, Figures]]:
        question = statement_question(self.agreement, self.account, self.issued, self.given)
        choices = question.choices
        readings = tuple(reading for reading in question.readings if reading.name in choices)
        names = [reading.name for reading in readings]
        figures: dict[Combination, Figures] = {}
        try:
            for chosen in all_combinations({reading.name: reading.values for reading in readings}):
                agreement = StatementQuestion.under(self.agreement, dict(zip(names, chosen, strict=True)))
                terms = AccountTerms(agreement, self.given)
                figures[chosen] = Activity(terms, self.account, self.since, self.own).figures
        except InputError:  # editions that do not add up to one sum: no other reading is tried
            return (), {(): self.figures}
        return readings, figures

    def _of_cancellations(self, item: BillItem) -> ItemAudit:
        """Compare a refund or a cancellation charge, under the readings of its own clause."""
        figure, ended = self._by_statement(item), self.ended(item)

        def match() -> Audit:
            return match_billed_figure(item.billed_money, self._cancelled_under_readings(item.kind, ended, figure))

        return _money_audit(item, figure, tuple(self._basis(item)), match)

    def _cancelled_under_readings(self, kind: ItemKind, ended: Sequence[Cancellation], figure: Money) -> ReadingFigures:
        """Return what cancellations come to under the readings of the clause; of several editions, as they are read."""
        editions = self.agreement.editions_on(event.on for event in ended)
        edition = editions[0] if len(editions) == 1 else None
        table: Kinds[Any] = REFUND if kind == "refund" else CANCELLATION_CHARGE
        rule = None if edition is None else table.find(edition)
        if edition is None or rule is None:
            return ReadingFigures((), {(): (figure.minor,)})

        def sums(rule: Rule) -> LineSums:
            changed = edition.with_rules(**{table.name: rule})
            totals = [totals_of(changed, event) for event in ended]
            return (sum(one.refund.minor if kind == "refund" else one.charge.minor for one in totals),)

        return ReadingFigures.of(rule, sums)

    def _total(self, item: BillItem, done: Mapping[int, ItemAudit]) -> ItemAudit:
        """Compare a total: with the statement, then with what its own items are off, then with other readings."""
        if not self.is_whole:
            why = phrase("the account has no invoice {number}, and the bill lists no fees", number=self.own.number)
            return ItemAudit(item, None, "unchecked", why=why)
        figure, billed, basis = self._by_statement(item), item.billed_money, self._total_basis(item)
        if figure != billed and (billed - figure).minor == self._off_by_items(item, done):
            return ItemAudit(item, figure, "from-items", basis, phrase("its own lines are off by as much"))
        return _money_audit(item, figure, basis, lambda: match_billed_figure(billed, self._under_readings(item)))

    def _off_by_items(self, item: BillItem, done: Mapping[int, ItemAudit]) -> int:
        """Return by how much the items of a total, and what is missing among them, are off."""
        held = [one for one in done.values() if _holds(item.kind, one.item.kind)]
        fees_and_taxes = [item for _, item in self.bill.of_kinds("fee", "tax")]
        others = [one for one in held if one.item not in fees_and_taxes]
        off = sum(item_sign(one.item.kind) * one.difference_minor for one in others)
        if fees_and_taxes:
            off += sum(item.billed_money.minor for item in fees_and_taxes)
            off -= (self.own.amount - self.charged_on_invoice).minor
        for kind, sum_ in self.in_total.items():
            off += item_sign(kind) * (sum_ - self._left_of(kind))
        lacks = self.missing()
        return off - sum(item_sign(kind) * sum_.minor for kind, sum_ in lacks if _holds(item.kind, kind))

    def missing(self) -> tuple[tuple[ItemKind, Money], ...]:
        """Return what the account has and the bill does not list, of the kinds that its totals hold.

        New charges are missing only on a bill that lists any, and all else only on one that has a total due.
        """
        has_due, has_total = bool(self.bill.of_kinds("total_due")), bool(self.bill.of_kinds("total"))
        lists_new = any(item_is_new(item.kind) for item in self.bill.items) and (has_due or has_total)
        found: list[tuple[ItemKind, Money]] = []
        for kind in ("previous_balance", "payments", "adjustments", "payout", *NEW_IN_STATEMENT):
            left = self._left_out(kind) if (lists_new if item_is_new(kind) else has_due) else 0
            if left:
                found.append((kind, Money.of_minor(left, self.currency)))
        return tuple(found)

    def _left_out(self, kind: ItemKind) -> int:
        """Return what the account has of a kind and neither an item nor a line of the bill bills."""
        return 0 if kind in self.in_total else self._left_of(kind)

    def _left_of(self, kind: ItemKind) -> int:
        """Return what the account has of a kind and no item of the bill bills."""
        if kind == "administrative_charge":
            billed = sum(self.figures.get((kind, number), 0) for number in self.charge_numbers)
            return self.figures[kind, None] - billed
        keys = [item.key for item in self.bill.items if item.kind == kind]
        if (kind, None) in keys:  # all of the kind, but for those that are named
            return 0
        return self.figures[kind, None] - sum(self.figures.get(key, 0) for key in keys)

    def sums(self) -> tuple[SumAudit, ...]:
        """Return the sums of the bill that its own lines give too, with what they come to."""
        return tuple(self._sums())

    def _sums(self) -> Iterator[SumAudit]:
        items = self.bill.items
        billed: dict[ItemKind, int] = {}
        for item in items:
            if isinstance(item.billed, Money):
                billed[item.kind] = billed.get(item.kind, 0) + item.billed.minor
        for kind, sum_ in self.in_total.items():
            billed[kind] = billed.get(kind, 0) + sum_

        def money(sum_: int) -> Money:
            return Money.of_minor(sum_, self.currency)

        if self.found is not None and self._fees and not self._are_fees_checked:
            yield SumAudit("invoice", self.found.amount, money(billed["fee"] + billed.get("tax", 0)))
        lists_new = any(item_is_new(kind) for kind in billed)
        new = sum(item_sign(kind) * sum_ for kind, sum_ in billed.items() if item_is_new(kind))
        has_due, has_total = self.bill.of_kinds("total_due"), self.bill.of_kinds("total")
        if has_total and lists_new:
            yield SumAudit("total", money(billed["total"]), money(new))
        before = 0 if self.activity.old is None else self.activity.old.balance.minor
        is_begun = bool(self.bill.of_kinds("previous_balance")) or not before
        if has_due and is_begun and (lists_new or has_total):
            other = sum(item_sign(kind) * sum_ for kind, sum_ in billed.items() if not item_is_new(kind))
            due = other + (new if lists_new else billed["total"])
            yield SumAudit("total_due", money(billed["total_due"]), money(due))

    @property
    def only_late_charge(self) -> Money | None:
        """The billed late charge, where it is all that one debt alone bears: then the law looks at what was billed."""
        charged_debts = [debt for debt in self.activity.new.debts if debt.posted or debt.accrued.minor]
        items = [item for _, item in self.bill.of_kinds("late_charge")]
        if len(charged_debts) != 1 or len(items) != 1 or charged_debts[0].accrued.minor:
            return None
        is_all = all(day > self.activity.since for day, _ in charged_debts[0].posted)
        return items[0].billed_money if is_all else None

    # What a figure comes from.

    def _basis(self, item: BillItem) -> Iterator[Step]:
        kind, which = item.key
        activity = self.activity
        match kind:
            case "late_charge":
                for debt, day, charge in activity.postings():
                    if which in (None, debt.number):
                        clause = self.terms.on(debt.issued).late_charge.clause
                        yield step("{day} posted on {debt}: {sum}", clause, day=day, debt=debt.title, sum=charge)
            case "payments":
                for payment in activity.payments:
                    yield step("{day} payment of {sum}", day=payment.received, sum=payment.amount)
            case "credit":
                for credit in activity.credits:
                    if which in (None, credit.invoice):
                        template = "{day} credit on {debt}: {sum}"
                        yield step(template, day=credit.issued, debt=credit.invoice, sum=credit.amount)
            case "refund":
                for refund in activity.refunds:
                    if which in (None, refund.cancellation):
                        rule = REFUND.of(self.agreement.in_force(refund.on))
                        template = "{day} refund of {number}, with its tax: {sum}"
                        yield step(template, rule.clause, day=refund.on, number=refund.cancellation, sum=refund.amount)
            case "cancellation_charge":
                for debt in activity.debts("cancellation"):
                    if which in (None, debt.number) and debt.amount.minor:
                        rule_ended = CANCELLATION_CHARGE.of(self.agreement.in_force(debt.issued))
                        template = "{day} charge of {number}, with its tax: {sum}"
                        yield step(template, rule_ended.clause, day=debt.issued, number=debt.number, sum=debt.amount)
            case "previous_balance":
                if activity.old is not None:
                    yield step("balance of {day}: {sum}", day=activity.since, sum=activity.old.balance)
            case "adjustments" | "write_off" | "payout":
                pass  # the working of the statement has each
            case "fee" | "tax" | "administrative_charge" as unreachable_kind:
                raise AssertionError(f"{unreachable_kind} has a basis of its own")
            case "total" | "total_due" | "due_date" | "dispute_until" as unreachable_kind:
                raise AssertionError(f"{unreachable_kind} has a basis of its own")
            case _:
                assert_never(kind)

    def _total_basis(self, item: BillItem) -> tuple[Step, ...]:
        if item.kind == "total":
            return ()
        return (step("balance of {day}: {sum}", day=self.issued, sum=self.activity.new.balance),)

    # Known mistakes of a late charge.

    def _mistaken(self, item: BillItem) -> Callable[[MistakeName], MistakeOutcome]:
        """Return what each known mistake makes of a late charge."""
        which = item.key[1]
        by_debt: dict[str, int] = {}
        for debt, _, charge in self.activity.postings():
            if which in (None, debt.number):
                by_debt[debt.number] = by_debt.get(debt.number, 0) + charge.minor
        debts = [debt for debt in self.activity.new.debts if debt.number in by_debt]
        charges: list[tuple[BilledCharge, BilledCharge | None]] = []
        for debt in debts:
            pair = self.charge_on(debt)
            if pair is None or pair[0].charge - (0 if pair[1] is None else pair[1].charge) != by_debt[debt.number]:
                reason = phrase("the late charge on {debt} is not that of one amount for one time", debt=debt.title)
                return lambda name: reason
            charges.append(pair)
        if not charges:
            return lambda name: phrase("nothing was posted: nothing is charged")

        def outcome(name: MistakeName) -> MistakeOutcome:
            total = 0
            for now, before in charges:
                for sign, its in ((1, now), (-1, before)):
                    sum_ = 0 if its is None else outcome_of(name, its)
                    if isinstance(sum_, Phrase):
                        return sum_
                    total += sign * sum_
            return total

        return outcome

    def charge_on(self, debt: Debt) -> tuple[BilledCharge, BilledCharge | None] | None:
        """Return the charge on a debt up to its last posting on the bill, and that before the bill.

        None where the debt was reduced in parts, or is in dispute.
        """
        time = late_time(debt, self.issued)
        if time is None or debt.disputed.minor:
            return None
        its = self.terms.on(debt.issued)
        billing_months = next((one.billing_months for one in self.account.invoices if one.number == debt.number), 1)
        reminded = tuple(
            sorted(
                event.on
                for event in self.account.others
                if isinstance(event, Reminder) and event.invoice in (None, debt.number) and event.on <= self.issued
            )
        )

        def until(day: date) -> BilledCharge:
            return BilledCharge(
                rule=its.late_charge,
                amount=time.amount.minor,
                days=DebtDays(debt.issued, debt.due, billing_months, its.numbers),
                paid=min(day, time.until),
                calendar=its.calendar,
                reminded=reminded,
            )

        days = [day for day, _ in debt.posted]
        earlier = [day for day in days if day <= self.activity.since]
        return until(days[-1]), until(earlier[-1]) if earlier else None


def _naming(item: BillItem, compute: Callable[[], Computed]) -> Computed:
    """Return what is computed of an item; an error names the item."""
    try:
        return compute()
    except TelcoTermsError as error:
        raise type(error)("{item} of the bill: {error}", item=item.in_words(), error=error) from error


def _listed(names: Iterable[str]) -> Phrases:
    """Return names in a row."""
    return Phrases(", ", tuple(phrase("{name}", name=name) for name in names))


def _counted(computed: Computed, item: BillItem) -> Money:
    """Return what counts of an item: what the terms give or, where it is not checked, what was billed."""
    return item.billed_money if computed.figure is None else computed.figure


def _holds(total: ItemKind, kind: ItemKind) -> bool:
    """Return whether a total holds a kind of item."""
    return item_is_new(kind) if total == "total" else bool(item_sign(kind))


def _money_audit(
    item: BillItem, by_terms: Money, basis: tuple[Step, ...], match: Callable[[], Audit], why: Phrase = NO_REASON
) -> ItemAudit:
    """Compare a sum of money; `match` finds what explains one that disagrees."""
    if item.billed_money == by_terms:
        return ItemAudit(item, by_terms, "by-the-terms", basis)
    audit = match()
    return ItemAudit(item, by_terms, audit.explanation, basis, why, audit)


def _day_audit(item: BillItem, by_terms: date | None, why: Phrase) -> ItemAudit:
    """Compare a day."""
    if by_terms is None:
        return ItemAudit(item, None, "unchecked", why=why)
    assert isinstance(item.billed, date)
    audit = DateAudit(item.billed, by_terms)
    return ItemAudit(item, by_terms, audit.explanation, (), NO_REASON, None if audit.agrees else audit)


def _own_invoice(account: Account, bill: Bill) -> Invoice | None:
    """Return the invoice of an account that a bill is: the one of its number, or without one that of its day."""
    invoice = bill.invoice
    if bill.has_number:
        found = next((one for one in account.invoices if one.number == invoice.number), None)
        if found is not None and found.issued != invoice.issued:
            raise InputError(
                "the bill {number} is of {issued}, in the account it is of {day}: check the two days",
                number=invoice.number,
                issued=invoice.issued,
                day=found.issued,
            )
        return found
    same_day = [one for one in account.invoices if one.issued == invoice.issued]
    if len(same_day) > 1:
        raise InputError(
            "the account has {count} invoices of {issued}: give the bill its number",
            count=len(same_day),
            issued=invoice.issued,
        )
    return same_day[0] if same_day else None


def statement_question(agreement: Agreement, account: Account, day: date, given: NumberFacts) -> StatementQuestion:
    """Return the question of an account's statement on the day of a bill."""
    facts = {"account": account, "as_of": day, **given.by_name}
    return StatementQuestion.on_facts(agreement, facts)
