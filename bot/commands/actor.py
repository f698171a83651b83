"""/actor: who someone is, by the articles: roles, exact words, paraphrases, events, company."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.contract import EVERY_MENU, Action, Answer, Ask, Button, Command, Example, Text
from bot.exporting import Wish
from bot.following import names_of, part
from bot.links import share_actor
from bot.locale import Number, t, tn
from bot.render.differences import with_differences
from bot.render.events import event_block, tellings, told_first
from bot.render.facts import (
    KINDS,
    actor_title,
    as_of,
    cite,
    not_found,
    paraphrases,
    quote_blocks,
    reason_words,
    role_line,
    section,
    statement_block,
)
from bot.render.pages import in_rows
from bot.render.rich import Piece, Rich, bold, italic, join, rich
from storage.models import Actor, ActorKind, Corpus, Quote, Statement
from storage.search import Found, Match, Verdict, Why
from storage.snapshot import Snapshot
from storage.text.folding import fold

_LISTED = 24
_PERSONS = 100
_FEW = 6
_SAID = 24  # quotations told on a card, and as many paraphrases
_HAPPENINGS = 40
_ROLES = 20
_PLACES = 100  # passages listed of one of whom nothing is told
_ROLE = 60  # characters of a role in a list


def search(snapshot: Snapshot, words: str) -> Found:
    """Look among the actors; where nobody is called so, for each of the names that were typed."""
    found = snapshot.index.find_actor(words)
    return found if found.verdict is not Verdict.NOTHING else _each(snapshot, found)


def _each(snapshot: Snapshot, found: Found) -> Found:
    """Offer everybody who is named, where all words are names or in no article: "Kabulov Lavrov".

    A given name alone is not enough beside a surname that nobody has.
    """
    named = part(found.query.words, names_of(snapshot))
    if not named.names or not set(found.missing).issuperset(named.rest):
        return found
    best = (snapshot.index.find_actor(name.typed).matches[0] for name in named.names)
    offered = {
        match.id: match
        for match in best
        if not named.rest or _is_by_surname(snapshot.corpus.actor_by_id[match.id], match)
    }
    matches = tuple(offered.values())
    verdict = Verdict.AMBIGUOUS if matches else Verdict.NOTHING
    return replace(
        found, verdict=verdict, matches=matches, nearest=() if matches else found.nearest
    )


def _is_by_surname(actor: Actor, match: Match) -> bool:
    last = fold(actor.name.split()[-1])
    return any(last in fold(reason.matched).split() for reason in match.reasons)


def answer(ask: Ask) -> Answer:
    """Tell who someone is; list the actors where no name is given."""
    if not ask.words:
        return _list(ask)
    found = search(ask.snapshot, ask.words)
    if found.verdict is Verdict.NOTHING:
        return not_found(ask.snapshot, found, ask.shown)
    if found.verdict is Verdict.AMBIGUOUS:
        return which(ask, found)
    match = found.matches[0]
    return card(ask, ask.snapshot.corpus.actor_by_id[match.id], reason_words(match))


def which(ask: Ask, found: Found) -> Answer:
    """Ask which of several names is meant, by buttons."""
    actors = [ask.snapshot.corpus.actor_by_id[m.id] for m in found.matches[:5]]
    lines = [rich("• ", bold(a.name), " · ", KINDS[a.kind], *_in_short(a)) for a in actors]
    asked = rich(t("Which one do you mean?"))
    misspelt = found.matches[0].reasons and all(r.why is Why.TYPO for r in found.matches[0].reasons)
    if misspelt or len(actors) == 1:
        asked = rich(
            t("No one in the articles is called “{words}”. Did you mean …", words=ask.shown)
        )
    return Answer(
        blocks=(asked, join(lines), as_of(ask.snapshot.corpus)),
        choices=tuple((_open(actor),) for actor in actors),
    )


def card(ask: Ask, actor: Actor, why: Text | None = None) -> Answer:
    """Tell all about one actor."""
    corpus = ask.snapshot.corpus
    head = actor_title(actor)
    if why is not None:
        head = join((head, rich(italic(t("Found for “{words}”: {why}", words=ask.shown, why=why)))))
    exact = corpus.quotes_by_speaker.get(actor.id, ())
    quotes = quote_blocks(corpus, exact[:_SAID])
    about = corpus.statements_by_speaker.get(actor.id, ())
    said = _paraphrased(corpus, about[:_SAID])
    dated = corpus.chronology.of_actor(actor.id)
    events, chosen = told_first(corpus, dated, happenings=_HAPPENINGS)
    happenings = [event_block(corpus, group) for group in tellings(events)]
    cut = chosen.happenings > _HAPPENINGS or max(len(exact), len(about)) > _SAID
    blocks = [
        head,
        *_roles(corpus, actor),
        *section(t("Exact words"), quotes),
        *section(t("Paraphrased"), said),
        *section(t("Dated"), happenings),
        *_company(corpus, actor),
        *_mentions(corpus, actor, told=bool(quotes or said or happenings)),
        *([_of_all(exact, about, chosen.happenings)] if cut else []),
        as_of(corpus),
    ]
    timeline = Button(t("Timeline"), Action(command="timeline", words=actor.name))
    everyone = Button(t("All actors"), Action(command="actor"))
    beside = Button(t("Compare with …"), Action(command="compare", words=actor.name))
    return Answer(
        blocks=with_differences(corpus, blocks),
        head=None,
        choices=((timeline, beside), (everyone, *share_actor(actor))),
        export=Wish("actor", actor.name).line,
    )


def _paraphrased(corpus: Corpus, statements: Sequence[Statement]) -> list[Rich]:
    """What someone said in the articles' words, but for what only repeats their exact ones."""
    articles = dict.fromkeys(s.citation.article for s in statements)
    exact = (q for id_ in articles for q in corpus.quotes_by_article.get(id_, ()))
    own = [q for q in exact if q.speaker == statements[0].speaker]
    return [statement_block(corpus, s) for s in paraphrases(statements, own)]


