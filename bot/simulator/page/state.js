// What the page knows: people, chats, where the reader is. Values only; nothing here draws.

export const state = {
  run: null,
  bot: null,
  inline: false, // whether inline mode is on for the bot
  online: false,
  connected: false,
  people: new Map(), // id → {id, name, role}
  chats: new Map(), // id → {id, type, name, blocked, topics, menus, description, messages: Map, unread: Set}
  person: null, // id of whom one acts as
  place: "private", // key of the place that is open: see places()
  replyTo: null, // message that the composer replies to
  clock: { now: 0, ahead: 0, furthest: 0, read: 0 },
};

/** The person one acts as. */
export const me = () => state.people.get(state.person);

/** Every place that the person sees: their private chat, and each topic of each group. */
export function places() {
  const all = [{ key: "private", chat: state.chats.get(state.person), thread: null, name: "Private chat" }];
  for (const chat of state.chats.values()) {
    if (chat.type === "private") continue;
    const general = chat.topics.length > 0 ? `${chat.name} · General` : chat.name;
    all.push({ key: String(chat.id), chat, thread: null, name: general });
    for (const topic of chat.topics) {
      const key = `${chat.id}/${topic.thread}`;
      all.push({ key, chat, thread: topic.thread, name: `${chat.name} · ${topic.name}` });
    }
  }
  return all;
}

/** The place that is open. */
export const here = () => places().find(({ key }) => key === state.place) ?? places()[0];

/** The topic of a message, null in General and outside of forums. */
export const threadOf = (message) => (message.is_topic_message ? message.message_thread_id : null);

/** Key of the place of a chat's thread, as one who sees it names it. */
export function keyOf(chatId, thread) {
  if (state.chats.get(chatId)?.type === "private") return "private";
  return thread === null ? String(chatId) : `${chatId}/${thread}`;
}

/** Whether something in a chat's thread is in the place that is open. */
export const isHere = (chatId, thread) => here().chat.id === chatId && here().thread === thread;

/** The messages of the place that is open. */
export const messagesHere = () =>
  [...here().chat.messages.values()].filter((message) => threadOf(message) === here().thread);

/** The commands that the person is offered here. */
export const commandsHere = () => here().chat.menus[state.person] ?? [];

/** The body's fields that say who writes, and where. */
export function whereto() {
  const { chat, thread } = here();
  const body = { as: state.person, chat: chat.id };
  if (thread !== null) body.thread = thread;
  if (state.replyTo !== null) body.reply_to = state.replyTo.message_id;
  return body;
}

/** The simulator's time in milliseconds, which may be ahead of the browser's. */
export const simulatedNow = () => state.clock.now + (performance.now() - state.clock.read);

/** The latest time in milliseconds to which the clock can be set. */
export const latestTime = () => simulatedNow() + (state.clock.furthest - state.clock.ahead) * 1000;

export function setClock({ now, ahead, furthest }) {
  state.clock = { now: Date.parse(now), ahead, furthest, read: performance.now() };
}
