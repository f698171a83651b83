// The chat page: shows what the simulator's world holds and tells it what its people do.

import { describeHere, showChoices } from "/chats.js";
import { composerMoved, say, setReply, wireComposer } from "/composer.js";
import { listen, loadState, post } from "/connection.js";
import { fitQuotations } from "/entities.js";
import { inlineAnswered } from "/inline.js";
import { bubble, showDays } from "/messages.js";
import { $, alertWith, attempt, element, toast } from "/notices.js";
import { markOverflow } from "/overflow.js";
import { here, isHere, keyOf, messagesHere, state, threadOf } from "/state.js";
import { showSuggestions } from "/suggestions.js";
import { addCall, ahead, clockSet, showBlocking, showCalls, showFaults, wireTools } from "/tools.js";

const log = $("log");
const list = $("messages");
const input = $("input");
const on = { command: say, press, reply: setReply };
const waiting = new Map(); // query id → button that waits for the bot's answer
const early = new Set(); // query ids whose answer came before the press was confirmed

// --- showing

function showAll() {
  $("bot-name").textContent = state.bot.first_name;
  showChoices(moved);
  describeHere();
  showBlocking();
  showStatus();
  showChat();
}

function moved() {
  stopActing();
  composerMoved();
  showAll();
}

let action = "";
let actionTimer = 0;

function showStatus() {
  let words = state.online ? "bot" : "waiting for the bot …";
  if (!state.connected) words = "connection lost, trying again …";
  else if (here().chat.blocked) words = here().chat.type === "private" ? "blocked by you" : "put out of here";
  else if (action !== "") words = `${action.replaceAll("_", " ")} …`;
  else if (state.online && ahead() !== "") words = `clock +${ahead()}`;
  $("status").textContent = words;
  $("status").classList.toggle("lively", state.connected && action !== "");
}

