// The chat page: shows what the simulator's world holds and tells it what its people do.

import { fitQuotations, renderText } from "/entities.js";

const secret = document.querySelector('meta[name="simulator-secret"]').content;
const $ = (id) => document.getElementById(id);
const log = $("log");
const list = $("messages");
const input = $("input");
const completions = $("completions");

const state = {
  run: null,
  bot: null,
  online: false,
  connected: false,
  people: new Map(), // id → {id, name, role, commands, description, messages: Map, unread}
  current: null,
  waiting: new Map(), // query id → button that waits for the bot's answer
  answered: new Set(), // query ids whose answer came before the press was confirmed
  choice: -1, // highlighted completion
};

const me = () => state.people.get(state.current);

// --- talking to the simulator

async function post(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Simulator-Secret": secret },
    body: JSON.stringify(body),
  }).catch(() => null);
  if (response === null) throw new Error("The simulator does not answer. Is it still running?");
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? `The simulator refused it (${response.status})`);
  return answer;
}

async function loadState() {
  const response = await fetch("/sim/state");
  if (!response.ok) throw new Error("The simulator does not answer.");
  const fresh = await response.json();
  const unread = new Map([...state.people.values()].map((person) => [person.id, person.unread]));
  Object.assign(state, { run: fresh.run, bot: fresh.bot, online: fresh.online });
  state.people = new Map(
    fresh.people.map((person) => [
      person.id,
      {
        ...person,
        messages: new Map(person.messages.map((message) => [message.message_id, message])),
        unread: unread.get(person.id) ?? false,
      },
    ]),
  );
  if (!state.people.has(state.current)) state.current = fresh.people[0]?.id ?? null;
  return fresh.last_event;
}

function listen(after) {
  const source = new EventSource(`/sim/events?after=${after}`);
  let seen = after;
  const on = (kind, handle) =>
    source.addEventListener(kind, (event) => {
      seen = Number(event.lastEventId) || seen;
      handle(JSON.parse(event.data));
    });
  on("hello", ({ run }) => {
    if (state.run !== null && run !== state.run) location.reload();
    setConnected(true);
  });
  on("reset", refresh);
  on("menu", refresh);
  on("online", () => {
    state.online = true;
    showStatus();
  });
  on("message", ({ chat_id, body }) => received(chat_id, body));
  on("edited", ({ chat_id, body }) => received(chat_id, body));
  on("deleted", ({ chat_id, body }) => removed(chat_id, body.message_id));
  on("action", ({ chat_id, body }) => acting(chat_id, body.action));
  on("answer", ({ chat_id, body }) => answered(chat_id, body));
  source.onerror = () => {
    setConnected(false);
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(seen), 3000);
  };
}

async function refresh() {
  try {
    await loadState();
    showAll();
  } catch (error) {
    toast(error.message);
  }
}

// --- showing

function showAll() {
  $("bot-name").textContent = state.bot.first_name;
  showPeople();
  showStatus();
  showChat();
}

function setConnected(connected) {
  state.connected = connected;
  showStatus();
}

let actionTimer = 0;
let action = "";

function showStatus() {
  const words = !state.connected
    ? "connection lost, trying again …"
    : action !== ""
      ? `${action.replaceAll("_", " ")} …`
      : state.online
        ? "bot"
        : "waiting for the bot …";
  $("status").textContent = words;
  $("status").classList.toggle("lively", state.connected && action !== "");
}

function acting(chatId, name) {
  if (chatId !== state.current) return;
  action = name;
  clearTimeout(actionTimer);
  actionTimer = setTimeout(stopActing, 5000); // as long as Telegram shows it
  keepBottom(() => {
    $("typing").hidden = false;
  });
  showStatus();
}

function stopActing() {
  clearTimeout(actionTimer);
  action = "";
  $("typing").hidden = true;
  showStatus();
}

function showPeople() {
  const options = [...state.people.values()].map((person) => {
    const label = document.createElement("label");
    label.className = `person ${person.role}`;
    const radio = document.createElement("input");
    radio.type = "radio";
    radio.name = "act-as";
    radio.value = person.id;
    radio.checked = person.id === state.current;
    radio.addEventListener("change", () => actAs(person.id));
    const name = document.createElement("span");
    name.textContent = person.name;
    label.title = `${person.role}, id ${person.id}`;
    label.classList.toggle("unread", person.unread);
    label.append(radio, name);
    return label;
  });
  const focused = $("people").contains(document.activeElement);
  $("people").replaceChildren(...options);
  if (focused) $("people").querySelector("input:checked")?.focus();
}

function actAs(id) {
  state.current = id;
  me().unread = false;
  closeCompletions();
  stopActing();
  showPeople();
  showChat();
}

function showChat() {
  list.replaceChildren();
  for (const message of me().messages.values()) list.append(bubble(message));
  showDays();
  showWelcome();
  fitQuotations(list);
  log.scrollTop = log.scrollHeight;
}

function showWelcome() {
  const person = me();
  $("welcome").hidden = person.messages.size > 0;
  $("welcome-text").textContent =
    person.description || "Press Start, or pick one of the suggestions below.";
}

