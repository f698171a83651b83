"""What a chat is told next: part after part until it has had all, and what is new before that."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefings import digest as digests
from briefings.compose import told_by
from briefings.digest import Composer, Digest
from storage.models import Corpus
from storage.state.records import Wanted, WantedKind

BRIDGE = Wanted(WantedKind.PHRASE, "bridge", "The bridge")
MAYOR = "Mari Kask"
CAME = datetime(2026, 11, 3, 9, tzinfo=UTC)


def actor(corpus: Corpus, name: str) -> Wanted:
    found = next(one for one in corpus.actors if one.name == name)
    return Wanted(WantedKind.ACTOR, found.id, name)


def followed(corpus: Corpus) -> list[Wanted]:
    """All that may be followed in a corpus, and some phrases."""
    topics = [Wanted(WantedKind.TOPIC, one.id, str(one.title)) for one in corpus.topics]
    actors = [Wanted(WantedKind.ACTOR, one.id, one.name) for one in corpus.actors]
    phrases = [Wanted(WantedKind.PHRASE, p, p) for p in ("embassy", "border", "not there at all")]
    return topics + actors + phrases


def tell_all(snapshot, wanted, composer=None) -> list[Digest]:
    """Tell part after part, until nothing is told any more."""
    composer, parts, told = composer or Composer(), {}, []
    for _ in range(200):
        digest = composer.digest(snapshot, wanted, parts.keys(), parts=parts)
        if digest.briefing.empty:
            return [*told, digest]
        assert digest.items
        parts |= dict.fromkeys(digest.items, digest.part)
        told.append(digest)
    raise AssertionError("it never ends")


def test_all_parts_together_tell_every_item_once_and_then_all_was_had(shipped):
    told_on_something = 0
    for wanted in followed(shipped.corpus):
        *parts, end = tell_all(shipped, wanted)
        items = [id_ for part in parts for id_ in part.items]
        again = {id_ for id_, times in Counter(items).items() if times > 1}
        due = Composer().items(shipped, wanted)
        assert due <= set(items), wanted
        # An utterance is told whole: with what an event has told of it before, and with what is
        # not on the topic.
        more = again | (set(items) - due)
        assert all(_stretches(shipped.corpus, id_) > 1 for id_ in more), wanted
        assert end.exhausted is bool(parts)
        assert [part.ends for part in parts] == [False] * (len(parts) - 1) + [True] * bool(parts)
        told_on_something += bool(parts)
    assert told_on_something > 15


def test_no_stretch_of_an_utterance_is_printed_twice(shipped):
    for wanted in followed(shipped.corpus):
        *parts, _ = tell_all(shipped, wanted)
        printed = [
            stretch.id
            for part in parts
            for turn in {(q.citation.article, q.turn) for q in part.briefing.quotes}
            for stretch in shipped.corpus.stretches[turn]
        ]
        assert len(printed) == len(set(printed)), wanted


def test_no_words_stand_in_a_part_both_as_a_happening_and_as_a_quotation(shipped):
    for wanted in followed(shipped.corpus):
        *parts, _ = tell_all(shipped, wanted)
        for part in parts:
            events = [event for group in part.briefing.happenings for event in group]
            printed = [
                stretch
                for quote in part.briefing.quotes
                for stretch in shipped.corpus.stretches[quote.citation.article, quote.turn]
            ]
            assert not [one for one in printed if told_by(one, events)], (wanted, part.part)


def test_beside_exact_words_nobody_is_paraphrased_who_said_them(shipped):
    beside = 0
    for wanted in followed(shipped.corpus):
        *parts, _ = tell_all(shipped, wanted)
        for part in parts:
            quoted = {quote.speaker for quote in part.briefing.quotes}
            paraphrased = {said.speaker for said in part.briefing.statements}
            assert not quoted & paraphrased, (wanted, part.part)
            beside += bool(quoted and paraphrased)
    assert beside


def _stretches(corpus: Corpus, id_: str) -> int:
    quote = corpus.quote_by_id.get(id_)
    return len(corpus.stretches[quote.citation.article, quote.turn]) if quote else 0


def test_quotations_are_spread_over_the_parts(shipped):
    """A part has none only where none is left, or where what articles differ in takes the room."""
    told = quoting_parts = 0
    for wanted in followed(shipped.corpus):
        if wanted.kind is not WantedKind.TOPIC:
            continue
        parts = [digest.briefing for digest in tell_all(shipped, wanted)][:-1]
        told += len(parts)
        quoting_parts += sum(bool(part.quotes) for part in parts)
        quoting = [place for place, part in enumerate(parts) if part.quotes]
        assert not quoting or quoting[0] == 0, wanted.title
        for part in parts[: max(quoting, default=0)]:
            assert part.quotes or part.differences, wanted.title
    # Six topics have no quotation at all.
    assert quoting_parts >= 21
    assert told <= 47


def test_short_texts_fill_a_part_beside_a_quotation(written):
    days = "\n\n".join(f"On {day} May 2025 the bridge shook." for day in range(1, 9))
    short = written(short=f"---\ntitle: May\npublished: 2025-06-01\n---\n{days}\n")
    first, *_ = tell_all(short, BRIDGE)
    assert first.briefing.quotes
    assert len(first.briefing.happenings) > 4


def test_parts_are_counted_as_they_come(shipped):
    for wanted in followed(shipped.corpus):
        *parts, _ = tell_all(shipped, wanted)
        assert [(p.part, p.parts) for p in parts] == [
            (n, len(parts)) for n in range(1, len(parts) + 1)
        ], wanted


@settings(max_examples=30)
@given(data=st.data())
def test_whatever_others_tell_the_chat_meanwhile_the_next_part_has_the_next_number(shipped, data):
    wanted = data.draw(st.sampled_from(followed(shipped.corpus)))
    composer, parts, others, last = Composer(), {}, set(), 0
    all_ = sorted(composer.items(shipped, wanted))
    while True:
        others |= set(data.draw(st.lists(st.sampled_from(all_), max_size=3)) if all_ else ())
        digest = composer.digest(shipped, wanted, parts.keys() | others, parts=parts)
        if digest.briefing.empty:
            break
        last += 1
        assert digest.part == last <= digest.parts
        assert digest.ends == (digest.parts == last)
        parts |= dict.fromkeys(digest.items, digest.part)


@settings(max_examples=30)
@given(data=st.data())
def test_whatever_a_chat_has_had_it_is_told_nothing_of_it(shipped, data):
    wanted = data.draw(st.sampled_from(followed(shipped.corpus)))
    composer = Composer()
    all_ = sorted(composer.items(shipped, wanted))
    had = frozenset(data.draw(st.lists(st.sampled_from(all_)))) if all_ else frozenset()
    digest = composer.digest(shipped, wanted, had)
    shown = [
        *(e.id for group in digest.briefing.happenings for e in group),
        *(one.id for one in (*digest.briefing.quotes, *digest.briefing.statements)),
    ]
    assert not had.intersection(shown)
    assert set(shown) <= set(digest.items) | had
    assert digest.briefing.empty == (had >= set(all_))
    assert digest == Composer().digest(shipped, wanted, had)


def test_what_is_new_is_told_alone_and_before_the_rest(small, with_news):
    composer = Composer()
    new = {a.id: CAME for a in with_news.corpus.articles if a.file == "news.md"}
    old = composer.items(small, BRIDGE)
    digest = composer.digest(with_news, BRIDGE, old, fresh=new)
    assert [article.file for article in digest.fresh] == ["news.md"]
    assert digest.begun
    assert digest.ends
    assert set(digest.items) == composer.items(with_news, BRIDGE) - old
    first = composer.digest(with_news, BRIDGE, fresh=new)
    assert [article.file for article in first.fresh] == ["news.md"]
    assert not first.ends
    after = composer.digest(with_news, BRIDGE, frozenset(first.items), fresh=new)
    assert after.fresh == ()
    assert not after.briefing.empty


def test_what_is_new_but_was_had_is_not_told_as_new(small, with_news):
    composer = Composer()
    had = composer.items(with_news, BRIDGE)
    new = {a.id: CAME for a in with_news.corpus.articles}
    assert composer.digest(with_news, BRIDGE, had, fresh=new).exhausted


def test_new_articles_on_something_else_are_not_told_as_new(small, with_news):
    wanted = actor(small.corpus, MAYOR)
    new = {a.id: CAME for a in with_news.corpus.articles if a.file == "news.md"}
    digest = Composer().digest(with_news, wanted, fresh=new)
    assert digest.fresh == ()


def test_anniversaries_tell_the_years_before_and_count_as_told_to_nobody(small):
    composer = Composer()
    assert date(2024, 11, 2) in composer.days(small, BRIDGE)
    digest = composer.on_this_day(small, BRIDGE, date(2026, 11, 2))
    (group,) = digest.briefing.happenings
    assert group[0].when.earliest == date(2024, 11, 2)
    assert digest.items == ()
    assert digest.day == date(2026, 11, 2)
    assert composer.on_this_day(small, BRIDGE, date(2026, 11, 3)).briefing.empty
    assert composer.on_this_day(small, BRIDGE, date(2024, 11, 2)).briefing.empty  # the day itself


def test_what_the_corpus_does_not_know_any_more_is_gone(small):
    composer = Composer()
    for wanted in (Wanted(WantedKind.TOPIC, "no", "No"), Wanted(WantedKind.ACTOR, "X9", "No")):
        assert composer.digest(small, wanted, frozenset({"had"})).gone
        assert not composer.digest(small, wanted, frozenset({"had"})).exhausted
        assert composer.on_this_day(small, wanted, date(2026, 11, 2)).gone
        assert composer.items(small, wanted) == composer.days(small, wanted) == frozenset()


# --- sharing the work


@pytest.fixture
def gathered(monkeypatch) -> list[str]:
    """What was gathered, by topic, each time that it was."""
    calls: list[str] = []
    gather = digests.gather

    def counting(snapshot, topic):
        calls.append(topic.id)
        return gather(snapshot, topic)

    monkeypatch.setattr(digests, "gather", counting)
    return calls


@pytest.fixture
def chosen(monkeypatch) -> list[int]:
    """How many items each choice was made from."""
    calls: list[int] = []
    choose = digests.choose

    def counting(corpus, material, measure):
        calls.append(len(material.ids))
        return choose(corpus, material, measure)

    monkeypatch.setattr(digests, "choose", counting)
    return calls


def test_chats_that_are_told_the_same_share_the_work(shipped, gathered, chosen):
    composer = Composer()
    wanted = followed(shipped.corpus)[0]
    first = composer.digest(shipped, wanted)
    alone = len(chosen)
    for _ in range(50):
        assert composer.digest(shipped, wanted) == first
    assert len(gathered) == 1
    assert len(chosen) == alone
    composer.digest(shipped, wanted, frozenset(first.items))
    assert len(gathered) == 1


def test_a_new_corpus_is_composed_from_anew(small, with_news):
    composer = Composer()
    before = composer.items(small, BRIDGE)
    assert composer.items(with_news, BRIDGE) > before
    assert composer.items(small, BRIDGE) == before


def test_a_corpus_swapped_while_it_is_composed_from_mixes_with_no_other(
    small, with_news, monkeypatch
):
    """One thread is held in the middle of gathering from the old corpus."""
    composer = Composer()
    held, go = threading.Event(), threading.Event()
    gather = digests.gather

    def slow(snapshot, topic):
        if snapshot is small:
            held.set()
            assert go.wait(60)
        return gather(snapshot, topic)

    monkeypatch.setattr(digests, "gather", slow)
    with ThreadPoolExecutor(1) as threads:
        old = threads.submit(composer.digest, small, BRIDGE)
        assert held.wait(60)
        new = composer.digest(with_news, BRIDGE)
        go.set()
        assert old.result(60).corpus is small.corpus
    assert composer.digest(with_news, BRIDGE) == new
    assert new.corpus is with_news.corpus
    assert composer.items(with_news, BRIDGE) > composer.items(small, BRIDGE)


def test_many_threads_compose_what_one_does(shipped):
    wanted = followed(shipped.corpus)
    alone = [Composer().digest(shipped, one) for one in wanted]
    composer = Composer()
    with ThreadPoolExecutor(8) as threads:
        together = threads.map(lambda one: composer.digest(shipped, one), wanted * 3)
        assert list(together) == alone * 3


def test_little_is_kept_of_what_was_followed_once(small, monkeypatch, gathered):
    monkeypatch.setattr(digests, "_MATERIALS", 2)
    composer = Composer()
    phrases = [replace(BRIDGE, key=key) for key in ("bridge", "tartu", "mayor", "bridge")]
    for one in phrases:
        composer.items(small, one)
    assert gathered == ["bridge", "tartu", "mayor", "bridge"]
