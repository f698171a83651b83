"""`/help [command]`: what there is to ask, made from the declarations."""

from __future__ import annotations

from collections.abc import Iterable

from bot.asking import nearest, visible
from bot.contract import Action, Answer, Ask, Button, Command, Example, PersonError
from bot.locale import t
from bot.render.rich import Rich, bold, code, italic, join, rich


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
                return about(one)
        like = nearest(name, mine)
        if like is None:
            raise PersonError(t("There is no command /{name}. /help lists them all.", name=name))
        return Answer(
            blocks=(
                rich(t("There is no command /{name}. Did you mean this one?", name=name)),
                *about(like).blocks,
            ),
            found=False,
        )

    command = Command(
        name="help",
        summary=t("what to ask, and how"),
        usage="[command]",
        detail=t("Lists the commands; with a command's name, explains it with examples."),
        examples=(
            Example(line="/help", expects=("/timeline", "/quote")),
            Example(line="/help quote", expects=("/quote",)),
        ),
        answer=answer,
    )
    return command


def overview(commands: tuple[Command, ...]) -> Answer:
    """List commands, a line each."""
    return Answer(
        blocks=(
            join(rich(_usage(command), " – ", command.summary) for command in commands),
            rich(
                t(
                    "Plain words work too: I look through people, quotations, events and "
                    "passages. Misspelt names and Cyrillic are understood."
                )
            ),
            rich(italic(t("More about one: /help quote"))),
        )
    )


def about(command: Command) -> Answer:
    """Explain one command: usage, detail, examples, each example with a button."""
    blocks = [rich(bold(_usage(command)), "\n", command.summary)]
    if command.detail is not None:
        blocks.append(rich(command.detail))
    if command.examples:
        lines = [rich(code(example.line)) for example in command.examples]
        blocks.append(rich(t("For example:"), "\n", join(lines)))
    return Answer(blocks=tuple(blocks), choices=_tries(command))


def _tries(command: Command) -> tuple[tuple[Button, ...], ...]:
    """A button for each example of a command that only answers."""
    if command.answer is None:
        return ()
    return tuple(
        (
            Button(
                t("Try {line}", line=example.line),
                Action(command=command.name, words=_words(example.line)),
            ),
        )
        for example in command.examples
        if example.line.startswith(f"/{command.name}")
    )


def _words(line: str) -> str:
    return line.partition(" ")[2].strip()


def _usage(command: Command) -> str:
    return f"/{command.name} {command.usage}".rstrip()


def usage(command: Command) -> Rich:
    """A command as people type it."""
    return rich(_usage(command))
