"""The tables [[lists]]: each wrong value is one sentence that names the list, and a list that is right is read as written."""

from pathlib import Path

import pytest

from overblik.app.commands import sentence
from overblik.app.preferred import words_of
from overblik.domain.errors import InputError
from overblik.domain.work_list import ListKind
from overblik.runtime.settings import Settings, read_settings

SERVER = '[[servers]]\nname = "ehr"\nurl = "https://a.example/r4"\n'
SIGN_IN = '[sign_in]\nissuer = "https://id.example"\nclient_id = "overblik"\nservers = ["ehr"]\n'


def table(**more: str) -> str:
    told = {"name": "m2", "server": "ehr", "kind": "ward", "of": "Location/m2"} | more
    return "[[lists]]\n" + "".join(f'{key} = "{text}"\n' for key, text in told.items() if text != "-")


def settings(folder: Path, *parts: str) -> Settings:
    path = folder / "settings.toml"
    path.write_text("\n".join(parts), encoding="utf-8")
    return read_settings(path, folder)


BAD = {
    "no name": (table(name="-"), "list_key_form"),
    "no of": (table(of="-"), "list_key_form"),
    "empty": (table(of=" "), "list_key_form"),
    "misspelt": (table(sever="ehr"), "list_unknown_form"),
    "twice": (table() + table(), "list_twice_form"),
    "no such server": (table(server="lab"), "list_server_form"),
    "no such kind": (table(kind="bed"), "list_kind_form"),
    "own has no server": (table(kind="own"), "list_kind_form"),
    "another type": (table(of="Patient/1"), "list_of_form"),
    "a question": (table(of="Location/a?b=c"), "list_of_form"),
    "a way up": (table(of="Location/../x"), "list_of_form"),
    "me of a ward": (table(of="me"), "list_of_form"),
    "me without sign-in": (table(kind="appointments", of="me"), "list_me_form"),
}


@pytest.mark.parametrize("name", sorted(BAD))
@pytest.mark.parametrize("language", ["da", "en"])
def test_each_wrong_value_is_a_sentence_that_names_the_file(tmp_path: Path, name: str, language: str) -> None:
    text, code = BAD[name]
    with pytest.raises(InputError) as found:
        settings(tmp_path, SERVER, text)
    assert found.value.code == code
    told = sentence(found.value, words_of(language))
    assert "settings.toml" in told
    assert "{" not in told


@pytest.mark.parametrize("text", ["lists = 3", "lists = [3]"])
def test_what_is_no_list_of_tables_is_no_settings(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match="settings_form"):
        settings(tmp_path, text, SERVER)


def test_lists_are_read_in_their_order(tmp_path: Path) -> None:
    mine = table(name="dagen", label="Min dag", kind="appointments", of="me")
    made = settings(tmp_path, SERVER, mine, table(), table(name="g", kind="group", of="Group/t"), SIGN_IN).lists
    assert [(one.name, one.label, one.kind) for one in made] == [
        ("dagen", "Min dag", ListKind.APPOINTMENTS),
        ("m2", "m2", ListKind.WARD),
        ("g", "g", ListKind.GROUP),
    ]
    assert made[0].of == "me"
    assert settings(tmp_path, SERVER).lists == ()
