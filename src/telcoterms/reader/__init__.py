"""The only openers of files: a file is judged whole, all its faults at once, each with its path."""

from telcoterms.reader.account import account_of, read_account
from telcoterms.reader.files import read_bytes, toml_of
from telcoterms.reader.provider import read_provider
from telcoterms.reader.taxes import read_taxes

__all__ = ["account_of", "read_account", "read_bytes", "read_provider", "read_taxes", "toml_of"]
