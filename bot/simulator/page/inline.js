// Inline mode: what is typed behind the bot's name is asked of the bot, results are shown.

import { post } from "/connection.js";
import { attempt } from "/notices.js";
import { closePopup, openPopup } from "/popup.js";
import { here, state } from "/state.js";

const PAUSE = 250; // milliseconds without a key before the bot is asked
const PATIENCE = 2000; // milliseconds after which a bot is taken not to answer

const NOTHING = "The bot finds nothing for that.";

let asked = null; // {text, id, items} of the latest query, its items so far
let answers = new Map(); // those that came before the question was confirmed
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

async function ask(query, offset = "") {
  if (!state.inline) {
    say("Inline mode is off for this bot (@BotFather: /setinline).");
    return;
  }
  try {
    const body = { as: state.person, chat: here().chat.id, query: query.text.slice(0, 256), offset };
    const { query_id: id, heard } = await post("/sim/inline", body);
    if (asked !== query) return;
    query.id = id;
    if (!heard) {
      say("This bot takes no inline queries.");
    } else if (answers.has(id)) {
      show(answers.get(id));
    } else {
      patience = setTimeout(() => say("The bot does not answer inline queries."), PATIENCE);
    }
  } catch (error) {
    if (asked === query) say(`No inline results: ${error.message}.`);
  }
  answers = new Map();
}

const say = (text) => openPopup("Inline results", [], text);

/** The bot has answered an inline query. */
export function inlineAnswered(answer) {
  if (asked !== null && asked.id === answer.query_id) show(answer);
  else if (asked !== null) answers.set(answer.query_id, answer);
}

function show({ query_id: queryId, results, next_offset: offset, button }) {
  clearTimeout(patience);
  const query = asked;
  const items = results.map(({ id, title, description }) => ({
    name: title,
    summary: description ?? "",
    choose: () => choose(query, queryId, id),
  }));
  query.items = [...(query.items ?? []), ...items];
  const more = { name: "More results", summary: "", choose: () => ask(query, offset) };
  const shown = offset === "" ? query.items : [...query.items, more];
  const above = button === null ? [] : [opening(query, button)];
  openPopup("Inline results", [...above, ...shown], shown.length > 0 ? "" : NOTHING);
}

/** The button above the results, which opens the bot's own chat and starts it. */
const opening = (query, { text, start_parameter: parameter }) => ({
  name: text,
  summary: "opens the bot's chat",
  choose: async () => {
    const body = { as: state.person, text: `/start ${parameter}` };
    if (await attempt(() => post("/sim/say", body))) finish(query);
  },
});

async function choose(query, queryId, resultId) {
  const { chat, thread } = here();
  const body = { chat: chat.id, query_id: queryId, result_id: resultId };
  if (thread !== null) body.thread = thread;
  if (await attempt(() => post("/sim/choose", body))) finish(query);
}

function finish(query) {
  stopInline();
  closePopup();
  query.done();
}
