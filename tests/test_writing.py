"""A file that is written: whole or not at all, and what a killed program left is taken away by the next."""

import errno
import fcntl
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import BinaryIO

import pytest

from telcoterms import InputError
from telcoterms.formats import writing
from telcoterms.formats.writing import remove_left_parts, whole_file, write_file

BEFORE = b"what was there"
LEFT = ".telcoterms-0123456789abcdef.part"


def contents(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir()}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "out.csv"
    found.write_bytes(BEFORE)
    return found


@pytest.fixture(params=["with locks", "without locks"])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that has locks, and one that has none."""
    if request.param == "without locks":
        monkeypatch.setitem(sys.modules, "fcntl", None)


class TestWhole:
    """What was there stays until all of the new file is."""

    @pytest.mark.usefixtures("system")
    def test_it_takes_the_place_of_what_was_there(self, file: Path) -> None:
        write_file(file, b"new")
        assert contents(file.parent) == {"out.csv": b"new"}

    @pytest.mark.usefixtures("system")
    def test_work_that_fails_leaves_what_was_there_alone(self, file: Path) -> None:
        def half_of_it() -> None:
            with whole_file(file) as stream:
                stream.write(b"half")
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            half_of_it()
        assert contents(file.parent) == {"out.csv": BEFORE}

    def test_an_interruption_as_soon_as_the_part_is_there_leaves_nothing(
        self, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupted(stream: BinaryIO) -> bool:
            assert len(contents(file.parent)) == 2
            raise KeyboardInterrupt

        monkeypatch.setattr(writing, "_lock", interrupted)
        with pytest.raises(KeyboardInterrupt):
            write_file(file, b"new")
        assert contents(file.parent) == {"out.csv": BEFORE}

    def test_a_disk_that_is_full_leaves_what_was_there_alone(self, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(_: int) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(InputError, match=r"out\.csv cannot be written \(No space left on device\): name a file"):
            write_file(file, b"new")
        assert contents(file.parent) == {"out.csv": BEFORE}

    def test_the_part_beside_it_is_hidden_and_has_the_mode_of_the_file(self, file: Path) -> None:
        file.chmod(0o640)
        with whole_file(file):
            (part,) = (one for one in file.parent.iterdir() if one != file)
            assert part.name.startswith(".telcoterms-")
            assert stat.S_IMODE(part.stat().st_mode) == 0o640
        assert stat.S_IMODE(file.stat().st_mode) == 0o640

    def test_a_file_that_may_not_be_written_stays(self, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "access", lambda *_: False)  # as it is for anybody but root
        with pytest.raises(InputError, match=r"out\.csv cannot be written \(Permission denied\)"):
            write_file(file, b"new")
        assert contents(file.parent) == {"out.csv": BEFORE}

    def test_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"cannot be written \(No such file or directory\)"):
            write_file(tmp_path / "none" / "out.csv", b"new")

    def test_a_folder(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"cannot be written \(Is a directory\)"):
            write_file(tmp_path, b"new")

    def test_a_pipe_is_written_as_it_comes(self, tmp_path: Path) -> None:
        pipe, read = tmp_path / "pipe", list[bytes]()
        os.mkfifo(pipe)
        reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
        reader.start()
        write_file(pipe, b"new")
        reader.join()
        assert read == [b"new"]
        assert stat.S_ISFIFO(pipe.stat().st_mode)

    def test_two_who_write_one_file_each_write_all_of_it(self, file: Path) -> None:
        with whole_file(file) as first, whole_file(file) as second:
            first.write(b"first")
            second.write(b"second")
        assert contents(file.parent) == {"out.csv": b"first"}  # whose work was over last


class TestLeftParts:
    """A part of a program that was killed is taken away; one that is being written is not."""

    def test_one_that_was_left_is_taken_away_by_the_next_who_writes(self, file: Path) -> None:
        (file.parent / LEFT).write_bytes(b"half")
        write_file(file, b"new")
        assert contents(file.parent) == {"out.csv": b"new"}

    def test_one_that_is_being_written_stays(self, file: Path) -> None:
        with whole_file(file) as stream:
            stream.write(b"first")
            write_file(file.with_name("other.csv"), b"other")
        assert contents(file.parent) == {"out.csv": b"first", "other.csv": b"other"}

    def test_one_that_another_process_is_writing_stays_until_it_is_killed(self, file: Path) -> None:
        program = (
            "import sys; from telcoterms.formats.writing import whole_file\n"
            "with whole_file(sys.argv[1]) as stream: stream.write(b'half'); stream.flush(); print(flush=True); input()"
        )
        with subprocess.Popen(
            [sys.executable, "-c", program, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as other:
            assert other.stdout is not None
            other.stdout.readline()
            remove_left_parts(str(file.parent))
            assert sorted(contents(file.parent).values()) == [b"half", BEFORE]
            other.kill()
            other.wait()
        remove_left_parts(str(file.parent))
        assert contents(file.parent) == {"out.csv": BEFORE}

    @pytest.mark.parametrize("name", [".telcoterms-x.csv", "telcoterms-0123.part", "x.part", ".telcoterms"])
    def test_files_of_other_names_stay(self, file: Path, name: str) -> None:
        other = file.with_name(name)
        other.write_bytes(b"somebody's")
        write_file(file, b"new")
        assert other.read_bytes() == b"somebody's"

    def test_what_a_link_of_such_a_name_leads_to_stays(self, file: Path, tmp_path: Path) -> None:
        (tmp_path / LEFT).symlink_to(file)
        remove_left_parts(str(tmp_path))
        assert contents(tmp_path) == {"out.csv": BEFORE, LEFT: BEFORE}

    def test_a_folder_of_such_a_name_stays(self, file: Path, tmp_path: Path) -> None:
        (tmp_path / LEFT).mkdir()
        remove_left_parts(str(tmp_path))
        assert (tmp_path / LEFT).is_dir()

    def test_nothing_is_taken_away_where_a_system_has_no_locks(
        self, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "fcntl", None)
        (file.parent / LEFT).write_bytes(b"half")
        write_file(file, b"new")
        assert contents(file.parent) == {"out.csv": b"new", LEFT: b"half"}

    def test_nothing_is_taken_away_on_a_file_system_without_locks(
        self, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def unknown(*_: object) -> None:
            raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

        monkeypatch.setattr(fcntl, "flock", unknown)
        (file.parent / LEFT).write_bytes(b"half")
        write_file(file, b"new")
        assert contents(file.parent) == {"out.csv": b"new", LEFT: b"half"}

    def test_a_part_that_is_taken_away_before_it_is_locked_is_begun_anew(
        self, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        taken: list[str] = []

        def locked(stream: BinaryIO) -> bool:
            if not taken:
                taken.append(stream.name)
                os.unlink(stream.name)
            return True

        monkeypatch.setattr(writing, "_lock", locked)
        write_file(file, b"new")
        assert len(taken) == 1
        assert contents(file.parent) == {"out.csv": b"new"}
