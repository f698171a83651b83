"""Articles by what people call them: id, publisher, its initials, address, file."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from heapq import nsmallest
from itertools import islice
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from storage.arrays import Array, Arrays, below, texts_array, texts_of, under
from storage.models import Article, Corpus
from storage.search.match import Kind, Match, Reason, Why
from storage.search.query import stop_words
from storage.search.terms import terms
from storage.text.folding import fold

_SCHEME: Final = re.compile(r"^[a-z]+://(?:www\.)?|^www\.|[/?#]+$")

_ID: Final = re.compile(r"a ?(\d{1,9})")
_SITE: Final = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-zа-я]{2,}")
_SHORT: Final = 4  # words of a name that is written as one word, too
_ALIKE: Final = 0.6
_NAMES: Final = 12  # that one article may have, and more
_LAST: Final = "\U0010ffff"  # sorts behind whatever else goes on


class _Names:
    """Texts in order, each with the place of the article that it belongs to."""

    def __init__(self, texts: Sequence[str], places: NDArray[np.uint32]) -> None:
        self.texts = texts
        self.places = places

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, int]]) -> _Names:
        distinct = sorted(set(pairs))
        places = np.array([place for _, place in distinct], np.uint32)
        return cls([text for text, _ in distinct], places)

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> _Names:
        return cls(texts_of(arrays["texts"]), arrays["places"])

    def arrays(self) -> Iterator[tuple[str, Array]]:
        yield "texts", texts_array(self.texts)
        yield "places", self.places

    def called(self, text: str) -> list[int]:
        """Give the places of the articles that are called so, in order."""
        begin, end = bisect_left(self.texts, text), bisect_right(self.texts, text)
        places: list[int] = self.places[begin:end].tolist()
        return places

    def beginning(self, text: str) -> list[tuple[int, str]]:
        """Give the (place, text) of those that begin so."""
        begin, end = bisect_left(self.texts, text), bisect_right(self.texts, text + _LAST)
        return list(zip(self.places[begin:end].tolist(), self.texts[begin:end], strict=True))


class ArticleNames:
    """What the articles of a corpus are called, folded.  Immutable and picklable."""

    def __init__(
        self, corpus: Corpus, ids: Sequence[str], names: _Names, addresses: _Names
    ) -> None:
        """Take the articles' ids in order, their folded names and their addresses; see `of`."""
        self._corpus = corpus
        self._ids = ids
        self._names = names
        self._addresses = addresses

    @classmethod
    def of(cls, corpus: Corpus) -> ArticleNames:
        """Fold whatever the articles of a corpus are called."""
        names = [
            (folded, place)
            for place, article in enumerate(corpus.articles)
            for name, _ in _called(article, corpus.labels[article.id])
            if (folded := _folded(name))
        ]
        addresses = [
            (_address(article.url), place)
            for place, article in enumerate(corpus.articles)
            if article.url
        ]
        ids = [article.id for article in corpus.articles]
        return cls(corpus, ids, _Names.of(names), _Names.of(addresses))

    @classmethod
    def from_arrays(cls, corpus: Corpus, arrays: Arrays) -> ArticleNames:
        """Make them again of an equal corpus and what `arrays` gave."""
        names = _Names.from_arrays(under("names", arrays))
        addresses = _Names.from_arrays(under("addresses", arrays))
        return cls(corpus, texts_of(arrays["ids"]), names, addresses)

    def arrays(self) -> Iterator[tuple[str, Array]]:
        """List what must be kept to make them again."""
        yield "ids", texts_array(self._ids)
        yield from below("names", self._names.arrays())
        yield from below("addresses", self._addresses.arrays())

    def find(self, text: str) -> tuple[Match, ...]:
        """List the articles that are called so, blanks aside, or whose address or site it is."""
        at = self._at_address(_address(text))
        if at is not None:
            place, address = at
            reason = Reason(Why.EXACT, text, address)
            return (Match(Kind.ARTICLE, self._ids[place], 100.0, (reason,)),)
        places = dict.fromkeys(place for place, _ in self._addresses.beginning(_site(text) + "/"))
        if places:
            reason = Reason(Why.EXACT, text, _site(text))
            return tuple(Match(Kind.ARTICLE, self._ids[at], 100.0, (reason,)) for at in places)
        for folded in _spellings(text):
            named = tuple(
                Match(Kind.ARTICLE, id_, 100.0, (Reason(why, text, name),))
                for id_, why, name in self._named(folded)
            )
            if named:
                return named
        return ()

    def _at_address(self, wanted: str) -> tuple[int, str] | None:
        """Find the first article at an address, or at one that begins so beyond its site."""
        if not wanted:
            return None
        if "/" in wanted:
            return min(self._addresses.beginning(wanted), default=None)
        places = self._addresses.called(wanted)
        return (places[0], wanted) if places else None

    def nearest(self, text: str, most: int) -> tuple[Match, ...]:
        """List the articles whose id or name lies near what was typed; perhaps none."""
        number = _ID.fullmatch(fold(text).strip())
        if number is not None:
            typed = int(number[1])
            ids = nsmallest(most, self._ids, key=lambda i: (abs(_number(i) - typed), _number(i)))
            near = [(id_, Reason(Why.TYPO, text, id_)) for id_ in ids]
        else:
            near = [
                (id_, Reason(Why.TYPO, text, name))
                for folded in self._spelt_alike(_folded(text), most * _NAMES)
                for id_, _, name in islice(self._named(folded), most)
            ]
        distinct = dict(reversed(near))
        ordered = list(dict.fromkeys(id_ for id_, _ in near))[:most]
        return tuple(Match(Kind.ARTICLE, id_, 0.0, (distinct[id_],)) for id_ in ordered)

    def _spelt_alike(self, folded: str, most: int) -> list[str]:
        """List the names that are spelt most like one; of the alike those of the first articles."""
        alike = extract(
            folded,
            self._names.texts,
            scorer=OSA.normalized_similarity,
            score_cutoff=_ALIKE,
            limit=most,
        )
        ranked = sorted(alike, key=lambda one: (-one[1], int(self._names.places[one[2]])))
        return list(dict.fromkeys(name for name, _, _ in ranked))

    def _named(self, folded: str) -> Iterator[tuple[str, Why, str]]:
        """List (id, why, name) of the articles that have a name, each once.

        What the first is called tells why for all: very many may be of one publisher.
        """
        places = self._names.called(folded)
        if not places:
            return
        first = self._corpus.articles[places[0]]
        why, name = next(
            (why, name)
            for name, why in _called(first, self._corpus.labels[first.id])
            if _folded(name) == folded
        )
        yield from ((self._ids[place], why, name) for place in places)


