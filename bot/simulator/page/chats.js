// Whom one acts as, and which place is open: two rows of radio buttons.

import { $, element } from "/notices.js";
import { here, me, places, state } from "/state.js";

/** Show both rows; `onChange` is called after another choice. */
export function showChoices(onChange) {
  showPeople(onChange);
  showPlaces(onChange);
}

function showPeople(onChange) {
  const options = [...state.people.values()].map((person) => {
    const unread = state.chats.get(person.id).unread.size > 0 && person.id !== state.person;
    const label = choice("act-as", person.id, person.name, person.id === state.person, unread, () => {
      state.person = person.id;
      opened(onChange);
    });
    label.classList.add(person.role);
    label.title = `${person.role}, id ${person.id}`;
    return label;
  });
  replaceChoices($("people"), options);
}

function showPlaces(onChange) {
  const options = places().map(({ key, chat, name }) =>
    choice("place", key, name, key === here().key, chat.unread.has(key) && key !== here().key, () => {
      state.place = key;
      opened(onChange);
    }),
  );
  replaceChoices($("places"), options);
  $("places").querySelector("input:checked").closest("label").scrollIntoView({ block: "nearest", inline: "nearest" });
}

function opened(onChange) {
  state.replyTo = null;
  here().chat.unread.delete(here().key);
  onChange();
}

function choice(group, value, name, checked, unread, choose) {
  const label = element("label", "choice");
  const radio = element("input", "");
  radio.type = "radio";
  radio.name = group;
  radio.value = value;
  radio.checked = checked;
  radio.addEventListener("change", choose);
  const words = element("span", "", name);
  if (unread) words.append(element("i", "visually-hidden", " (new messages)"));
  label.classList.toggle("unread", unread);
  label.append(radio, words);
  return label;
}

function replaceChoices(box, options) {
  const focused = box.contains(document.activeElement);
  box.replaceChildren(...options);
  if (focused) box.querySelector("input:checked")?.focus();
}

/** What can be done in a chat, and the note above it: what a newcomer, or a member of a group, should know of it. */
export function describeHere() {
  const { chat } = here();
  const group = chat.type !== "private";
  $("group-note").hidden = !group;
  $("writing").inert = chat.type === "channel"; // people read there
  $("group-note").textContent =
    chat.type === "channel"
      ? `Only the bot posts here; ${me().name} and the others read. Admin owns the channel: /subscribe TOPIC to @${chat.username} in their private chat.`
      : `${me().name} and the others are members; Admin owns the group. In groups the bot is shown only commands, mentions of it and replies to it.`;
}
