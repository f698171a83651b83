"""/actor: who someone is, by the articles: roles, exact words, paraphrases, events, company."""

from __future__ import annotations

from collections import Counter
from datetime import date

from bot.contract import Action, Answer, Ask, Button, Command, Example, Text
from bot.locale import t
from bot.render.events import event_block, tellings
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
from bot.render.rich import Rich, bold, italic, join, rich
from storage.models import Actor, ActorKind, Corpus, EventKind, Role
from storage.search import Found, Verdict
from storage.snapshot import Snapshot

_COMPANY = 6
_LISTED = 12
_FEW = 6
_ROLE = 60  # characters of a role in a list


def search(snapshot: Snapshot, words: str) -> Found:
    """Look among the actors."""
    return snapshot.index.find_actor(words)


def answer(ask: Ask) -> Answer:
    """Tell who someone is; list the actors where no name is given."""
    if not ask.words:
        return _list(ask)
    found = search(ask.snapshot, ask.words)
    if found.verdict is Verdict.NOTHING:
        return not_found(ask.snapshot, found, ask.words)
    if found.verdict is Verdict.AMBIGUOUS:
        return which(ask, found)
    match = found.matches[0]
    return card(ask, ask.snapshot.corpus.actor_by_id[match.id], reason_words(match))


def which(ask: Ask, found: Found) -> Answer:
    """Ask which of several names is meant, by buttons."""
    actors = [ask.snapshot.corpus.actor_by_id[m.id] for m in found.matches[:5]]
    lines = [rich("• ", bold(a.name), " · ", KINDS[a.kind], *_in_short(a)) for a in actors]
    return Answer(
        blocks=(rich(t("Which one do you mean?")), join(lines), as_of(ask.snapshot.corpus)),
        choices=tuple((_open(actor),) for actor in actors),
    )


def card(ask: Ask, actor: Actor, why: Text | None = None) -> Answer:
    """Tell all about one actor."""
    corpus = ask.snapshot.corpus
    head = actor_title(actor)
    if why is not None:
        head = join((head, rich(italic(t("Found for “{words}”: {why}", words=ask.words, why=why)))))
    exact = [q for q in corpus.quotes if q.speaker == actor.id]
    quotes = quote_blocks(corpus, exact)
    about = paraphrases((s for s in corpus.statements if s.speaker == actor.id), exact)
    said = [statement_block(corpus, s) for s in about]
    happenings = [
        event_block(corpus, group)
        for group in tellings(
            e
            for e in sorted(corpus.events, key=lambda e: (e.when.earliest, e.when.latest, e.id))
            if actor.id in e.actors and e.kind is not EventKind.COMPARISON
        )
    ]
    blocks = [
        head,
        *_roles(corpus, actor),
        *section(t("Exact words"), quotes),
        *section(t("Paraphrased"), said),
        *section(t("Dated"), happenings),
        *_company(corpus, actor),
        *_mentions(corpus, actor, told=bool(quotes or said or happenings)),
        as_of(corpus),
    ]
    timeline = Button(t("Timeline"), Action(command="timeline", words=actor.name))
    return Answer(
        blocks=tuple(blocks),
        head=None,
        choices=((timeline, Button(t("All actors"), Action(command="actor"))),),
    )


def _roles(corpus: Corpus, actor: Actor) -> list[Rich]:
    shown, lines = set(), []
    for role in sorted(actor.roles, key=lambda role: _published(corpus, role)):
        key = (role.text.casefold(), role.citation.article)
        if key not in shown:
            shown.add(key)
            lines.append(role_line(corpus, role))
    return section(t("As the articles say, at their time"), [join(lines)] if lines else [])


def _published(corpus: Corpus, role: Role) -> tuple[bool, date]:
    """Order roles by the time of the article that states them, undated ones last."""
    published = corpus.article_by_id[role.citation.article].published
    return (published is None, published.day if published else date.max)


def _company(corpus: Corpus, actor: Actor) -> list[Rich]:
    """Who is named in the same passages most often."""
    places = {(m.citation.article, m.citation.passage) for m in actor.mentions}
    together: Counter[str] = Counter()
    for other in corpus.actors:
        if other.id == actor.id or other.byline or other.kind is ActorKind.PLACE:
            continue
        shared = places & {(m.citation.article, m.citation.passage) for m in other.mentions}
        if shared:
            together[other.id] = len(shared)
    names = [
        f"{corpus.actor_by_id[id_].name} ({count})"
        for id_, count in sorted(together.items(), key=lambda p: (-p[1], p[0]))[:_COMPANY]
    ]
    if not names:
        return []
    return [rich(bold(t("Named together with (passages)")), "\n", ", ".join(names))]


def _mentions(corpus: Corpus, actor: Actor, *, told: bool) -> list[Rich]:
    """Where someone is named at all, for those of whom nothing else is told."""
    if told or not actor.mentions:
        return []
    places = dict.fromkeys((m.citation.article, m.citation.passage) for m in actor.mentions)
    line = rich(bold(t("Named in")))
    for mention in actor.mentions:
        place = (mention.citation.article, mention.citation.passage)
        if place in places:
            del places[place]
            line = line + rich(" ", cite(corpus, mention.citation))
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
        actors = sorted(
            (a for a in corpus.actors if a.kind is kind and not a.byline),
            key=lambda a: (-len(a.mentions), a.name),
        )
        if kind is ActorKind.PERSON:
            lines = [rich("• ", a.name, *_in_short(a)) for a in actors]
        else:
            lines = [rich(", ".join(a.name for a in actors[: _LISTED * 2]))] if actors else []
        blocks += section(title, [join(lines)] if lines else [])
    persons = sorted(
        (a for a in corpus.actors if a.kind is ActorKind.PERSON and not a.byline),
        key=lambda a: (-len(a.mentions), a.name),
    )[:_FEW]
    blocks.append(rich(t("Type /actor and a name, or a part of one, in Latin or Cyrillic.")))
    return Answer(
        blocks=(*blocks, as_of(corpus)),
        choices=tuple(
            tuple(_open(actor) for actor in persons[i : i + 2]) for i in range(0, len(persons), 2)
        ),
    )


def _in_short(actor: Actor) -> tuple[str, ...]:
    """The role that says most in a line: “special envoy to …” rather than “Ambassador”."""
    short = [role.text for role in actor.roles if len(role.text) <= _ROLE]
    role = max(short, key=len, default=actor.roles[0].text if actor.roles else None)
    return (f", {role}",) if role else ()


def _open(actor: Actor) -> Button:
    return Button(Text("{name}", {"name": actor.name}), Action(command="actor", words=actor.name))


COMMAND = Command(
    name="actor",
    summary=t("who someone is: roles, words, events"),
    usage="[NAME]",
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
)
