"""Long quotations are folded, so that answers can be looked over; they unfold where they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.locale import Translator
from bot.render.facts import quote_blocks
from bot.render.flat import flatten
from bot.render.telegram import message
from storage.building import build_corpus


@pytest.mark.parametrize(("sentences", "shown"), [(2, "blockquote"), (40, "expandable_blockquote")])
def test_only_long_words_are_folded_and_all_of_them_are_there(
    tmp_path: Path, sentences: int, shown: str
) -> None:
    words = " ".join(f"The ferry number {n} sails at noon." for n in range(sentences))
    (tmp_path / "a.txt").write_text(f"“{words}” said Nina Reiter, the captain.", "utf-8")
    corpus = build_corpus(tmp_path)
    (block,) = quote_blocks(corpus, corpus.quotes)
    said = message(flatten(block, Translator()))
    (entity,) = [one for one in said.entities if "blockquote" in one.type]
    assert entity.type == shown
    assert words in said.text[entity.offset : entity.offset + entity.length]
