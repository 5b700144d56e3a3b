// A list over the input from which one line is picked by pointer or keyboard, while the field keeps the focus.

import { el } from "./dom.js";

export class Suggestions {
  #shown = [];
  #active = 0;

  /**
   * `box` is the listbox, `field` the text area. `row(item)` gives a line's children, `onChoose(item)` takes a pick,
   * `onComplete(item)`, if given, the Tab key.
   */
  constructor(box, field, { row, onChoose, onComplete }) {
    this.box = box;
    this.field = field;
    this.row = row;
    this.onChoose = onChoose;
    this.onComplete = onComplete;
    box.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps focus and keyboard
    document.addEventListener("pointerdown", (event) => {
      if (this.open && !event.target.closest(`#${box.id}, #menu, #text`)) this.close();
    });
  }

  get open() {
    return !this.box.hidden;
  }

  close() {
    this.show([]);
  }

  show(items) {
    this.#active = 0;
    this.box.scrollTop = 0;
    this.#paint(items);
  }

  /** Some more lines below those that are there. */
  extend(items) {
    this.#paint([...this.#shown, ...items]);
  }

  /** True when the key was for the list. */
  key(event) {
    if (!this.open) return false;
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves) {
      this.#active = (this.#active + moves[event.key] + this.#shown.length) % this.#shown.length;
      this.#mark({ follow: true });
    } else if (event.key === "Enter" && !event.shiftKey) this.#choose(this.#active);
    else if (event.key === "Tab" && !event.shiftKey && this.onComplete) this.#complete();
    else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    return true;
  }

  #complete() {
    const item = this.#shown[this.#active];
    this.close();
    this.onComplete(item);
  }

  #choose(index) {
    const item = this.#shown[index];
    this.close();
    this.onChoose(item);
  }

  #paint(items) {
    const wasOpen = this.open;
    this.#shown = items;
    this.box.hidden = items.length === 0;
    if (!this.open && !wasOpen) return; // the other list over this field may be open
    this.field.setAttribute("aria-expanded", String(this.open));
    this.field.setAttribute("aria-controls", this.box.id);
    this.box.replaceChildren(
      ...items.map((item, index) =>
        el(
          "div.suggestion",
          { role: "option", id: `${this.box.id}-${index}`, onclick: () => this.#choose(index) },
          ...this.row(item),
        ),
      ),
    );
    this.#mark();
  }

  #mark({ follow = false } = {}) {
    [...this.box.children].forEach((row, index) => {
      row.setAttribute("aria-selected", String(index === this.#active));
      if (index === this.#active && follow) row.scrollIntoView({ block: "nearest" });
    });
    if (this.open) this.field.setAttribute("aria-activedescendant", `${this.box.id}-${this.#active}`);
    else this.field.removeAttribute("aria-activedescendant");
  }
}
