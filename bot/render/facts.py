"""Facts as blocks that people read: quotes, paraphrases, actors, articles.

Exact words stand in quotation marks and in a block of their own; what is said in an article's
words is marked as paraphrased and never put in quotation marks.  Every block ends with its
citation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import groupby

from bot.contract import Action, Answer, Button, Text
from bot.locale import t, tn
from bot.render.known import place as named_place
from bot.render.known import unknown_filter
from bot.render.rich import Piece, Rich, Style, bold, cited, italic, join, quoted, rich
from storage.corpus import Snapshot
from storage.corrections import FactKind
from storage.models import (
    CORRECTED,
    Actor,
    ActorKind,
    Article,
    ArticleKind,
    Citation,
    Corpus,
    Passage,
    PublicationBasis,
    Quote,
    Role,
    Statement,
    When,
)
from storage.search import Found, Match, Query, Reason, Why, no_such_day
from storage.text.calendar import month_days
from storage.text.folding import key
from storage.text.offsets import Span

KINDS = {
    ActorKind.PERSON: t("person"),
    ActorKind.ORGANISATION: t("organisation"),
    ActorKind.GROUP: t("group"),
    ActorKind.COUNTRY: t("country"),
    ActorKind.PLACE: t("place"),
}
_FOLDED = 500  # characters of a quote, about half a phone's screen
_NEAREST = 3  # that are offered where nothing is found


def date_words(when: When) -> Text:
    """Word a date or range in the reader's language."""
    return Text("{when}", {"when": when})


def cite(
    corpus: Corpus, citation: Citation, *, beside: bool = False, kind: FactKind | None = None
) -> Piece:
    """Print a citation that its page offers to open; `beside` where it is not the source.

    `kind` is that of the fact that is told of the place, where it is one.
    """
    return cited(corpus.cite(citation), citation, beside=beside, kind=kind)


def article_date(article: Article) -> Text:
    """Word an article's publication date, with how it is known where it is not certain."""
    if article.published is None:
        return t("date not known")
    when = article.published.when
    if article.published.certain:
        return date_words(when)
    if article.published.basis is PublicationBasis.METADATA:
        return t("about {when}", when=_exact(when))
    if article.published.basis is PublicationBasis.COLLECTION:
        return t("date not stated; about {when} by the other articles", when=_exact(when))
    return t("about {when}, inferred", when=_exact(when))


def _exact(when: When) -> When:
    return When(when.earliest, when.latest, when.precision)


def quote_blocks(corpus: Corpus, quotes: Iterable[Quote]) -> list[Rich]:
    """Exact words, each utterance whole, in the order in which its first stretch is given."""
    turns = dict.fromkeys((quote.citation.article, quote.turn) for quote in quotes)
    return [_turn_block(corpus, corpus.stretches[turn]) for turn in turns]


def _turn_block(corpus: Corpus, turn: Sequence[Quote]) -> Rich:
    """One utterance: the speaker and role, its date where stated, each stretch with its place."""
    first = turn[0]
    parts: list[Rich | Piece | Text | str] = [_speaker(corpus, first.speaker)]
    if first.role:
        parts += [", ", first.role]
    said = next((q.said for q in turn if q.said is not None), None)
    if said is not None:
        parts += [" · ", t("said {when}", when=said)]
    parts += [piece for hedge in _hedges(turn) for piece in (" · ", italic(hedge))]
    if first.method == CORRECTED:
        parts += [" · ", italic(t("speaker corrected"))]
    for _, together in groupby(turn, key=lambda q: q.citation.passage):
        stretches = list(together)
        parts += _stretches(stretches)
        parts += ["\n", cite(corpus, stretches[0].citation, kind=FactKind.QUOTE)]
    parts += _published_beside(corpus, first.citation)
    return rich(*parts)


def _hedges(turn: Sequence[Quote]) -> list[str]:
    """List the words that keep an utterance at a distance: "never said", "according to Reiter"."""
    return list(dict.fromkeys(quote.hedge for quote in turn if quote.hedge))


def _stretches(stretches: Sequence[Quote]) -> list[Piece | str]:
    """Put the words of a passage in the quote's block; what leads to them stands outside of it."""
    parts: list[Piece | str] = []
    together: list[str] = []
    for quote in stretches:
        if quote.lead and together:
            parts += ["\n", _block(together)]
            together = []
        if quote.lead:
            parts += ["\n", italic(f"… {quote.lead}")]
        together.append(f"“{quote.text}”")
    return [*parts, "\n", _block(together)]


def _block(stretches: Sequence[str]) -> Piece:
    """Set words off as a quote; long ones are folded, and unfold where they stand."""
    words = " … ".join(stretches)
    return quoted(words, expandable=len(words) > _FOLDED)


