"""Browsers and viewers that the frozen program starts load their own libraries, not the program's."""

from overblik.runtime.children import keep_libraries


def test_a_frozen_program_hands_on_none_of_its_libraries() -> None:
    environment = {"LD_LIBRARY_PATH": "/usr/lib/overblik/_internal", "_PYI_PARENT_PROCESS_LEVEL": "1", "HOME": "/h"}
    keep_libraries(environment, is_frozen=True)
    assert environment == {"HOME": "/h"}


def test_what_was_set_before_the_program_began_is_handed_on() -> None:
    environment = {"LD_LIBRARY_PATH": "/usr/lib/overblik/_internal:/opt/own", "LD_LIBRARY_PATH_ORIG": "/opt/own"}
    keep_libraries(environment, is_frozen=True)
    assert environment == {"LD_LIBRARY_PATH": "/opt/own"}


def test_a_program_from_source_changes_nothing() -> None:
    environment = {"LD_LIBRARY_PATH": "/opt/own", "_PYI_X": "1"}
    keep_libraries(environment, is_frozen=False)
    assert environment == {"LD_LIBRARY_PATH": "/opt/own", "_PYI_X": "1"}