def _number(id_: str) -> int:
    return int(id_[1:]) if id_[1:].isdecimal() else 0


def _called(article: Article, label: str) -> list[tuple[str, Why]]:
    names = [(article.id, Why.EXACT), (label, Why.EXACT), (article.title, Why.EXACT)]
    for publisher in (article.publisher, article.publisher_short):
        if publisher:
            names += [(publisher, Why.EXACT), (_initials(publisher), Why.ALIAS)]
            names.append((_initials(publisher, without_the=True), Why.ALIAS))
    names += [(_joined(name), Why.ALIAS) for name, _ in names[1:] if len(name.split()) <= _SHORT]
    stem = article.file.rsplit("/", 1)[-1]
    names += [(article.file, Why.EXACT), (stem, Why.EXACT), (stem.rsplit(".", 1)[0], Why.EXACT)]
    return names


def publisher_names(publisher: str) -> frozenset[str]:
    """List what a publisher is called, folded and without stop words: its name, its initials."""
    keys = [term.key for term in terms(publisher)]
    telling = " ".join(key for key in keys if key not in stop_words())
    joined = (_joined(publisher), "".join(keys)) if len(keys) <= _SHORT else ()
    return frozenset(filter(None, (telling, *joined, _initials(publisher, without_the=True))))


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


def _joined(text: str) -> str:
    """Write a name as in an address: moscowtimes."""
    return _folded(text).replace(" ", "")


def _site(text: str) -> str:
    """Give the site that an address without a path names; of other texts what cannot be one."""
    address = _address(text)
    return address if _SITE.fullmatch(address) else _LAST


def _spellings(text: str) -> Iterator[str]:
    """List how a name may be folded: as it is, as a site's, without the article before it."""
    yield _folded(text)
    site = _SITE.fullmatch(_address(text))
    joined = _joined(max(_address(text).split("."), key=len) if site else text)
    yield joined
    yield joined.removeprefix("the")


def _address(text: str) -> str:
    address = " ".join(fold(text).strip("<>").split())
    return _SCHEME.sub("", _SCHEME.sub("", address))
