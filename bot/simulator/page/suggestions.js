// Lines to try, above the composer: whatever the bot's own latest examples name.

import { $, element } from "/notices.js";
import { commandsHere, messagesHere, state } from "/state.js";

const BEGINNINGS = ["/start", "/help"]; // what every bot is expected to know
const MOST = 6;
const LONGEST = 40;

/** Show the lines that fit the open chat; `say` is called with the one that is pressed. */
export function showSuggestions(say) {
  const lines = suggestions();
  const box = $("suggestions");
  const shown = [...box.children].map((chip) => chip.textContent);
  if (lines.join("\n") === shown.join("\n")) return; // a chip keeps the focus
  box.replaceChildren(...lines.map((line) => chipFor(line, say)));
}

function suggestions() {
  const offered = commandsHere().map(({ command }) => `/${command}`);
  const first = BEGINNINGS.filter((line) => offered.length === 0 || offered.includes(line));
  return [...new Set([...first, ...latestExamples()])].slice(0, MOST);
}

/** Lines of code that begin with a slash, in the bot's latest message that has some. */
function latestExamples() {
  for (const message of messagesHere().reverse()) {
    if (message.from.id !== state.bot.id) continue;
    const lines = (message.entities ?? [])
      .filter(({ type }) => type === "code" || type === "pre")
      .map(({ offset, length }) => message.text.slice(offset, offset + length))
      .filter((line) => /^\/\w[^\n]*$/.test(line) && line.length <= LONGEST);
    if (lines.length > 0) return lines;
  }
  return [];
}

function chipFor(line, say) {
  const chip = element("button", "chip", line);
  chip.type = "button";
  chip.addEventListener("click", () => {
    say(line);
    $("input").focus({ preventScroll: true });
  });
  return chip;
}
