// Developer tools: the clock, blocking, faults to inject, and the bot's requests as they happen.

import { post } from "/connection.js";
import { $, attempt, element, toast } from "/notices.js";
import { here, latestTime, me, setClock, simulatedNow, state } from "/state.js";

const MOST_CALLS = 150;
const beside = matchMedia("(min-width: 1100px)"); // else the tools lie over the chat

/** Connect the controls; `onClock` is called when the clock was set. */
export function wireTools(onClock) {
  $("tools-toggle").addEventListener("click", () => showTools($("tools").hidden));
  $("tools-close").addEventListener("click", () => showTools(false));
  $("tools").addEventListener("keydown", (event) => {
    if (event.key === "Escape") showTools(false);
  });
  beside.addEventListener("change", coverChat);
  wireClock(onClock);
  wireFaults();
  $("blocks").addEventListener("change", () => {
    const body = { as: state.person, chat: here().chat.id, blocked: $("blocks").checked };
    attempt(() => post("/sim/block", body)).then(showBlocking);
  });
  $("calls-all").addEventListener("change", () => {
    $("calls").classList.toggle("all", $("calls-all").checked);
  });
  $("calls-clear").addEventListener("click", () => $("calls").replaceChildren());
}

function showTools(shown) {
  $("tools").hidden = !shown;
  $("tools-toggle").setAttribute("aria-expanded", String(shown));
  coverChat();
  if (shown) $("tools-title").focus();
  else $("tools-toggle").focus();
}

function coverChat() {
  document.querySelector(".shell").inert = !$("tools").hidden && !beside.matches;
}

// --- clock

function wireClock(onClock) {
  for (const button of document.querySelectorAll("[data-advance]")) {
    const seconds = Number(button.dataset.advance);
    button.addEventListener("click", () => {
      if (tooFar(simulatedNow() + seconds * 1000)) return;
      attempt(async () => {
        clockSet(await post("/sim/clock/advance", { seconds }));
        onClock();
      });
    });
  }
  $("clock-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const to = `${$("clock-to").value}+00:00`;
    if (!(Date.parse(to) > simulatedNow())) {
      toast("The clock can only be set forward: choose a later time (UTC).");
      return;
    }
    if (tooFar(Date.parse(to))) return;
    attempt(async () => {
      clockSet(await post("/sim/clock/set", { to }));
      onClock();
    });
  });
  setInterval(showTime, 1000);
}

/** Whether the clock cannot be set as far as that; says so. */
function tooFar(to) {
  // A second is left for the way there: the clock beneath goes on meanwhile.
  if (to <= latestTime() - 1000) return false;
  const latest = new Date(latestTime()).toISOString().slice(0, 10);
  toast(`The clock goes to ${latest} at most: ${state.clock.furthest / 86400} days ahead.`);
  return true;
}

/** The clock was set, here or elsewhere. */
export function clockSet(time) {
  setClock(time);
  showTime();
}

function showTime() {
  const now = new Date(simulatedNow());
  $("clock-now").dateTime = now.toISOString();
  $("clock-now").textContent = now.toLocaleString("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZone: "UTC",
  });
  $("clock-ahead").textContent = ahead() === "" ? "" : `${ahead()} ahead`;
}

/** How far the clock is ahead in words, empty where it is not. */
export function ahead() {
  const minutes = Math.round(state.clock.ahead / 60);
  const parts = [
    [Math.floor(minutes / 1440), "d"],
    [Math.floor(minutes / 60) % 24, "h"],
    [minutes % 60, "min"],
  ].filter(([count]) => count > 0);
  return parts.map(([count, unit]) => `${count} ${unit}`).join(" ");
}

// --- blocking

/** Show whether the person one acts as has blocked the bot, or the open group has put it out. */
export function showBlocking() {
  const { chat } = here();
  const mine = chat.type === "private";
  $("blocks").checked = chat.blocked;
  $("blocks").disabled = !mine && me().role !== "admin";
  $("blocks-text").textContent = mine ? `${me().name} has blocked the bot` : `The bot was put out of ${chat.name}`;
  $("blocks-note").textContent = mine ? "Ends with their next message." : "Admin owns it, and takes the bot back, too.";
}

// --- faults

function wireFaults() {
  const pause = () => {
    $("fault-pause").hidden = $("fault-kind").value !== "429";
    $("fault-seconds").disabled = $("fault-pause").hidden; // else it could keep the form from being sent
  };
  $("fault-kind").addEventListener("change", pause);
  pause();
  $("fault-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const body = { method: $("fault-method").value, kind: $("fault-kind").value };
    if (body.kind === "429") body.retry_after = Number($("fault-seconds").value);
    attempt(() => post("/sim/fault", body));
  });
  $("faults-clear").addEventListener("click", () => attempt(() => post("/sim/faults/clear", {})));
}

/** The faults that wait for their request. */
export function showFaults(waiting) {
  $("faults").replaceChildren(
    ...waiting.map(({ method, fault }) => {
      const item = element("li", "", "");
      item.append(element("b", "", method === "any" ? "any method" : method), ` ${fault}`);
      return item;
    }),
  );
  $("faults-none").hidden = waiting.length > 0;
  $("faults-clear").hidden = waiting.length === 0;
}

// --- calls

/** The latest requests, oldest first, in the place of those shown. */
export function showCalls(calls) {
  $("calls").replaceChildren();
  for (const call of calls) addCall(call);
}

/** A request that the bot has just made, on top of the others. */
export function addCall(call) {
  if ($("calls").querySelector(`[data-id="${Number(call.id)}"]`) !== null) return;
  const failed = call.status !== 200;
  const item = element("li", `call${failed ? " failed" : ""}`);
  item.dataset.id = call.id;
  item.dataset.method = call.method;
  const details = element("details", "");
  const summary = element("summary", "");
  summary.append(
    element("b", "", call.method),
    element("span", "status", call.status === 0 ? "dropped" : String(call.status)),
    element("span", "ms", `${call.ms} ms`),
    element("time", "", call.at.slice(11, 19)),
  );
  details.append(summary, parameters(call));
  item.append(details);
  $("calls").prepend(item);
  trim(call.method);
}

/** Polls come all the time: they may not push the others out of the list. */
function trim(method) {
  const polls = method === "getUpdates";
  const alike = [...$("calls").children].filter(
    (item) => (item.dataset.method === "getUpdates") === polls,
  );
  for (const item of alike.slice(MOST_CALLS)) item.remove();
}

function parameters(call) {
  const table = element("dl", "");
  for (const [name, value] of [...Object.entries(call.parameters), ["→", call.outcome]]) {
    table.append(element("dt", "", name), element("dd", "", value));
  }
  return table;
}
