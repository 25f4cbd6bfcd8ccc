"""The package in a clean Debian 12 that has no Python of ours: installed, used, damaged, refused, purged (T24, G8)."""

import json
import subprocess
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from installer.clean_root import CleanRoot
from installer.conftest import WORK, self_test
from installer.screen import colours, read_xwd

HOME = "/home/klinik"
PLACE = "/usr/lib/overblik"
CANARIES = (b"2512489996", b"251248-9996", b"0410009234", b"041000-9234", b"Berggren", b"kanariefugl-")
_DEMO = """
Xvfb :7 -screen 0 1440x900x24 >/dev/null 2>&1 & screen=$!
until xdotool getdisplaygeometry >/dev/null 2>&1; do sleep 0.1; done
overblik demo --patient 2512489996 & demo=$!
echo $demo
wait $demo
code=$?
kill $screen
exit $code
"""


def test_every_part_works_where_nothing_else_is_installed(root: CleanRoot) -> None:
    told = self_test(root)
    states = {one["part"]: one["state"] for one in told["parts"]}
    # A folder has no disk of its own to be encrypted, and no desktop with a key ring.
    assert {part for part, state in states.items() if state != "ok"} <= {"disk", "keyring"}
    assert told["ok"]
    assert told["build"] == root.run("overblik", "--version").split()[1]


def test_no_library_of_the_program_is_missing(root: CleanRoot) -> None:
    script = f"find {PLACE} -name '*.so*' -type f -exec ldd {{}} + 2>/dev/null | grep 'not found' | sort -u"
    missing = root.run("sh", "-c", f"export LD_LIBRARY_PATH={PLACE}/_internal; {script}", check=False)
    # Printing and Wayland are recommended, and were not installed here.
    assert {line.split()[0] for line in missing.splitlines()} <= {"libcups.so.2", "libwayland-cursor.so.0"}


def test_the_demo_is_pictured_and_ends_when_told(root: CleanRoot) -> None:
    root.path("/srv/demo.sh").write_text(_DEMO)
    words, environment = root.words("sh", "/srv/demo.sh", user="klinik"), root.environment("klinik", DISPLAY=":7")
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True) as demo:
        assert demo.stdout is not None
        process = demo.stdout.readline().strip()
        try:
            picture = signed_in(root)
        finally:
            root.run("sh", "-c", f"kill -TERM {process}", user="klinik")
        assert demo.wait(30) == 0
    WORK.mkdir(exist_ok=True)
    assert picture.save(str(WORK / "clean-root.png"))
    found = colours(picture)
    assert found["#EEE8FA"] > 1000  # what is new
    assert found["#FFFFFF"] > 200_000  # cards
    root.path("/srv/demo.sh").unlink()
    assert [path.name for path in root.path("/tmp").iterdir() if path.name.startswith("overblik")] == []


def signed_in(root: CleanRoot) -> QImage:
    """Sign in with one key as soon as the gate is there; give the screen once the overview stands still."""
    last: QImage | None = None
    for _ in range(200):
        picture = screen(root)
        if colours(picture)["#A80F2A"] > 1000:  # the CAVE line
            if picture == last:
                return picture
        elif picture == last:
            root.run("xdotool", "key", "Return", user="klinik", DISPLAY=":7", check=False)
        last = picture
    pytest.fail("the overview did not come")


def screen(root: CleanRoot) -> QImage:
    """Take the whole screen; before there is one it is empty."""
    script = "xwd -root -silent -out /tmp/screen.xwd || true; sleep 0.3"
    root.run("sh", "-c", script, user="klinik", DISPLAY=":7")
    path = root.path("/tmp/screen.xwd")
    if not path.exists():
        return QImage()
    picture = read_xwd(path)
    path.unlink()
    return picture


def test_a_recorded_card_is_read(root: CleanRoot, samples: Path) -> None:
    root.put(samples / "fmk/responses/medicine-card-0410009234.xml", "/srv/card.xml")
    told = json.loads(root.run("overblik", "overview", "--from", "/srv/card.xml", "--format", "json", user="klinik"))
    assert told["patient"]["id"] == "0410009234"
    spoken = root.run("overblik", "overview", "--from", "/srv/card.xml", user="klinik")
    assert "Doseres efter skema i lokalt system. Dosis fremgår ikke af FMK." in spoken
    root.path("/srv/card.xml").unlink()


