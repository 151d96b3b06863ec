"""Can a reader look a colleague up in what people wrote?"""

from __future__ import annotations

from typing import Final

import pytest

from feedbackpulse.insight.texts import Names, find_texts, names_in, read_texts
from feedbackpulse.insight.words import TEXTS_FROM, WORD_FROM, Counts, count_texts
from feedbackpulse.wording.stems import STOP_WORDS, Language, words_of
from tests.privacy.comments_corpus import Comment, corpus

NAMED: Final = [one for one in corpus("held out") if one.kind == "name"]
COLLEAGUES: Final = Names.of(" ".join(one.text[one.start : one.end] for one in NAMED))
SMALL: Final = STOP_WORDS[Language.DUTCH] | STOP_WORDS[Language.ENGLISH]


def counted(comments: list[Comment], names: Names) -> tuple[Counts, ...]:
    """Return the counts of what many people wrote about the same colleagues."""
    texts = [one.text for one in comments for _ in range(WORD_FROM)]
    return count_texts(read_texts(texts, otherwise=Language.DUTCH), names=names)


def listed(counts: tuple[Counts, ...]) -> set[str]:
    return {word.word for one in counts for word in one.words}


def test_no_list_of_words_has_the_name_of_a_colleague() -> None:
    assert listed(counted(NAMED, COLLEAGUES)).isdisjoint(COLLEAGUES.words)


def test_the_same_attack_on_plain_counts_finds_names() -> None:
    few = [one for one in NAMED if one.locale == "nl"][:TEXTS_FROM]

    found = {
        word.word
        for comment in few
        for one in counted([comment] * TEXTS_FROM, Names())
        for word in one.words
    }

    assert len(found & COLLEAGUES.words) >= TEXTS_FROM // 2


@pytest.mark.parametrize("comment", NAMED, ids=lambda one: one.text[one.start : one.end])
def test_a_search_for_a_name_is_refused_however_it_is_written(comment: Comment) -> None:
    plant = comment.text[comment.start : comment.end]
    telling = [word for word in words_of(plant) if word in COLLEAGUES.words]

    for word in telling:
        for written in (word, word.upper(), f"  {word}!", f"{word}s", f"de {word}", f"{word}'s"):
            assert names_in(written, COLLEAGUES)


def test_a_part_of_a_name_finds_nobody() -> None:
    for comment in NAMED:
        reads = read_texts([comment.text], otherwise=Language.DUTCH)
        others = [word for word in words_of(comment.text) if not COLLEAGUES.hold(word)]
        for name in words_of(comment.text[comment.start : comment.end]):
            for part in (name[:-1], name[1:], name[:4]):
                if not any(part in word for word in others):
                    assert not find_texts(reads, part, names=COLLEAGUES)


def test_every_other_word_of_a_text_can_be_searched_for() -> None:
    for comment in NAMED:
        reads = read_texts([comment.text], otherwise=Language.DUTCH)
        for word in words_of(comment.text):
            if word not in SMALL and len(word) > 1 and not COLLEAGUES.hold(word):
                assert find_texts(reads, word, names=COLLEAGUES) == reads
