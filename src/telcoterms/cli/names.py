"""Names as a person types them in the command: without regard to case, by the trade's words, and misspelt.

A name that is not exact is replaced where one alone is meant: `KOS`, `Fixed Wireless`, `Ontario`, `late-fee`. A
misspelt one is refused with those that are near, and with the command that lists all.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from telcoterms.files.text import DOCUMENT_ENDINGS, TABLE_ENDINGS
from telcoterms.terms import QUESTIONS
from telcoterms.values.errors import InputError, UnknownNameError, Unquoted

PROVINCES: Final[Mapping[str, str]] = {
    "alberta": "AB",
    "british-columbia": "BC",
    "colombie-britannique": "BC",
    "ile-du-prince-edouard": "PE",
    "île-du-prince-édouard": "PE",
    "manitoba": "MB",
    "new-brunswick": "NB",
    "newfoundland": "NL",
    "newfoundland-and-labrador": "NL",
    "northwest-territories": "NT",
    "nouveau-brunswick": "NB",
    "nouvelle-écosse": "NS",
    "nova-scotia": "NS",
    "nunavut": "NU",
    "ontario": "ON",
    "prince-edward-island": "PE",
    "quebec": "QC",
    "québec": "QC",
    "saskatchewan": "SK",
    "terre-neuve-et-labrador": "NL",
    "territoires-du-nord-ouest": "NT",
    "yukon": "YT",
}
SEVERAL: Final[Mapping[str, tuple[str, ...]]] = {
    "balance": ("statement", "settlement"),
    "interest": ("late-charge", "effective-annual-rate"),
    "proration": ("refund", "part-charge"),
    "prorate": ("refund", "part-charge"),
}
"""Words of the trade that more than one command answers."""
OPTIONS_BY_TRADE: Final[Mapping[str, tuple[str, ...]]] = {
    "account-file": ("account",),
    "as-of": ("as-of", "on", "paid"),
    "bill-date": ("issued",),
    "brief": ("say",),
    "cancel": ("cancelled",),
    "cancel-date": ("cancelled",),
    "carrier": ("provider",),
    "company": ("provider",),
    "contract": ("term-months", "term-start"),
    "contract-start": ("term-start",),
    "csv": ("format csv",),
    "date": ("issued", "on", "as-of", "cancelled", "received"),
    "day": ("on", "day"),
    "days": ("days-late", "paid"),
    "days-late": ("days-late", "paid"),
    "details": ("working",),
    "end": ("ended", "cancelled", "last"),
    "explain": ("working",),
    "fournisseur": ("provider",),
    "html": ("format html",),
    "invoice-date": ("issued",),
    "isp": ("provider",),
    "json": ("format json",),
    "language": ("lang",),
    "langue": ("lang",),
    "months": ("term-months", "billing-months"),
    "on": ("on", "paid", "as-of", "received"),
    "out": ("output",),
    "paid-on": ("paid",),
    "payment-date": ("paid", "received"),
    "pdf": ("format pdf",),
    "rate": ("tax-rate", "reading"),
    "short": ("say",),
    "start": ("term-start", "cycle-start", "began"),
    "state": ("province", "region"),
    "tax": ("tax-rate", "province"),
    "term": ("term-months", "term-start"),
    "verbose": ("working",),
}
"""Options as people call them, or as another command does, with those that may be meant, where a command has them."""
DASHES: Final = "-\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}"
"""What a word processor may have made of two hyphens."""
MOST_NEAR: Final = 4  # how many names a sentence offers


def plain(text: str) -> str:
    """Return a name in small letters, with hyphens for spaces and underscores."""
    return "-".join(text.casefold().replace("_", " ").split())


def matching(text: str, known: Iterable[str]) -> str:
    """Return the known name that differs from a text in case and hyphens alone; the text itself where there is none.

    >>> matching("Fixed Wireless", ["dsl", "fixed-wireless"]), matching("fibre", ["dsl"])
    ('fixed-wireless', 'fibre')
    """
    names = list(known)
    return text if text in names else next((name for name in names if plain(name) == plain(text)), text)


def province_named(text: str) -> str:
    """Return the two letters of a province that is named in English, in French, or by its letters in any case."""
    return PROVINCES.get(plain(text), text.upper() if len(text) == 2 else text)


def near(text: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """Return what was probably meant, by its names: what has the text as a word of its name, then what is like it."""
    from difflib import get_close_matches

    word = plain(text)
    names = [name for name in known if word in name.split("-")]
    names += get_close_matches(word, known, n=2, cutoff=0.65)
    return tuple(dict.fromkeys(known[name] for name in names))[:MOST_NEAR]


def command_named(text: str, commands: Collection[str]) -> str:
    """Return the command that a word means, by its name or by one of the trade; the word itself where none is meant."""
    name = matching(text, commands)
    return name if name in commands else _by_trade().get(plain(text), text)


def _by_trade() -> dict[str, str]:
    """Return the command of each word of the trade that one question alone answers."""
    return {word: name.replace("_", "-") for name in QUESTIONS for word in QUESTIONS[name].also}


def plain_arguments(arguments: Sequence[str], commands: Collection[str], groups: Collection[str]) -> list[str]:
    """Return arguments with the plain name of the command, and of the one that follows a command of `groups`."""
    words = list(arguments)
    if not words or words[0] in ("-h", "--help", "--version"):
        return words
    if words[0].startswith("-"):
        raise InputError(
            "{option} stands before the command: write the command first, such as {example}",
            option=Unquoted(words[0]),
            example=Unquoted("telcoterms due-date --issued 2026-01-01 --provider kos"),
        )
    words[0] = command_named(words[0], commands)
    if words[0] == "explain" and _explains_files(words[1:]):
        return ["explain", "bill", *words[1:]]
    if words[0] in groups and words[1:] and (words[1] == "-" or not words[1].startswith("-")):
        words[1] = command_named(words[1], commands)
    return words


def _explains_files(words: Sequence[str]) -> bool:
    """Return whether files are explained, whose word `bill` is left out; options may stand before them."""
    if not words or not words[0].startswith("-") or words[0] == "-":
        return bool(words) and names_a_file(words[0])
    from telcoterms.audit.bill import LINE_FACTS

    known = {"bill", *(name.replace("_", "-") for name in LINE_FACTS)}
    return any(map(names_a_file, words)) and not any(command_named(word, known) in known for word in words)


def names_a_file(text: str) -> bool:
    """Return whether a word is the name of an account's or a bill's file, and no question."""
    return text == "-" or text.casefold().endswith((*DOCUMENT_ENDINGS, *TABLE_ENDINGS))


def unknown_command(text: str, commands: Iterable[str], prog: str) -> UnknownNameError:
    """Return the error for a word that is no command, with those that were probably meant."""
    listed, known = Unquoted(f"{prog} --help"), list(commands)
    provider = _provider_named(text)
    if provider is not None:
        return _provider_for_command(provider, prog)
    several = [name for name in SEVERAL.get(plain(text), ()) if name in known]
    trade = {word: name for word, name in _by_trade().items() if name in known}
    close = several or near(text, {name: name for name in known} | trade)
    if not close:
        return UnknownNameError(
            "there is no command {name}: {help} lists all, by what they answer", name=text, help=listed
        )
    return UnknownNameError(
        "there is no command {name}: did you mean {meant}? {help} lists all",
        name=text,
        meant=tuple(map(Unquoted, close)),
        help=listed,
    )


def _provider_named(text: str) -> str | None:
    """Return the provider that a word names; None where it names none."""
    from telcoterms.files.library import providers

    known = providers()
    name = matching(text, known)
    return name if name in known else None


def _provider_for_command(provider: str, prog: str) -> UnknownNameError:
    """Return the error for a provider where a command belongs: its terms have commands of their own."""
    is_comparing = prog.endswith(" compare")
    example = f"telcoterms diff {provider} PROVIDER" if is_comparing else f"telcoterms terms {provider}"
    return UnknownNameError(
        "{name} is a provider, and no command: write {example}, or give it as {option} behind a question",
        name=Unquoted(provider),
        example=Unquoted(example),
        option=Unquoted(f"--{'only' if is_comparing else 'provider'} {provider}"),
    )


def unknown_choice(fact: str, value: str, choices: Sequence[str]) -> UnknownNameError:
    """Return the error for a value that is none of those from which it is chosen, with the one that was meant."""
    known, meant = tuple(map(Unquoted, choices)), near(value, {choice: choice for choice in choices})
    if len(meant) == 1:
        return UnknownNameError(
            "{fact} is {value}: did you mean {meant}? choose from {known}",
            fact=Unquoted(fact),
            value=value,
            meant=Unquoted(meant[0]),
            known=known,
        )
    return UnknownNameError("{fact} is {value}: choose from {known}", fact=Unquoted(fact), value=value, known=known)


def is_dashed(word: str) -> bool:
    """Return whether a word is meant as an option: with one hyphen, or with the dash that a word processor sets."""
    return word[:1] in DASHES and word.lstrip(DASHES)[:1].isalpha()


def unknown_option(text: str, options: Collection[str], places: Collection[str], prog: str) -> UnknownNameError:
    """Return the error for an option that a command does not have; `places` are the facts that it takes without one."""
    name, command = re.split("[=:]", text, maxsplit=1)[0], Unquoted(prog.partition(" ")[2] or prog)
    bare = plain(name.lstrip(DASHES))
    if bare in places:
        return UnknownNameError(
            "{command} takes the {fact} without {option}: write its value alone",
            command=command,
            fact=Unquoted(bare),
            option=Unquoted(name),
        )
    by_trade = (f"--{words}" for words in OPTIONS_BY_TRADE.get(bare, ()))
    close = tuple(words for words in by_trade if words.partition(" ")[0] in options)[:MOST_NEAR]
    close = close or near(bare, {option.lstrip("-"): option for option in options if option.startswith("--")})
    if not close:
        return UnknownNameError(
            "{command} has no option {option}: {help} lists all",
            command=command,
            option=Unquoted(name),
            help=Unquoted(f"{prog} --help"),
        )
    return UnknownNameError(
        "{command} has no option {option}: did you mean {meant}? {help} lists all",
        command=command,
        option=Unquoted(name),
        meant=tuple(map(Unquoted, close)),
        help=Unquoted(f"{prog} --help"),
    )
