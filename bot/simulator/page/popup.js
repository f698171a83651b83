// The list above the composer: commands, or what the bot finds inline. Driven by the input's keys.

import { $, element } from "/notices.js";

const list = $("completions");
let items = [];
let chosen = -1;

export const popupIsOpen = () => !$("popup").hidden;

/** Show the items ({name, summary, choose, sends}), and a line above them where there is one. */
export function openPopup(label, fresh, note = "") {
  items = fresh;
  list.setAttribute("aria-label", label);
  list.hidden = items.length === 0;
  $("popup-note").textContent = note;
  $("popup-note").hidden = note === "";
  list.replaceChildren(...items.map(optionFor));
  $("popup").hidden = false;
  $("menu").setAttribute("aria-expanded", "true");
  if (items.length > 0) highlight(0);
  else chosen = -1;
}

function optionFor(item, place) {
  const option = element("li", "completion");
  option.id = `completion-${place}`;
  option.setAttribute("role", "option");
  option.append(element("b", "", item.name), element("span", "", item.summary));
  option.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the focus
  option.addEventListener("mousemove", () => {
    if (place !== chosen) highlight(place);
  });
  option.addEventListener("click", () => item.choose());
  return option;
}

export function closePopup() {
  $("popup").hidden = true;
  items = [];
  chosen = -1;
  $("input").removeAttribute("aria-activedescendant");
  $("menu").setAttribute("aria-expanded", "false");
}

function highlight(place) {
  const options = list.children;
  chosen = (place + options.length) % options.length;
  for (const [index, option] of [...options].entries()) {
    option.setAttribute("aria-selected", String(index === chosen));
  }
  options[chosen].scrollIntoView({ block: "nearest" });
  $("input").setAttribute("aria-activedescendant", options[chosen].id);
}

/** A key that was pressed in the input; true where it was meant for the list. */
export function popupKey(event) {
  if (!popupIsOpen()) return false;
  if (event.key === "Escape") {
    closePopup();
    return true;
  }
  const item = items[chosen];
  if (item === undefined) return false;
  switch (event.key) {
    case "ArrowDown":
      highlight(chosen + 1);
      return true;
    case "ArrowUp":
      highlight(chosen - 1);
      return true;
    case "Tab":
      if (event.shiftKey) return false;
      item.choose();
      return true;
    case "Enter":
      // A command that is typed in full is sent, not completed.
      if (event.shiftKey || $("input").value === item.name) return false;
      item.choose();
      return true;
    default:
      return false;
  }
}
