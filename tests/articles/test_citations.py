"""Whatever noise a file holds, every citation's range is the cited words in the original."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.articles.cleaning import clean
from storage.building import build_corpus
from storage.export import export_json
from storage.text.offsets import Span

LINES = (
    "“We will not wait for another winter,” said Ann Lee, the mayor of Oulu, on 3 May 2021.",
    "The office of the harbour was first opened in 1953, and it burned down in August 2019.",
    "Bo Ray, a final-year student, told the Harbour Gazette: “There is no money for this at all.”",
    "Lee said that the pier would be rebuilt by the end of 2022.",
    "“It was a mistake,” Ray’s lawyer, Émile Café, added. “And we said so from the first day.”",
    "According to Lee, the Harbour Office “did not ask the fishermen what they need” last week.",
    "In the early 2000s, the town of Café grew; it has 5 km² of parks (since May 2004).",
    'The minister, Cy Doe, called the plan "an affront to all of us" on Monday & left.',
)
NOISE = (
    ("", "\u200b"),
    ("", "\u00ad"),
    (" ", "\xa0"),
    (" ", "  "),
    (" ", " \t\u2009"),
    (".", ".[12]"),
    (".", ".¹²"),
    (",", ",[[7]](#_ftn7)"),
    ("“", "&ldquo;"),
    ("”", "&#8221;"),
    ("&", "&amp;amp;"),
    ("’", "&rsquo;"),
    ("fi", "ﬁ"),
    ("é", "e\u0301"),
    ("É", "E\u0301"),
    ("Ann Lee", "[Ann Lee](https://example.org/a_(b))"),
    ("Oulu", "**Oulu**"),
    ("Lee", "_Lee_"),
    ("2019", "<b>2019</b>"),
    ("Harbour", "[Harbour][1]"),
    ("pier", "pier ![old pier](p.png)"),
    ("“", "``"),
    ("”", "''"),
)
STARTS = ("", "> ", "• ", "- ", "## ", " \xa0", "\ufeff", "port crane at night")


@st.composite
def noisy_lines(draw):
    line = draw(st.sampled_from(LINES))
    for plain, noise in draw(st.lists(st.sampled_from(NOISE), max_size=6)):
        places = [m.start() for m in re.finditer(re.escape(plain), line)]
        if places:
            at = draw(st.sampled_from(places))
            line = line[:at] + noise + line[at + len(plain) :]
    return draw(st.sampled_from(STARTS)) + line


def cited_words(line: str, start: int, end: int) -> str:
    """The words that readers of the line see in a range of its source."""
    cleaned = clean(line)
    found = [cleaned.offsets.to_source(Span(i, i + 1)) for i in range(len(cleaned.text))]
    inside = [i for i, span in enumerate(found) if start <= span.start and span.end <= end]
    assert inside, "a citation of nothing"
    assert (found[inside[0]].start, found[inside[-1]].end) == (start, end)
    return cleaned.text[inside[0] : inside[-1] + 1]


def citations(exported):
    for kind, words in (("quotes", "text"), ("statements", "text"), ("events", "expression")):
        yield from ((fact, fact[words]) for fact in exported[kind])
    for actor in exported["actors"]:
        yield from ((mention, mention["surface"]) for mention in actor["mentions"])
        yield from ((role, role["text"]) for role in actor["roles"])


def check(folder: Path) -> int:
    """Compare every citation with the file that it leads to; give how many there are."""
    exported = export_json(build_corpus(folder))
    originals = {
        article["id"]: [x for x in _lines(folder / article["file"]) if x.strip()]
        for article in exported["articles"]
    }
    checked = 0
    for fact, words in citations(exported):
        line = originals[fact["article"]][fact["paragraph"] - 1]
        assert cited_words(line, fact["start"], fact["end"]) == words
        checked += 1
    return checked


def _lines(path: Path) -> list[str]:
    text = path.read_text("utf-8-sig")
    return re.split(r"\r\n|\n|\r", re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(noisy_lines(), min_size=1, max_size=8), st.sampled_from(["\n", "\n\n", "\r\n\r\n"]))
def test_every_citation_of_a_noisy_article_is_the_words_of_the_original(lines, newline):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        body = newline.join(["A pier for the town", *lines])
        (folder / "a.txt").write_bytes(body.encode())
        (folder / "b.md").write_text("---\npublished: 2021-05-05\n---\n" + "\n".join(LINES))
        assert check(folder) > 20


@pytest.mark.parametrize("start", STARTS)
def test_every_noise_at_once_is_traced(tmp_path, start):
    lines = []
    for line in LINES:
        noisy = line
        for plain, noise in NOISE[1:]:
            noisy = noisy.replace(plain, noise, 1)
        lines.append(start + noisy)
    (tmp_path / "a.txt").write_text("\n\n".join(["A pier for the town", *lines]), "utf-8")
    assert check(tmp_path) > 15


def test_every_citation_of_the_originals_is_their_words(originals):
    assert check(originals) > 500


def test_every_citation_of_the_shipped_digests_is_their_words():
    from storage.corpus import shipped_seeds

    assert check(shipped_seeds()) > 500
