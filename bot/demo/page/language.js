// The language switch, and which language a person chose the last time.

import { el } from "./dom.js";
import { word } from "./words.js";

const LANGUAGES = ["en", "fa", "ru"];
const DEFAULT = "en"; // what a server that was asked nothing speaks
const KEY = "ferry-language";

export const remember = (language) => localStorage.setItem(KEY, language);

/** The language to speak: the one chosen before, at the first visit the browser's, else the present one. */
export function preferred(present) {
  const chosen = localStorage.getItem(KEY);
  if (LANGUAGES.includes(chosen)) return chosen;
  const spoken = navigator.language.slice(0, 2);
  return present === DEFAULT && LANGUAGES.includes(spoken) ? spoken : present;
}

/** The switch of all `.languages` places; `set(language)` shows which one is spoken. */
export function languageMenu(onChoose) {
  const places = [...document.querySelectorAll(".languages")];
  const button = (language) =>
    el("button", { type: "button", lang: language, "data-language": language, onclick: () => onChoose(language) });
  for (const place of places) place.append(...LANGUAGES.map(button));
  const set = (spoken) => {
    for (const node of places.flatMap((place) => [...place.children])) {
      const { language } = node.dataset;
      node.textContent = language.toUpperCase();
      const name = word(`demo-language-${language}`);
      node.title = name;
      node.setAttribute("aria-label", name);
      node.setAttribute("aria-pressed", String(language === spoken));
    }
  };
  return { set };
}
