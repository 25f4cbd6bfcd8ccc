"""The words `overblik audit` as an auditor says them, and a file that somebody bent."""

from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from overblik.cli import run

Said = tuple[int, str, str]
Say = Callable[..., Said]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    def call(*words: object) -> Said:
        code = run(["audit", *[str(word) for word in words]])
        return code, *capsys.readouterr()

    return call


def bend(path: Path, *words: str) -> None:
    other = apsw.Connection(str(path))
    for word in ("DROP TRIGGER no_change", "DROP TRIGGER no_removal", *words):
        other.execute(word)
    other.close()
