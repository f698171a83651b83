"""Whether a verb of speech speaks, with what stands behind it, or tells of a deed."""

from __future__ import annotations

from collections.abc import Sequence

from storage.extraction.clauses import MARK, QUOTE, Token
from storage.extraction.cue_forms import Cue
from storage.extraction.speech import speech

_ADDRESSEE = 9  # tokens behind a verb that may name whom it was said to


def takes(cue: Cue, rest: Sequence[Token]) -> bool:
    """Whether what follows the verb makes it one of speech: "agreed to", not "agreed terms"."""
    lexicon = speech()
    opens = next((t for t in rest if not lexicon.has("forms.adverbs", t.folded)), rest[0])
    if cue.lemma == "commit":
        return "to" in {t.folded for t in rest[:3]}
    if cue.lemma == "threaten" and opens.kind is not QUOTE:
        # "threatens the towns that …" is a danger, not a word
        return lexicon.has("forms.infinitive_openers", opens.folded)
    return _takes_clause(cue, opens, rest)


def _takes_clause(cue: Cue, opens: Token, rest: Sequence[Token]) -> bool:
    lexicon = speech()
    near = {t.folded for t in rest[:_ADDRESSEE]}
    if lexicon.has("forms.particles", opens.folded):
        return False
    if opens.kind is QUOTE or near & {"that", "whether", "что"}:
        return True
    if any(lexicon.has(name, cue.lemma) for name in ("forms.with_clause", "forms.expressive")):
        named = opens.actor is not None and cue.lemma in ("declare", "state")
        return named or lexicon.has("forms.clause_openers", opens.folded)
    if lexicon.has("forms.with_infinitive", cue.lemma):
        return _binds(cue, opens, rest)
    if lexicon.has("forms.deeds", cue.lemma):
        return _judges_words(rest)
    return cue.lemma != "call" or _calls(opens, rest)


def _binds(cue: Cue, opens: Token, rest: Sequence[Token]) -> bool:
    """Whether "refused" is followed by what is refused to do: "refused it twice" is a deed."""
    lexicon = speech()
    if lexicon.has("forms.only_infinitive", cue.lemma):
        return opens.folded in ("to", "not", "either")
    return any(lexicon.has("forms.infinitive_openers", t.folded) for t in (opens, *rest[:3]))


def _calls(opens: Token, rest: Sequence[Token]) -> bool:
    """Whether "called" says what someone is or calls for something."""
    stop = next((i for i, t in enumerate(rest) if t.kind is MARK), len(rest))
    later = rest[1 : min(stop, _ADDRESSEE)]
    predicated = any(
        t.kind is QUOTE or speech().has("function.determiners", t.folded) for t in later
    )
    return predicated or opens.folded in ("for", "on")


def _judges_words(rest: Sequence[Token]) -> bool:
    """Whether "dismissed" is said of words ("claims", "the report as") and not of a person."""
    stop = next((i for i, t in enumerate(rest) if t.surface == ","), len(rest))
    names = ("nouns.speech", "nouns.document", "nouns.assertion")
    near = rest[: min(stop, _ADDRESSEE)]
    if any(t.kind is QUOTE or not t.tags.isdisjoint(names) for t in near):
        return True
    person = any(t.person for t in near) or any("nouns.person" in t.tags for t in near)
    return not person and any(t.folded == "as" for t in rest[:stop])
