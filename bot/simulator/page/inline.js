// Inline mode: what is typed behind the bot's name is asked of the bot, results are shown.

import { post } from "/connection.js";
import { attempt } from "/notices.js";
import { closePopup, openPopup } from "/popup.js";
import { here, state } from "/state.js";

const PAUSE = 250; // milliseconds without a key before the bot is asked
const PATIENCE = 2000; // milliseconds after which a bot is taken not to answer

let asked = null; // {text, id} of the latest query
let results = new Map(); // answers that came before the question was confirmed
let pause = 0;
let patience = 0;

/** What stands behind the bot's name, null where the text does not begin with it. */
export function inlineText(text) {
  const name = `@${state.bot.username} `;
  return text.toLowerCase().startsWith(name.toLowerCase()) ? text.slice(name.length) : null;
}

/** Ask the bot, once the typing pauses; `done` is called when a result has been sent. */
export function askInline(text, done) {
  stopInline();
  asked = { text, id: null, done };
  openPopup("Inline results", [], "Asking the bot …");
  pause = setTimeout(() => ask(asked), PAUSE);
}

export function stopInline() {
  clearTimeout(pause);
  clearTimeout(patience);
  asked = null;
}

async function ask(query) {
  if (!state.inline) {
    say("Inline mode is off for this bot (@BotFather: /setinline).");
    return;
  }
  try {
    const body = { as: state.person, chat: here().chat.id, query: query.text.slice(0, 256) };
    const { query_id: id, heard } = await post("/sim/inline", body);
    if (asked !== query) return;
    query.id = id;
    if (!heard) {
      say("This bot takes no inline queries.");
    } else if (results.has(id)) {
      show(results.get(id));
    } else {
      patience = setTimeout(() => say("The bot does not answer inline queries."), PATIENCE);
    }
  } catch (error) {
    if (asked === query) say(`No inline results: ${error.message}.`);
  }
  results = new Map();
}

const say = (text) => openPopup("Inline results", [], text);

/** The bot has answered an inline query. */
export function inlineAnswered({ query_id: id, results: found }) {
  if (asked !== null && asked.id === id) show(found);
  else if (asked !== null && asked.id === null) results.set(id, found);
}

function show(found) {
  clearTimeout(patience);
  const query = asked;
  const items = found.map(({ id, title, description }) => ({
    name: title,
    summary: description ?? "",
    choose: () => choose(query, id),
  }));
  openPopup("Inline results", items, items.length > 0 ? "" : "The bot finds nothing for that.");
}

async function choose(query, resultId) {
  const { chat, thread } = here();
  const body = { chat: chat.id, query_id: query.id, result_id: resultId };
  if (thread !== null) body.thread = thread;
  if (!(await attempt(() => post("/sim/choose", body)))) return;
  stopInline();
  closePopup();
  query.done();
}