function showDays() {
  for (const old of list.querySelectorAll(".day")) old.remove();
  let last = "";
  for (const item of list.querySelectorAll(".message")) {
    const date = new Date(Number(item.dataset.date) * 1000);
    const day = date.toDateString();
    if (day !== last) {
      const separator = document.createElement("li");
      separator.className = "day";
      const today = day === new Date().toDateString();
      separator.textContent = today
        ? "Today"
        : date.toLocaleDateString(undefined, { day: "numeric", month: "long", year: "numeric" });
      item.before(separator);
    }
    last = day;
  }
}

function bubble(message) {
  const item = document.createElement("li");
  item.className = `message ${message.from.is_bot ? "theirs" : "mine"}`;
  item.dataset.id = message.message_id;
  item.dataset.date = message.date;
  const box = document.createElement("div");
  box.className = "bubble";
  if (message.reply_to_message) box.append(replied(message.reply_to_message));
  const text = document.createElement("div");
  text.className = "text";
  text.dir = "auto";
  text.append(renderText(message.text, message.entities, say));
  const time = document.createElement("time");
  const date = new Date(message.date * 1000);
  time.dateTime = date.toISOString();
  const clock = date.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
  // Telegram marks what people edit; a bot's edits in place are its way of turning pages.
  time.textContent = message.edit_date && !message.from.is_bot ? `edited ${clock}` : clock;
  box.append(text, time);
  item.append(box);
  if (message.reply_markup) item.append(keyboard(message));
  return item;
}

function replied(message) {
  const quote = document.createElement("div");
  quote.className = "replied";
  quote.textContent = message.text.slice(0, 120);
  return quote;
}

function keyboard(message) {
  const rows = document.createElement("div");
  rows.className = "keyboard";
  for (const row of message.reply_markup.inline_keyboard) {
    const line = document.createElement("div");
    line.className = "row";
    for (const button of row) line.append(keyFor(button, message.message_id));
    rows.append(line);
  }
  return rows;
}

function keyFor(button, messageId) {
  const key = document.createElement("button");
  key.type = "button";
  key.className = "key";
  key.textContent = button.text;
  if (button.callback_data !== undefined) {
    key.addEventListener("click", () => press(messageId, button.callback_data, key));
  } else if (/^https?:\/\//.test(button.url ?? "")) {
    key.classList.add("opens");
    key.title = button.url;
    key.addEventListener("click", () => open(button.url, "_blank", "noopener,noreferrer"));
  } else {
    key.disabled = true;
    key.title = "The simulator does not model this kind of button";
  }
  return key;
}

const atBottom = () => log.scrollHeight - log.scrollTop - log.clientHeight < 60;

/** Change something and stay at the bottom where the reader was there. */
function keepBottom(change) {
  const stay = atBottom();
  change();
  if (stay) log.scrollTop = log.scrollHeight;
}

function received(chatId, message) {
  const person = state.people.get(chatId);
  if (person === undefined) return;
  const known = person.messages.has(message.message_id);
  person.messages.set(message.message_id, message);
  if (chatId !== state.current) {
    person.unread = true;
    showPeople();
    return;
  }
  if (message.from.is_bot) stopActing();
  const before = list.querySelector(`[data-id="${Number(message.message_id)}"]`);
  const item = bubble(message);
  if (before !== null) {
    keepBottom(() => replaceBubble(before, item));
  } else if (!known) {
    appendBubble(item, message);
  }
}

function replaceBubble(before, item) {
  const hadFocus = before.contains(document.activeElement);
  before.replaceWith(item);
  fitQuotations(item);
  item.querySelector(".bubble").classList.add("changed");
  // The key that was pressed is gone: keep the keyboard user where they were.
  if (hadFocus) (item.querySelector(".key") ?? input).focus({ preventScroll: true });
}

function appendBubble(item, message) {
  const follow = atBottom() || !message.from.is_bot;
  list.append(item);
  showDays();
  showWelcome();
  fitQuotations(item);
  if (!follow) return;
  // A message taller than the window is read from its top.
  const tall = item.offsetHeight > log.clientHeight - 24;
  if (tall) log.scrollTop = item.offsetTop - 12;
  else log.scrollTop = log.scrollHeight;
}

function removed(chatId, messageId) {
  state.people.get(chatId)?.messages.delete(messageId);
  if (chatId !== state.current) return;
  list.querySelector(`[data-id="${Number(messageId)}"]`)?.remove();
  showDays();
  showWelcome();
}

// --- toasts and alerts

let toastTimer = 0;

function toast(text) {
  const box = $("toast");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => {
    box.hidden = true;
  }, 4500);
}

function answered(chatId, { query_id: queryId, text, alert }) {
  release(queryId);
  if (chatId !== state.current || text === "") return;
  if (!alert) {
    toast(text);
    return;
  }
  $("alert-text").textContent = text;
  if (!$("alert").open) $("alert").showModal();
}

