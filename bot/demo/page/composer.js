// Where a person writes: the growing text area, the reply above it, a draft per chat.

import { Commands } from "./commands.js";
import { el, icon, touch } from "./dom.js";
import { Inline } from "./inline.js";
import { nameOf } from "./message.js";
import { summary } from "./media.js";
import { word } from "./words.js";

const TALLEST = 0.4; // of the window's height; beyond it the text scrolls

export class Composer {
  #drafts = new Map(); // chat id -> { text, reply }
  #chat = null;
  #reply = null;
  #myId = null;
  #username = "";

  /**
   * `onSend(chatId, text, replyTo)` and `onChoose(chatId, queryId, resultId)`, of an inline query's result, resolve to
   * true when the message is on its way; `onButton(button)` follows the button above such results.
   */
  constructor({ onSend, onChoose, onButton, commandText }) {
    this.onSend = onSend;
    this.onChoose = onChoose;
    this.field = document.getElementById("text");
    this.form = document.getElementById("composer");
    this.replyBar = document.getElementById("reply-bar");
    this.commands = new Commands(this.field, (command) => this.submit(commandText(command)));
    this.inline = new Inline(this.field, {
      onChoose: (queryId, resultId) => this.#choose(queryId, resultId),
      onButton: (button) => {
        this.#set("");
        onButton(button);
      },
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.field.addEventListener("input", () => {
      this.#fit();
      this.#suggest();
    });
    this.field.addEventListener("keydown", (event) => this.#key(event));
    document.getElementById("menu").addEventListener("click", () => this.#menu());
    window.addEventListener("resize", () => this.#fit());
  }

  set myId(id) {
    this.#myId = id;
  }

  /** The bot's name: behind it, inline mode begins. */
  set username(name) {
    this.#username = name;
  }

  #suggest() {
    this.commands.match(this.field.value);
    this.inline.match(this.field.value, this.#username, this.#chat);
  }

  #menu() {
    if (this.commands.list.open) {
      this.commands.list.close();
      return;
    }
    this.commands.showAll();
    if (!touch()) this.field.focus();
  }

  #key(event) {
    if (event.isComposing) return; // Enter ends a word of an input method, not the message
    if (this.commands.list.key(event) || this.inline.list.key(event)) return this.#fit();
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape") this.reply(null);
  }

  /** Changes to another chat, with the draft left there. */
  open(chat) {
    if (this.#chat) this.#drafts.set(this.#chat.id, { text: this.field.value, reply: this.#reply });
    const draft = this.#drafts.get(chat.id);
    this.#chat = chat;
    this.field.value = draft?.text ?? "";
    this.#suggest();
    this.commands.list.close();
    this.reply(draft?.reply ?? null, { focus: false });
    this.#fit();
  }

  /** Answers to a message, or to none. */
  reply(message, { focus = true } = {}) {
    this.#reply = message;
    this.replyBar.hidden = !message;
    if (!message) return this.replyBar.replaceChildren();
    const name = message.from?.id === this.#myId ? word("demo-you-wrote") : nameOf(message.from ?? {});
    const label = word("demo-reply-cancel");
    const cancel = el(
      "button.plain",
      { type: "button", "aria-label": label, title: label, onclick: () => this.reply(null) },
      icon("close"),
    );
    const about = el("div.quote", {}, el("bdi.name", {}, name), el("bdi.excerpt", {}, summary(message)));
    this.replyBar.replaceChildren(icon("reply"), about, cancel);
    if (focus) this.field.focus();
  }

  /** A message that is gone is not answered any more. */
  forget(chatId, messageId) {
    if (this.#chat?.id === chatId && this.#reply?.message_id === messageId) this.reply(null, { focus: false });
  }

  /** Puts a text where the cursor is. */
  insert(text) {
    this.field.setRangeText(text, this.field.selectionStart, this.field.selectionEnd, "end");
    this.#fit();
    this.#suggest();
    this.field.focus();
  }

  /** Sends the given text, or what stands in the field; what could not be sent stays there. */
  async submit(given) {
    const typed = this.field.value;
    const text = (given ?? typed).trim();
    if (!text) return;
    const replied = this.#reply;
    const clears = given === undefined || /^\/\w*$/.test(typed); // a chosen command replaces its beginning
    if (clears) this.#set("");
    this.reply(null, { focus: false });
    if (!touch()) this.field.focus();
    if (await this.onSend(this.#chat.id, text, replied?.message_id)) return;
    if (clears && !this.field.value) this.#set(given === undefined ? typed : text);
    this.reply(replied, { focus: false });
  }

  async #choose(queryId, resultId) {
    const typed = this.field.value;
    this.#set("");
    if (!(await this.onChoose(this.#chat.id, queryId, resultId)) && !this.field.value) this.#set(typed);
  }

  #set(text) {
    this.field.value = text;
    this.#suggest();
    this.commands.list.close();
    this.#fit();
  }

  #fit() {
    this.form.classList.toggle("filled", this.field.value.trim() !== "");
    this.field.style.height = "auto";
    const height = Math.min(this.field.scrollHeight, innerHeight * TALLEST);
    this.field.style.height = `${height}px`;
  }
}
