"""What a clause's verbs act upon, where, and over what: the nouns that tell one happening's thing.

No parser: nouns stand before a verb, after it, or after a preposition; what says too little
("people", "an agreement") is left out (lexicon/complements.toml).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from storage.extraction.happening_lexicon import happening_lexicon, nations
from storage.extraction.lexicon import read_words
from storage.text.folding import Word, stem
from storage.text.offsets import Span

_VERB_LENGTH = 5  # "closed"; a shorter word in "-ed" is mostly none ("red", "bed")
_NONE = "none"  # the part of what follows "by" or "and"
_ABOUT = ("topic", "purpose")
_PLACED = ("where", *_ABOUT)
_NEAR_PASSIVE = 2  # words before a verb in which an auxiliary makes it passive


@dataclass(frozen=True, slots=True)
class _Lexicon:
    determiners: frozenset[str]
    pronouns: frozenset[str]
    ends: frozenset[str]
    particles: frozenset[str]
    auxiliaries: frozenset[str]
    modals: frozenset[str]
    past: frozenset[str]
    light: frozenset[str]
    prepositions: Mapping[str, str]
    measures: frozenset[str]
    vague: frozenset[str]
    general: frozenset[str]
    plain: frozenset[str]
    alike: Mapping[str, str]


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    table = read_words("complements")
    lists = table["words"] | table["nouns"]
    return _Lexicon(
        **{name: frozenset(words) for name, words in lists.items()},
        prepositions={
            word: role for role, texts in table["prepositions"].items() for word in texts
        },
        alike={stem(word): name for name, texts in table["alike"].items() for word in texts},
    )


@lru_cache(maxsize=8_192)
def meaning(folded: str) -> frozenset[str]:
    """What a noun is compared by: its stem, and the names of what it may also be called."""
    root = stem(folded)
    alike = _lexicon().alike.get(root)
    nation = nations().get(folded)
    others = [f"alike {alike}"] * (alike is not None) + [f"of {nation}"] * (nation is not None)
    return frozenset({root, *others})


def find_complements(
    words: Sequence[Word],
    inside: Span,
    names: Iterable[Span],
    dated: Span,
    families: Iterable[tuple[int, str, bool]],
) -> dict[str, frozenset[str]]:
    """Find the nouns of a clause by their part in it: a family's or a verb's object, a place.

    The object of what has none is its subject ("the bridge collapsed"), that of a passive too.
    Words of names and of the date tell nothing here.
    """
    hits: dict[int, set[str]] = defaultdict(set)
    unique: set[str] = set()
    for at, name, _ in families:
        hits[at].add(name)
        if name in happening_lexicon().unique and inside.start <= words[at].start < inside.end:
            unique.add(words[at].folded)
    named = [(span.start, span.end) for span in names]
    found = _Reader(words, inside, named, dated, hits).read()
    return found | {"disaster": frozenset(unique)} if unique else found


class _Reader:
    """Reads a clause's words from left to right."""

    def __init__(
        self,
        words: Sequence[Word],
        inside: Span,
        names: Sequence[tuple[int, int]],
        dated: Span,
        families: Mapping[int, set[str]],
    ) -> None:
        self._words = words
        self._inside = inside
        self._names = names
        self._dated = dated
        self._families = families
        self._found: dict[str, set[str]] = defaultdict(set)
        self._role = ""  # of the phrase being read: a preposition's, or "" of a subject
        self._verbs: frozenset[str] = frozenset()  # whose object is awaited
        self._phrase: list[int] = []
        self._subject: list[int] = []
        self._awaited = False
        self._nation = ""
        self._acted: frozenset[str] = frozenset()  # the verbs of the last object
        self._general = False  # whether that object is a general noun

    def read(self) -> dict[str, frozenset[str]]:
        """Give the nouns found by their part in the clause."""
        last = -1
        for at, word in enumerate(self._words):
            if not self._inside.start <= word.start < self._inside.end:
                continue
            apart, last = last >= 0 and word.start - last > 1, word.end
            date = self._dated.start <= word.start < self._dated.end
            if apart or date:  # after a comma
                self._end()
            if date:
                continue
            if any(start <= word.start < end for start, end in self._names):
                self._someone(at)
                continue
            self._word(at)
        self._close()
        self._intransitive()
        return {role: frozenset(nouns) for role, nouns in self._found.items() if nouns}

    def _word(self, at: int) -> None:
        lexicon, folded = _lexicon(), self._words[at].folded
        if folded in lexicon.prepositions and not self._counts(at):
            self._preposition(lexicon.prepositions[folded], folded)
        elif self._is_verb(at):
            self._verb(at)
        elif folded in lexicon.pronouns:
            self._someone(at)
            self._end()
        elif folded in lexicon.ends:
            if not (self._awaited and folded in lexicon.particles):
                self._end()
        elif folded not in lexicon.determiners and not folded[0].isdigit():
            if not self._words[at].surface[0].isupper() or (at == 0 and folded.endswith("s")):
                self._phrase.append(at)
            elif folded in nations():
                self._nation = folded
            else:
                self._someone(at)

    def _someone(self, at: int) -> None:
        """Await no noun where a verb's object is a name ("met Haas"), not where one goes on."""
        before = self._words[at - 1].folded if at else ""
        if self._awaited and not self._phrase and before not in _lexicon().determiners:
            self._verbs, self._awaited = frozenset(), False

    def _end(self) -> None:
        """End the phrase being read; what follows has no part that is known."""
        if self._awaited and not self._phrase:
            self._intransitive()
        self._close()
        self._role = _NONE

    def _is_verb(self, at: int) -> bool:
        lexicon, word = _lexicon(), self._words[at].folded
        before = self._words[at - 1].folded if at else ""
        if before in lexicon.modals:
            return at in self._families
        if before in lexicon.determiners:
            return False
        if word.endswith("ing") and at in self._families:
            after = self._words[at + 1].folded if at + 1 < len(self._words) else ""
            return after in lexicon.determiners
        past = len(word) >= _VERB_LENGTH and word.endswith("ed")
        adjective = self._awaited and not self._phrase  # "arrested suspected thieves"
        return (past and not adjective) or word in lexicon.past

    def _counts(self, at: int) -> bool:
        """Whether a preposition says how exact a number is ("at least 12", "over 30")."""
        after = self._words[at + 1].folded if at + 1 < len(self._words) else ""
        return after == "least" or (
            after[:1].isdigit() and self._words[at].folded in ("about", "over")
        )

    def _verb(self, at: int) -> None:
        """Close what stands before a verb, and await its object; a passive's is its subject."""
        lexicon = _lexicon()
        self._close()
        self._intransitive()
        self._role = ""
        folded = self._words[at].folded
        if folded in lexicon.light and at not in self._families:
            self._verbs, self._awaited, self._role = frozenset(), False, _NONE
            return
        self._verbs = frozenset(self._families.get(at, ())) or frozenset({stem(folded)})
        before = self._words[max(0, at - _NEAR_PASSIVE) : at]
        if any(word.folded in lexicon.auxiliaries for word in before):
            self._intransitive()
        else:
            self._awaited = True

    def _intransitive(self) -> None:
        """What has no object is told of its subject."""
        for verb in self._verbs:
            self._add(f"of {verb}", self._subject)
        self._verbs, self._awaited = frozenset(), False

    def _preposition(self, role: str, folded: str) -> None:
        measured = folded == "of" and bool(self._phrase)
        if measured:
            head = self._phrase[-1]
            if self._words[head].folded in _lexicon().measures:
                self._phrase = []  # "thousands of farmers": the role stays
                return
            if head in self._families and not self._awaited and self._role in ("", _NONE):
                self._phrase = []  # "the collapse of a bridge"
                self._subject = []
                self._role = f"of {min(self._families[head])}"
                return
        before = self._role
        if self._awaited and not self._phrase:
            self._intransitive()
        self._close()
        if folded == "of":
            self._role = before if before in _ABOUT else _NONE
        else:
            self._role = role

    def _close(self) -> None:
        """End the noun phrase being read."""
        phrase, self._phrase = self._phrase, []
        self._nation, nation = "", self._nation
        if not phrase:
            return
        if self._awaited:
            self._acted = self._verbs
            for verb in self._verbs:
                self._add(f"of {verb}", phrase)
                if nation:  # "the Iranian ambassador"
                    self._found[f"nation of {verb}"].add(nation)
            self._verbs, self._awaited = frozenset(), False
            self._general = self._is_general(phrase)
        elif self._role == "":
            self._subject = phrase
        elif self._role != _NONE:
            self._add(self._role, phrase)
            self._detail(phrase)

    def _detail(self, phrase: list[int]) -> None:
        """Tell what a general noun before is about: "a law on whaling" is one of whaling."""
        if self._role not in _ABOUT:
            return
        if self._general:
            for verb in self._acted:
                self._add(f"of {verb}", phrase)
            self._general = False
        elif self._subject and self._is_general(self._subject):
            self._subject = phrase

    def _is_general(self, phrase: Sequence[int]) -> bool:
        head = self._words[phrase[-1]].folded
        return head in _lexicon().general or head.removesuffix("s") in _lexicon().general

    def _add(self, role: str, phrase: Sequence[int]) -> None:
        """Take a phrase's head; where it is general, the words before it."""
        lexicon = _lexicon()
        if not phrase:
            return
        head = self._words[phrase[-1]].folded
        if head in lexicon.vague or head in lexicon.measures:
            return
        if self._is_general(phrase):
            before = [self._words[at].folded for at in phrase[:-1]]
            self._found[role].update(word for word in before if word not in lexicon.plain)
        elif phrase[-1] not in self._families or role in _PLACED:
            self._found[role].add(head)
