"""Makes docs/inventories/*.inv, the addresses of what other packages document: ``python docs/make_inventories.py``.

Sphinx's intersphinx would fetch the inventory of each site when it builds. A build should ask no other site, so the few
names that our signatures and pages have are listed here, with the page of each. Each of these sites gives a name an
anchor of the same name. A name that is missing here fails the build, which says so: "reference target not found".
"""

import zlib
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parent / "inventories"

NAMES = {
    "python": {
        ("data", "library/constants.html"): "None",
        ("class", "library/collections.abc.html"): (
            "collections.abc.Callable collections.abc.Collection collections.abc.Iterable collections.abc.Iterator "
            "collections.abc.Mapping collections.abc.Sequence"
        ),
        ("class", "library/datetime.html"): "datetime.date datetime.datetime",
        ("class", "library/decimal.html"): "decimal.Decimal",
        ("exception", "library/exceptions.html"): (
            "Exception ImportError KeyError LookupError OSError TypeError ValueError"
        ),
        ("class", "library/fractions.html"): "fractions.Fraction",
        ("class", "library/functions.html"): "bool float int object type",
        ("class", "library/os.html"): "os.PathLike",
        ("class", "library/pathlib.html"): "pathlib.Path",
        ("class", "library/stdtypes.html"): "bytes dict frozenset list str tuple",
        ("data", "library/typing.html"): "typing.Any typing.ClassVar typing.Literal typing.Self typing.Unpack",
        ("class", "library/typing.html"): "typing.Generic typing.NamedTuple typing.Protocol typing.TypedDict",
    },
    "pyarrow": {
        ("class", f"python/generated/pyarrow.{name}.html"): f"pyarrow.{name}"
        for name in ("RecordBatch", "RecordBatchReader", "Schema", "Table")
    },
    "pandas": {("class", "reference/api/pandas.DataFrame.html"): "pandas.DataFrame"},
    "pyspark": {
        ("class", "reference/pyspark.sql/api/pyspark.sql.DataFrame.html"): "pyspark.sql.DataFrame",
    },
}
"""For each site, the role and the page of the names on it."""


def lines(site: str) -> Iterator[str]:
    """Yield a line for each name: its role, its priority, its page; `$` is the name itself, and `-` too."""
    for (role, page), names in NAMES[site].items():
        for name in names.split():
            yield f"{name} py:{role} 1 {page}#$ -\n"


def inventory(site: str) -> bytes:
    """Return a site's inventory in the second version of Sphinx's format."""
    head = f"# Sphinx inventory version 2\n# Project: {site}\n# Version: \n"
    note = "# The remainder of this file is compressed using zlib.\n"
    return f"{head}{note}".encode() + zlib.compress("".join(sorted(lines(site))).encode(), 9)


def main() -> None:
    """Write each of them."""
    FOLDER.mkdir(exist_ok=True)
    for site in NAMES:
        (FOLDER / f"{site}.inv").write_bytes(inventory(site))


if __name__ == "__main__":
    main()