def _of_all(exact: Sequence[Quote], about: Sequence[Statement], happenings: int) -> Rich:
    """Say of a card that it holds only the first of much, and where the rest is found."""
    line = t(
        "These are the first of {quotes} quotations, {statements} paraphrases and {events} dated "
        "events. /quote and /timeline find the others by words and dates.",
        quotes=Number(len(exact)),
        statements=Number(len(about)),
        events=Number(happenings),
    )
    return rich(italic(line))


def _roles(corpus: Corpus, actor: Actor) -> list[Rich]:
    """What the articles call someone, the earliest article first."""
    roles = corpus.roles_by_actor.get(actor.id, ())
    lines = [role_line(corpus, role) for role in roles[:_ROLES]]
    lines += _and_more(len(roles) - _ROLES)
    return section(t("As the articles say, at their time"), [join(lines)] if lines else [])


def _and_more(count: int) -> list[Rich]:
    return [rich(italic(tn("and {count} more", "and {count} more", count)))] if count > 0 else []


def _company(corpus: Corpus, actor: Actor) -> list[Rich]:
    """Who is named in the same passages most often."""
    names = [
        f"{corpus.actor_by_id[id_].name} ({count})"
        for id_, count in corpus.companions.get(actor.id, ())
    ]
    if not names:
        return []
    return [rich(bold(t("Named together with (passages)")), "\n", ", ".join(names))]


def _mentions(corpus: Corpus, actor: Actor, *, told: bool) -> list[Rich]:
    """Where someone is named at all, for those of whom nothing else is told."""
    if told or not actor.mentions:
        return []
    first: dict[tuple[str, int], Piece] = {}
    for mention in actor.mentions[:_PLACES]:
        place = (mention.citation.article, mention.citation.passage)
        first.setdefault(place, cite(corpus, mention.citation))
    line = rich(bold(t("Named in")), *(piece for place in first.values() for piece in (" ", place)))
    if len(actor.mentions) > _PLACES:
        line = line + rich(" ", italic(t("and more")))
    return [line]


def _list(ask: Ask) -> Answer:
    corpus = ask.snapshot.corpus
    blocks = []
    for kind, title in (
        (ActorKind.PERSON, t("Persons")),
        (ActorKind.GROUP, t("Groups")),
        (ActorKind.ORGANISATION, t("Organisations")),
        (ActorKind.COUNTRY, t("Countries")),
        (ActorKind.PLACE, t("Places")),
    ):
        actors = corpus.actors_by_kind.get(kind, ())
        if kind is ActorKind.PERSON:
            lines = [rich("• ", a.name, *_in_short(a)) for a in actors[:_PERSONS]]
            lines += _and_more(len(actors) - _PERSONS)
        else:
            lines = [rich(", ".join(a.name for a in actors[:_LISTED]))] if actors else []
        blocks += section(title, [join(lines)] if lines else [])
    persons = corpus.actors_by_kind.get(ActorKind.PERSON, ())[:_FEW]
    blocks.append(rich(t("Type /actor and a name, or a part of one, in Latin or Cyrillic.")))
    return Answer(
        blocks=(*blocks, as_of(corpus)),
        choices=in_rows([_open(actor) for actor in persons], 2),
    )


def _in_short(actor: Actor) -> tuple[str, ...]:
    """The role that says most in a line: “special envoy to …” rather than “Ambassador”."""
    short = [role.text for role in actor.roles[:_ROLES] if len(role.text) <= _ROLE]
    role = max(short, key=len, default=actor.roles[0].text if actor.roles else None)
    return (f", {role}",) if role else ()


def _open(actor: Actor) -> Button:
    return Button(actor.name, Action(command="actor", words=actor.name))


COMMAND = Command(
    name="actor",
    summary=t("who someone is: roles, words, events"),
    usage=t("[NAME]"),
    detail=t(
        "A name, a part of one, a title or a spelling: /actor Kabulov, /actor kabulow, "
        "/actor Кабулов, /actor zamir. Alone it lists whom the articles name."
    ),
    examples=(
        Example(line="/actor Kabulov", expects=("Zamir Kabulov", "former puppet government")),
        Example(line="/actor Кабулов", expects=("Zamir Kabulov",)),
        Example(line="/actor Merkel", expects=("Not in the corpus",)),
    ),
    answer=answer,
    search=search,
    menu=EVERY_MENU,
)
