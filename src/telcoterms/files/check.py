"""Check a file: say whether it holds a provider's terms, an account or a bill, and raise all its faults."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from telcoterms.account.account import Account
from telcoterms.account.events import Cancellation
from telcoterms.agreement.numbers import NumberFactMissingError, NumberFacts
from telcoterms.clauses.due_date import DUE_DATE, due_on
from telcoterms.files.account import load_account
from telcoterms.files.bill import account_named_in, read_bill
from telcoterms.files.cells import first_filled_row
from telcoterms.files.content import is_bill, is_provider
from telcoterms.files.headings import plain_heading
from telcoterms.files.library import load
from telcoterms.files.named_terms import terms_named_in
from telcoterms.files.sources import open_source
from telcoterms.files.text import TABLE_ENDINGS, document_of
from telcoterms.formats.text import phrase_text
from telcoterms.statement.line_taxes import line_tax_remarks
from telcoterms.statement.questions import totals_of
from telcoterms.terms import Terms
from telcoterms.terms.remarks import Remark
from telcoterms.values.errors import Fault, InputError, InvalidFileError, TelcoTermsError, Unquoted
from telcoterms.values.messages import Phrase, phrase


def check_file(path: Path, terms: Terms) -> str:
    """Return what a file holds: a provider's terms, or an account or a bill under `terms`.

    Raises `InvalidFileError` with all faults of the file.
    """
    return phrase_text(describe_file(path, terms))


def describe_file(path: Path, terms: Terms) -> Phrase:
    """Return what a file holds, as `check_file` does, as a phrase."""
    if is_provider_file(path):
        return phrase("the terms of {name}", name=load(path).agreement.name)
    if is_bill_file(path):
        return _described_bill(path, terms)
    account = load_account(path, terms)
    if account.currency not in (None, terms.currency):
        error = InputError(
            "the account is in {account}, the terms of {provider} are in {currency}: name the provider that billed it",
            account=Unquoted(account.currency),
            provider=Unquoted(terms.provider),
            currency=Unquoted(terms.currency),
        )
        raise InvalidFileError(str(path), [Fault("currency", error)])
    faults = [*_refused_due_facts(account, terms, _number_facts(path)), *_refused_cancellations(account, terms)]
    if faults:
        raise InvalidFileError(str(path), faults)
    return account.in_words()


def _described_bill(path: Path, terms: Terms) -> Phrase:
    """Return what a bill holds; one that names its account is held against it."""
    facts = terms_named_in(path).facts
    bill, of_account = read_bill(path, terms.agreement), account_named_in(path)
    if bill.items and of_account is not None:
        account = load_account(of_account, terms)
        try:
            terms.audit(bill, account, **facts)
        except TelcoTermsError as error:
            raise InvalidFileError(str(path), [Fault("item", error)]) from error
    return bill.in_words()


def _number_facts(path: Path) -> NumberFacts:
    """Return the plan, region and segment at the head of an account."""
    facts = terms_named_in(path).facts
    return NumberFacts(facts.get("plan"), facts.get("region"), facts.get("segment"))


def _refused_due_facts(account: Account, terms: Terms, numbers: NumberFacts) -> Iterator[Fault]:
    """Yield why the due date of an invoice would be refused: a fact that it rests on and lacks, or does not rest on.

    A plan, region or segment that is missing is no fault of the file: the command can name it.
    """
    for invoice in account.invoices:
        edition = terms.agreement.in_force(invoice.issued)
        rule = DUE_DATE.find(edition)
        if rule is None:
            continue
        try:
            due_on(rule, invoice.due_facts, edition.calendar, numbers)
        except NumberFactMissingError:
            return
        except TelcoTermsError as error:
            yield Fault(f"{invoice.table} {invoice.number}", error)


def _refused_cancellations(account: Account, terms: Terms) -> Iterator[Fault]:
    """Yield why a statement under the terms would be refused for the ends of services on an account."""
    for event in account.others:
        if isinstance(event, Cancellation):
            try:
                totals_of(terms.agreement.in_force(event.on), event)
            except TelcoTermsError as error:
                yield Fault(f"{event.table} {event.number}", error)


def remarks_on_file(path: Path, terms: Terms) -> tuple[Remark, ...]:
    """Return the remarks on a file without faults: on a provider's terms, or on the taxes of an account's invoices."""
    if is_provider_file(path):
        return load(path).remarks()
    clause = terms.agreement.tax_clause
    if clause is None or is_bill_file(path):
        return ()
    account = load_account(path, terms)
    return tuple(
        Remark(f"invoice {found.invoice}, line[{found.place}].tax", found.remark, clause)
        for found in line_tax_remarks(terms.agreement, account)
    )


def is_bill_file(path: Path) -> bool:
    """Return whether a file holds the lines or the items of a bill."""
    if path.suffix.lower() in TABLE_ENDINGS:
        cells = open_source(path).cells
        assert cells is not None
        head = cells.rows[first_filled_row(cells, str(path))]
        return "question" in (plain_heading(str(cell)) for cell in head)
    return is_bill(document_of(path))


def is_provider_file(path: Path) -> bool:
    """Return whether a file holds a provider's terms."""
    return path.suffix.lower() == ".toml" and is_provider(document_of(path))