def paraphrases(statements: Iterable[Statement], shown: Iterable[Quote] = ()) -> list[Statement]:
    """Leave out statements that only repeat a shown quotation or another statement's words."""
    taken: defaultdict[tuple[str, int], list[Span]] = defaultdict(list)
    for quote in shown:
        taken[quote.citation.article, quote.citation.passage].append(quote.citation.span)
    kept: list[Statement] = []
    for statement in statements:
        span = statement.citation.span
        beside = taken[statement.citation.article, statement.citation.passage]
        if not any(span.overlaps(other) for other in beside):
            kept.append(statement)
            beside.append(span)
    return kept


def statement_block(corpus: Corpus, statement: Statement) -> Rich:
    """A paraphrase: the article's words for what someone said, never in quotation marks."""
    parts: list[Rich | Piece | Text | str] = [
        _speaker(corpus, statement.speaker),
        " · ",
        italic(t("paraphrased")),
    ]
    if statement.method == CORRECTED:
        parts += [" · ", italic(t("speaker corrected"))]
    if statement.hedge:
        parts += [" (", statement.hedge, ")"]
    # A clause out of a sentence is shown to be one.
    cut = "… " if statement.text[:1].islower() else ""
    place = cite(corpus, statement.citation, kind=FactKind.STATEMENT)
    parts += ["\n", cut, statement.text, " ", place]
    return rich(*parts, *our_summary(corpus, statement.citation))


def _speaker(corpus: Corpus, actor: str | None) -> Piece:
    if actor is None:
        return italic(t("speaker not clear from the text"))
    return bold(corpus.actor_by_id[actor].name)


def _published_beside(corpus: Corpus, citation: Citation) -> list[Piece | Text | str]:
    article = corpus.article_by_id[citation.article]
    return [" · ", article_date(article), *our_summary(corpus, citation)]


def our_summary(corpus: Corpus, citation: Citation) -> list[Piece | str]:
    """Say that a text is our summary, with a link to the original where its address is known."""
    article = corpus.article_by_id[citation.article]
    if article.kind is not ArticleKind.DIGEST:
        return []
    said: list[Piece | str] = [" · ", italic(t("our summary"))]
    if article.url:
        said += [", ", Piece(t("original"), Style.LINK, url=article.url)]
    return said


def actor_title(actor: Actor) -> Rich:
    """Name an actor with kind and other names."""
    parts: list[Rich | Piece | Text | str] = [bold(actor.name), " · ", KINDS[actor.kind]]
    if actor.aliases:
        parts += ["\n", italic(t("also: {names}", names=", ".join(actor.aliases[:8])))]
    return rich(*parts)


def role_line(corpus: Corpus, role: Role) -> Rich:
    """A role in an article's words, as of that article's date."""
    article = corpus.article_by_id[role.citation.article]
    return rich("• ", role.text, " — ", article_date(article), " ", cite(corpus, role.citation))


def whole(corpus: Corpus, article: Article, passage: Passage) -> Piece:
    """Cite a passage as a whole."""
    return cite(corpus, Citation(article.id, passage.number, 0, len(passage.text)))


def article_line(article: Article) -> Rich:
    """An article in the list: id, title, publisher, date, what kind of text it is."""
    parts: list[Rich | Piece | Text | str] = [bold(article.id), " ", article.title, "\n"]
    parts += [article.publisher or t("publisher not stated"), " · ", article_date(article)]
    if article.kind is ArticleKind.DIGEST:
        parts += [" · ", italic(t("our summary"))]
    return rich(*parts)


def coverage(corpus: Corpus) -> Text:
    """Say how many articles there are, and of when."""
    covered = corpus.coverage
    if covered.published is None:
        return tn("{count} article", "{count} articles", covered.articles)
    first, last = covered.published
    return tn(
        "{count} article of {when}",
        "{count} articles of {when}",
        covered.articles,
        when=_months(first.year, first.month, last.year, last.month),
    )


def _months(year: int, month: int, last_year: int, last_month: int) -> When:
    return When(month_days(year, month)[0], month_days(last_year, last_month)[1])


def as_of(corpus: Corpus) -> Rich:
    """Close an answer: what it is from, and as of when."""
    told = [italic(t("As of {coverage}.", coverage=coverage(corpus)))]
    whose = authorship(corpus)
    return rich(*told) if whose is None else rich(*told, " ", italic(whose))


def authorship(corpus: Corpus) -> Text | None:
    """Say how many of the texts are our own summaries; None where none is."""
    digests = corpus.coverage.digests
    if digests and digests == corpus.coverage.articles:
        return t("The texts are our summaries; quotations are exact.")
    if not digests:
        return None
    return tn(
        "{count} of them is our summary; quotations are exact.",
        "{count} of them are our summaries; quotations are exact.",
        digests,
    )


