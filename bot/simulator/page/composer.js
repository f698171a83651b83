// The composer: text, commands with completion, inline queries, files, replies.

import { post } from "/connection.js";
import { askInline, inlineText, stopInline } from "/inline.js";
import { $, attempt, bytes, toast } from "/notices.js";
import { closePopup, openPopup, popupIsOpen, popupKey } from "/popup.js";
import { commandsHere, here, state, whereto } from "/state.js";

const MAX_FILE = 25 * 1024 * 1024;
const MAX_TEXT = 4096;
const MAX_CAPTION = 1024;
const input = $("input");
let lastSaid = "";
let file = null;

/** Say something as the person, in the place that is open. */
export async function say(text) {
  const body = { ...whereto(), text };
  setReply(null);
  return attempt(() => post("/sim/say", body));
}

async function send() {
  const text = input.value.trim();
  if (file !== null) {
    await sendFile(text);
    return;
  }
  if (text === "") return;
  setInput("");
  lastSaid = text;
  if (!(await say(text)) && input.value === "") setInput(text);
}

async function sendFile(caption) {
  const sent = file;
  if (caption.length > MAX_CAPTION) {
    // The words came before the file: they are kept for the person to shorten.
    toast(`A file's caption may have ${MAX_CAPTION} characters; this one has ${caption.length}.`);
    return;
  }
  const done = await attempt(async () => {
    const content = await base64Of(sent);
    const body = { ...whereto(), name: sent.name, content, caption };
    if (sent.type !== "") body.type = sent.type;
    await post("/sim/file", body);
  });
  if (!done) return;
  setReply(null);
  setFile(null);
  setInput("");
}

const base64Of = (blob) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(new Error("The file cannot be read."));
    reader.readAsDataURL(blob);
  });

function setFile(chosen) {
  if (chosen !== null && chosen.size > MAX_FILE) {
    toast(`A file may have ${bytes(MAX_FILE)} here; this one has ${bytes(chosen.size)}.`);
    chosen = null;
  } else if (chosen !== null && chosen.size === 0) {
    toast("The file is empty.");
    chosen = null;
  }
  file = chosen;
  $("file").value = "";
  input.maxLength = file === null ? MAX_TEXT : MAX_CAPTION;
  $("attached").hidden = file === null;
  $("attached-text").textContent = file === null ? "" : `${file.name} · ${bytes(file.size)}`;
}

/** Reply to the message with what is said next; null for to none. */
export function setReply(message) {
  state.replyTo = message;
  $("replying").hidden = message === null;
  if (message === null) return;
  const words = message.text ?? message.caption ?? message.document?.file_name ?? "";
  $("replying-text").textContent = `Reply to ${message.from.first_name}: ${words.slice(0, 80)}`;
  input.focus();
}

/** Another place is open: nothing of the earlier one is kept but the text. */
export function composerMoved() {
  setReply(null);
  stopInline();
  closePopup();
  input.placeholder = here().chat.type === "private" ? "Message, or /command" : "Message the group";
}

function setInput(text) {
  input.value = text;
  fitInput();
  suggest();
}

function fitInput() {
  input.style.height = "auto";
  input.style.height = `${Math.min(input.scrollHeight, 160)}px`;
}

function suggest() {
  const behind = inlineText(input.value);
  if (behind !== null) {
    askInline(behind, () => setInput(""));
    return;
  }
  stopInline();
  const typed = /^\/(\w*)$/.exec(input.value);
  const found = typed === null ? [] : commandsHere().filter(startsWith(typed[1].toLowerCase()));
  if (found.length > 0) showCommands(found);
  else closePopup();
}

const startsWith =
  (typed) =>
  ({ command }) =>
    command.startsWith(typed);

function showCommands(commands) {
  openPopup(
    "Commands",
    commands.map(({ command, description }) => ({
      name: `/${command}`,
      summary: description,
      choose: () => {
        setInput(`/${command} `);
        input.focus();
      },
    })),
  );
}

function toggleMenu() {
  if (popupIsOpen()) {
    closePopup();
    return;
  }
  input.focus();
  if (commandsHere().length === 0) toast("The bot has not set any commands yet.");
  else showCommands(commandsHere());
}

function onKey(event) {
  if (event.isComposing) return;
  if (popupKey(event)) {
    event.preventDefault();
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    send();
  } else if (event.key === "ArrowUp" && input.value === "" && lastSaid !== "") {
    event.preventDefault();
    setInput(lastSaid);
  } else if (event.key === "Escape" && state.replyTo !== null) {
    setReply(null);
  }
}

/** Connect the composer's controls. */
export function wireComposer() {
  $("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
    input.focus();
  });
  input.addEventListener("input", () => {
    fitInput();
    suggest();
  });
  input.addEventListener("keydown", onKey);
  input.addEventListener("blur", () => {
    stopInline();
    closePopup();
  });
  $("menu").addEventListener("mousedown", (event) => event.preventDefault());
  $("menu").addEventListener("click", toggleMenu);
  $("attach").addEventListener("click", () => $("file").click());
  $("file").addEventListener("change", () => {
    setFile($("file").files[0] ?? null);
    input.focus();
  });
  $("detach").addEventListener("click", () => {
    setFile(null);
    input.focus();
  });
  $("unreply").addEventListener("click", () => {
    setReply(null);
    input.focus();
  });
  $("ask-inline").addEventListener("click", () => {
    input.focus({ preventScroll: true });
    setInput(`@${state.bot.username} `);
  });
}
