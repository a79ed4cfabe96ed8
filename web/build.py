"""Build the site that answers in a browser: `python -m web.build FOLDER`. Any web server can hold the folder.

It needs Node.js with npm, which fetches the package `pyodide` (Python for browsers) in the version below. A package
that is not the one that was looked at is refused by its hash, and nothing else is fetched: the library is this tree's.

What the pages use is compiled ahead, in the interpreter that will run it, and put into archives: `standard`, from which
the interpreter starts, and `library` at once; `bill` for the page of two bills, `french` for a French page; `more` when
something imports what no page did when each was asked once, in the rehearsal.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

import telcoterms
from telcoterms.cli.desk.markup import site_files
from telcoterms.files.library import load, providers

PYODIDE: Final = "314.0.7"
INTEGRITY: Final = "sha512-0YvXxEhfEdpLfb/XkM2BFAeMROq0iMUX2bzzH9pOttyMcWkwq+HbE5uyuGD82LN7y2q+SNvi/6V5JEsOlD2R1A=="
SOURCE: Final = Path(telcoterms.__file__).parent
SERVED: Final = ("pyodide.asm.wasm", "pyodide.asm.mjs", "pyodide.mjs")

ENCODINGS: Final = frozenset(
    "__init__ aliases ascii cp1252 cp437 idna latin_1 raw_unicode_escape unicode_escape utf_16 utf_16_le utf_8 "
    "utf_8_sig".split()
)
"""The encodings that a file or a package here can have; the others of Python's library are left out."""
NOT_SERVED: Final = ("batch", "published/schemas", "published/templates", "cli/desk/static", "cli/desk/markup")
"""What of this library no page uses, nor anything that a page imports."""
PACKAGES: Final = ("babel", "icalendar", "python-dateutil", "six", "tzdata", "holidays")
START: Final = ("_pyodide/", "pyodide/", "encodings/", "_sysconfigdata")
"""What of Python's library is served at once, used or not: the interpreter looks for it where it starts."""
ZONES: Final = tuple(sorted({load(name).agreement.time_zone for name in providers()} - {None}))
"""The time zones of the published terms."""
DATA: Final = (
    "telcoterms/published/",
    "babel/global.dat",
    *(f"tzdata/zoneinfo/{zone}" for zone in ZONES),
    *(f"babel/locale-data/{one}.dat" for one in ("root", "en", "en_001", "en_CA", "en_GB", "en_US", "en_AU")),
)
"""The files of the first archive that are no modules."""
FRENCH: Final = ("telcoterms/published/catalogues/", "babel/locale-data/fr")


class BuildError(Exception):
    """The site cannot be built, and why."""


def pyodide_into(folder: Path) -> Path:
    """Fetch the package of the interpreter and return where it lies."""
    npm = shutil.which("npm")
    if npm is None:
        raise BuildError("npm is not installed: install Node.js with npm")
    packed = subprocess.run(
        [npm, "pack", "--silent", f"pyodide@{PYODIDE}"], cwd=folder, capture_output=True, text=True, check=False
    )
    if packed.returncode:
        raise BuildError(f"npm could not fetch pyodide {PYODIDE}: {packed.stderr.strip()}")
    archive = folder / packed.stdout.strip().splitlines()[-1]
    found = integrity(archive.read_bytes())
    if found != INTEGRITY:
        raise BuildError(
            f"{archive.name} has the hash {found}, and not {INTEGRITY}: it is not the package that is known"
        )
    with tarfile.open(archive) as package:
        package.extractall(folder, filter="data")
    return folder / "package"


def integrity(content: bytes) -> str:
    """Return the hash of a package as npm writes it."""
    return "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()