def test_links_menu_and_manual_are_where_the_desktop_looks(root: CleanRoot) -> None:
    links = root.path("/usr/share/applications/dk.overblik.Overblik.link.desktop").read_text()
    assert "MimeType=x-scheme-handler/overblik;" in links
    assert "Exec=overblik open %u" in links
    for size in (16, 22, 24, 32, 48, 64, 128, 256, 512):
        assert root.path(f"/usr/share/icons/hicolor/{size}x{size}/apps/dk.overblik.Overblik.png").is_file()
    for place in ("man1", "da/man1"):
        assert root.path(f"/usr/share/man/{place}/overblik.1.gz").is_file()


def test_a_home_that_cannot_be_written_loses_nothing_but_copies(root: CleanRoot, samples: Path) -> None:
    root.put(samples / "fmk/responses/medicine-card-0410009234.xml", "/srv/kort.xml")
    home = root.path("/srv/fast")
    home.mkdir()
    home.chmod(0o555)
    told = json.loads(
        root.tried("overblik", "self-test", "--json", "--part", "profile", user="klinik", HOME="/srv/fast").stdout
    )
    assert told["ok"]
    assert told["parts"][0]["state"] == "attention"
    said = root.run("overblik", "overview", "--from", "/srv/kort.xml", user="klinik", HOME="/srv/fast")
    assert "BACH, Sofie" in said
    assert list(home.iterdir()) == []
    home.rmdir()
    root.path("/srv/kort.xml").unlink()


def test_the_archive_runs_from_any_folder(root: CleanRoot, built: Path) -> None:
    root.put(next(built.glob("*.tar.xz")), f"{HOME}/overblik.tar.xz")
    root.install("xz-utils")
    place = f"{HOME}/et sted med æøå"
    root.run("sh", "-c", f"mkdir '{place}' && tar -C '{place}' -xf {HOME}/overblik.tar.xz", user="klinik")
    program = f"{place}/overblik-0.1.0/overblik"
    told = json.loads(root.run(program, "self-test", "--json", user="klinik"))
    assert told["ok"]
    assert told["build"] == root.run("overblik", "--version").split()[1]
    root.run("rm", "-r", place, f"{HOME}/overblik.tar.xz")
    root.run("apt-get", "purge", "-y", "-q", "xz-utils")


@pytest.mark.rule("T6", "G8")
def test_nothing_is_left_after_a_purge(root: CleanRoot) -> None:
    """With copies, settings, a record and a policy there, and a link that leads out of the home."""
    profile = root.path(f"{HOME}/.local/share/overblik")
    planted = {
        ".local/share/overblik/users/x/cache.db": CANARIES[0],
        ".local/share/overblik/users/x/store-key.json": b"kanariefugl-1",
        ".config/overblik/settings.toml": b"kanariefugl-2",
    }
    for name, content in planted.items():
        path = root.path(f"{HOME}/{name}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for place, name in (("/etc/overblik", "policy.toml"), ("/tmp/overblik-vist-1", "brev.pdf")):
        root.path(place).mkdir(exist_ok=True)
        (root.path(place) / name).write_bytes(b"kanariefugl-3")
    root.run("chown", "-R", "klinik:klinik", HOME)
    outside = root.path("/srv/andres")
    outside.mkdir()
    (outside / "brev").write_text("er ikke vores")
    (profile / "ud").symlink_to("/srv/andres")
    root.run("dpkg", "--remove", "overblik")
    assert (profile / "users/x/cache.db").exists()  # removing keeps what a user has; purging does not
    root.run("dpkg", "--purge", "overblik")
    assert (outside / "brev").exists()
    (outside / "brev").unlink()
    outside.rmdir()
    assert root.hits(CANARIES) == []
    assert remains(root) == {}
    root.run("dpkg", "--install", "/srv/overblik.deb")  # for the tests that come after, in any order


def remains(root: CleanRoot) -> dict[str, str]:
    """Give what is other than before the installation; the cache of typefaces is every program's that shows text."""
    after = root.files()
    ours = {name: told for name, told in after.items() if root.before.get(name) != told}
    gone = {name: "gone" for name in root.before if name not in after}
    theirs = (f"{HOME}/.cache", "/var/cache/fontconfig", "/tmp/.X11-unix", "/tmp/.X7-lock")
    empty = {f"{HOME}/.local", f"{HOME}/.local/share", f"{HOME}/.config"}
    return {name: told for name, told in {**ours, **gone}.items() if not name.startswith(theirs) and name not in empty}
