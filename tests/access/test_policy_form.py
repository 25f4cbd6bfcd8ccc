"""The form of a policy: limits and features as they hold, and every fault of a file told at once (T24)."""

from datetime import timedelta

import pytest

from overblik.access.policy import LARGEST, inspect_policy, read_policy
from overblik.domain.errors import PolicyRefused
from overblik.domain.features import Feature
from overblik.domain.limits import STANDARD, Kind, Limits
from overblik.domain.policy import Policy
from policies import KEY, OTHER, SERVER, WARD, pem, signed

HOUR = timedelta(hours=1)


def read(text: str) -> Policy:
    return read_policy(signed(text), [pem(OTHER), pem(KEY)], 0)


def faults(content: bytes, least: int = 0) -> list[str]:
    found = inspect_policy(content, [pem()], least).faults
    return [" ".join(str(one.facts[name]) for name in ("reason", "key") if name in one.facts) for one in found]


@pytest.mark.rule("T24")
def test_t24_all_that_is_wrong_is_told_at_once_and_nothing_of_it_is_obeyed() -> None:
    text = 'version = 2\nmode = "clinic"\nmod = 1\n[lock]\nidle_seconds = 301\nidle = 3\n[store]\nkeep = "no"\n'
    text += '[features]\noff = ["print", "prnt"]\n[limits]\nmedication_hours = 25\n'
    content = signed(text, OTHER)
    assert faults(content, 3) == [
        "signature",
        "unknown_key mod",
        "unknown_key lock.idle",
        "out_of_bounds lock.idle_seconds",
        "form store.keep",
        "out_of_bounds limits.medication_hours",
        "unknown_feature features.off",
        "downgrade",
    ]
    found = inspect_policy(content, [pem()], 0).faults
    assert found[2].facts["nearest"] == "lock.idle_seconds"
    assert (found[6].facts["name"], found[6].facts["nearest"]) == ("prnt", "print")
    with pytest.raises(PolicyRefused) as first:
        read_policy(content, [pem()], 3)
    assert first.value.facts == {"reason": "signature"}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (signed("\n"), ["form version", "form mode"]),
        (signed("a = " + "[" * 30_000 + "\n"), ["line 1"]),
        (signed('mode = "ward"\nversion = 1\nversion = 2\n'), ["line 3"]),
        (signed("lock = 3\n" + WARD), ["form lock"]),
        (b"#" * (LARGEST + 1), ["too_large"]),
        (b"", ["unsigned", "form version", "form mode"]),
        (b"\xff\n# signature: " + b"A" * 88 + b"\n", ["signature", "form UTF-8"]),
    ],
)
def test_a_file_of_another_form_is_told_in_one_word_each(content: bytes, told: list[str]) -> None:
    assert faults(content) == told


def test_limits_are_shortened_and_never_lengthened() -> None:
    policy = read(WARD + "[limits]\nmedication_ochre_hours = 2\nalerts_hours = 3\nfiles_hours = 24\n")
    limits = policy.limits
    assert limits.medication == Limits(timedelta(minutes=5), 2 * HOUR, 24 * HOUR)
    assert limits.alerts == Limits(timedelta(minutes=15), 3 * HOUR, 3 * HOUR), "ochre is never past the erasing"
    assert limits.files == Limits(24 * HOUR, 24 * HOUR, 24 * HOUR)
    assert (limits.laboratory, limits.other) == (STANDARD.laboratory, STANDARD.other)
    for kind in Kind:
        longer = STANDARD.tightened(kind, 9000 * HOUR, 9000 * HOUR)
        assert longer == STANDARD


def test_times_of_the_lock_and_without_contact_are_those_of_the_policy() -> None:
    field = (
        WARD.replace("ward", "field") + "[lock]\nwarning_seconds = 45\n[limits]\noffline_hours = 8\npurge_hours = 9\n"
    )
    rules = read(field).rules
    assert (rules.warning, rules.offline, rules.purge) == (timedelta(seconds=45), 8 * HOUR, 9 * HOUR)
    assert faults(signed(WARD + "[limits]\noffline_hours = 1\n")) == ["out_of_bounds limits.offline_hours"]
    assert faults(signed(WARD + "[lock]\nwarning_seconds = 9\n")) == ["out_of_bounds lock.warning_seconds"]


def test_what_is_off_is_known_and_nobody_is_fetched_ahead_where_that_is() -> None:
    field = WARD.replace("ward", "field")
    assert read(field).rules.preloaded == 40
    off = read(field + '[features]\noff = ["taking_along", "print"]\n')
    assert off.off == {Feature.TAKING_ALONG, Feature.PRINT}
    assert off.rules.preloaded == 0


def test_the_tables_of_a_policy_are_handed_on_and_its_key_is_named() -> None:
    policy = read(WARD + SERVER + '[audit]\nurl = "https://log.example.dk"\n')
    assert set(policy.tables) == {"servers", "audit"}
    assert read(WARD + "[audit]\nreceipt_keys = []\n").tables == {}, "the keys of a receiver alone name nobody to ask"
    assert len(policy.signer.split()) == 8
    assert "example" not in repr(policy)
