// The list of the bot's commands over the input: all of them from the menu button, or those that match a typed "/".

import { el } from "./dom.js";
import { Suggestions } from "./suggestions.js";

export class Commands {
  #commands = [];

  /** `onChoose(command)` takes a pick. */
  constructor(field, onChoose) {
    this.field = field;
    this.menu = document.getElementById("menu");
    this.list = new Suggestions(document.getElementById("commands"), field, {
      row: ({ command, description }) => [el("bdi.name", {}, `/${command}`), el("bdi.description", {}, description)],
      onChoose: ({ command }) => onChoose(command),
      onComplete: ({ command }) => (field.value = `/${command} `),
    });
    new MutationObserver(() => this.menu.setAttribute("aria-expanded", String(this.list.open))).observe(this.list.box, {
      attributeFilter: ["hidden"],
    });
  }

  set(commands) {
    this.#commands = commands;
    this.menu.hidden = commands.length === 0;
    if (this.list.open) this.match(this.field.value);
  }

  /** Shows what matches the text when it is the beginning of a command, else nothing. */
  match(text) {
    const typed = /^\/([\w]*)$/.exec(text)?.[1];
    const matching = ({ command }) => command.startsWith(typed.toLowerCase());
    this.list.show(typed === undefined ? [] : this.#commands.filter(matching));
  }

  showAll() {
    this.list.show(this.#commands);
  }
}
