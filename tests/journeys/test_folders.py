"""Folders of recorded answers: read whole, what cannot be read is named, and nothing is taken for something else."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from journeys.conftest import BERGGREN, MOMENT
from journeys.test_import import Said, say

__all__ = ["say"]  # the fixture

HERS = ROOT / "seeds" / "dds" / f"{BERGGREN}.kompleks"
CARDS = ROOT / "seeds" / "sfsk" / f"{BERGGREN}.kompleks"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with her shared documents, a picture and a broken answer among them."""
    made = tmp_path / "delt"
    shutil.copytree(HERS, made / "dds", ignore=shutil.ignore_patterns("*.json", "*.pdf"))
    shutil.copytree(CARDS, made / "sfsk", ignore=shutil.ignore_patterns("*.json"))
    (made / "billede.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (made / "brudt.json").write_bytes(b'{"resourceType": "Bundle", "entry": [')
    (made / ".DS_Store").write_bytes(b"\x00")
    return made


def _topics(out: str) -> dict[str, dict[str, Any]]:
    return {section["topic"]: section for section in json.loads(out)["sections"]}


def test_a_folder_shows_every_shared_document_and_names_what_it_left_out(
    say: Callable[..., Said], folder: Path
) -> None:
    code, out, err = say("overview", "--from", folder, "--format", "json", "--clock", MOMENT)
    assert code == 0, err
    assert "billede.png er sprunget over" in err
    assert "brudt.json er sprunget over" in err
    assert ".DS_Store" not in err
    topics, documents = _topics(out), len(list((folder / "dds").iterdir())) + len(list((folder / "sfsk").iterdir()))
    for topic in ("master_data", "home_monitoring", "questionnaires", "care_plans", "appointments", "lab_results"):
        assert topics[topic]["entries"], topic
    shown = topics["documents"]
    assert len(shown["entries"]) + shown["unreadable"] + shown["refused"] == documents


def test_a_folder_is_read_in_and_the_files_that_were_used_are_counted(say: Callable[..., Said], folder: Path) -> None:
    used = len(list((folder / "dds").iterdir())) + len(list((folder / "sfsk").iterdir()))
    code, out, err = say("import", folder, "--clock", MOMENT)
    assert (code, out.partition(" for ")[0]) == (0, f"{used} filer er læst ind"), err
    assert "billede.png er sprunget over" in err
    code, out, _ = say("overview", BERGGREN, "--offline", "--format", "json", "--clock", MOMENT)
    assert code == 0
    sections = json.loads(out)["sections"]
    assert {"master_data", "care_plans"} <= {one["topic"] for one in sections if one["entries"]}


def test_a_file_that_is_named_is_not_left_out_for_lying_in_a_folder_too(say: Callable[..., Said], folder: Path) -> None:
    code, out, err = say("overview", "--from", folder, folder / "brudt.json", "--clock", MOMENT)
    assert (code, out) == (1, "")
    assert err.strip().endswith("Filen brudt.json kan ikke bruges: det er ikke JSON, eller den er ikke hel.")


@pytest.mark.parametrize("word", ["overview", "import"])
def test_a_folder_without_a_file_that_can_be_read_is_refused(
    say: Callable[..., Said], tmp_path: Path, word: str
) -> None:
    empty, useless = tmp_path / "tom", tmp_path / "billeder"
    empty.mkdir()
    useless.mkdir()
    (useless / "billede.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    for folder, sentence in (
        (empty, "Mappen tom rummer ingen fil."),
        (useless, "Mappen billeder rummer ingen fil, som Overblik kan læse."),
    ):
        code, out, err = say(word, *(["--from"] if word == "overview" else []), folder, "--clock", MOMENT)
        assert (code, out, err.strip().splitlines()[-1]) == (1, "", sentence)
