// Messages → bubbles. All text becomes text nodes; see entities.js.

import { renderText } from "/entities.js";
import { bytes, element, toast } from "/notices.js";
import { here, simulatedNow, state } from "/state.js";

/** A list item that shows the message; `on` has `command(text)`, `press(…)` and `reply(…)`. */
export function bubble(message, on) {
  if (message.forum_topic_created) return serviceLine(message);
  const mine = message.from.id === state.person;
  const item = element("li", `message ${mine ? "mine" : "theirs"}`);
  item.classList.toggle("from-bot", message.from.is_bot);
  item.dataset.id = message.message_id;
  item.dataset.date = message.date;
  const line = element("div", "line");
  line.append(box(message, mine, on), replyButton(message, on));
  item.append(line);
  if (message.unseen) item.append(unseen());
  if (message.reply_markup) item.append(keyboard(message, on));
  return item;
}

function box(message, mine, on) {
  const inside = element("div", "bubble");
  if (here().chat.type !== "private" && !mine) {
    inside.append(element("div", "author", message.from.first_name));
  }
  if (message.via_bot) inside.append(element("div", "via", `via @${message.via_bot.username}`));
  if (message.reply_to_message && !message.reply_to_message.forum_topic_created) {
    inside.append(replied(message.reply_to_message));
  }
  if (message.document) inside.append(attachment(message.document));
  if (message.photo) inside.append(picture(message.photo.at(-1)));
  const text = element("div", "text");
  text.dir = "auto";
  const [words, entities] = message.document || message.photo
    ? [message.caption ?? "", message.caption_entities]
    : [message.text, message.entities];
  text.append(renderText(words, entities, on.command));
  inside.append(text, stamp(message));
  return inside;
}

function stamp(message) {
  const time = element("time", "");
  const date = new Date(message.date * 1000);
  time.dateTime = date.toISOString();
  const clock = date.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
  // Telegram marks what people edit; a bot's edits in place are its way of turning pages.
  time.textContent = message.edit_date && !message.from.is_bot ? `edited ${clock}` : clock;
  return time;
}

function replied(message) {
  const words = message.text ?? message.caption ?? message.document?.file_name ?? "";
  return element("div", "replied", words.slice(0, 120));
}

function picture({ file_id: id, width, height }) {
  const image = element("img", "photo");
  image.src = `/sim/pictures/${encodeURIComponent(id)}`;
  image.width = width;
  image.height = height;
  image.alt = "A picture; the words below it say what it shows";
  return image;
}

function attachment({ file_id: id, file_name: name, file_size: size }) {
  const file = element("a", "document");
  file.href = `/sim/files/${encodeURIComponent(id)}`;
  file.download = name;
  file.append(element("b", "", name), element("span", "", bytes(size)));
  return file;
}

function serviceLine(message) {
  const item = element("li", "service");
  item.dataset.id = message.message_id;
  item.dataset.date = message.date;
  const { name } = message.forum_topic_created;
  item.append(element("span", "", `${message.from.first_name} created the topic “${name}”`));
  return item;
}

function unseen() {
  const note = element("p", "unseen", "The bot is not shown this");
  note.title =
    "Privacy mode: in groups Telegram shows a bot commands, mentions of it and replies to it";
  return note;
}

function replyButton(message, on) {
  const button = element("button", "reply", "↩");
  button.type = "button";
  button.title = "Reply";
  button.setAttribute("aria-label", "Reply to this message");
  button.addEventListener("click", () => on.reply(message));
  return button;
}

function keyboard(message, on) {
  const rows = element("div", "keyboard");
  for (const row of message.reply_markup.inline_keyboard) {
    const line = element("div", "row");
    for (const button of row) line.append(keyFor(button, message, on));
    rows.append(line);
  }
  return rows;
}

function keyFor(button, message, on) {
  const key = element("button", "key", button.text);
  key.type = "button";
  if (button.callback_data !== undefined) {
    key.addEventListener("click", () => on.press(message, button.callback_data, key));
  } else if (/^https?:\/\//.test(button.url ?? "")) {
    key.classList.add("opens");
    key.title = button.url;
    key.addEventListener("click", () => open(button.url, "_blank", "noopener,noreferrer"));
  } else if (button.copy_text !== undefined) {
    key.classList.add("copies");
    key.title = button.copy_text.text;
    key.addEventListener("click", () => copy(button.copy_text.text));
  } else {
    key.disabled = true;
    key.title = "The simulator does not model this kind of button";
  }
  return key;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied.");
  } catch {
    toast(`The browser does not let this be copied: ${text}`);
  }
}

/** Put a line with the date before the first message of each day. */
export function showDays(list) {
  for (const old of list.querySelectorAll(".day")) old.remove();
  const today = new Date(simulatedNow()).toDateString();
  let last = "";
  for (const item of list.querySelectorAll("[data-date]")) {
    const date = new Date(Number(item.dataset.date) * 1000);
    const day = date.toDateString();
    if (day !== last) item.before(element("li", "day", day === today ? "Today" : longDay(date)));
    last = day;
  }
}

const longDay = (date) =>
  date.toLocaleDateString(undefined, { day: "numeric", month: "long", year: "numeric" });
