"""The README's table of commands, written from their declarations: `python -m bot.readme`."""

from __future__ import annotations

from pathlib import Path

from bot.commands import COMMANDS
from bot.commands.help import usage
from bot.contract import Audience, Command
from bot.locale import Translator

BEGIN = "<!-- commands: made from the declarations by `make messages`, checked by the tests -->"
END = "<!-- /commands -->"
README = Path(__file__).resolve().parent.parent / "README.md"


def command_table(commands: tuple[Command, ...] = COMMANDS) -> str:
    """Give the commands as a Markdown table: what to type, what it gives, an example."""
    words = Translator().render
    rows = ["| command | what it gives | for example |", "|---|---|---|"]
    for command in commands:
        admins = " (admins)" if command.audience is Audience.ADMINS else ""
        example = f"`{command.examples[0].line}`" if command.examples else ""
        rows.append(f"| `{words(usage(command))}` | {words(command.summary)}{admins} | {example} |")
    return "\n".join(rows)


def with_table(text: str) -> str:
    """Put the table between the README's marks; raises ValueError where they are missing."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("README.md lacks the marks of the table of commands")
    return f"{before}{BEGIN}\n\n{command_table()}\n\n{END}{after}"


if __name__ == "__main__":
    README.write_text(with_table(README.read_text("utf-8")), "utf-8")
