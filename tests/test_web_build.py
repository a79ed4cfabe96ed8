"""The build of the site refuses, in one sentence, what it cannot be made of; and its archives are what they say."""

import gzip
import io
import json
import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path
from typing import Any, ClassVar

import pytest

from telcoterms.cli.desk.answering import answer
from web import build as web_build
from web.build import BuildError, archives, build, library_sources, main, packed, pyodide_into, zipped

REHEARSAL = json.loads((Path(web_build.__file__).parent / "rehearsal.json").read_text("utf-8"))


class Npm:
    """An npm that packs what a test gives it, and a node that fails; neither asks a network."""

    def __init__(self, status: int = 0, content: bytes = b"another package", error: str = "") -> None:
        self.status, self.content, self.error = status, content, error

    def run(self, words: list[str], cwd: Path | None = None, **_: Any) -> subprocess.CompletedProcess[str]:
        if cwd is not None and self.status == 0:
            (cwd / "pyodide.tgz").write_bytes(self.content)
        return subprocess.CompletedProcess(words, self.status, "pyodide.tgz\n", self.error)


def with_npm(monkeypatch: pytest.MonkeyPatch, npm: Npm) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(subprocess, "run", npm.run)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """An unpacked package with a library of Python of two modules."""
    folder = tmp_path / "package"
    folder.mkdir()
    with zipfile.ZipFile(folder / "python_stdlib.zip", "w") as library:
        for name in ("abc.py", "encodings/", "encodings/utf_8.py", "encodings/big5.py"):
            library.writestr(name, "")
    return folder


class TestRefusals:
    """What is missing or strange is named, and nothing is written."""

    def test_a_folder_that_is_not_empty(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(BuildError, match="is not empty: name a folder that is not there yet"):
            build(tmp_path)

    def test_no_npm(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        monkeypatch.setattr(shutil, "which", lambda _: None)
        out = tmp_path / "site"
        assert main([str(out)]) == 1
        assert capsys.readouterr().err == "npm is not installed: install Node.js with npm\n"
        assert not out.exists()

    def test_an_npm_without_a_network(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        with_npm(monkeypatch, Npm(1, error="npm error ENOTFOUND\n"))
        with pytest.raises(BuildError, match=r"^npm could not fetch pyodide \S+: npm error ENOTFOUND$"):
            pyodide_into(tmp_path)

    def test_another_package_than_the_one_that_is_known(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        with_npm(monkeypatch, Npm())
        with pytest.raises(BuildError, match=r"pyodide\.tgz has the hash sha512-\S+, and not sha512-\S+: it is not"):
            pyodide_into(tmp_path)
        assert not (tmp_path / "package").exists()

    def test_the_package_that_is_known_is_unpacked(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        content = packed({"package/pyodide.mjs": b"export"})
        monkeypatch.setattr(web_build, "INTEGRITY", web_build.integrity(content))
        with_npm(monkeypatch, Npm(content=content))
        assert (pyodide_into(tmp_path) / "pyodide.mjs").read_bytes() == b"export"

    def test_no_node(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, package: Path) -> None:
        monkeypatch.setattr(shutil, "which", lambda _: None)
        with pytest.raises(BuildError, match=r"^node is not installed: install Node\.js$"):
            archives(package, tmp_path)

    def test_a_rehearsal_that_fails(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, package: Path) -> None:
        with_npm(monkeypatch, Npm(1, error="there is no page\n"))
        with pytest.raises(BuildError, match=r"or the pages not be asked: there is no page$"):
            archives(package, tmp_path)

    def test_a_package_of_the_library_that_is_not_installed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(web_build, "PACKAGES", ("no-such-package",))
        with pytest.raises(BuildError, match=r"^no-such-package is not installed: pip install no-such-package$"):
            list(web_build.installed_sources("no-such-package"))

    def test_no_folder_is_named(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([]) == 2
        assert capsys.readouterr().err == "usage: python -m web.build FOLDER\n"


class TestArchives:
    """The same files give the same bytes, so that a name that holds their hash changes only with them."""

    FILES: ClassVar = {"b/two.txt": b"two", "a.txt": b"one"}

    def test_a_zip(self) -> None:
        made = zipped(self.FILES)
        assert made == zipped(dict(reversed(self.FILES.items())))
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            assert {name: archive.read(name) for name in archive.namelist()} == self.FILES

    def test_a_tar(self) -> None:
        made = packed(self.FILES)
        assert made == packed(dict(reversed(self.FILES.items())))
        with tarfile.open(fileobj=io.BytesIO(gzip.decompress(made))) as archive:
            assert archive.getnames() == ["a.txt", "b/two.txt"]

    def test_only_what_is_in_an_archive_is_looked_for_there(self) -> None:
        made = packed({"email/parser.pyc": b"", "email/policy.pyc": b"", "bz2.pyc": b"", "_x.cpython-314.so": b""})
        assert web_build.packages_in(made) == ["_x", "bz2", "email"]

    def test_of_encodings_only_those_that_a_file_here_has(self, package: Path) -> None:
        assert [name for name, _ in web_build.standard_sources(package)] == ["abc.py", "encodings/utf_8.py"]

    def test_what_no_page_uses_is_not_served(self) -> None:
        names = {name for name, _ in library_sources()}
        assert "telcoterms/cli/desk/answering.py" in names
        assert [name for name in names if name.startswith(("telcoterms/batch", "telcoterms/cli/desk/static"))] == []

    def test_of_languages_english_and_french_alone(self) -> None:
        names = {name for name, _ in web_build.installed_sources("babel")}
        assert {"babel/locale-data/fr_CA.dat", "babel/locale-data/en.dat"} <= names
        assert "babel/locale-data/de.dat" not in names


@pytest.mark.parametrize("request_", REHEARSAL, ids=lambda one: f"{one['page']}-{one['provider']}")
def test_each_request_of_the_rehearsal_has_an_answer(request_: dict[str, Any]) -> None:
    assert "error" not in answer(request_)