def reason_words(match: Match) -> Text | None:
    """Say why something matched where it was not by the very words, of each word that was not."""
    exact = {key(reason.query) for reason in match.reasons if reason.why is Why.EXACT}
    told: dict[str, Text] = {}
    for reason in match.reasons:
        typed = key(reason.query)
        words = _not_exact(reason)
        said = words in told.values()  # two words may be found as the same
        if words is not None and not said and typed not in exact and typed != key(reason.matched):
            told.setdefault(typed, words)
    texts = list(told.values())
    if not texts:
        return None
    return reduce(lambda one, other: t("{one}; {other}", one=one, other=other), texts)


def _not_exact(reason: Reason) -> Text | None:
    if reason.why in {Why.TYPO, Why.TRANSLITERATION, Why.PARTIAL}:
        return t("closest to “{word}”", word=reason.matched)
    if reason.why is Why.ALIAS:
        return t("another name: {name}", name=reason.matched)
    if reason.why is Why.THESAURUS:
        return t("related words: {word}", word=reason.matched)
    return None


def not_found(snapshot: Snapshot, found: Found, words: str | Text) -> Answer:
    """Say honestly that the corpus does not have it, what it covers, and what is nearest.

    Raises PersonError where a filter names nobody and no article that is known.
    """
    corpus = snapshot.corpus
    if found.unknown:
        raise unknown_filter(corpus, found)
    if found.query.empty:
        return Answer(
            blocks=(
                rich(
                    t(
                        "There is nothing to look for in that. Type a name or a few words; "
                        "/help tells how."
                    )
                ),
                *([rich(_only_stop_words(found))] if found.query.dropped else []),
                *([rich(_only_left_out(found))] if found.query.excluded else []),
                *([rich(_unfinished(found))] if found.query.text.endswith(":") else []),
            ),
            found=False,
        )
    no_day = no_such_day(found.query.text)
    head = rich(
        bold(t("There is no such date: {date}.", date=no_day))
        if no_day
        else bold(t("Not in the corpus: {words}", words=words)),
        "\n",
        *_lacking(found),
        t("It holds {coverage}.", coverage=coverage(corpus)),
    )
    blocks = [*how_read(found.query), head]
    topics = [topic.title for topic in corpus.topics]
    if topics:
        blocks.append(rich(t("They are about: {topics}.", topics="; ".join(topics))))
    if found.query.phrases:
        blocks.append(rich(t("Quotation marks ask for exactly these words, in this order.")))
        loose = Action(command="find", words=found.query.text.replace('"', " ").strip())
        choices: tuple[Button, ...] = (Button(t("Search without quotation marks"), loose),)
    else:
        choices = _nearest(corpus, found)
        if choices:
            blocks.append(rich(t("Nearest in the corpus:")))
    return Answer(blocks=tuple(blocks), choices=tuple((b,) for b in choices), found=False)


def _lacking(found: Found) -> list[Text | str]:
    """Say which of several words the corpus has not."""
    if not found.missing or len(found.missing) == len(found.query.words):
        return []
    missing = ", ".join(f"“{word}”" for word in found.missing)
    return [t("No article has {words}.", words=missing), " "]


def _nearest(corpus: Corpus, found: Found) -> tuple[Button, ...]:
    """Offer what is nearest, each once: an event and its sentence's passage have one name."""
    named = dict(
        (near, Action(command="search", words=near))
        if isinstance(near, str)
        else named_place(corpus, near)
        for near in reversed(found.nearest)
    )
    return tuple(Button(*one) for one in list(reversed(named.items()))[:_NEAREST])


def _only_stop_words(found: Found) -> Text:
    words = ", ".join(f"“{word}”" for word in found.query.dropped)
    return t("Words like {words} alone are not looked for; add what it is about.", words=words)


def how_read(query: Query) -> list[Rich]:
    """Say of what was typed as a filter and is none which there are, what was taken for one."""
    lines = [
        t(
            "There is no filter “{name}:”. from: takes a name, in: an article or publisher, "
            "when:, before: and after: a date.",
            name=name,
        )
        for name in query.strange
    ]
    lines += [
        t("in: takes an article or publisher; “{name}” is looked for as a word.", name=name)
        for name in query.places
    ]
    lines += [
        t(
            'Only what {publisher} writes; in quotation marks it is looked for as words: "{words}"',
            publisher=publisher,
            words=typed,
        )
        for typed, publisher in query.publishers
    ]
    return [rich(italic(line)) for line in lines]


def _only_left_out(found: Found) -> Text:
    words = ", ".join(f"-{word}" for word in found.query.excluded)
    return t("{words} only leaves out; add what to look for before it.", words=words)


def _unfinished(found: Found) -> Text:
    return t(
        "A name follows {filter} at once, as in from:lavrov or in:A1.", filter=found.query.text
    )


def section(title: Text, blocks: Iterable[Rich]) -> list[Rich]:
    """Head blocks with a title on the first; nothing where there are none."""
    found = list(blocks)
    if found:
        found[0] = join((rich(bold(title)), found[0]))
    return found
