// Toasts, alerts, and small helpers for nodes.

/** The element with the id. */
export const $ = (id) => document.getElementById(id);

/** A new element with a class and, where given, a text. */
export function element(tag, className, text) {
  const node = document.createElement(tag);
  node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

let timer = 0;

/** Show a text for a few seconds. */
export function toast(text) {
  const box = $("toast");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(() => {
    box.hidden = true;
  }, 4500);
}

/** Show a text until it is confirmed. */
export function alertWith(text) {
  $("alert-text").textContent = text;
  if (!$("alert").open) $("alert").showModal();
}

/** Run something; where it fails, say why. True where it did not. */
export async function attempt(deed) {
  try {
    await deed();
    return true;
  } catch (error) {
    toast(error.message);
    return false;
  }
}

/** A number of bytes for people. */
export function bytes(count) {
  if (count < 1024) return `${count} bytes`;
  if (count < 1024 * 1024) return `${Math.round(count / 1024)} KB`;
  return `${(count / 1024 / 1024).toFixed(1)} MB`;
}
