"""The catalogues are read quickly, and read right: as a reader of all of TOML reads them."""

import tomllib

import pytest

from overblik.runtime import paths
from overblik.viewmodels.words import load_words, quickly_read


@pytest.mark.parametrize("language", ["da", "en"])
def test_both_readers_read_a_catalogue_alike(language: str) -> None:
    text = (paths.resources() / "locale" / f"{language}.toml").read_text(encoding="utf-8")
    told = tomllib.loads(text)
    assert quickly_read(text) == {f"{group}.{name}": one for group, all_ in told.items() for name, one in all_.items()}
    assert len(quickly_read(text)) > 1800


@pytest.mark.parametrize(
    "text",
    [
        '[a]\nb = """\nc"""\n',
        "[a]\nb = 'c'\n",
        '[a]\nb = "c" # d\n',
        '[a]\nb = "c\\e"\n',
        '[a]\nb = "c"\nb = "d"\n',
        "[a]\nb = 1\n",
        '[a]\nb = "c\n',
    ],
)
def test_what_is_not_of_the_simple_form_is_left_to_the_other_reader(text: str) -> None:
    assert quickly_read(text) == {}


def test_escapes_are_read(tmp_path: object) -> None:
    assert quickly_read('[a]\nb = "\\"c\\" \\\\n\\n\\u00e6"\n"d/e" = ""\n') == {"a.b": '"c" \\n\næ', "a.d/e": ""}


def test_a_catalogue_in_another_form_is_read_too(tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    (folder / "locale").mkdir()
    (folder / "locale/da.toml").write_text("[a]\nb = 'c'\n")
    assert load_words(folder, "da").say("a.b") == "c"
