// Inline keyboards: rows of buttons under a bubble; a pressed one spins until the bot has answered.

import * as api from "./api.js";
import { el, icon } from "./dom.js";
import { alertBox, toast } from "./overlay.js";
import { word } from "./words.js";

const ANSWER_WITHIN = 30_000; // milliseconds a button spins at most; Telegram's clients give up likewise

const waiting = new Map(); // callback_query_id -> { button, timer }
const early = new Map(); // answers that came before the press itself was confirmed

/** The rows of `reply_markup.inline_keyboard`; `copy(text)` serves copy_text buttons. */
export function keyboard(message, copy) {
  const rows = message.reply_markup.inline_keyboard.map((row) =>
    el("div.row", {}, ...row.map((button) => key(message, button, copy))),
  );
  return el("div.keyboard", { role: "group" }, ...rows);
}

function key(message, button, copy) {
  const label = el("span.label", { dir: "auto" }, button.text);
  if (button.url && /^https?:/i.test(button.url)) {
    const properties = { href: button.url, target: "_blank", rel: "noopener noreferrer", title: button.url };
    return el("a.key", { ...properties, "aria-description": word("demo-opens-tab") }, label, icon("open"));
  }
  if (button.callback_data !== undefined) {
    const node = el("button.key", { type: "button" }, label, el("span.spinner", { "aria-hidden": "true" }));
    node.addEventListener("click", () => press(node, message, button.callback_data));
    return node;
  }
  if (button.copy_text) {
    return el("button.key", { type: "button", onclick: () => copy(button.copy_text.text) }, label, icon("copy"));
  }
  return el("button.key", { type: "button", disabled: true }, label);
}

async function press(button, message, data) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  let id;
  try {
    ({ callback_query_id: id } = await api.press(message.chat.id, message.message_id, data));
  } catch (error) {
    console.warn("The press was not sent:", error.message);
    button.removeAttribute("aria-busy");
    toast(word("demo-not-sent"));
    return;
  }
  const silence = () => {
    answered({ callback_query_id: id, text: word("demo-no-answer") });
  };
  waiting.set(id, { button, timer: setTimeout(silence, ANSWER_WITHIN) });
  const answer = early.get(id);
  if (answer) answered(answer);
}

/** The bot's answer to a press: ends the spinning and shows the text, if any. */
export function answered(event) {
  const press = waiting.get(event.callback_query_id);
  if (!press) {
    early.set(event.callback_query_id, event);
    if (early.size > 50) early.delete(early.keys().next().value); // presses of other pages never come to be asked for
    return;
  }
  waiting.delete(event.callback_query_id);
  early.delete(event.callback_query_id);
  clearTimeout(press.timer);
  press.button.removeAttribute("aria-busy");
  if (!event.text) return;
  if (event.show_alert) alertBox(event.text);
  else toast(event.text);
}
