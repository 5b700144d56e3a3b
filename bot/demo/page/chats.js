// The list of chats at the side (on a phone: in front), the header of the open one, and who is doing what.

import { el } from "./dom.js";
import { summary } from "./media.js";
import { nameOf } from "./message.js";
import { has, number, time, word } from "./words.js";

const ACTION_FOR = 5000; // milliseconds; core.telegram.org/bots/api#sendchataction

export class Chats {
  #actions = new Map(); // chat id -> { action, timer }

  constructor(onOpen) {
    this.onOpen = onOpen;
    this.list = document.getElementById("chat-list");
    this.rows = new Map();
  }

  /** Draws the list. `entries`: { chat, title, last, unseen } per chat; `open` is the id of the open one. */
  paint({ entries, open, myId }) {
    for (const { chat, title, last, unseen } of entries) {
      const row = this.#row(chat);
      const current = chat.id === open;
      row.classList.toggle("current", current);
      if (current) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
      const badge = unseen > 0 && el("span.count", { "aria-label": `${word("demo-unread")}: ${number(unseen)}` }, number(unseen));
      row.replaceChildren(
        avatar(chat, title),
        el(
          "span.about",
          {},
          el("span.line", {}, el("span.title", {}, el("bdi", {}, title)), last && el("span.when", {}, time(last.date))),
          el("span.line", {}, this.#preview(chat, last, myId), badge),
        ),
      );
    }
    this.#paintHeader(entries.find(({ chat }) => chat.id === open));
  }

  #row(chat) {
    if (!this.rows.has(chat.id)) {
      const row = el("button.chat-row", { type: "button", "data-chat": chat.id, onclick: () => this.onOpen(chat.id) });
      this.rows.set(chat.id, row);
      this.list.append(row);
    }
    return this.rows.get(chat.id);
  }

  #preview(chat, last, myId) {
    const doing = this.#doing(chat.id);
    if (doing) return el("span.preview.doing", {}, doing);
    if (!last) return el("span.preview", {}, word("demo-no-messages"));
    const own = last.from?.id === myId;
    const who = own ? word("demo-you-wrote") : chat.type === "private" ? "" : nameOf(last.from ?? {});
    return el("span.preview", {}, who && el("span.who", {}, el("bdi", {}, who), ": "), el("bdi", {}, summary(last)));
  }

  #paintHeader(entry) {
    if (!entry) return;
    const { chat, title } = entry;
    const place = document.getElementById("header-avatar");
    if (place.dataset.chat !== String(chat.id)) {
      place.dataset.chat = chat.id;
      place.replaceChildren(avatar(chat, title));
    }
    document.getElementById("header-title").textContent = title;
    const status = document.getElementById("header-status");
    const doing = this.#doing(chat.id);
    const idle = word(chat.type === "private" ? "demo-chat-bot" : "demo-chat-group");
    status.classList.toggle("doing", Boolean(doing));
    const dots = [1, 2, 3].map(() => el("i"));
    status.replaceChildren(doing || idle, doing ? el("span.dots", { "aria-hidden": "true" }, ...dots) : "");
  }

  #doing(chatId) {
    const action = this.#actions.get(chatId)?.action;
    if (!action) return "";
    const key = `demo-action-${action.replaceAll("_", "-")}`;
    return word(has(key) ? key : "demo-action-typing");
  }

  /** The bot is doing something, until it has sent a message or for five seconds; null ends it. */
  act(chatId, action, onChange) {
    clearTimeout(this.#actions.get(chatId)?.timer);
    this.#actions.delete(chatId);
    if (action) {
      const timer = setTimeout(() => this.act(chatId, null, onChange), ACTION_FOR);
      this.#actions.set(chatId, { action, timer });
    }
    onChange();
  }
}

function avatar(chat, title) {
  if (chat.type === "private") return el("span.avatar.ferry", { "aria-hidden": "true" });
  return el("span.avatar.group", { "aria-hidden": "true" }, [...title][0]?.toUpperCase() ?? "");
}
