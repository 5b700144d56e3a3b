// "Try one of these": the demo's own links as chips over the input.

import { el, icon } from "./dom.js";

const KEY = "ferry-samples-hidden";

export class Samples {
  constructor(onPick) {
    this.onPick = onPick;
    this.box = document.getElementById("samples");
    this.opener = document.getElementById("samples-open");
    this.opener.addEventListener("click", () => this.#toggle(this.box.hidden));
    document.getElementById("samples-close").addEventListener("click", () => {
      this.#toggle(false);
      this.opener.focus();
    });
  }

  set(samples) {
    const key = JSON.stringify(samples);
    if (key === this.shown) return; // a chip keeps the focus
    this.shown = key;
    const chips = samples.map(({ title, url }) =>
      el("button.chip", { type: "button", title: url, onclick: () => this.onPick(url) }, icon("link"), el("bdi", {}, title)),
    );
    document.getElementById("sample-list").replaceChildren(...chips);
    this.opener.hidden = samples.length === 0;
    this.#toggle(samples.length > 0 && localStorage.getItem(KEY) === null, { keep: false });
  }

  #toggle(shown, { keep = true } = {}) {
    this.box.hidden = !shown;
    this.opener.setAttribute("aria-expanded", String(shown));
    if (!keep) return;
    if (shown) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, "yes");
  }
}
