// The page's way to the simulator: what it asks, and what it is told.

import { setClock, state } from "/state.js";

const secret = document.querySelector('meta[name="simulator-secret"]').content;

/** Do something; the simulator's answer, or an Error whose message can be shown. */
export async function post(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Simulator-Secret": secret },
    body: JSON.stringify(body),
  }).catch(() => null);
  if (response === null) throw new Error("The simulator does not answer. Is it still running?");
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? `The simulator refused it (${response.status})`);
  return answer;
}

/** Fetch everything anew into the state; the rest of the answer is for the tools. */
export async function loadState() {
  const response = await fetch("/sim/state").catch(() => null);
  if (response === null || !response.ok) throw new Error("The simulator does not answer.");
  const fresh = await response.json();
  const { run, bot, inline, online } = fresh;
  Object.assign(state, { run, bot, inline, online });
  setClock(fresh.clock);
  state.people = new Map(fresh.people.map((person) => [person.id, person]));
  state.chats = new Map(
    fresh.chats.map((chat) => [
      chat.id,
      {
        ...chat,
        messages: new Map(chat.messages.map((message) => [message.message_id, message])),
        unread: state.chats.get(chat.id)?.unread ?? new Set(),
      },
    ]),
  );
  if (!state.people.has(state.person)) state.person = fresh.people[0].id;
  return fresh;
}

/** Call the handlers, by kind of event, with what happens from the event `after` on. */
export function listen(after, handlers, onConnection) {
  const source = new EventSource(`/sim/events?after=${after}`);
  let seen = after;
  for (const [kind, handle] of Object.entries(handlers)) {
    source.addEventListener(kind, (event) => {
      seen = Number(event.lastEventId) || seen;
      handle(JSON.parse(event.data));
    });
  }
  source.addEventListener("hello", (event) => {
    const { run } = JSON.parse(event.data);
    if (state.run !== null && run !== state.run) location.reload();
    onConnection(true);
  });
  source.onerror = () => {
    onConnection(false);
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(() => listen(seen, handlers, onConnection), 3000);
    }
  };
}
