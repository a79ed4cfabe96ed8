"""The only openers of files: a file is judged whole, all its faults at once, each with its path."""

from telcoterms.reader.account import account_of, payment_of, read_account
from telcoterms.reader.bill import bill_of, read_bill
from telcoterms.reader.files import json_of, read_text, toml_of
from telcoterms.reader.provider import read_provider
from telcoterms.reader.taxes import read_taxes

__all__ = [
    "account_of",
    "bill_of",
    "json_of",
    "payment_of",
    "read_account",
    "read_bill",
    "read_provider",
    "read_taxes",
    "read_text",
    "toml_of",
]
