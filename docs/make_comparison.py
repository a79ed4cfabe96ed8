"""Makes docs/compare.svg, the picture of docs/compare.md: ``python -m docs.make_comparison``."""

from pathlib import Path

from telcoterms import compare, load
from telcoterms.formats.output import render

ROOT = Path(__file__).parents[1]
PICTURE = Path(__file__).parent / "compare.svg"


def picture() -> str:
    """Return the picture of the example."""
    terms = [load("kos"), load("kijoma"), load(ROOT / "examples" / "own_provider.toml")]
    written = render(compare("late_charge", terms, amount="100.00", issued="2026-01-01", days_late=45), "svg")
    assert isinstance(written, str)
    return written


def main() -> None:
    """Write it."""
    PICTURE.write_text(picture(), "ascii")


if __name__ == "__main__":
    main()
