"""`/help [command]`: what there is to ask, made from the declarations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.asking import nearest, visible
from bot.contract import (
    EVERY_MENU,
    Action,
    Answer,
    Ask,
    Button,
    Command,
    Example,
    PersonError,
    Text,
)
from bot.locale import Translator, t
from bot.render.flat import flatten
from bot.render.rich import bold, code, italic, join, rich
from storage.models import ActorKind
from storage.search import Verdict

_NAMES = 2
_BLOCKS = 60  # of an example's answer, looked at for what it should hold


def declare(others: Iterable[Command]) -> Command:
    """Declare `/help` over the other commands and itself."""
    known = tuple(others)

    def answer(ask: Ask) -> Answer:
        mine = visible((*known, command), admin=ask.admin)
        name = ask.words.lstrip("/").lower()
        if not name:
            return overview(mine)
        for one in mine:
            if one.name == name:
                return about(one, ask)
        like = nearest(name, mine)
        if like is None:
            raise PersonError(t("There is no command /{name}. /help lists them all.", name=name))
        return Answer(
            blocks=(
                rich(t("There is no command /{name}. Did you mean this one?", name=name)),
                *about(like, ask).blocks,
            ),
            found=False,
        )

    command = Command(
        name="help",
        summary=t("what to ask, and how"),
        usage=t("[command]"),
        detail=t("Lists the commands; with a command's name, explains it with examples."),
        examples=(
            Example(line="/help", expects=("/timeline", "/quote")),
            Example(line="/help quote", expects=("/quote",)),
        ),
        answer=answer,
        menu=EVERY_MENU,
    )
    return command


def overview(commands: tuple[Command, ...]) -> Answer:
    """List commands, a line each; those out of the menu by their names alone."""
    rare = [rich(f"/{command.name}") for command in commands if not command.menu]
    return Answer(
        blocks=(
            join(rich(usage(c), " – ", c.summary) for c in commands if c.menu),
            *((rich(t("And: "), join(rare, ", ")),) if rare else ()),
            rich(
                t(
                    "Plain words work too: I look through people, quotations, events and "
                    "passages. Misspelt names and Cyrillic are understood."
                )
            ),
            rich(italic(t("More about one: /help quote"))),
        ),
        choices=(_beside(commands),),
    )


def _beside(commands: Iterable[Command]) -> tuple[Button, ...]:
    """Offer what stands in few menus and is worth a try."""
    known = {command.name for command in commands}
    offered = (
        Button(t("Compare two"), Action(command="compare")),
        Button(t("Where articles differ"), Action(command="disputed")),
    )
    return tuple(button for button in offered if button.action.command in known)


def about(command: Command, ask: Ask) -> Answer:
    """Explain one command: usage, detail, examples that its corpus answers, with buttons."""
    blocks = [rich(bold(usage(command)), "\n", command.summary)]
    if command.detail is not None:
        blocks.append(rich(command.detail))
    lines = _examples(command, ask)
    if lines:
        blocks.append(rich(t("For example:"), "\n", join([rich(code(line)) for line in lines])))
    return Answer(blocks=tuple(blocks), choices=_tries(command, lines))


def _examples(command: Command, ask: Ask) -> tuple[str, ...]:
    """Give the declared examples; over another corpus than the shipped one, those that fit it.

    An example is declared with what its answer must hold.  Where none holds it, the names that
    this corpus knows best take their place.
    """
    declared = tuple(example.line for example in command.examples)
    if command.search is None:
        return declared
    fitting = tuple(e.line for e in command.examples if _fits(command, e, ask))
    if any(_finds(command, line, ask) for line in fitting):
        return fitting
    known = ask.snapshot.corpus.actors_by_kind.get(ActorKind.PERSON, ())[:_NAMES]
    lines = (f"/{command.name} {actor.name}" for actor in known)
    return tuple(line for line in lines if _finds(command, line, ask))


def _fits(command: Command, example: Example, ask: Ask) -> bool:
    if command.answer is None:
        return True
    try:
        told = command.answer(replace(ask, words=_words(example.line)))
    except PersonError:  # its filter names nothing of this corpus
        return False
    blocks = (*((told.head,) if told.head else ()), *told.blocks[:_BLOCKS])
    translator, missing = Translator(), set(example.expects)
    for block in blocks:
        text = flatten(block, translator).text
        missing = {words for words in missing if words not in text}
        if not missing:
            return True
    return False


def _finds(command: Command, line: str, ask: Ask) -> bool:
    if command.search is None or not _words(line):
        return False
    return command.search(ask.snapshot, _words(line)).verdict is not Verdict.NOTHING


def _tries(command: Command, lines: Iterable[str]) -> tuple[tuple[Button, ...], ...]:
    """A button for each example of a command that only answers."""
    if command.answer is None:
        return ()
    return tuple(
        (Button(t("Try {line}", line=line), Action(command=command.name, words=_words(line))),)
        for line in lines
        if line.startswith(f"/{command.name}")
    )


def _words(line: str) -> str:
    return line.partition(" ")[2].strip()


def usage(command: Command) -> Text:
    """Give a command with its arguments, as people type it."""
    if not command.usage:
        return Text("/{name}", {"name": command.name})
    return Text("/{name} {usage}", {"name": command.name, "usage": command.usage})
