"""The full-text index: what is written is found by each word's beginning, what is erased is nowhere any more."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from overblik.domain.folding import folded_words
from overblik.domain.ports import Kept
from overblik.domain.section import Topic
from overblik.store.database import memory_database, migrations, open_database
from overblik.store.rows import key_of
from overblik.store.search import MOST, SearchIndex
from overblik.store.sections import SectionStore
from overblik.sync.indexed import lines_of
from store.facts import KEY, ME, NOW, OTHER, any_section, section

CANARY = "kanariefuglen"


@pytest.fixture
def kept() -> SectionStore:
    return SectionStore(memory_database())


@pytest.fixture
def index(kept: SectionStore) -> SearchIndex:
    return SearchIndex(kept)


def keep(store: SectionStore, *texts: str, **more: Any) -> None:
    """Keep a section of documents with titles, and index it."""
    made = section(texts=texts, **more)
    store.keep(Kept(made, {}))
    fill(store)


def fill(store: SectionStore) -> None:
    index = SearchIndex(store)
    for place in index.lacking():
        read = index.kept(place)
        assert read is not None
        index.write(place, read[1], lines_of(read[0].section, frozenset()))


def found(index: SearchIndex, text: str) -> int:
    return sum(match.count for match in index.find(folded_words(text)))


def pages(store: SectionStore) -> bytes:
    """Give the whole file as it reads decrypted, free pages included."""
    return store.work(lambda connection: bytes(connection.serialize("main")))


@given(made=any_section())
def test_whatever_is_indexed_is_found_by_each_word_and_by_its_beginnings(made: Any) -> None:
    store = SectionStore(memory_database())
    made = replace(made, as_of=NOW)
    store.keep(Kept(made, {}))
    fill(store)
    index = SearchIndex(store)
    for _, text in lines_of(made, frozenset()):
        for word in text.split():
            for length in range(min(2, len(word)), len(word) + 1):
                assert index.find([word[:length]]), (word, length)
        assert index.find(text.split()[:40]), "all words of one item together"


@given(text=st.text(min_size=1))
def test_no_question_can_break_out_of_its_quotes(text: str) -> None:
    index = SearchIndex(SectionStore(memory_database()))
    assert index.find(folded_words(text)) == ()


@pytest.mark.parametrize(
    ("written", "typed", "is_found"),
    [
        ("Kreatinin", "KREAT", True),
        ("Ærø", "ær", True),
        ("Ærø", "ae", False),
        ("René", "rene", True),
        ("Aabenraa", "åben", True),
        ("Ålborg", "aal", True),
        ("Ålborg", "al", False),
        ("P-Kreatinin", "kreat", True),
        ("hæmoglobin", "hamo", False),
        ("1.000 mg", "000", True),
    ],
)
def test_case_and_accents_fold_and_the_danish_letters_stay(
    kept: SectionStore, index: SearchIndex, written: str, typed: str, *, is_found: bool
) -> None:
    keep(kept, written)
    assert (found(index, typed) > 0) is is_found


def test_all_words_must_stand_in_one_item(kept: SectionStore, index: SearchIndex) -> None:
    keep(kept, "stigende kreatinin", "faldende natrium")
    assert found(index, "kreat stig") == 1
    assert found(index, "kreat faldende") == 0


def test_a_match_says_whose_and_where_and_nothing_of_the_content(kept: SectionStore, index: SearchIndex) -> None:
    keep(kept, "kreatinin", "kreatinin igen")
    keep(kept, "kreatinin", patient=OTHER)
    matches = index.find(["kreat"])
    assert {(one.patient, one.topic, one.count) for one in matches} == {
        (key_of(ME), Topic.DOCUMENTS, 2),
        (key_of(OTHER), Topic.DOCUMENTS, 1),
    }
    assert index.document(matches[0]) == "DocumentReference/1"
    assert "kreatinin" not in repr(matches)


def test_a_section_that_is_kept_anew_is_out_of_the_index_until_its_words_are_written(
    kept: SectionStore, index: SearchIndex
) -> None:
    keep(kept, "gammelt")
    kept.keep(Kept(section(texts=("nyt",)), {}))
    assert found(index, "gammelt") == 0
    assert [topic for _, topic, _ in index.lacking()] == [Topic.DOCUMENTS]
    fill(kept)
    assert (found(index, "gammelt"), found(index, "nyt")) == (0, 1)
    assert index.lacking() == ()


def test_the_same_section_kept_again_stays_in_the_index(kept: SectionStore, index: SearchIndex) -> None:
    keep(kept, "uændret")
    kept.keep(Kept(section(texts=("uændret",)), {}))
    assert found(index, "uændret") == 1


def test_words_of_an_older_body_are_not_written(kept: SectionStore, index: SearchIndex) -> None:
    kept.keep(Kept(section(texts=("gammelt",)), {}))
    (place,) = index.lacking()
    read = index.kept(place)
    assert read is not None
    kept.keep(Kept(section(texts=("nyt",)), {}))
    index.write(place, read[1], [("x", "gammelt")])
    assert found(index, "gammelt") == 0


@pytest.mark.parametrize("by", ["erased", "aged", "replaced", "dropped", "damaged"])
def test_what_is_erased_is_not_found_and_not_readable_in_any_page(
    by: str, kept: SectionStore, index: SearchIndex
) -> None:
    keep(kept, *(f"{CANARY} nummer {n}" for n in range(40)), patient=ME)
    keep(kept, "en anden tekst", patient=OTHER)
    assert CANARY.encode() in pages(kept)
    if by == "erased":
        kept.erase(ME, Topic.DOCUMENTS, "ehr")
    elif by == "aged":
        kept.erase_older(Topic.DOCUMENTS, NOW + timedelta(hours=1))
    elif by == "replaced":
        keep(kept, "noget helt andet", patient=ME)
    elif by == "dropped":
        index.drop(ME, {Topic.DOCUMENTS})
        kept.keep(Kept(section(texts=("uden ordet",)), {}))
    else:
        kept.work(lambda connection: connection.execute("UPDATE section SET digest = x'00' WHERE topic = 'documents'"))
        kept.sections(ME)
    assert found(index, CANARY) == 0
    read = pages(kept)
    for length in range(6, len(CANARY) + 1):
        # The index writes only what a word does not share with the one before it.
        assert CANARY[-length:].encode() not in read, length
    assert CANARY[:6].encode() not in read


def test_an_older_file_is_filled_after_its_migration(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    store = SectionStore(open_database(path, KEY))
    store.keep(Kept(section(texts=("fra før",)), {}))
    older: apsw.Connection = store._connection
    for name in ("section_removed", "section_kept", "indexed_removed", "section_marked", "section_unmarked"):
        older.execute(f"DROP TRIGGER {name}")
    for name in ("words", "indexed", "unindexed", "mark", "generation", "ledger"):
        older.execute(f"DROP TABLE {name}")
    older.pragma("user_version", 2)
    store.close()
    assert migrations()[-1][0] == 5
    store = SectionStore(open_database(path, KEY))
    index = SearchIndex(store)
    assert index.counts() == (0, 1)
    fill(store)
    assert index.counts() == (1, 0)
    assert found(index, "før") == 1
    store.close()


def test_no_more_are_counted_than_can_be_told_at_once(kept: SectionStore, index: SearchIndex) -> None:
    keep(kept, *(f"ord{n}" for n in range(MOST + 5)))
    assert found(index, "ord") == MOST


def test_the_words_of_the_index_survive_the_close_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    store = SectionStore(open_database(path, KEY))
    keep(store, "blivende")
    store.close()
    store = SectionStore(open_database(path, KEY))
    assert found(SearchIndex(store), "bliv") == 1
    store.close()
    assert b"blivende" not in path.read_bytes()
