// The messages of one chat in their order, by day; stays at the bottom when the reader is there.

import { calm, el } from "./dom.js";
import { joinsAlbum, MessageView } from "./message.js";
import { day, dayKey, word } from "./words.js";

const NEAR = 60; // CSS pixels from the bottom that still count as being there
const RUN = 600; // seconds between two messages of one sender that still belong together

export class Timeline {
  #views = new Map(); // message_id -> MessageView, the same one for all of an album
  #days = new Map(); // day -> section
  #atBottom = true;
  #top = 0; // where the last scroll ended
  #marked = null;
  unseen = 0;

  /** `context` as for MessageView without `show`; `onScroll()` is called when `atBottom` or `unseen` may have changed. */
  constructor(chat, context, { intro, onScroll }) {
    this.chat = chat;
    this.#context = { ...context, show: (id) => this.show(id) };
    this.onScroll = onScroll;
    this.list = el("div.list");
    this.introPlace = el("div.intro-place");
    this.buildIntro = intro;
    this.node = el("div.timeline", { role: "log", "aria-relevant": "additions", tabindex: 0 }, this.introPlace, this.list);
    this.node.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    const keep = new ResizeObserver(() => this.#atBottom && this.toBottom());
    keep.observe(this.node);
    keep.observe(this.list);
    this.#retitle();
  }

  #context;

  get atBottom() {
    return this.#atBottom;
  }

  get last() {
    return this.#ordered().at(-1)?.messages.at(-1);
  }

  /** Shows a new message, or the new form of one that is there. True when it is new. */
  put(message, { quiet = false } = {}) {
    const known = this.#views.get(message.message_id);
    if (known) {
      known.update(message);
      return false;
    }
    const album = joinsAlbum(message) && this.#album(message.media_group_id);
    const view = album || new MessageView(message, this.#context);
    this.#views.set(message.message_id, view);
    if (album) view.update(message);
    else this.#insert(view);
    if (!quiet) this.#arrived(view);
    return true;
  }

  #album(groupId) {
    return [...this.#views.values()].find((view) => joinsAlbum(view.message) && view.message.media_group_id === groupId);
  }

  #arrived(view) {
    const own = view.message.from?.id === this.#context.myId;
    if (own) this.toBottom();
    else if (!this.#atBottom || this.node.hidden) this.unseen += 1;
    if (!calm() && !this.node.hidden) view.node.classList.add("arriving");
    this.onScroll();
  }

  /** Lets a message fade and go. */
  async remove(messageId) {
    const view = this.#views.get(messageId);
    if (!view) return;
    this.#views.delete(messageId);
    if (view.drop(messageId)) return this.arrange();
    const { node } = view;
    const section = node.parentNode;
    if (node.contains(document.activeElement)) this.node.focus({ preventScroll: true });
    if (!calm() && !this.node.hidden) {
      node.inert = true;
      const height = `${node.offsetHeight}px`;
      const leave = [{ height, opacity: 1 }, { height, opacity: 0, offset: 0.5 }, { height: 0, opacity: 0, margin: 0 }];
      node.style.overflow = "clip";
      await node.animate(leave, { duration: 260, easing: "ease-out" }).finished;
    }
    node.remove();
    if (!section.querySelector(".message")) {
      section.remove();
      this.#days.delete(section.dataset.day);
    }
    this.arrange();
  }

  /** Makes the messages those of a fresh snapshot; what did not change is not touched. */
  reconcile(messages, { quiet }) {
    const alive = new Set(messages.map((message) => message.message_id));
    for (const [id, view] of this.#views) {
      if (alive.has(id)) continue;
      this.#views.delete(id);
      if (!view.drop(id)) view.node.remove();
    }
    for (const message of messages) this.put(message, { quiet });
    for (const [key, section] of this.#days) {
      if (section.querySelector(".message")) continue;
      section.remove();
      this.#days.delete(key);
    }
    this.arrange();
  }

  /** Builds everything anew, in the words of the language chosen now. */
  rebuild() {
    const messages = this.#ordered().flatMap((view) => view.messages);
    this.#views.clear();
    this.#days.clear();
    this.list.replaceChildren();
    this.#retitle();
    for (const message of messages) this.put(message, { quiet: true });
    this.arrange();
  }

  #retitle() {
    this.node.setAttribute("aria-label", word("demo-messages"));
    this.introPlace.replaceChildren(this.buildIntro());
  }

  /** Which bubbles belong together, and whether the greeting is wanted. Called after each batch of changes. */
  arrange() {
    const views = this.#ordered();
    this.introPlace.hidden = views.length > 0;
    views.forEach((view, index) => {
      view.node.classList.toggle("follows", together(views[index - 1], view));
      view.node.classList.toggle("leads", together(view, views[index + 1]));
    });
  }

  #ordered() {
    return [...new Set(this.#views.values())].sort((a, b) => a.message.message_id - b.message.message_id);
  }

  #insert(view) {
    const { message_id: id, date } = view.message;
    const section = this.#section(date);
    const next = [...section.querySelectorAll(".message")].reverse().filter((node) => Number(node.dataset.id) > id).at(-1);
    section.insertBefore(view.node, next ?? null);
  }

  #section(date) {
    const key = dayKey(date);
    const known = this.#days.get(key);
    if (known) return known;
    const section = el("section.day", { "data-day": key }, el("div.date", {}, el("span", {}, day(date))));
    const next = [...this.#days.keys()].sort().find((other) => other > key);
    this.list.insertBefore(section, next ? this.#days.get(next) : null);
    this.#days.set(key, section);
    return section;
  }

  #scrolled() {
    if (this.node.hidden) return;
    const { scrollTop, scrollHeight, clientHeight } = this.node;
    if (scrollHeight - scrollTop - clientHeight < NEAR) this.#atBottom = true;
    // Only going up leaves the bottom: a message that came since the last scroll makes the way down longer, too.
    else if (scrollTop < this.#top) this.#atBottom = false;
    this.#top = scrollTop;
    if (this.#atBottom) this.unseen = 0;
    this.onScroll();
  }

  toBottom({ smooth = false } = {}) {
    if (!smooth) this.#atBottom = true;
    this.node.scrollTo({ top: this.node.scrollHeight, behavior: smooth && !calm() ? "smooth" : "instant" });
  }

  /** Scrolls to a message and lights it up; false when it is gone. */
  show(messageId) {
    const node = this.#views.get(messageId)?.node;
    if (!node) return false;
    node.scrollIntoView({ block: "center", behavior: calm() ? "instant" : "smooth" });
    this.#marked?.classList.remove("marked");
    this.#marked = node;
    void node.offsetWidth; // starts the animation anew when it is the same message again
    node.classList.add("marked");
    return true;
  }
}

function together(before, after) {
  if (!before || !after) return false;
  const [one, two] = [before.message, after.message];
  return one.from?.id === two.from?.id && two.date - one.date < RUN && dayKey(one.date) === dayKey(two.date);
}
