"""A release is checked before it is installed: forged, changed, older or expired files are refused (T24)."""

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from buildwork.release import LIST, sign_release, write_release

from overblik.access.release import read_release
from overblik.cli import run
from overblik.domain.errors import InputError

EPOCH = 1_764_000_000


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """Give a publisher's private key; its public half lies beside it."""
    private = tmp_path / "key.pem"
    subprocess.run(
        ["openssl", "genpkey", "-algorithm", "ed25519", "-out", str(private)], check=True, capture_output=True
    )
    words = ["openssl", "pkey", "-in", str(private), "-pubout", "-out", str(tmp_path / "public.pem")]
    subprocess.run(words, check=True, capture_output=True)
    return private


@pytest.fixture
def folder(tmp_path: Path, key: Path) -> Path:
    """Give a signed release of two files."""
    made = tmp_path / "release"
    made.mkdir()
    (made / "overblik_9.0.0_amd64.deb").write_bytes(b"package")
    (made / "overblik-9.0.0.tar.xz").write_bytes(b"archive")
    write_release(made, "9.0.0", int(datetime.now(UTC).timestamp()))
    sign_release(made, key)
    return made


def check(folder: Path, *words: str) -> int:
    """Check as an administrator does."""
    return run(
        ["release", "check", str(folder), "--key", str(folder.parent / "public.pem"), "--language", "en", *words]
    )


def test_what_was_released_is_told_file_by_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "overblik-9.0.0.tar.xz").unlink()
    assert check(folder) == 0
    told = capsys.readouterr().out
    assert "Release 9.0.0" in told
    assert "ok        overblik_9.0.0_amd64.deb" in told
    assert "not here  overblik-9.0.0.tar.xz" in told


def changed_file(folder: Path) -> None:
    (folder / "overblik_9.0.0_amd64.deb").write_bytes(b"packagf")


def changed_list(folder: Path) -> None:
    path = folder / LIST
    path.write_text(path.read_text().replace('version = "9.0.0"', 'version = "9.0.1"'))


def no_signature(folder: Path) -> None:
    path = folder / LIST
    path.write_text(path.read_text().partition("# signature")[0])


def no_files(folder: Path) -> None:
    for path in folder.glob("overblik*"):
        path.unlink()


def no_list(folder: Path) -> None:
    (folder / LIST).unlink()


def other_key(folder: Path) -> None:
    words = ["openssl", "genpkey", "-algorithm", "ed25519", "-out", str(folder / "k")]
    subprocess.run(words, check=True, capture_output=True)
    public = str(folder.parent / "public.pem")
    subprocess.run(
        ["openssl", "pkey", "-in", str(folder / "k"), "-pubout", "-out", public], check=True, capture_output=True
    )


def no_key(folder: Path) -> None:
    (folder.parent / "public.pem").write_text("none")


def huge(folder: Path) -> None:
    (folder / LIST).write_bytes(b"#" * 100_000)


@pytest.mark.rule("T24")
@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (changed_file, "overblik_9.0.0_amd64.deb is not the file that was released"),
        (changed_list, "not signed with that key"),
        (no_signature, "not signed"),
        (no_files, "None of the released files"),
        (no_list, "release.toml cannot be read"),
        (other_key, "not signed with that key"),
        (no_key, "holds no public key"),
        (huge, "too large"),
    ],
)
def test_what_was_not_released_is_refused(
    folder: Path, harm: Callable[[Path], None], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    harm(folder)
    assert check(folder) == 1
    told = capsys.readouterr()
    assert said in told.err
    assert told.out == ""


@pytest.mark.rule("T24")
def test_an_older_release_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(folder, "--installed", "9.0.1") == 1
    assert "older than 9.0.1" in capsys.readouterr().err
    assert check(folder, "--installed", "9.0.0") == 0
    assert check(folder, "--installed", "10.0.0") == 1  # by numbers, not by letters


@pytest.mark.rule("T24")
def test_a_list_past_its_end_is_refused(tmp_path: Path, key: Path) -> None:
    made = tmp_path / "release"
    made.mkdir()
    (made / "a.deb").write_bytes(b"a")
    write_release(made, "9.0.0", EPOCH)
    sign_release(made, key)
    content, keys = (made / LIST).read_bytes(), ((tmp_path / "public.pem").read_bytes(),)
    built = datetime.fromtimestamp(EPOCH, UTC)
    assert read_release(content, keys, "0.1.0", built + timedelta(days=400, seconds=-1)).version == "9.0.0"
    with pytest.raises(InputError) as refused:
        read_release(content, keys, "0.1.0", built + timedelta(days=400))
    assert refused.value.code == "release_expired"


@pytest.mark.rule("T24")
@pytest.mark.parametrize("name", ["../policy.toml", "/etc/passwd", "", ".hidden"])
def test_a_signed_list_names_files_beside_it_alone(tmp_path: Path, key: Path, name: str) -> None:
    made = tmp_path / "release"
    made.mkdir()
    write_release(made, "9.0.0", EPOCH)
    listed = made / LIST
    listed.write_text(listed.read_text() + f'"{name}" = "{"0" * 64}"\n')
    sign_release(made, key)
    with pytest.raises(InputError) as refused:
        read_release(
            listed.read_bytes(), ((tmp_path / "public.pem").read_bytes(),), "0.1.0", datetime.fromtimestamp(EPOCH, UTC)
        )
    assert refused.value.code == "release_broken"
