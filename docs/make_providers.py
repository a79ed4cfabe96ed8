"""Makes docs/providers/*.md from the published terms: ``python docs/make_providers.py``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import assert_never

from telcoterms import Terms, editions, load
from telcoterms.agreement.agreement import Agreement, Section, SectionStatus
from telcoterms.terms import QUESTIONS

FOLDER = Path(__file__).parent / "providers"
MADE_OF: dict[SectionStatus, str] = {
    "computed": "computed, in whole or in part",
    "not-computed": "not computed, with the reason",
    "to-come": "not answered yet",
    "without-figures": "without figures",
}


def pages() -> dict[Path, str]:
    """The page of the newest edition of each provider."""
    names = dict.fromkeys(one.provider for one in editions())
    return {FOLDER / f"{name}.md": "\n".join(page(load(name))) + "\n" for name in names}


def page(terms: Terms) -> Iterator[str]:
    """What a provider's terms fix, what the library makes of it, and each section."""
    agreement = terms.agreement
    yield f"# {agreement.name}"
    yield ""
    yield f"**The terms of {agreement.edition}, in {agreement.currency}, as the library holds them: in our own words,"
    yield "each section with what is computed from it, or why nothing is.**"
    yield ""
    yield "This page is made from the data by `docs/make_providers.py`;"
    yield f"`telcoterms terms {agreement.provider}` prints the sections."
    yield ""
    yield "| document | edition | published at |"
    yield "| --- | --- | --- |"
    for one in agreement.documents:
        edition = f"{one.edition}, {one.edition_is}" if one.edition_is else f"{one.edition}"
        yield f"| {one.title}: {one.full_title} | {edition} | {one.where} |"
    yield ""
    yield "## What each question rests on"
    yield ""
    yield from _rules(agreement)
    for service in agreement.services:
        yield f"### {service.title}"
        yield ""
        replaced = dict(service.replaces)
        for name, rule in service.rules.items():
            place = f" in the place of {replaced[name]}" if name in replaced else ""
            yield f"* `{name}`, {rule.clause}{place}: {rule.says}"
        yield ""
    yield from _silence(terms)
    yield "## Every section"
    yield ""
    counts = terms.coverage().counts
    yield f"Sections: {'; '.join(f'{count} {MADE_OF[status]}' for status, count in counts.items())}."
    yield ""
    for document in agreement.documents:
        yield f"### {document.title}, section by section"
        yield ""
        yield "| section | what it is about | figures in it | computed |"
        yield "| --- | --- | --- | --- |"
        for section in agreement.sections:
            if section.clause.document == document.title:
                figures = ", ".join(section.figures)
                yield f"| {section.clause.section} | {section.says} | {figures} | {_made_of(section)} |"
        yield ""


def _rules(agreement: Agreement) -> Iterator[str]:
    for name in QUESTIONS:
        rule = agreement.rules.get(name)
        if rule is not None and rule.says:
            yield f"* `{name}`, {rule.clause}: {rule.says}"
            declared_readings = {one.name: one for one in rule.declared}
            for reading in agreement.readings_of(rule):
                others = ", ".join(value for value in reading.values if value != reading.value)
                yield f"  * {reading.name} is read as {reading.value}: {reading.why} (or {others})"
                declared = declared_readings.get(reading.name)
                if declared is not None:
                    for voice, value, why in declared.voices:
                        yield f"    * by the voice {voice} as {value}: {why}"
                    for value, why in declared.practised:
                        yield f"    * {value} is practised against the words: {why}"
    yield ""


def _silence(terms: Terms) -> Iterator[str]:
    """The questions that the terms do not answer."""
    by_service = terms.agreement.undecided
    silent = [f"`{name}`" for name in QUESTIONS if not terms.answers(name) and name not in by_service]
    if silent:
        yield f"No rule is held here for {', '.join(silent)}: such a question is refused."
        yield ""


def _made_of(section: Section) -> str:
    match section.status:
        case "computed":
            made = ", ".join(f"`{name}`" for name in section.questions)
            return f"{made}; not: {section.why}" if section.why else made
        case "not-computed":
            return f"no: {section.why}"
        case "to-come":
            return "not yet: " + ", ".join(section.questions)
        case "without-figures":
            return "no figures"
        case _:
            assert_never(section.status)


def main() -> None:
    """Write all pages."""
    FOLDER.mkdir(exist_ok=True)
    for path, text in pages().items():
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
