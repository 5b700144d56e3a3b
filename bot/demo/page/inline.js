// Inline mode: "@bot words" in the input asks the bot, and what it offers stands over the input to be sent.

import * as api from "./api.js";
import { el, icon } from "./dom.js";
import { Suggestions } from "./suggestions.js";
import { has, word } from "./words.js";

const TYPED_FOR = 300; // milliseconds without a key before the bot is asked, as Telegram's clients wait
const NEAR_END = 80; // CSS pixels from the list's end at which more is asked for
const ICONS = { article: "link", video: "play", audio: "play", voice: "play", gif: "play", mpeg4_gif: "play" };

export class Inline {
  #timer = 0;
  #chat = null; // where that is typed
  #words = null; // what is asked for; null: nothing is
  #asked = null; // id and offset of the query whose answer is waited for
  #early = new Map(); // answers that came before their query's id did
  #next = ""; // offset of what is not shown yet

  /** `onChoose(queryId, resultId)` sends an offer, `onButton(button)` follows the button above them. */
  constructor(field, { onChoose, onButton }) {
    this.list = new Suggestions(document.getElementById("offers"), field, {
      row,
      onChoose: (item) => (item.start_parameter === undefined ? onChoose(item.query, item.id) : onButton(item)),
    });
    this.list.box.addEventListener("scroll", () => this.#scrolled(), { passive: true });
  }

  /** Asks the bot about the words behind its name when the text begins with that; else shows nothing. */
  match(text, username, chat) {
    const words = new RegExp(`^@${username}\\s([^]*)$`, "i").exec(text)?.[1].trim() ?? null;
    if (words === this.#words && chat === this.#chat) return;
    this.#words = words;
    this.#chat = chat;
    this.#asked = null;
    this.#next = "";
    clearTimeout(this.#timer);
    if (words === null) this.list.close();
    else this.#timer = setTimeout(() => this.#ask(""), TYPED_FOR);
  }

  async #ask(offset) {
    const words = this.#words;
    this.#asked = { offset };
    const asked = this.#asked;
    try {
      ({ inline_query_id: asked.id } = await api.ask(this.#chat.id, words, offset));
    } catch (error) {
      console.warn("The bot was not asked:", error.message);
      return;
    }
    const answer = this.#early.get(asked.id);
    if (answer) this.answered(answer);
  }

  /** The bot's answer to a query. One to words that have changed meanwhile is kept, and never asked for. */
  answered(event) {
    if (event.inline_query_id !== this.#asked?.id) {
      this.#early.set(event.inline_query_id, event);
      if (this.#early.size > 20) this.#early.delete(this.#early.keys().next().value); // those of other pages
      return;
    }
    const { offset } = this.#asked;
    this.#asked = null;
    this.#next = event.next_offset;
    const items = event.results.map((result) => ({ ...result, query: event.inline_query_id }));
    if (offset) this.list.extend(items);
    else this.list.show(event.button ? [event.button, ...items] : items);
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.list.box;
    if (!this.#next || this.#asked || scrollHeight - scrollTop - clientHeight > NEAR_END) return;
    this.#ask(this.#next);
  }
}

/** A line of the list: a picture or icon, title and description; or the button above it. */
function row(item) {
  if (item.start_parameter !== undefined) return [el("bdi.lead", {}, item.text)];
  const face = item.picture ? el("img", { src: api.fileUrl(item.picture), alt: "" }) : icon(ICONS[item.type] ?? "file");
  const kind = `demo-${item.type}`;
  const title = item.title ?? word(has(kind) ? kind : "demo-file");
  const about = item.description ? el("bdi.description", {}, item.description) : null;
  return [el("span.face", { "aria-hidden": "true" }, face), el("span.about", {}, el("bdi.name", {}, title), about)];
}