function release(queryId) {
  const key = state.waiting.get(queryId);
  if (key === undefined) {
    state.answered.add(queryId);
    if (state.answered.size > 100) state.answered.delete(state.answered.values().next().value);
    return;
  }
  state.waiting.delete(queryId);
  key.classList.remove("waiting");
  key.removeAttribute("aria-busy");
}

// --- what people do

async function say(text) {
  try {
    await post("/sim/say", { as: state.current, text });
    return true;
  } catch (error) {
    toast(error.message);
    return false;
  }
}

async function press(messageId, data, key) {
  key.classList.add("waiting");
  key.setAttribute("aria-busy", "true");
  try {
    const { query_id: queryId } = await post("/sim/press", {
      as: state.current,
      message_id: messageId,
      data,
    });
    state.waiting.set(queryId, key);
    if (state.answered.delete(queryId)) release(queryId);
  } catch (error) {
    key.classList.remove("waiting");
    key.removeAttribute("aria-busy");
    toast(error.message);
  }
}

let lastSaid = "";

async function send() {
  const text = input.value.trim();
  if (text === "") return;
  setInput("");
  lastSaid = text;
  if (!(await say(text)) && input.value === "") setInput(text);
}

function setInput(text) {
  input.value = text;
  fitInput();
  complete();
}

function fitInput() {
  input.style.height = "auto";
  input.style.height = `${Math.min(input.scrollHeight, 160)}px`;
}

// --- command completion

function matching() {
  const typed = /^\/(\w*)$/.exec(input.value);
  if (typed === null) return [];
  return me().commands.filter(({ command }) => command.startsWith(typed[1].toLowerCase()));
}

function complete() {
  const found = matching();
  if (found.length > 0) showCompletions(found);
  else closeCompletions();
}

function showCompletions(commands) {
  completions.replaceChildren(
    ...commands.map(({ command, description }, place) => {
      const option = document.createElement("li");
      option.id = `completion-${place}`;
      option.className = "completion";
      option.setAttribute("role", "option");
      option.dataset.command = command;
      const name = document.createElement("b");
      name.textContent = `/${command}`;
      const summary = document.createElement("span");
      summary.textContent = description;
      option.append(name, summary);
      option.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the focus
      option.addEventListener("mousemove", () => {
        if (place !== state.choice) highlight(place);
      });
      option.addEventListener("click", () => choose(command));
      return option;
    }),
  );
  completions.hidden = false;
  $("menu").setAttribute("aria-expanded", "true");
  highlight(0);
}

function closeCompletions() {
  completions.hidden = true;
  state.choice = -1;
  input.removeAttribute("aria-activedescendant");
  $("menu").setAttribute("aria-expanded", "false");
}

function highlight(place) {
  const options = completions.children;
  state.choice = (place + options.length) % options.length;
  for (const [index, option] of [...options].entries()) {
    option.setAttribute("aria-selected", String(index === state.choice));
  }
  options[state.choice].scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", options[state.choice].id);
}

function choose(command) {
  setInput(`/${command} `);
  input.focus();
}

/** Keys of the open list; true where the key was meant for it. */
function completionKey(event) {
  if (completions.hidden) return false;
  const chosen = completions.children[state.choice]?.dataset.command;
  switch (event.key) {
    case "ArrowDown":
      highlight(state.choice + 1);
      return true;
    case "ArrowUp":
      highlight(state.choice - 1);
      return true;
    case "Escape":
      closeCompletions();
      return true;
    case "Tab":
      if (event.shiftKey) return false;
      choose(chosen);
      return true;
    case "Enter":
      if (event.shiftKey || input.value === `/${chosen}`) return false;
      choose(chosen);
      return true;
    default:
      return false;
  }
}

// --- wiring

function wire() {
  $("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
    input.focus();
  });
  input.addEventListener("input", () => {
    fitInput();
    complete();
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (completionKey(event)) {
      event.preventDefault();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === "ArrowUp" && input.value === "" && lastSaid !== "") {
      event.preventDefault();
      setInput(lastSaid);
    }
  });
  input.addEventListener("blur", closeCompletions);
  $("menu").addEventListener("mousedown", (event) => event.preventDefault());
  $("menu").addEventListener("click", toggleMenu);
  for (const chip of document.querySelectorAll(".chip")) {
    chip.addEventListener("click", () => {
      say(chip.dataset.text);
      input.focus({ preventScroll: true });
    });
  }
  $("begin").addEventListener("click", () => {
    say("/start");
    input.focus({ preventScroll: true });
  });
  addEventListener("resize", () => fitQuotations(list));
}

function toggleMenu() {
  if (!completions.hidden) {
    closeCompletions();
    return;
  }
  input.focus();
  if (me().commands.length === 0) toast("The bot has not set any commands yet.");
  else showCompletions(me().commands);
}

async function start() {
  wire();
  try {
    const last = await loadState();
    showAll();
    listen(last);
    input.focus();
  } catch (error) {
    $("status").textContent = error.message;
    setTimeout(() => location.reload(), 3000);
  }
}

start();
