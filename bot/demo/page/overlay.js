// What lies over the chat for a moment: a toast, an alert, a picture in full.

import { el, icon } from "./dom.js";
import { word } from "./words.js";

const TOAST_FOR = 3500; // milliseconds

let fading;

/** A short text that goes away by itself. */
export function toast(text) {
  const place = document.getElementById("toast");
  clearTimeout(fading);
  place.replaceChildren(el("div.toast", { dir: "auto" }, text));
  fading = setTimeout(() => place.replaceChildren(), TOAST_FOR);
}

function dialog(kind, label, ...children) {
  const box = el(`dialog.${kind}`, { "aria-label": label }, ...children);
  box.addEventListener("click", (event) => event.target === box && box.close()); // a press beside it
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
  return box;
}

/** A text that waits for OK. */
export function alertBox(text) {
  const close = () => box.close();
  const ok = el("button.primary", { type: "button", onclick: close }, word("demo-ok"));
  const box = dialog("alert", text, el("p", { dir: "auto" }, text), ok);
  ok.focus();
}

/** A picture as large as the window. */
export function picture({ address, save, alt }) {
  const close = () => box.close();
  const shut = el("button.round", { type: "button", "aria-label": word("demo-close"), onclick: close }, icon("close"));
  const keep = el("a.round", { href: save, download: true, "aria-label": word("demo-save") }, icon("save"));
  const image = el("img", { src: address, alt, onclick: close });
  const box = dialog("lightbox", alt, el("div.tools", {}, keep, shut), image);
  shut.focus();
}
