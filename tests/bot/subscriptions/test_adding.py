"""/add, /remove, /undo: admins change the articles in their private chat, seeing it before."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

import pytest
from telegram.error import TimedOut

from bot.contract import PersonError, SentFile, Text
from bot.pages import Page
from storage.additions import Deed
from storage.articles.files import MOST_BYTES
from storage.diff import Diff, Outline
from storage.drafts import Drafts
from storage.errors import AdditionRefused, ReloadRunning
from storage.preview import _previewed

ADMIN, OTHER, READER, GROUP, ANONYMOUS = 1, 2, 1001, -100500, 1087968824
SELF = {"id": GROUP, "type": "supergroup"}
LIGHTHOUSE = """The lighthouse is lit again

On 5 July 2019 the lighthouse was lit. “It has never been brighter,” said Ana Ortiz, its keeper.

“We waited for it all the spring.”
"""
ADDED = Diff(added=(Outline("A3", "The lighthouse is lit again", "sources/x.txt"),), facts={})


@dataclass
class Sent:
    """Files that people have sent, by id."""

    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[SentFile] = field(default_factory=list)

    async def fetch(self, file: SentFile) -> bytes:
        self.asked.append(file)
        return self.files[file.id]


@dataclass
class Web:
    """Pages by their addresses."""

    pages: dict[str, bytes] = field(default_factory=dict)

    async def fetch(self, address: str) -> Page:
        if address not in self.pages:
            raise PersonError(Text("Not there."))
        return Page("page.html", self.pages[address], address)


@pytest.fixture
def desk(news, tmp_path):
    """A bot that adds articles, reading them in this process."""
    acts = news.talk.gateway.acts
    news.sent, news.web = Sent(), Web()

    async def understand(folder):
        return _previewed(folder, tmp_path)

    acts["add"] = replace(acts["add"], files=news.sent, pages=news.web, understand=understand)
    news.drafts = Drafts(tmp_path)
    news.talk.archive.ending = ADDED
    return news


async def send(desk, content: str | bytes, name: str = "lighthouse.txt", **more):
    """Send a file; give the messages that came."""
    content = content.encode() if isinstance(content, str) else content
    desk.sent.files["f"] = content
    document = {"file_id": "f", "file_unique_id": "u", "file_name": name, "file_size": len(content)}
    return await desk.talk.say(None, **{"user": ADMIN, "document": document, **more})


async def press(desk, message, label):
    """Press the button that says just that; give the messages that came."""
    data = message.buttons[label]
    return await desk.talk.send_callback(data, user=ADMIN, message_id=message.message)


def at(desk, **more):
    """The drafts of an admin."""
    return desk.drafts.of(more.get("user", ADMIN))


@pytest.mark.parametrize("caption", [None, "/add", "a caption"])
async def test_a_file_is_understood_completed_and_published(desk, caption):
    (card,) = await send(desk, LIGHTHOUSE, **({"caption": caption} if caption else {}))
    for words in (
        "To be added",
        "Title: The lighthouse is lit again",
        "Publisher: not known",
        "Published: about 5–11 Jul 2019, from its tex",
        "Language: English",
        "Passages: 3. Quotations: 2, 0 of them without a speaker.",
        "On 5 July 2019 the lighthouse was lit.",
        "Who published it?",
    ):
        assert words in card.text
    card = await desk.say("Harbour Gazette", user=ADMIN)
    assert "Publisher: Harbour Gazette" in card.text
    question = await desk.press(card, "Date", user=ADMIN)
    assert "When was it published?" in question.text
    refused = await desk.say("soon", user=ADMIN)
    assert "“soon” is no date" in refused.text
    card = await desk.say("August 2019", user=ADMIN)
    assert "Published: Aug 2019, " in card.text
    question = await desk.press(card, "Title", user=ADMIN)
    card = await desk.say("A lighthouse: “lit”", user=ADMIN)
    assert "Title: A lighthouse: “lit”" in card.text
    first, *_, last = await press(desk, card, "Publish")
    assert first.text.startswith("Working…")
    assert "1 added\n• A3 The lighthouse is lit again (sources/x.txt)" in last.text
    ((suffix, content),) = desk.talk.archive.contents
    assert suffix == ".txt"
    assert content.endswith(LIGHTHOUSE.encode())
    assert at(desk) == ()
    (noted,) = [one for one in await desk.state.audit.of(ADMIN) if one.what == "add article"]
    assert (noted.who, noted.detail) == (ADMIN, "sources/x.txt The lighthouse is lit again")


async def test_a_text_is_pasted_in_several_messages(desk):
    how = await desk.say("/add", user=ADMIN)
    question = await desk.press(how, "Paste", user=ADMIN)
    assert "Send the text now" in question.text
    painted = "On {} May 2019 the pier number {} was painted.\n"
    lines = "".join(painted.format(n % 28 + 1, n) for n in range(90))
    cut = lines.rindex(" ", 0, 4096)  # where a client cuts, inside of a paragraph
    part = await desk.say(lines[:cut], user=ADMIN)
    assert "I have 4,0" in part.text
    part = await desk.say(lines[cut + 1 :], user=ADMIN)
    card = await desk.press(part, "That is all", user=ADMIN)
    assert "Passages: 90." in card.text
    (draft,) = at(desk)
    assert draft.path.read_text() == lines.strip() or draft.path.read_text() == lines


@pytest.mark.parametrize("between", [" ", "\n"])
async def test_a_text_may_stand_behind_the_command(desk, between):
    part = await desk.say(f"/add{between}{LIGHTHOUSE}", user=ADMIN)
    card = await desk.press(part, "That is all", user=ADMIN)
    assert "Title: The lighthouse is lit again" in card.text
    gone = await desk.press(card, "Discard", user=ADMIN)
    assert gone.text == "Discarded."
    assert at(desk) == ()
    (late,) = await press(desk, card, "Publish")
    assert "done with" in late.text
    assert desk.talk.archive.contents == []


async def test_what_follows_a_draft_that_is_gone_begins_none(desk):
    part = await desk.say(f"/add {LIGHTHOUSE}", user=ADMIN)
    await desk.press(part, "Discard", user=ADMIN)
    await desk.say("And more of it that came late.", user=ADMIN)
    assert at(desk) == ()


async def test_a_page_is_fetched_and_keeps_its_address_however_long(desk):
    address = "https://coast.example/" + "/".join(f"part-{n}" for n in range(40))
    text = "".join(f"<p>{line}</p>" for line in LIGHTHOUSE.split("\n\n")[1:])
    page = f"<html><head><title>Lit</title></head><body><article>{text}</article></body></html>"
    desk.web.pages[address] = page.encode()
    card = await desk.say(f"/add {address}", user=ADMIN)
    assert f"Original: {address}" in card.text
    assert "Quotations: 2" in card.text
    await press(desk, card, "Publish")
    ((suffix, content),) = desk.talk.archive.contents
    assert suffix == ".html"
    assert content.endswith(page.encode())


async def test_a_page_that_cannot_be_fetched_leaves_no_draft(desk):
    answer = await desk.say("/add https://coast.example/gone", user=ADMIN)
    assert answer.text == "Not there."
    assert at(desk) == ()


async def test_drafts_wait_to_be_opened_also_after_a_restart(desk, opened):
    await send(desk, LIGHTHOUSE)
    async with opened() as news:
        how = await news.say("/add", user=ADMIN)
        assert "1 draft waits." in how.text
        assert "Draft 1" in how.buttons


async def test_likeness_and_an_address_that_is_there_are_told(desk, tmp_path):
    acts = desk.talk.gateway.acts
    before = acts["add"].understand

    async def understand(folder):
        return replace(await before(folder), like="A1", alike=2, compared=3, same_address="A2")

    acts["add"] = replace(acts["add"], understand=understand)
    (card,) = await send(desk, LIGHTHOUSE)
    assert "Its address is that of A2." in card.text
    assert "2 of its 3 paragraphs stand in A1 already." in card.text


REFUSED = {
    "pdf": (b"%PDF-1.7", "save the article as .txt, .md or .html"),
    "binary": (b"A\0pier", "binary data"),
    "empty": (b" ", "It is empty."),
    "front matter": (b"---\npublished: soon\n---\nA pier.", "It cannot be read: "),
}


@pytest.mark.parametrize("kind", REFUSED)
async def test_what_is_no_article_is_refused_and_leaves_no_draft(desk, kind):
    content, words = REFUSED[kind]
    (answer,) = await send(desk, content)
    assert words in answer.text
    assert at(desk) == ()


async def test_a_refusal_of_the_archive_is_told_and_the_draft_stays(desk):
    (card,) = await send(desk, LIGHTHOUSE)
    refused = AdditionRefused("The article was not added: {reason}.", reason="x")
    for error in (refused, ReloadRunning("Busy.")):
        desk.talk.archive.ending = error
        *_, last = await press(desk, card, "Publish")
        assert last.text.startswith(str(error))
        assert len(at(desk)) == 1


async def test_names_that_people_give_are_no_paths(desk, tmp_path):
    await send(desk, LIGHTHOUSE, name="../../../outside.md")
    (draft,) = at(desk)
    assert draft.path.name == "article.md"
    assert draft.path.parent.parent == tmp_path / "drafts"


# Who may, and how.


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"user": READER}, "I read text only"),
        ({"user": ADMIN, "sender_chat": {"id": -5, "type": "channel", "title": "X"}}, "text only"),
        ({"user": ADMIN, "chat": GROUP}, None),
        ({"user": ADMIN, "kind": "edited_message"}, None),
        ({"user": ADMIN, "chat": -100700, "kind": "channel_post"}, None),
    ],
)
async def test_files_are_taken_from_admins_in_private_as_new_messages_only(desk, more, words):
    answers = await send(desk, LIGHTHOUSE, **more)
    assert (words is None and answers == []) or words in answers[0].text
    assert desk.sent.asked == []
    assert at(desk) == ()


@pytest.mark.parametrize("line", ["/add A pier.", "/add", "/remove A1", "/undo"])
@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"user": READER}, "is for admins"),
        ({"user": ADMIN, "chat": GROUP}, "in our private chat"),
        ({"user": ANONYMOUS, "chat": GROUP, "sender_chat": SELF}, "is for admins"),
        ({"user": ADMIN, "kind": "edited_message"}, None),
        ({"user": ADMIN, "chat": -100700, "kind": "channel_post"}, None),
    ],
)
async def test_commands_are_taken_from_admins_in_private_and_unedited(desk, line, more, words):
    desk.talk.archive.deeds.append(Deed(added=True, name="x.txt", title="X"))
    answers = await desk.talk.say(line, **more)
    assert (words is None and answers == []) or words in answers[0].text
    assert at(desk) == ()


async def test_a_button_does_nothing_for_who_is_no_admin_any_more(desk):
    (card,) = await send(desk, LIGHTHOUSE)
    gateway = desk.talk.gateway
    gateway.door = replace(gateway.door, admins=frozenset({OTHER}))
    (answer,) = await press(desk, card, "Publish")
    assert "is for admins" in answer.text
    assert desk.talk.archive.contents == []


async def test_a_draft_is_its_owners(desk):
    (card,) = await send(desk, LIGHTHOUSE)
    gateway = desk.talk.gateway
    gateway.door = replace(gateway.door, admins=frozenset({ADMIN, OTHER}))
    answer = await desk.talk.send_callback(card.buttons["Publish"], user=OTHER, chat=ADMIN)
    assert "done with" in answer[0].text
    assert desk.talk.archive.contents == []


# Removing and undoing.


async def test_an_added_article_is_removed_once_that_is_confirmed(desk, snapshot):
    corpus = snapshot.corpus
    moved = [replace(a, file=f"sources/{a.id}.md") for a in corpus.articles]
    desk.talk.archive.snapshot = replace(snapshot, corpus=replace(corpus, articles=tuple(moved)))
    desk.talk.archive.ending = Diff(removed=(Outline("A1", "Harbour", "sources/A1.md"),), facts={})
    listed = await desk.say("/remove", user=ADMIN)
    assert listed.text == "Which article is to go?"
    asked = await desk.press(listed, "A1 ", user=ADMIN)
    assert "Remove this article?" in asked.text
    assert desk.talk.archive.deeds == []
    *_, last = await desk.tap(asked, "Remove it", user=ADMIN)
    assert "1 removed" in last.text
    assert [deed.name for deed in desk.talk.archive.deeds] == ["A1"]
    noted = await desk.state.audit.of(ADMIN)
    assert [(one.who, one.what) for one in noted] == [(ADMIN, "remove article")]


async def test_articles_of_the_folder_stay_and_unknown_ones_are_told(desk):
    for line, words in (
        ("/remove A1", "was not added here"),
        ("/remove", "No article was added here."),
        ("/remove zzzzzz", "No article is called “zzzzzz”"),
        ("/remove yes A1", "No article is called “yes A1”"),
        ("/undo", "Nothing was added or removed"),
    ):
        answer = await desk.say(line, user=ADMIN)
        assert words in answer.text, line


async def test_undo_shows_what_it_takes_back_and_takes_back_only_that(desk):
    archive = desk.talk.archive
    archive.deeds += [
        Deed(added=True, name="1.txt", title="Pier"),
        Deed(added=False, name="2.txt", title="Crane"),
    ]
    shown = await desk.say("/undo", user=ADMIN)
    assert "Removed last: “Crane”. Taking that back brings it back." in shown.text
    *_, last = await desk.tap(shown, "Take it back", user=ADMIN)
    assert "1 added" in last.text
    again = await desk.press(shown, "Take it back", user=ADMIN)
    assert "Added last: “Pier”. Taking that back removes it." in again.text
    assert [deed.title for deed in archive.deeds] == ["Pier"]
    assert [one.what for one in await desk.state.audit.of(ADMIN)] == ["undo removing"]


async def test_subscribers_hear_what_was_added(desk, grown):
    await desk.say("/subscribe harbour instant")
    (card,) = await send(desk, LIGHTHOUSE)

    async def swap(_):
        desk.talk.archive.snapshot = grown

    desk.talk.archive.script = swap
    await press(desk, card, "Publish")
    assert await desk.state.outbox.stats()


# What Telegram gives.


async def test_a_file_that_is_too_big_is_not_fetched(news):
    size = MOST_BYTES + 1
    document = {"file_id": "f", "file_unique_id": "u", "file_size": size}
    (answer,) = await news.talk.say(None, user=ADMIN, document=document)
    assert "It is too big: 5.0 MB, and at most 5 MB are read." in answer.text
    assert news.talk.wire.of("getFile") == []


async def test_a_file_that_telegram_does_not_give_is_asked_for_again(news, caplog):
    document = {"file_id": "f", "file_unique_id": "u", "file_size": 5}
    news.talk.wire.fail("getFile", TimedOut())
    answers = await news.talk.say(None, user=ADMIN, document=document)
    assert any("Send it again in a minute" in answer.text for answer in answers)
    assert not re.search(r"\d+:[A-Za-z0-9_-]{30,}", caplog.text)