function acting({ chat_id: chatId, body }) {
  if (!isHere(chatId, body.thread)) return;
  action = body.action;
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

function showChat() {
  log.setAttribute("aria-busy", "true"); // a whole chat is not read out
  list.replaceChildren(...messagesHere().map((message) => bubble(message, on)));
  showDays(list);
  showWelcome();
  showSuggestions(say);
  fitQuotations(list);
  log.scrollTop = log.scrollHeight;
  log.setAttribute("aria-busy", "false");
}

function showWelcome() {
  const { chat } = here();
  $("welcome").hidden = chat.type !== "private" || chat.messages.size > 0;
  $("welcome-text").textContent =
    chat.description || "Press Start, or pick one of the suggestions below.";
}

const atBottom = () => log.scrollHeight - log.scrollTop - log.clientHeight < 60;

/** Change something and stay at the bottom where the reader was there. */
function keepBottom(change) {
  const stay = atBottom();
  change();
  if (stay) log.scrollTop = log.scrollHeight;
}

function received({ chat_id: chatId, body: message }) {
  const chat = state.chats.get(chatId);
  if (chat === undefined) return;
  chat.messages.set(message.message_id, message);
  const thread = threadOf(message);
  if (!isHere(chatId, thread)) {
    chat.unread.add(keyOf(chatId, thread));
    showChoices(moved);
    return;
  }
  if (message.from.is_bot) stopActing();
  showSuggestions(say);
  const before = list.querySelector(`[data-id="${Number(message.message_id)}"]`);
  const item = bubble(message, on);
  if (before !== null) keepBottom(() => replaceBubble(before, item));
  else appendBubble(item, message);
}

function replaceBubble(before, item) {
  const focused = document.activeElement;
  const hadFocus = before.contains(focused);
  const heir = hadFocus ? successor(focused, before, item) : null;
  before.replaceWith(item);
  fitQuotations(item);
  item.querySelector(".bubble").classList.add("changed");
  // The key that was pressed is gone: keep the keyboard user where they were.
  if (hadFocus) (heir ?? input).focus({ preventScroll: true });
}

/** Of a message's new keys, the one with the same words as the old, else the one in its place. */
function successor(focused, before, item) {
  if (!focused.matches(".key")) return item.querySelector(".reply");
  const rows = rowsOfKeys(item);
  const alike = rows.flat().find((key) => key.textContent === focused.textContent);
  if (alike !== undefined) return alike;
  // Rows are counted from the last: what turns the pages stays there, passages come and go.
  const old = rowsOfKeys(before).reverse();
  const row = old.findIndex((keys) => keys.includes(focused));
  const keys = rows.reverse()[Math.min(row, rows.length - 1)];
  return keys?.[Math.min(old[row].indexOf(focused), keys.length - 1)] ?? null;
}

const rowsOfKeys = (item) =>
  [...item.querySelectorAll(".keyboard .row")].map((row) => [...row.querySelectorAll(".key")]);

function appendBubble(item, message) {
  const follow = atBottom() || message.from.id === state.person;
  list.append(item);
  showDays(list);
  showWelcome();
  fitQuotations(item);
  if (!follow) return;
  // A message taller than the window is read from its top.
  const tall = item.offsetHeight > log.clientHeight - 24;
  if (tall) log.scrollTop = item.offsetTop - 12;
  else log.scrollTop = log.scrollHeight;
}

function removed({ chat_id: chatId, body }) {
  state.chats.get(chatId)?.messages.delete(body.message_id);
  if (here().chat.id !== chatId) return;
  const item = list.querySelector(`[data-id="${Number(body.message_id)}"]`);
  if (item?.contains(document.activeElement)) input.focus({ preventScroll: true });
  item?.remove();
  showDays(list);
  showWelcome();
}

// --- buttons

async function press(message, data, key) {
  key.classList.add("waiting");
  key.setAttribute("aria-busy", "true");
  const body = { as: state.person, chat: message.chat.id, message_id: message.message_id, data };
  const pressed = await attempt(async () => {
    const { query_id: queryId } = await post("/sim/press", body);
    waiting.set(queryId, key);
    if (early.delete(queryId)) release(queryId);
  });
  if (!pressed) free(key);
}

function answered({ body }) {
  release(body.query_id);
  if (body.as !== state.person || body.text === "") return;
  if (body.alert) alertWith(body.text);
  else toast(body.text);
}

function release(queryId) {
  const key = waiting.get(queryId);
  if (key === undefined) {
    early.add(queryId);
    if (early.size > 100) early.delete(early.values().next().value);
    return;
  }
  waiting.delete(queryId);
  free(key);
}

function free(key) {
  key.classList.remove("waiting");
  key.removeAttribute("aria-busy");
}

// --- what is modelled

async function showModelled() {
  await attempt(async () => {
    const response = await fetch("/sim/modelled").catch(() => null);
    if (response === null || !response.ok) throw new Error("The simulator does not answer.");
    const rows = await response.json();
    $("modelled-rows").replaceChildren(
      ...rows.map(({ area, has, without_effect: ignored, lacks }) => {
        const row = element("tr", "");
        const head = element("th", "", area);
        head.scope = "row";
        row.append(head, element("td", "", has), element("td", "ignored", ignored), element("td", "", lacks));
        return row;
      }),
    );
    $("modelled").showModal();
  });
}

// --- wiring

const handlers = {
  reset: refresh,
  menu: refresh,
  online: () => {
    state.online = true;
    showStatus();
  },
  message: received,
  edited: received,
  deleted: removed,
  blocked: ({ chat_id: chatId, body }) => {
    state.chats.get(chatId).blocked = body.blocked;
    showBlocking();
    showStatus();
  },
  action: acting,
  answer: answered,
  inline: ({ body }) => inlineAnswered(body),
  call: ({ body }) => addCall(body),
  faults: ({ body }) => showFaults(body.waiting),
  clock: ({ body }) => {
    clockSet(body);
    showStatus();
    showDays(list);
  },
};

async function refresh() {
  await attempt(load);
}

async function load() {
  const fresh = await loadState();
  showAll();
  showFaults(fresh.faults);
  showCalls(fresh.calls);
  return fresh.last_event;
}

function onConnection(connected) {
  state.connected = connected;
  showStatus();
}

async function start() {
  wireComposer();
  wireTools(showStatus);
  for (const row of document.querySelectorAll(".segments, .places, .chips")) markOverflow(row);
  $("show-modelled").addEventListener("click", showModelled);
  $("begin").addEventListener("click", () => {
    say("/start");
    input.focus({ preventScroll: true });
  });
  addEventListener("resize", () => fitQuotations(list));
  try {
    const last = await load();
    composerMoved();
    listen(last, handlers, onConnection);
    input.focus();
  } catch (error) {
    $("status").textContent = error.message;
    setTimeout(() => location.reload(), 3000);
  }
}

start();
