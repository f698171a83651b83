"""Articles by what people call them: id, publisher, its initials, address, file."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from storage.arrays import Array, Arrays, texts_array, texts_of
from storage.models import Article, Corpus
from storage.search.match import Kind, Match, Reason, Why
from storage.search.query import stop_words
from storage.search.terms import terms
from storage.text.folding import fold

_SCHEME: Final = re.compile(r"^[a-z]+://(?:www\.)?|^www\.|[/?#]+$")

_ID: Final = re.compile(r"a ?(\d{1,9})")
_ALIKE: Final = 0.6


class ArticleNames:
    """What the articles of a corpus are called, folded.  Immutable and picklable."""

    def __init__(self, corpus: Corpus, names: Sequence[str], numbers: NDArray[np.uint32]) -> None:
        """Take folded names, and the place of the article that each belongs to; see `of`."""
        self._corpus = corpus
        self._names = names
        self._numbers = numbers
        self._by_name: dict[str, list[int]] = defaultdict(list)
        for name, number in zip(names, numbers.tolist(), strict=True):
            self._by_name[name].append(number)
        self._addresses = tuple(
            (_address(article.url), article.id) for article in corpus.articles if article.url
        )

    @classmethod
    def of(cls, corpus: Corpus) -> ArticleNames:
        """Fold whatever the articles of a corpus are called."""
        pairs = {
            (folded, number): None
            for number, article in enumerate(corpus.articles)
            for name, _ in _called(article, corpus.labels[article.id])
            if (folded := _folded(name))
        }
        numbers = np.array([number for _, number in pairs], np.uint32)
        return cls(corpus, [name for name, _ in pairs], numbers)

    @classmethod
    def from_arrays(cls, corpus: Corpus, arrays: Arrays) -> ArticleNames:
        """Make them again of an equal corpus and what `arrays` gave."""
        return cls(corpus, texts_of(arrays["names"]), arrays["numbers"])

    def arrays(self) -> Iterator[tuple[str, Array]]:
        """List what must be kept to make them again."""
        yield "names", texts_array(self._names)
        yield "numbers", self._numbers

    def find(self, text: str) -> tuple[Match, ...]:
        """List the articles that are called exactly so, or whose address it is."""
        wanted = _address(text)
        for address, id_ in self._addresses:
            if wanted and (wanted == address or ("/" in wanted and address.startswith(wanted))):
                return (Match(Kind.ARTICLE, id_, 100.0, (Reason(Why.EXACT, text, address),)),)
        return tuple(
            Match(Kind.ARTICLE, id_, 100.0, (Reason(why, text, name),))
            for id_, why, name in self._named(_folded(text))
        )

    def nearest(self, text: str, most: int) -> tuple[Match, ...]:
        """List the articles whose id or name lies near what was typed; perhaps none."""
        number = _ID.fullmatch(fold(text).strip())
        if number is not None:
            typed = int(number[1])
            every = [article.id for article in self._corpus.articles]
            ids = sorted(every, key=lambda id_: (abs(_number(id_) - typed), _number(id_)))
            near = [(id_, Reason(Why.TYPO, text, id_)) for id_ in ids]
        else:
            near = [
                (id_, Reason(Why.TYPO, text, name))
                for folded, _, _ in extract(
                    _folded(text),
                    list(self._by_name),
                    scorer=OSA.normalized_similarity,
                    score_cutoff=_ALIKE,
                    limit=None,
                )
                for id_, _, name in self._named(folded)
            ]
        distinct = dict(reversed(near))
        ordered = list(dict.fromkeys(id_ for id_, _ in near))[:most]
        return tuple(Match(Kind.ARTICLE, id_, 0.0, (distinct[id_],)) for id_ in ordered)

    def _named(self, folded: str) -> Iterator[tuple[str, Why, str]]:
        """List (id, why, name) of the articles that have a name, each once."""
        for number in self._by_name.get(folded, ()):
            article = self._corpus.articles[number]
            for name, why in _called(article, self._corpus.labels[article.id]):
                if _folded(name) == folded:
                    yield article.id, why, name
                    break


def _number(id_: str) -> int:
    return int(id_[1:]) if id_[1:].isdecimal() else 0


def _called(article: Article, label: str) -> list[tuple[str, Why]]:
    names = [(article.id, Why.EXACT), (label, Why.EXACT), (article.title, Why.EXACT)]
    for publisher in (article.publisher, article.publisher_short):
        if publisher:
            names += [(publisher, Why.EXACT), (_initials(publisher), Why.ALIAS)]
            names.append((_initials(publisher, without_the=True), Why.ALIAS))
    stem = article.file.rsplit("/", 1)[-1]
    names += [(article.file, Why.EXACT), (stem, Why.EXACT), (stem.rsplit(".", 1)[0], Why.EXACT)]
    return names


def _initials(name: str, *, without_the: bool = False) -> str:
    found = [term.key for term in terms(name)]
    if without_the:
        found = [word for word in found if word not in stop_words()]
    return "".join(word[0] for word in found) if len(found) > 1 else ""


def _folded(text: str) -> str:
    found = [term.key for term in terms(text)]
    if len(found) > 1 and found[0] in stop_words():
        found = found[1:]
    return " ".join(found)


def _address(text: str) -> str:
    return _SCHEME.sub("", _SCHEME.sub("", fold(text).strip("<> ")))
