// One message, or the several of an album: a bubble whose parts are rebuilt only when they change, so that an edit
// neither flickers nor jumps.

import { album, captioned } from "./album.js";
import { el, icon } from "./dom.js";
import { formatted } from "./entities.js";
import { keyboard } from "./keyboard.js";
import { identity, isVisual, kindOf, media, summary } from "./media.js";
import { toast } from "./overlay.js";
import { preview, previewOf } from "./preview.js";
import { moment, time, word } from "./words.js";

const COLOURS = 7; // sender colours in theme.css

/** The name a person sees for who wrote a message. */
export const nameOf = (from) => [from.first_name, from.last_name].filter(Boolean).join(" ");

/** Whether a message stands in the same bubble as the others of its album. */
export const joinsAlbum = (message) => message.media_group_id !== undefined && isVisual(message);

/**
 * Keeps the element of one message, or of an album. `context` has: myId, on (actions of text), reply(message), show(messageId).
 */
export class MessageView {
  #context;
  #parts = {}; // name -> [what it was built from, element]
  #messages = new Map(); // message_id -> message

  constructor(message, context) {
    this.#context = context;
    this.bubble = el("div.bubble");
    const reply = () => context.reply(this.message);
    const label = word("demo-reply");
    const button = el("button.answer", { type: "button", "aria-label": label, title: label, onclick: reply }, icon("reply"));
    this.column = el("div.column", {}, this.bubble);
    this.node = el("article.message", { "data-id": message.message_id }, this.column, button);
    this.node.addEventListener("dblclick", (event) => {
      if (event.target === this.node || event.target === this.bubble) reply();
    });
    this.update(message);
  }

  /** The message; of an album the first. */
  get message() {
    return this.messages[0];
  }

  get messages() {
    return [...this.#messages.values()].sort((a, b) => a.message_id - b.message_id);
  }

  /** Shows a message as it is now: the one it has shown before, or one more of an album. */
  update(message) {
    this.#messages.set(message.message_id, message);
    this.#draw();
  }

  /** A message is gone. False when none is left. */
  drop(messageId) {
    if (this.#messages.size === 1) return false;
    this.#messages.delete(messageId);
    this.#draw();
    return true;
  }

  #draw() {
    const { messages } = this;
    const [first] = messages;
    const message = messages.length > 1 ? (captioned(messages) ?? { ...first, caption: undefined }) : first;
    const own = message.from?.id === this.#context.myId;
    const shown = previewOf(message);
    this.node.classList.toggle("own", own);
    this.bubble.classList.toggle("pictured", isVisual(message));
    this.bubble.classList.toggle("bare", isVisual(message) && !message.caption);
    const group = message.chat.type !== "private";
    this.#part("sender", group && !own && message.from, (from) => sender(from));
    this.#part("forward", message.forward_origin, (origin) => forward(origin));
    this.#part("via", message.via_bot, (bot) => via(bot));
    this.#part("quote", message.reply_to_message, (original) => this.#quote(original));
    this.#part("media", messages.map(identity).join(" "), () => (messages.length > 1 ? album(messages) : media(message)));
    this.#part("preview", shown, () => preview(shown));
    this.#part("text", this.#words(message), ([text, entities]) => this.#text(text, entities));
    this.#part("meta", [first.date, own], () => meta(first, own));
    this.#part("keyboard", message.reply_markup?.inline_keyboard?.length && message.reply_markup, () =>
      keyboard(message, this.#context.on.copy),
    );
    this.#assemble(shown?.above);
  }

  #words(message) {
    if (message.text !== undefined) return [message.text, message.entities];
    if (message.caption) return [message.caption, message.caption_entities];
    return kindOf(message) ? null : [word("demo-unsupported"), []];
  }

  #part(name, source, build) {
    const key = source ? JSON.stringify(source) : "";
    if (this.#parts[name]?.[0] === key) return;
    this.#parts[name] = [key, source ? build(source) : null];
  }

  /** Puts the parts in their places; a part that did not change is not touched. */
  #assemble(above) {
    const part = (name) => this.#parts[name][1];
    const text = part("text");
    const meta = part("meta");
    if (text) {
      if (meta.parentNode !== text) text.append(meta);
    }
    const words = above ? ["preview", "text"] : ["text", "preview"];
    const wanted = ["sender", "forward", "via", "quote", "media", ...words].map(part).filter(Boolean);
    if (!text) wanted.push(meta);
    place(this.bubble, wanted);
    place(this.column, [this.bubble, part("keyboard")].filter(Boolean));
  }

  #text(text, entities) {
    return el("div.text", { dir: "auto" }, formatted(text, entities, this.#context.on));
  }

  #quote(original) {
    const name = original.from?.id === this.#context.myId ? word("demo-you-wrote") : nameOf(original.from ?? {});
    const show = () => this.#context.show(original.message_id) || toast(word("demo-deleted"));
    return el(
      "button.quote",
      { type: "button", onclick: show, "aria-label": `${word("demo-reply")}: ${name}: ${summary(original)}` },
      el("bdi.name", {}, name),
      el("bdi.excerpt", {}, summary(original)),
    );
  }
}

/** Makes `children` the children of `parent` without taking those out that stay. */
function place(parent, children) {
  for (const child of [...parent.children]) if (!children.includes(child)) child.remove();
  children.forEach((child, index) => {
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] ?? null);
  });
}

const sender = (from) => el(`bdi.sender.colour-${Math.abs(from.id) % COLOURS}`, {}, nameOf(from));

function forward(origin) {
  const name = origin.sender_user ? nameOf(origin.sender_user) : (origin.sender_user_name ?? (origin.chat ?? origin.sender_chat)?.title);
  return el("div.forward", {}, `${word("demo-forwarded")} `, el("bdi", {}, name ?? ""));
}

const via = (bot) => el("div.forward", {}, `${word("demo-via")} `, el("bdi", {}, `@${bot.username}`));

function meta(message, own) {
  const date = el("time", { datetime: new Date(message.date * 1000).toISOString(), title: moment(message.date) }, time(message.date));
  return el("span.meta", {}, date, own ? icon("checks") : null);
}
