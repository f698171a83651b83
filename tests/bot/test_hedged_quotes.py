"""A quotation that the text denies or has at second hand is never shown as plain words."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.render.facts import quote_blocks
from bot.render.rich import Style
from storage.building import build_corpus


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("Mayor Piet Haas never said “the town has no money”.", "never said"),
        (
            "According to Nina Reiter, Piet Haas told her “the town has no money”.",
            "According to Nina Reiter",
        ),
    ],
)
def test_the_hedge_stands_in_italics_beside_the_speaker(
    tmp_path: Path, text: str, hedge: str
) -> None:
    (tmp_path / "a.txt").write_text(text, "utf-8")
    corpus = build_corpus(tmp_path)
    (block,) = quote_blocks(corpus, corpus.quotes)
    pieces = list(block.pieces)
    at = next(i for i, piece in enumerate(pieces) if piece.style is Style.QUOTE)
    assert hedge in [p.words for p in pieces[:at] if p.style is Style.ITALIC]
