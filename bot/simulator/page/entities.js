// Text with Bot API entities → DOM nodes. Text only ever becomes text nodes, so nothing that a
// message holds can become markup. Offsets are UTF-16 units, which is what JavaScript counts in.

const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const SAFE_PROTOCOLS = new Set(["http:", "https:", "mailto:", "tg:", "tel:"]);

/** A fragment with the text; `onCommand` is called with a command that is clicked. */
export function renderText(text, entities, onCommand) {
  const fragment = document.createDocumentFragment();
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  fill(fragment, text, 0, text.length, sorted, onCommand);
  return fragment;
}

function fill(parent, text, start, end, entities, onCommand) {
  const waiting = [...entities];
  let at = start;
  while (waiting.length > 0) {
    const entity = waiting.shift();
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    if (from >= to) continue;
    const inside = [];
    while (waiting.length > 0 && waiting[0].offset < to) inside.push(waiting.shift());
    for (const other of inside) {
      // One that reaches over the end of its parent goes on behind it.
      const rest = other.offset + other.length - to;
      if (rest > 0) waiting.unshift({ ...other, offset: to, length: rest });
    }
    parent.append(text.slice(at, from));
    const [outer, inner] = elementFor(entity, text.slice(from, to), onCommand);
    fill(inner, text, from, to, inside, onCommand);
    parent.append(outer);
    at = to;
    if (BLOCKS.has(entity.type) && text[at] === "\n") at += 1; // the block breaks the line itself
  }
  parent.append(text.slice(at, end));
}

/** The entity's element, and the element in it that takes the content. */
function elementFor(entity, text, onCommand) {
  switch (entity.type) {
    case "text_link":
      return link(entity.url);
    case "url":
      return link(/^[a-z]+:/i.test(text) ? text : `https://${text}`);
    case "email":
      return link(`mailto:${text}`);
    case "phone_number":
      return link(`tel:${text}`);
    case "bot_command":
      return command(text, onCommand);
    case "spoiler":
      return spoiler();
    case "expandable_blockquote":
      return expandable();
    default:
      return whole(element(TAGS[entity.type] ?? "span", entity.type));
  }
}

function element(tag, className) {
  const node = document.createElement(tag);
  node.className = className;
  return node;
}

const whole = (node) => [node, node];

function link(url) {
  let parsed = null;
  try {
    parsed = new URL(url);
  } catch {
    // Not an address: shown as text.
  }
  if (parsed === null || !SAFE_PROTOCOLS.has(parsed.protocol)) return whole(element("span", "link"));
  const node = element("a", "link");
  node.href = parsed.href;
  node.title = parsed.href;
  node.target = "_blank";
  node.rel = "noopener noreferrer";
  return whole(node);
}

function command(text, onCommand) {
  const node = element("button", "command");
  node.type = "button";
  node.addEventListener("click", () => onCommand(text));
  return whole(node);
}

function spoiler() {
  const node = element("span", "spoiler");
  node.tabIndex = 0;
  node.setAttribute("role", "button");
  node.setAttribute("aria-label", "Hidden text: show");
  const show = () => {
    node.classList.add("shown");
    node.removeAttribute("role");
    node.removeAttribute("aria-label");
    node.removeAttribute("tabindex");
  };
  node.addEventListener("click", show);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") show();
  });
  return whole(node);
}

function expandable() {
  const outer = element("blockquote", "expandable");
  const content = element("div", "content");
  const toggle = element("button", "toggle");
  toggle.type = "button";
  toggle.textContent = "Show all";
  toggle.setAttribute("aria-expanded", "false");
  toggle.addEventListener("click", () => {
    const open = outer.classList.toggle("open");
    toggle.textContent = open ? "Show less" : "Show all";
    toggle.setAttribute("aria-expanded", String(open));
  });
  outer.append(content, toggle);
  return [outer, content];
}

/** Take the toggles off those expandable quotations that fit; call it once they are laid out. */
export function fitQuotations(root) {
  for (const quotation of root.querySelectorAll("blockquote.expandable")) {
    const content = quotation.querySelector(".content");
    const fits = content.scrollHeight <= content.clientHeight + 1;
    quotation.classList.toggle("fits", fits && !quotation.classList.contains("open"));
  }
}
