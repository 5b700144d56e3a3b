// The page's words in the chosen language, and numbers, sizes and dates as that language writes them.

let strings = {};
let language = "en";

/** Takes over the words of `/page/me` and turns the document to their language and direction. */
export function use(me) {
  strings = me.strings;
  language = me.language;
  document.documentElement.lang = language;
  document.documentElement.dir = me.direction;
  document.title = word("demo-title");
  const all = (attribute) => document.querySelectorAll(`[data-${attribute}]`);
  for (const node of all("word")) node.textContent = word(node.dataset.word);
  for (const node of all("word-placeholder")) node.placeholder = word(node.dataset.wordPlaceholder);
  for (const node of all("word-label")) {
    node.setAttribute("aria-label", word(node.dataset.wordLabel));
    if (node.matches("button")) node.title = word(node.dataset.wordLabel);
  }
}

export const word = (key) => strings[key] ?? key;
export const has = (key) => key in strings;
export const currentLanguage = () => language;

export const number = (value, options) => new Intl.NumberFormat(language, options).format(value);

/** Bytes, in the largest unit that keeps a whole number before the point; 1024 each, as Telegram counts. */
export function size(bytes) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  let step = 0;
  let value = bytes;
  while (value >= 1024 && step < units.length - 1) {
    value /= 1024;
    step += 1;
  }
  const whole = step < 2 || value >= 100;
  // Persian's short form of a megabyte is the Latin "MB", and English's of a byte has no plural.
  const unitDisplay = language === "fa" || step === 0 ? "long" : "short";
  return number(value, { style: "unit", unit: units[step], unitDisplay, maximumFractionDigits: whole ? 0 : 1 });
}

/** Seconds as 4:05 or 1:04:05. */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  if (!parts[0]) parts.shift();
  return parts
    .map((part, place) => number(part, { minimumIntegerDigits: place ? 2 : 1, useGrouping: false }))
    .join(":");
}

export const time = (unix) =>
  new Date(unix * 1000).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

export const moment = (unix) =>
  new Date(unix * 1000).toLocaleString(language, { dateStyle: "full", timeStyle: "medium" });

/** The local day of a message, as a key that sorts. */
export function dayKey(unix) {
  const date = new Date(unix * 1000);
  const pad = (value) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

export function day(unix) {
  const now = Date.now() / 1000;
  if (dayKey(unix) === dayKey(now)) return word("demo-today");
  if (dayKey(unix) === dayKey(now - 86_400)) return word("demo-yesterday");
  const date = new Date(unix * 1000);
  const thisYear = date.getFullYear() === new Date().getFullYear();
  return date.toLocaleDateString(language, { day: "numeric", month: "long", year: thisYear ? undefined : "numeric" });
}
