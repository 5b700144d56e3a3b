// The list of the bot's commands over the input: all of them from the menu button, or those that match a typed "/".

import { el } from "./dom.js";

export class Commands {
  #commands = [];
  #shown = [];
  #active = 0;

  /** `box` is the listbox, `field` the text area that keeps the focus; `onChoose(command)` takes a pick. */
  constructor(box, field, onChoose) {
    this.box = box;
    this.field = field;
    this.onChoose = onChoose;
    box.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps focus and keyboard
    document.addEventListener("pointerdown", (event) => {
      if (this.open && !event.target.closest("#commands, #menu, #text")) this.close();
    });
  }

  set(commands) {
    this.#commands = commands;
    document.getElementById("menu").hidden = commands.length === 0;
    if (this.open) this.match(this.field.value);
  }

  get open() {
    return !this.box.hidden;
  }

  /** Shows what matches the text when it is the beginning of a command, else nothing. */
  match(text) {
    const typed = /^\/([\w]*)$/.exec(text)?.[1];
    this.#show(typed === undefined ? [] : this.#commands.filter(({ command }) => command.startsWith(typed.toLowerCase())));
  }

  showAll() {
    this.#show(this.#commands);
  }

  close() {
    this.#show([]);
  }

  /** True when the key was for the list. */
  key(event) {
    if (!this.open) return false;
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves) {
      this.#active = (this.#active + moves[event.key] + this.#shown.length) % this.#shown.length;
      this.#mark();
    } else if (event.key === "Enter" && !event.shiftKey) this.#choose(this.#active);
    else if (event.key === "Tab" && !event.shiftKey) this.#complete();
    else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    return true;
  }

  #complete() {
    this.field.value = `/${this.#shown[this.#active].command} `;
    this.close();
  }

  #choose(index) {
    const { command } = this.#shown[index];
    this.close();
    this.onChoose(command);
  }

  #show(commands) {
    this.#shown = commands;
    this.#active = 0;
    this.box.hidden = commands.length === 0;
    this.field.setAttribute("aria-expanded", String(!this.box.hidden));
    document.getElementById("menu").setAttribute("aria-expanded", String(!this.box.hidden));
    this.box.replaceChildren(
      ...commands.map(({ command, description }, index) =>
        el(
          "div.command-row",
          { role: "option", id: `command-${index}`, onclick: () => this.#choose(index) },
          el("bdi.name", {}, `/${command}`),
          el("bdi.description", {}, description),
        ),
      ),
    );
    this.#mark();
  }

  #mark() {
    [...this.box.children].forEach((row, index) => {
      row.setAttribute("aria-selected", String(index === this.#active));
      if (index === this.#active) row.scrollIntoView({ block: "nearest" });
    });
    if (this.open) this.field.setAttribute("aria-activedescendant", `command-${this.#active}`);
    else this.field.removeAttribute("aria-activedescendant");
  }
}
