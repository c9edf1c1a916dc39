"""An article's words tell its topics beside the lists."""

from __future__ import annotations

import math

import pytest

from monitor.contacts.find import Reader
from monitor.contacts.people import load
from monitor.data import load_json
from monitor.model import Article
from monitor.relevance import Grader, topics
from monitor.relevance.subjects import Subjects, stems, subjects

SAMPLE = subjects(
    {
        "rarity": {"hectare": 2.0, "visitar": 1.0},
        "topics": {"drugs": {"bias": -1.0, "weights": {"hectare": 3.0}}},
    }
)


def test_a_stem_is_the_beginning_of_a_longer_word_and_the_title_counts_twice() -> None:
    found = stems(Reader(load()).read(Article("a", "u", "o", "Hectáreas", "Más de mil hectáreas en Ucayali.")))
    assert found == {"hectare": 3, "ucayali": 1}


@pytest.mark.parametrize("times", [1, 50])
def test_a_long_text_weighs_no_more_than_a_short_one(times: int) -> None:
    shares = SAMPLE.weigh({"hectare": times, "visitar": times, "unknown": 9})
    assert set(shares) == {"hectare", "visitar"}
    assert math.hypot(*shares.values()) == pytest.approx(1)
    assert shares["hectare"] == pytest.approx(2 * shares["visitar"])


@pytest.mark.parametrize(
    ("counts", "topic", "odds"),
    [
        ({"hectare": 1}, "drugs", 2.0),
        ({"visitar": 1}, "drugs", -1.0),
        ({}, "drugs", -1.0),
        ({"hectare": 1}, "space", 0.0),
    ],
)
def test_the_words_of_a_topic_speak_for_it(counts: dict[str, int], topic: str, odds: float) -> None:
    assert SAMPLE.odds(SAMPLE.weigh(counts), topic) == pytest.approx(odds)


def test_lists_and_words_know_the_same_topics_and_either_can_withhold_one() -> None:
    shipped = load_json("topic-words.json")
    assert set(shipped["topics"]) == set(Grader().topics) <= set(topics())
    never = Subjects({}, dict.fromkeys(topics(), -60.0), {})
    text = "El canciller Hugo de Zela y el secretario de Estado Marco Rubio trataron en Washington los aranceles. " * 6
    reader = Reader(load())
    reading = reader.read(Article("a", "u", "o", "Perú y Estados Unidos tratan aranceles", text))
    assert "trade" in Grader().grade(reading, ()).topics
    assert Grader(by_words=never).grade(reading, ()).topics == ()
