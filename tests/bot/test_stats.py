"""`/stats`: the corpus in numbers, and what an admin can mend."""

from __future__ import annotations

from dataclasses import replace

from bot.commands.stats import of_corpus
from bot.locale import Translator
from bot.render.flat import flatten
from storage.models import Actor, ActorKind, CorrectionResult, Publication, Rejection


def told(corpus) -> str:
    translator = Translator()
    return "\n\n".join(flatten(block, translator).text for block in of_corpus(corpus))


def test_what_a_corpus_holds_and_doubts_is_counted(corpus):
    out = told(corpus)
    assert out.startswith("Corpus v1\n2 articles, 3 passages\n0 actors\n0 quotations, 0 without")
    assert "0 doubtful dates, 0 with a wrong weekday" in out
    assert "0 publication dates inferred\n" in out
    assert "correction" not in out


def test_what_is_doubtful_is_named(corpus):
    one, other = corpus.articles
    published = one.published
    assert isinstance(published, Publication)
    people = tuple(
        Actor(id=f"{name}-rashid", name=f"{name.title()} Rashid", kind=ActorKind.PERSON)
        for name in ("omar", "tariq")
    )
    out = told(
        replace(
            corpus,
            articles=(
                replace(one, published=replace(published, certain=False)),
                replace(other, published=None),
            ),
            actors=people,
        )
    )
    assert "1 ambiguous name: Rashid" in out
    assert "1 publication date inferred: The Harbour" in out
    assert "1 article without any date: The Ferry" in out


def test_what_was_left_out_and_what_corrects_nothing_is_listed(corpus):
    out = told(
        replace(
            corpus,
            rejected=tuple(Rejection(f"{n}.pdf", "no text") for n in range(12)),
            corrections=(
                CorrectionResult("corrections.toml line 1", "a", 2),
                CorrectionResult("corrections.toml line 9", "b", 0, "no such article"),
            ),
        )
    )
    assert "1 correction applied" in out
    assert "Left out (12)\n• 0.pdf: no text\n" in out
    assert "• 9.pdf: no text\nand 2 more" in out
    assert "Corrections that changed nothing (1)\n• corrections.toml line 9: b: no such" in out