def standard_sources(package: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of Python's own library, with the encodings that are served."""
    with zipfile.ZipFile(package / "python_stdlib.zip") as library:
        for name in library.namelist():
            folder, _, file = name.rpartition("/")
            if not name.endswith("/") and (folder != "encodings" or Path(file).stem in ENCODINGS):
                yield name, library.read(name)


def library_sources() -> Iterator[tuple[str, bytes]]:
    """Yield the files of this library that are served."""
    for path in sorted(SOURCE.rglob("*")):
        name = path.relative_to(SOURCE).as_posix()
        if path.is_file() and "__pycache__" not in name and not name.startswith(NOT_SERVED):
            yield f"telcoterms/{name}", path.read_bytes()


def installed_sources(package: str) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an installed package; of languages, English and French alone."""
    try:
        files = distribution(package).files or ()
    except PackageNotFoundError:
        raise BuildError(f"{package} is not installed: pip install {package}") from None
    for file in files:
        name = file.as_posix()
        left_out = "__pycache__" in name or name.startswith("..") or ".dist-info/" in name or "/tests/" in name
        foreign = name.startswith("babel/locale-data/") and file.stem.partition("_")[0] not in ("en", "fr", "root")
        if not left_out and not foreign and not name.endswith(".mo"):
            yield name, Path(str(file.locate())).read_bytes()


def compiled(package: Path, folder: Path) -> tuple[dict[str, bytes], dict[str, bytes], list[set[str]]]:
    """Return the files of Python's library, those beside it, and which were used.

    The last are those of the start, of English pages but the one of bills, of that one too, and of French pages too.

    Each module is compiled by the interpreter that will run it, and every page is asked once.
    """
    plain, made, used = folder / "plain.zip", folder / "made.zip", folder / "used.json"
    beside = [*library_sources(), *(one for name in PACKAGES for one in installed_sources(name))]
    with zipfile.ZipFile(plain, "w") as archive:
        for path, content in standard_sources(package):
            archive.writestr(zipfile.ZipInfo(f"standard/{path}"), content)
        for path, content in beside:
            archive.writestr(zipfile.ZipInfo(f"beside/{path}"), content)
    node = shutil.which("node")
    if node is None:
        raise BuildError("node is not installed: install Node.js")
    here = Path(__file__).parent
    words = [
        node,
        str(here / "compile.mjs"),
        str(package),
        str(plain),
        str(made),
        str(here / "rehearsal.json"),
        str(used),
    ]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildError(f"the modules could not be compiled or the pages not be asked: {done.stderr.strip()}")
    with zipfile.ZipFile(made) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    standard, others = (
        {name.removeprefix(start): content for name, content in files.items() if name.startswith(start)}
        for start in ("standard/", "beside/")
    )
    return standard, others, [set(names) for names in json.loads(used.read_text())]


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return an archive that Python imports from; the same files give the same archive."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return into.getvalue()


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return an archive that a page unpacks: smaller, as what two files have in common is compressed once."""
    into = io.BytesIO()
    with tarfile.open(fileobj=into, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in sorted(files.items()):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return gzip.compress(into.getvalue(), 9, mtime=0)


def archives(package: Path, folder: Path) -> dict[str, bytes]:
    """Return the archives: `standard.zip`, from which the interpreter starts, `library`, `bill`, `french` and `more`.

    What neither the start nor the rehearsal used is fetched with `more` when something imports it.
    """
    standard, beside, (started, in_english, of_bills, in_french) = compiled(package, folder)
    first = {name: content for name, content in standard.items() if name in started or name.startswith(START)}
    rest = {name: content for name, content in {**standard, **beside}.items() if name not in first}
    french = {
        name: content for name, content in rest.items() if name.startswith(FRENCH) or name in in_french - of_bills
    }
    bill = {name: content for name, content in rest.items() if name in of_bills - in_english}
    library = {
        name: content
        for name, content in rest.items()
        if name not in french and (name in in_english or name.startswith(DATA))
    }
    # a page can come to import what another one does at once
    more = {name: content for name, content in rest.items() if name not in library and not name.startswith(FRENCH)}
    return {
        "standard.zip": zipped(first),
        "library.tar.gz": packed(library),
        "bill.tar.gz": packed(bill),
        "french.tar.gz": packed(french),
        "more.tar.gz": packed(more),
    }


def packages_in(archive: bytes) -> list[str]:
    """Return the names of the packages and modules at the top of an archive that a page unpacks."""
    with tarfile.open(fileobj=io.BytesIO(gzip.decompress(archive))) as files:
        return sorted({name.partition("/")[0].partition(".")[0] for name in files.getnames()})


def hashed(content: bytes) -> str:
    """Return a short name of a content, for files whose name changes with it."""
    return hashlib.sha256(content).hexdigest()[:16]


def build(out: Path) -> None:
    """Write the site into a folder, which must not exist or be empty."""
    if out.exists() and any(out.iterdir()):
        raise BuildError(f"{out} is not empty: name a folder that is not there yet")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        package = pyodide_into(folder)
        files: dict[str, bytes] = {f"pyodide/{name}": (package / name).read_bytes() for name in SERVED}
        lock = json.loads((package / "pyodide-lock.json").read_text())
        files["pyodide/pyodide-lock.json"] = json.dumps({**lock, "packages": {}}).encode()  # it lists what others built
        named: dict[str, str | list[str]] = {}
        for name, content in archives(package, folder).items():
            stem, _, ending = name.partition(".")
            served_as = f"{stem}-{hashed(content)}.{ending}"
            named[stem] = served_as
            files[served_as] = content
            if stem == "more":
                named["packages_in_more"] = packages_in(content)
        files["files.json"] = json.dumps(named).encode()
    pages: dict[str, bytes] = {}
    own = Path(__file__).with_name("static")
    pages["service-worker.js"] = (own / "service-worker.js").read_bytes()
    files["worker.js"] = (own / "worker.js").read_bytes()
    for name, content in site_files():
        (files if name.endswith((".js", ".css")) else pages)[name] = content
    build_name = hashed(
        b"".join(name.encode() + hashed(content).encode() for name, content in sorted({**files, **pages}.items()))
    )
    assets = f"assets-{build_name}"
    served = {f"{assets}/{name}": content for name, content in files.items()}
    served |= {name: content.replace(b"assets/", f"{assets}/".encode()) for name, content in pages.items()}
    kept = sorted(name for name in served if name != "service-worker.js")
    served["service-worker.js"] = (
        served["service-worker.js"]
        .replace(b"{{build}}", build_name.encode())
        .replace(b"{{files}}", json.dumps(kept).encode())
    )
    for name, content in served.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def main(words: list[str]) -> int:
    """Build the site into the folder that is named."""
    if len(words) != 1:
        print("usage: python -m web.build FOLDER", file=sys.stderr)
        return 2
    try:
        build(Path(words[0]))
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
