"""What people type wrongly in the command: each is answered with the value and a cure that leads on in one step."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from telcoterms import load
from telcoterms.cli import main
from telcoterms.cli.names_of_terms import name_in

WHEN = ("--issued", "2026-01-01", "--paid", "2026-02-15")
LATE = ("late-charge", "113", *WHEN)
DUE = ("due-date", "--issued")
OPEN = ("support-open", "--at")
TAX = ("tax", "100", "--on", "2026-06-01")
STATEMENT = ("statement", "messy_account.toml", "--as-of")
TERM = ("--term-start", "2025-01-01", "--term-months", "24", "--cancelled", "2026-05-10")
NO_DAY = "which is no whole day: write it as year-month-day, such as 2026-01-31, or with the month as a word, such as"
Cure = dict[str, str]
"""The word that was wrong, with what the sentence shows in its place; an empty one takes the word out. What is to be
put at the end stands under the empty word."""
WRONG: list[tuple[tuple[str, ...], str, Cure]] = [
    # commands
    (("latecharge", "113", *WHEN), "there is no command 'latecharge': did you mean", {"latecharge": "late-charge"}),
    (("late-chrage", "113", *WHEN), "did you mean late-charge", {"late-chrage": "late-charge"}),
    (
        ("charge", "113", *WHEN),
        "did you mean late-charge, part-charge, cancellation-charge, administrative-charge?",
        {"charge": "late-charge"},
    ),
    (("fee", "113", *WHEN), "did you mean late-charge, cancellation-charge? telcoterms", {"fee": "late-charge"}),
    (
        ("cancellation", "59.95", *TERM, "--service", "none"),
        "did you mean cancellation-charge, provider-cancellation, customer-cancellation,",
        {"cancellation": "cancellation-charge"},
    ),
    (
        ("proration", "49.95", "2026-06-01", "2026-06-10"),
        "did you mean refund, part-charge?",
        {"proration": "refund"},
    ),
    (
        ("balance", *STATEMENT[1:], "2026-04-20"),
        "did you mean statement, settlement?",
        {"balance": "statement"},
    ),
    (
        ("interest", "113", *WHEN),
        "did you mean late-charge, effective-annual-rate?",
        {"interest": "late-charge"},
    ),
    (("weather",), "there is no command 'weather': telcoterms --help lists all", {"weather": "--help"}),
    (
        ("compare", "late-chareg", "100", "2026-01-01", "--days-late", "45"),
        "did you mean late-charge",
        {"late-chareg": "late-charge"},
    ),
    (
        ("compare", "audit", "100", "--billed", "4.11", *WHEN),
        "there is no command 'audit': did you mean audit-late-charge? telcoterms compare",
        {"audit": "audit-late-charge"},
    ),
    (
        ("batch", "refund", "in.csv", "out.csv"),
        "there is no command 'refund': telcoterms batch --help lists all",
        {"refund": "--help"},
    ),
    (("kos",), "kos is a provider, and no command: write telcoterms terms kos, or give it", {"kos": "terms kos"}),
    (
        ("compare", "KOS", "kijoma"),
        "kos is a provider, and no command: write telcoterms diff kos PROVIDER, or give it as --only kos behind",
        {"compare": "diff"},
    ),
    (("--provider", "kos", "due-date"), "--provider stands before the command: write the command first, such as", {}),
    # options
    (
        ("late-charge", "113", "--isued", "2026-01-01", "--paid", "2026-02-15"),
        "late-charge has no option --isued: did you mean --issued?",
        {"--isued": "--issued"},
    ),
    (
        (*LATE, "--form", "json"),
        "did you mean --format? telcoterms late-charge --help lists all",
        {"--form": "--format"},
    ),
    (
        (*LATE, "--weather=fine"),
        "late-charge has no option --weather: telcoterms late-charge --help lists all",
        {"--weather=fine": "--help"},
    ),
    (
        ("refund", "49.95", "--canceled", "2026-06-10", "--cycle-start", "2026-06-01"),
        "did you mean --cancelled?",
        {"--canceled": "--cancelled"},
    ),
    (
        ("late-charge", "--amount", "113", *WHEN),
        "late-charge takes the amount without --amount: write its value alone",
        {"--amount": ""},
    ),
    (
        (*DUE, "2", "January", "2026"),
        "give it with its option, or in quotation marks where it is one value of several words, "
        "such as '2 January 2026'",
        {"2": "2 January 2026", "January": "", "2026": ""},
    ),
    (
        ("due-date", "2026-01-01", "2026-02-15"),
        "'2026-02-15' has no place in due-date",
        {"2026-02-15": ""},
    ),
    ((*LATE, "dollars"), "'dollars' has no place in late-charge: give it with its option", {"dollars": ""}),
    (
        ("late-charge", "113", "issued", "2026-01-01", "paid", "2026-02-15"),
        "has no place in late-charge: did you mean --issued, --paid?",
        {"issued": "--issued", "paid": "--paid"},
    ),
    (
        ("late-charge", "113", "-issued", "2026-01-01", "--paid", "2026-02-15"),
        "late-charge has no option -issued: did you mean --issued?",
        {"-issued": "--issued"},
    ),
    (
        ("late-charge", "113", "\N{EN DASH}issued", "2026-01-01", "--paid", "2026-02-15"),
        "did you mean --issued?",
        {"\N{EN DASH}issued": "--issued"},
    ),
    (
        ("late-charge", "113", "\N{EM DASH}issued", "2026-01-01", "--paid", "2026-02-15"),
        "did you mean --issued?",
        {"\N{EM DASH}issued": "--issued"},
    ),
    (
        ("late-charge", "113", "--Issued", "2026-01-01", "--paid", "2026-02-15"),
        "late-charge has no option --Issued: did you mean --issued?",
        {"--Issued": "--issued"},
    ),
    (
        ("due-date", "--issued:2026-01-01"),
        "due-date has no option --issued: did you mean --issued?",
        {"--issued:2026-01-01": "--issued=2026-01-01"},
    ),
    (
        ("late-charge", "113", "--issued", "2026-01-01", "--as-of", "2026-02-15"),
        "late-charge has no option --as-of: did you mean --paid?",
        {"--as-of": "--paid"},
    ),
    (
        ("late-charge", "113", "--invoice-date", "2026-01-01", "--paid", "2026-02-15"),
        "late-charge has no option --invoice-date: did you mean --issued?",
        {"--invoice-date": "--issued"},
    ),
    (
        ("refund", "49.95", "--cancel-date", "2026-06-10", "--cycle-start", "2026-06-01"),
        "refund has no option --cancel-date: did you mean --cancelled?",
        {"--cancel-date": "--cancelled"},
    ),
    ((*LATE, "--json"), "did you mean --format json?", {"--json": "--format=json"}),
    ((*LATE, "--verbose"), "did you mean --working?", {"--verbose": "--working"}),
    ((*LATE, "--carrier", "kos"), "did you mean --provider?", {"--carrier": "--provider"}),
    ((*LATE, "--fournisseur", "kos"), "did you mean --provider?", {"--fournisseur": "--provider"}),
    ((*LATE, "--langue", "fr"), "did you mean --lang?", {"--langue": "--lang"}),
    (
        (*LATE, "--issued", "2026-01-02"),
        "--issued is said twice, as '2026-01-01' and as '2026-01-02': leave one of them out",
        {},
    ),
    (
        ("late-charge", "113", "2026-01-01", "2026-02-15", "--paid", "2026-02-16"),
        "--paid is said twice, as '2026-02-16' and as '2026-02-15': leave one of them out",
        {"--paid": "", "2026-02-16": ""},
    ),
    ((*DUE,), "--issued stands without a value: write --issued YYYY-MM-DD", {"": "2026-01-01"}),
    ((*DUE, "--lang", "en"), "--issued stands without a value", {}),
    ((*LATE, "--provider"), "--provider stands without a value: write --provider NAME", {"": "kos"}),
    (
        ("check", "messy_account.toml", "--strict=yes"),
        "--strict takes no value: write it alone; telcoterms check --help shows how it is used",
        {"--strict=yes": "--strict"},
    ),
    (
        (*LATE, "--working", "--readings"),
        "--readings and --working exclude each other: leave one of them out",
        {"--readings": ""},
    ),
    ((*LATE, "--format", "pdf"), "format is 'pdf': choose from text, json, html", {"pdf": "html"}),
    ((*LATE, "--format", "jsn"), "format is 'jsn': did you mean json? choose from text, json", {"jsn": "json"}),
    ((*LATE, "--format"), "--format stands without a value: write --format text|json|html", {"": "json"}),
    (
        (*LATE, "--customer", "company"),
        "customer is 'company': choose from consumer, small-business, other",
        {"company": "small-business"},
    ),
    ((*LATE, "--lang", "de"), "lang is 'de': choose from en, fr", {"de": "fr"}),
    (
        (*LATE, "--billing-months", "two"),
        "is 'two', which is no whole number: write digits alone, such as 24",
        {"two": "24"},
    ),
    (
        ("template", "account.tml"),
        "name is 'account.tml': choose from account.csv, account.json, account.toml",
        {"account.tml": "account.toml"},
    ),
    # days
    ((*DUE, "10"), f"issued is '10', {NO_DAY}", {"10": "2026-01-31"}),
    ((*DUE, "March"), NO_DAY, {"March": "31 January 2026"}),
    ((*DUE, "Jan 2"), NO_DAY, {"Jan 2": "2026-01-31"}),
    ((*DUE, "1/2/26"), NO_DAY, {"1/2/26": "2026-01-31"}),
    ((*DUE, "last Monday"), NO_DAY, {"last Monday": "2026-01-31"}),
    ((*DUE, "15 janvier"), NO_DAY, {"15 janvier": "31 January 2026"}),
    (
        (*DUE, "2026-01-01T00:00"),
        "a day with a time: write the day alone, 2026-01-01",
        {"2026-01-01T00:00": "2026-01-01"},
    ),
    ((*DUE, "2026"), NO_DAY, {"2026": "2026-01-31"}),
    ((*DUE, "20261301"), "issued is '20261301', which no calendar has: give a day that exists", {}),
    (
        (*LATE[:2], "--issued", "2026-01-01", "--paid", "never"),
        "for what has not happened yet, give the day on which you look at it, such as today",
        {"never": "today"},
    ),
    (
        (*LATE[:2], "--issued", "2026-01-01", "--paid", "impayée"),
        "for what has not happened yet",
        {"impayée": "today"},
    ),
    (
        (*LATE[:2], "--issued", "2026-01-01", "--paid="),
        "paid is '', which is no whole day",
        {},
    ),
    ((*OPEN, "9am"), "write the day and the time, such as 2026-03-09T09:00, or now", {"9am": "now"}),
    ((*OPEN, "2026-03-09"), "at is '2026-03-09', which is no moment", {"2026-03-09": "now"}),
    (
        (*DUE, "1/2/2026"),
        "which is 2026-02-01 with the day first and 2026-01-02 with the month first: write the one",
        {"1/2/2026": "2026-02-01"},
    ),
    ((*DUE, "2026-02-30"), "issued is '2026-02-30', which no calendar has: give a day that exists", {}),
    ((*LATE[:2], "--issued", "2026-02-15", "--paid", "2026-01-01"), "check which of the two days is wrong", {}),
    # amounts and rates
    (
        ("late-charge", "1,130", *WHEN),
        "1130 if the comma separates thousands and 1.130 if it separates decimals: write",
        {"1,130": "1130"},
    ),
    (
        ("late-charge", ".00", *WHEN),
        "begins with no digit: a shell takes $1 out of text without quotation marks, so write",
        {".00": "1130.00"},
    ),
    (("late-charge", "", *WHEN), "or put it in single ones, such as '$1,130.00'", {}),
    (("late-charge", "113 USD", *WHEN), "but these terms are in CAD: give the amount that was billed in CAD", {}),
    (("late-charge", "€113", *WHEN), "but these terms are in CAD", {}),
    (("late-charge", "113%", *WHEN), "write digits and a point alone, such as '113.00'", {"113%": "113.00"}),
    (("late-charge", "1e3", *WHEN), "write digits and a point alone, such as '113.00'", {"1e3": "113.00"}),
    (("late-charge", "-113", *WHEN), "amount is -113.00 CAD: give zero or more", {}),
    (("late-charge", "a lot", *WHEN), "write digits and a point alone, such as '113.00'", {"a lot": "113.00"}),
    (("late-charge", "1.130", *WHEN), "write 1.13, or 1130.00 if it separates thousands", {"1.130": "1130.00"}),
    (("late-charge", "113.005", *WHEN), "it has a part of a cent; round it first", {}),
    (
        ("compare", "late-charge", "$100", "--issued", "2026-01-01", "--days-late", "45"),
        "leave the currency out",
        {},
    ),
    (
        (*TAX, "--tax-rate", "13"),
        "which would be 1300 %: write 13% or 0.13, or 1300% if that is meant",
        {"13": "13%"},
    ),
    (
        (*TAX, "--tax-rate", "HST"),
        "which is no rate: write a percentage, such as 13%, or a decimal, such as 0.13",
        {"HST": "0.13"},
    ),
    ((*LATE, "--index", "lawful=12"), "which would be 1200 %: write 12% or 0.12", {}),
    # names
    (
        (*LATE, "--provider", "koss"),
        "there are no terms of 'koss' here: choose from att, bell, bt, cogeco, ee, kijoma, kos",
        {"koss": "kos"},
    ),
    (
        (*LATE, "--service", "fibre"),
        "choose from dsl, cable, fixed-wireless, voip, or none for a service without",
        {"fibre": "none"},
    ),
    ((*LATE, "--edition", "2020-01-01"), "choose from 2021-07-12", {"2020-01-01": "2021-07-12"}),
    (
        (*LATE, "--reading", "runs_from=due-date"),
        "write QUESTION.NAME=VALUE, such as late_charge.runs_from=due-date",
        {"runs_from=due-date": "late_charge.runs_from=due-date"},
    ),
    (
        (*LATE, "--reading", "late_charge.runs_form=due-date"),
        "its readings are runs_from, part_month, round_at, rounding",
        {},
    ),
    (
        (*TAX, "--province", "Ontari"),
        "choose from AB, BC, NB, NL, NS, NT, NU, ON, PE, QC, YT, or give the rate itself",
        {"Ontari": "ON"},
    ),
    (
        ("data-usage", "hd-vidoe=3"),
        "choose from e-mail, sd-photo, hd-photo, sd-video, hd-video, 4k-video, audio, gaming",
        {},
    ),
    (
        ("data-usage", "hd-video"),
        "'hd-video' is no NAME=NUMBER: write it like hd-video=20",
        {"hd-video": "hd-video=20"},
    ),
    (
        ("complaint", "2026-03-02", "--event", "accepted"),
        "write it like accepted=2026-04-02",
        {},
    ),
    ((*LATE, "--province", "XX"), "'XX' is no province: choose from AB, BC, MB, NB", {"XX": "ON"}),
    ((*LATE, "--billing-months", "0"), "billing_months is 0: give a whole number from 1 to 1200", {"0": "1"}),
    ((*LATE, "--billing-months", "1.5"), "which is no whole number: write digits alone", {"1.5": "24"}),
    (
        ("data-usage", "hd-video:20"),
        "'hd-video:20' is no NAME=NUMBER: write it like hd-video=20",
        {"hd-video:20": "hd-video=20"},
    ),
    (("precedence", "dsl", "tos"), "which is no document of these terms: choose from dsl, cable", {"tos": "cable"}),
    (("diff", "kos", "kso"), "there are no terms of 'kso' here: choose from att, bell", {"kso": "bell"}),
    (("terms", "nobody"), "choose from att, bell, bt", {"nobody": "bt"}),
    # facts and files
    (
        ("refund", "49.95", "--cancelled", "2026-06-10"),
        "refund needs --cycle-start: give all of them; telcoterms refund --help says",
        {"": "--cycle-start 2026-06-01"},
    ),
    (
        ("tax", "100", "--on", "2026-01-01", "--province", "BC"),
        "the tax in BC depends on the kind of service: give --taxed-as",
        {"": "--taxed-as internet"},
    ),
    (("statement", "no-such.toml", "--as-of", "today"), "no-such.toml: there is no such file: check the name", {}),
    (
        ("statement", "late_acount.toml", "--as-of", "2026-04-10"),
        "late_acount.toml: there is no such file: did you mean late_account.toml?",
        {"late_acount.toml": "late_account.toml"},
    ),
    (
        ("statement", "late_account", "--as-of", "2026-04-10"),
        "late_account: there is no such file: did you mean late_account.toml?",
        {"late_account": "late_account.toml"},
    ),
    (("audit", "late_account.toml"), "it looks like an account, not like a bill: give it as telcoterms statement", {}),
    (
        ("statement", "bill.toml", "--as-of", "today"),
        "bill.toml: it looks like a bill, not like an account: give it as telcoterms audit bill.toml",
        {"statement": "audit", "--as-of": "", "today": ""},
    ),
    (
        (*DUE, "2026-01-01", "--provider", "own_provder.toml"),
        "own_provder.toml: there is no such file: did you mean own_provider.toml?",
        {"own_provder.toml": "own_provider.toml"},
    ),
    (
        ("statement", ".", "--as-of", "2026-04-10"),
        ".: this is a folder: name a file in it, such as account_bill.toml",
        {},
    ),
    ((*STATEMENT[:2],), "statement needs --as-of: give all of them;", {"": "--as-of 2026-04-10"}),
    (("statement",), "statement needs FILE, --as-of: give all of them;", {"": "messy_account.toml --as-of 2026-04-10"}),
]
GIVEN_BY_THE_USER = {"messy_account.toml", "kos", "2026-06-01", "2026-01-01", "json"}
"""What no sentence can know."""


def _words_of(cured: str, word: str) -> list[str]:
    """The words of a cure: one, but where it writes a command with its argument."""
    return cured.split() if word == "kos" else [cured]


def answer(words: Sequence[str], capsys: pytest.CaptureFixture[str]) -> tuple[object, str, str]:
    """The status of the command, what it printed, and what it said."""
    try:
        status: object = main(words)
    except SystemExit as stop:
        status = stop.code
    out, err = capsys.readouterr()
    return status, out, err


class TestWrongWords:
    """Status 2, nothing on standard output, and one sentence on standard error."""

    @pytest.fixture(autouse=True)
    def _in_the_folder_of_examples(self, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
        monkeypatch.chdir(request.config.rootpath / "examples")

    @pytest.mark.parametrize(("words", "said", "cure"), WRONG, ids=lambda value: " ".join(value)[:60])
    def test_the_sentence(
        self, words: tuple[str, ...], said: str, cure: Cure, capsys: pytest.CaptureFixture[str]
    ) -> None:
        status, out, err = answer(words, capsys)
        assert (status, out) == (2, "")
        assert said in err
        assert not re.search(r"None\b|Decimal|datetime|Traceback", err), "words of Python mean nothing in a shell"

    @pytest.mark.parametrize(
        ("words", "said", "cure"), [one for one in WRONG if one[2]], ids=lambda value: " ".join(value)[:60]
    )
    def test_the_cure_leads_on_in_one_step(
        self, words: tuple[str, ...], said: str, cure: Cure, capsys: pytest.CaptureFixture[str]
    ) -> None:
        err = answer(words, capsys)[2]
        shown = {part for new in cure.values() for part in re.split("[ =]", new)}
        assert {part for part in shown if part not in err} <= GIVEN_BY_THE_USER
        cured = [part for word in words for part in _words_of(cure.get(word, word), word)]
        cured = [word for word in [*cured, *cure.get("", "").split()] if word]
        status, out, err = answer(cured, capsys)
        assert (status in (0, 1), bool(out), err) == (True, True, "")

    def test_there_are_a_hundred(self) -> None:
        assert len(WRONG) >= 100
        assert len([cure for _, _, cure in WRONG if cure]) >= 85

    def test_a_name_without_its_number_in_the_language(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["data-usage", "hd-video", "--lang", "fr"]) == 2
        assert capsys.readouterr().err.startswith("telcoterms: 'hd-video' n'est pas de la forme NAME=NUMBER")

    def test_in_the_language_that_is_asked_for(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["latecharge", "--lang=FR"]) == 2
        err = capsys.readouterr().err.replace("\N{NO-BREAK SPACE}", " ")
        assert err.startswith("telcoterms: il n'y a pas de commande 'latecharge' : vouliez-vous dire late-charge")


BY_SEGMENT = "|".join(["late-charge|113|--provider|cable-by-province-2026-11-21.toml", *WHEN])
BY_INDEX = "|".join(["late-charge|113|--provider|regional-wireless-2026-11-21.toml", *WHEN])


class TestNames:
    """A name is read without regard to case, and by the words of the trade."""

    @pytest.mark.parametrize(
        ("typed", "plain"),
        [
            ("Late-Charge|113|--provider|KOS", "late-charge|113|--provider|kos"),
            ("late_charge|113", "late-charge|113"),
            ("late-fee|113", "late-charge|113"),
            ("LATE FEE|113", "late-charge|113"),
            ("late-charge|113|--service|Fixed Wireless", "late-charge|113|--service|fixed-wireless"),
            ("late-charge|113|--service|NONE", "late-charge|113|--service|none"),
            ("late-charge|113|--customer|Small business", "late-charge|113|--customer|small-business"),
            ("late-charge|113|--province|Ontario", "late-charge|113|--province|ON"),
            ("late-charge|113|--province|british columbia", "late-charge|113|--province|BC"),
            ("late-charge|113|--province|Québec", "late-charge|113|--province|QC"),
            ("late-charge|113|--province|ns", "late-charge|113|--province|NS"),
            ("late-charge|113|--voice|Consumer", "late-charge|113|--voice|consumer"),
            ("compare|late-charge|113|--only|KOS|--with|Kijoma", "compare|late-charge|113|--only|kos|--with|kijoma"),
            ("compare|late-charge|113|--only|KOS:Dsl", "compare|late-charge|113|--only|kos:dsl"),
            (
                "late-charge|113|--reading|Late-Charge.Runs-From=Due-Date",
                "late-charge|113|--reading|late_charge.runs_from=due-date",
            ),
        ],
    )
    def test_the_answer_is_that_of_the_plain_name(
        self, typed: str, plain: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        answers = []
        for words in (typed, plain):
            assert main([*words.split("|"), *WHEN, "--format", "JSON"]) == 0
            answers.append(capsys.readouterr().out)
        assert answers[0] == answers[1]

    @pytest.mark.parametrize(
        ("typed", "plain"),
        [
            ("late-charge|113|2026-01-01|2026-02-15", "late-charge|113|--issued|2026-01-01|--paid|2026-02-15"),
            ("late-charge|113|2026-01-01|--paid|2026-02-15", "late-charge|113|--issued|2026-01-01|--paid|2026-02-15"),
            ("due-date|2 January 2026", "due-date|--issued|2026-01-02"),
            (
                "audit-late-charge|113|3.41|2026-01-01|2026-02-15",
                "audit-late-charge|113|--billed|3.41|" + "|".join(WHEN),
            ),
            (
                "audit-late-charge|113|2026-01-01|2026-02-15|--billed|3.41",
                "audit-late-charge|113|--billed|3.41|" + "|".join(WHEN),
            ),
            (
                "audit-late-charge|113|--issued|2026-01-01|3.41|2026-02-15",
                "audit-late-charge|113|--billed|3.41|" + "|".join(WHEN),
            ),
            ("eligible-for-adr|Consumer", "eligible-for-adr|--customer|consumer"),
            ("precedence|Resolution|DSL", "precedence|--one|resolution|--other|dsl"),
            ("administrative-charge|35|Restoral", "administrative-charge|35|--reason|restoral"),
            ("statement|messy_account.toml|2026-04-20", "statement|messy_account.toml|--as-of|2026-04-20"),
            ("settlement|messy_account.toml|2026-04-20", "settlement|messy_account.toml|--on|2026-04-20"),
            (
                "what-if|messy_account.toml|9.81|2026-04-20|2026-05-20",
                "what-if|messy_account.toml|--pay|9.81|--received|2026-04-20|--on|2026-05-20",
            ),
            ("data-usage|HD-Video=3", "data-usage|hd-video=3"),
            (
                f"{BY_SEGMENT}|--segment|RESIDENTIAL|--region|Ontario",
                f"{BY_SEGMENT}|--segment|residential|--region|ON",
            ),
            (
                "cancellation-charge|30|2025-01-01|24|2026-05-10|--plan|SmartPhone|--provider|handset-plan-2026-11-21.toml",
                "cancellation-charge|30|2025-01-01|24|2026-05-10|--plan|smartphone|--provider|handset-plan-2026-11-21.toml",
            ),
            (f"{BY_INDEX}|--index|Lawful=12%", f"{BY_INDEX}|--index|lawful=0.12"),
            (
                "due-date|2026-01-01|--provider|irish-carrier-2026-11-21.toml|--way|Direct Debit",
                "due-date|2026-01-01|--provider|irish-carrier-2026-11-21.toml|--way|direct-debit",
            ),
            (
                "complaint|2026-03-02|--provider|kijoma|--step|Received",
                "complaint|2026-03-02|--provider|kijoma|--step|received",
            ),
        ],
    )
    def test_facts_in_the_order_in_which_people_say_them(
        self,
        typed: str,
        plain: str,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
        request: pytest.FixtureRequest,
    ) -> None:
        for folder in ("examples", "tests/providers"):
            for file in (request.config.rootpath / folder).glob("*.toml"):
                (tmp_path / file.name).write_bytes(file.read_bytes())
        monkeypatch.chdir(tmp_path)
        answers = []
        for words in (typed, plain):
            assert main([*words.split("|"), "--format", "json"]) == 0
            answers.append(capsys.readouterr().out)
        assert answers[0] == answers[1]

    @pytest.mark.parametrize(
        ("words", "start"),
        [
            (
                "etf 59.95 --service none --term-start 2025-01-01 --term-months 24 --cancelled 2026-05-10",
                "cancellation",
            ),
            (
                "cancel 59.95 --service none --term-start 2025-01-01 --term-months 24 --cancelled 2026-05-10",
                "leave: you",
            ),
            ("payoff examples/late_account.toml --on 2026-04-20", "settlement"),
            ("support-hours --day 2026-12-24", "hours: 09:00 to 20:00"),
            ("compare late-fee 100 --issued 2026-01-01 --days-late 45 --only KOS", "late charge"),
            ("diff KOS:NONE kos:DSL", "kos 2021-07-12 none and kos 2021-07-12 dsl"),
            ("TERMS Kos", "KOS"),
        ],
    )
    def test_commands_by_the_words_of_the_trade(
        self,
        words: str,
        start: str,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
        request: pytest.FixtureRequest,
    ) -> None:
        monkeypatch.chdir(request.config.rootpath)
        assert main(words.split()) in (0, 1)
        assert capsys.readouterr().out.startswith(start)

    @pytest.mark.parametrize(
        ("provider", "fact", "typed", "name"),
        [
            ("kos", "events", "Senior", "senior"),
            ("kos", "way", "Direct Debit", "Direct Debit"),  # which these terms do not have
            ("rogers", "region", "Québec", "QC"),
            ("bell", "step", "Manager", "Manager"),  # of terms without a ladder
            ("bell", "reason", "restoral", "restoral"),
        ],
    )
    def test_names_that_a_providers_terms_have(self, provider: str, fact: str, typed: str, name: str) -> None:
        assert name_in(typed, fact, load(provider).agreement) == name

    def test_the_provider_of_the_environment(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("TELCOTERMS_PROVIDER", "KOS")
        assert main(["due-date", "--issued", "2026-01-01"]) == 0

    def test_every_word_of_the_trade_means_one_command(self) -> None:
        from telcoterms.cli.parser import COMMANDS
        from telcoterms.terms import QUESTIONS

        words = [word for name in QUESTIONS for word in QUESTIONS[name].also]
        assert len(set(words)) == len(words)
        assert set(words) & set(COMMANDS) == set()

    def test_the_help_has_the_words_of_the_trade(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit):
            main(["late-fee", "--help"])
        assert "Also: late-fee, late-payment-fee" in capsys.readouterr().out


FILES = {
    "page.csv": ("<!DOCTYPE html><html><body>Sign in</body></html>", "it is a web page: download the file itself"),
    "page.toml": ("\n<html><body>Sign in</body></html>", "it is a web page: download the file itself"),
    "old.xls": ("\u00d0", "it is a workbook of another kind: save it as .xlsx or .csv"),
    "sheet.ods": ("PK", "it is a workbook of another kind: save it as .xlsx or .csv"),
    "account.txt": ("[[invoice]]", "its ending is neither .toml, .json, .csv nor .xlsx: rename it, or save it as one"),
    "empty.csv": ("", "it is empty: `telcoterms template --help` names a start of each kind of file"),
    "bank.csv": (
        "date,amount\n2026-01-01,56.44\n",
        "there is no column 'event': add it, with invoice, payment or another event in each row; an export of another "
        "program is read by telcoterms import",
    ),
    "french.csv": (
        "Opération;Date;Numéro;Montant\ninvoice;2026-01-01;1;56,44\n",
        "'Opération', 'Numéro', 'Montant' may be event, number, amount: if so, write these names into the table\n",
    ),
    "other.csv": ("kind,day,no,sum\ninvoice,2026-01-01,A1,56.44\n", "if so, write these names into the table\n"),
    "smart.toml": ("[[invoice]]\nnumber = \u201c1\u201d\n", 'write straight quotation marks: number = "1"'),
    "days.toml": (
        '[[invoice]]\nnumber = "1"\nissued = 01/02/2026\n',
        "a day is year-month-day, without quotation marks",
    ),
    "currency.toml": (
        "[[invoice]]\namount = 56.44 CAD\n",
        'an amount has no sign and no currency: write amount = "56.44"',
    ),
    "one.toml": ('[invoice]\nnumber = "1"\n', "found a table, wanted a list: write each as [[invoice]] in TOML"),
    "misspelt.toml": (
        '[[invoice]]\nnumber = "1"\nissued = 2026-01-01\namount = "1.00"\n[[payment]]\nrecieved = 2026-02-01\n'
        'amount = "1.00"\n',
        "there is no key 'recieved' here: did you mean received?",
    ),
}


class TestWrongFiles:
    """A file that is none of an account is answered with what it is, and what to do."""

    @pytest.mark.parametrize("name", FILES)
    def test_the_sentence(
        self, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.chdir(tmp_path)
        content, said = FILES[name]
        Path(name).write_text(content, "utf-8")
        status, out, err = answer(["statement", name, "--as-of", "2026-04-10", "--provider", "kos"], capsys)
        assert (status, out) == (2, "")
        assert f"{name}: " in err
        assert said in err
        assert "in Python" not in err

    def test_a_folder_without_such_files(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        err = answer(["statement", str(tmp_path), "--as-of", "2026-04-10"], capsys)[2]
        assert err.endswith(": this is a folder: name a file in it\n")

    def test_a_file_in_no_folder(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        err = answer(["statement", str(tmp_path / "none" / "a.toml"), "--as-of", "2026-04-10"], capsys)[2]
        assert err.endswith("there is no such file: check the name and the folder\n")

    def test_a_day_before_all_events(self, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> None:
        account = request.config.rootpath / "examples" / "late_account.toml"
        for words in (["statement", str(account), "--as-of"], ["settlement", str(account), "--on"]):
            status, out, _ = answer([*words, "2025-01-01"], capsys)
            assert status == 0
            assert "no event of the account is as early as 2025-01-01: the first is of 2026-01-01" in out
            assert "no event of the account" not in answer([*words, "2026-01-01"], capsys)[1]


class TestQuotationMarks:
    """Quotation marks that a shell leaves around a value mean nothing."""

    @pytest.mark.parametrize(
        "words",
        [
            ("late-charge", "\u201c113.00\u201d", *WHEN),
            ("late-charge", "'113'", *WHEN),
            ("late-charge", "\u00ab\u00a0113,00\u00a0$\u00a0\u00bb", *WHEN),
            ("late-charge", "113", "--issued", "\u201c2026-01-01\u201d", "--paid", '"2026-02-15"'),
            ("late-charge", "113", "--issued", "\u00ab 1er janvier 2026 \u00bb", "--paid", "15\u00a0févr.\u00a02026"),
        ],
    )
    def test_the_figure(self, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
        status, out, err = answer([*words, "--say"], capsys)
        assert (status, err) == (0, "")
        assert "a late payment charge of $3.41" in out
