"""Whatever happens in whatever order: no view without a record, nobody else's data, nothing revealed left, nothing lost."""

import asyncio
import hashlib
import logging
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from faults.computer import DEVICE, USER, Chance, QuickFiles
from faulty_disk import Fate, shaky
from overblik.access import user_key
from overblik.access.user_key import make_user_key, open_user_key
from overblik.app.keeping import open_keeping
from overblik.app.seat import Seat
from overblik.domain.section import Standing
from overblik.runtime.keyring import MemoryKeyring
from overblik.store.database import open_database
from overblik.store.trail_file import TrailFile
from simulation.services import PATIENTS, SECRET
from simulation.ward import CHEAP, DOCTOR, KEYS, RIGHT, RULES, Ward
from sync.world import settle
from trail_reading import bodies

SEEDS, STEPS, PARTS = 2000, 32, 8
pytestmark = [
    # The driver tells of the ordered fault a second time where nobody can catch it.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """A guess costs nothing here: what it costs is proved elsewhere."""
    caplog.set_level(logging.CRITICAL, "overblik")
    known: dict[tuple[str, str], bytes] = {}

    def cheap(header: object, pin: str) -> bytes:
        if (header.salt, pin) not in known:
            known[header.salt, pin] = hashlib.sha256(f"{header.salt}{pin}{header.memory}".encode()).digest()
        return known[header.salt, pin]

    monkeypatch.setattr(user_key, "_stretched", cheap)


@pytest.fixture
def template(fast_path: Path) -> tuple[Path, dict[str, str]]:
    """A profile with a key and an empty store, as each run begins with it."""
    folder, ring = fast_path / "template", MemoryKeyring()
    key = make_user_key(folder, QuickFiles(), USER, RIGHT, Chance(), CHEAP)
    seat = Seat(DOCTOR, RULES, ring, DEVICE, None, ring, folder, key)
    keeping = open_keeping(seat, QuickFiles(), Chance())
    keeping.store.close()
    TrailFile(folder / "trail.db").close()
    return folder, ring.held()


async def play(ward: Ward) -> str:
    """Play one run to its end, and give the hash of all that happened."""
    await ward.unlock()
    for _ in range(STEPS):
        await ward.step()
        if ward.session is None:
            check_rest(ward)
    await ward.heal()
    await ward.lock()
    await ward.sign_in()
    await ward.unlock()
    assert ward.session is not None, "the next start works"
    assert ward.session.keeping.notice in ("", "bar.store_locked")
    pin = ward.session.keeping.store.generation.pin()
    await ward.lock()
    is_clean(ward)
    told = bodies(ward.folder / "trail.db", KEYS)
    intents = {one["id"] for one in told if one["kind"] == "intent"}
    assert ward.committed <= intents
    assert intents == {one["about"] for one in told if one["kind"] == "outcome"}
    return hashlib.sha256(repr((ward.trace, pin, [sorted(one.items()) for one in told])).encode()).hexdigest()


def check_rest(ward: Ward) -> None:
    """After a lock or a crash: no question is left that could still paint, and nothing revealed lies on the disk."""
    assert not [one for one in asyncio.all_tasks() - {asyncio.current_task()} if not one.done()]
    if ward.trace and ward.trace[-1] in ("lock", "crash"):
        is_clean(ward)


def is_clean(ward: Ward) -> None:
    """Nothing that an override revealed is in the file, in whatever table."""
    key = open_user_key(ward.folder, QuickFiles(), USER, RIGHT) if _has_key(ward) else None
    if key is None or not (ward.folder / "cache.db").exists():
        return
    connection = open_database(ward.folder / "cache.db", key.raw)
    for table in ("section", "shown_body"):
        for (body,) in connection.execute(f"SELECT body FROM {table}"):
            assert SECRET.encode() not in body
    assert connection.execute("SELECT count(*) FROM raw_message WHERE digest LIKE '5%'").fetchone() == (0,)
    assert connection.execute("SELECT count(*) FROM words WHERE words MATCH ?", (SECRET,)).fetchone() == (0,)
    connection.close()


def _has_key(ward: Ward) -> bool:
    return any((ward.folder / name).exists() for name in user_key.NAMES)


def run(seed: int, fast_path: Path, template: tuple[Path, dict[str, str]], disk: tuple[str, Fate]) -> str:
    folder = fast_path / f"{seed}"
    folder.mkdir()
    disk[1].heal()
    try:
        return asyncio.run(play(Ward(seed, *template, folder, disk)))
    except AssertionError as error:
        error.add_note(f"seed {seed}")
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.rule("T3", "T8", "T9", "T20", "T22", "H1", "H4")
@pytest.mark.parametrize("part", range(PARTS))
def test_t20_no_order_of_events_and_faults_breaks_a_rule(
    fast_path: Path, template: tuple[Path, dict[str, str]], part: int, campaign: int
) -> None:
    with shaky(f"ward-{part}") as fate:
        disk = (f"ward-{part}", fate)
        for number in range(SEEDS // PARTS * campaign):
            seed = number * PARTS + part
            assert run(seed, fast_path, template, disk) == run(seed, fast_path, template, disk), f"seed {seed}"


def test_a_seed_tells_another_story_than_the_next(fast_path: Path, template: tuple[Path, dict[str, str]]) -> None:
    with shaky("ward-seeds") as fate:
        assert len({run(seed, fast_path, template, ("ward-seeds", fate)) for seed in range(12)}) == 12


def test_the_stories_hold_what_they_are_to_prove(fast_path: Path, template: tuple[Path, dict[str, str]]) -> None:
    """Every kind of event, standing, fault and way of being told really comes to pass."""
    seen: set[object] = set()
    revealed = 0
    with shaky("ward-watch") as fate:
        for seed in range(120):
            fate.heal()
            (fast_path / str(seed)).mkdir()
            ward = Ward(seed, *template, fast_path / str(seed), ("ward-watch", fate))
            asyncio.run(play(ward))
            seen |= {one if isinstance(one, str) else one[1] for one in ward.trace}
            revealed += any(SECRET in name for name in ward.shown)
    acts = {"answer", "look", "reveal", "unlock", "guess", "sign_in", "lock", "crash", "fail", "heal", "wait", "jump"}
    standings = {Standing.LOADING, Standing.COMPLETE, Standing.PARTIAL, Standing.STALE, Standing.FAILED}
    told = {"wrong_pin(left=4)", "store_full(reason=tries)", "bar.store_unusable", "bar.key_ring_closed"}
    assert seen >= acts | standings | told
    assert revealed > 5


def _break_ledger(ward: Ward) -> None:
    (place,) = list(ward.ledger._may)[:1]
    ward.ledger._may[place] = [("another",)]


@pytest.mark.parametrize("lie", ["lost", "shown after the lock", "never committed", "another patient"])
def test_the_checks_see_a_lie(fast_path: Path, template: tuple[Path, dict[str, str]], lie: str) -> None:
    """Each rule, broken by hand, is seen."""

    async def lying(ward: Ward) -> None:
        await ward.unlock()
        await ward.look()
        await settle()
        session = ward.session
        for source in ward.sources:
            for question in source.waiting:
                question.answer(ward.services.answer(source.name, question, ward.clock.truth, is_foreign=False))
        await settle()
        section = next(iter(session.screen.values()))
        grant = ward.sources[0].asked[0].grant
        if lie == "lost":
            _break_ledger(ward)
            await ward.lock()
            await ward.unlock()
        elif lie == "shown after the lock":
            await ward.lock()
            ward._show(session, grant, section)
        elif lie == "never committed":
            ward._show(session, replace(grant, intent_id="never"), section)
        else:
            other = PATIENTS[1 - PATIENTS.index(grant.patient_id)]
            ward._show(session, replace(grant, patient_id=other), section)

    with shaky("ward-lie") as fate, pytest.raises(AssertionError):
        asyncio.run(lying(Ward(1, *template, fast_path / "lie", ("ward-lie", fate))))
