// Text and its entities (core.telegram.org/bots/api#messageentity) as DOM nodes.
// Offsets and lengths are UTF-16 units, which is how JavaScript counts too.

import { el, icon } from "./dom.js";
import { word } from "./words.js";

const PLAIN = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  hashtag: "span.tag",
  cashtag: "span.tag",
};
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const SAFE = new Set(["http:", "https:", "mailto:", "tel:"]);

/** The text as a fragment. `on` has: command(text), mention(text), copy(text). */
export function formatted(text, entities, on) {
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const root = document.createDocumentFragment();
  fill(root, { text, on }, 0, text.length, sorted);
  return root;
}

/** Puts text[from:to] into `parent`. An entity that sticks out of the one around it goes on behind it. */
function fill(parent, source, from, to, entities) {
  let at = from;
  let queue = entities;
  while (queue.length) {
    const [entity, ...others] = queue;
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    queue = others;
    if (end <= start) continue;
    plain(parent, source.text.slice(at, start), BLOCKS.has(entity.type));
    const inner = others.filter((other) => other.offset < end);
    const spilled = inner
      .filter((other) => other.offset + other.length > end)
      .map((other) => ({ ...other, offset: end, length: other.offset + other.length - end }));
    const [outside, inside] = node(entity, source.text.slice(start, end), source.on);
    fill(inside, source, start, end, inner);
    parent.append(outside);
    at = end;
    queue = [...spilled, ...others.filter((other) => other.offset >= end)];
  }
  plain(parent, source.text.slice(at, to), false);
}

/** A block breaks the line by itself: the newline before and after it would be an empty line. */
function plain(parent, text, beforeBlock) {
  let shown = text;
  if (parent.lastChild?.dataset?.block !== undefined) shown = shown.replace(/^\n/, "");
  if (beforeBlock) shown = shown.replace(/\n$/, "");
  if (shown) parent.append(shown);
}

/** The element of an entity, and the element its text goes into. */
function node(entity, text, on) {
  const build = BUILDERS[entity.type];
  if (build) return build(entity, text, on);
  const made = el(PLAIN[entity.type] ?? "span");
  return [made, made];
}

const same = (made) => [made, made];

const BUILDERS = {
  url: (entity, text) => same(link(/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `http://${text}`, true)),
  email: (entity, text) => same(link(`mailto:${text}`, true)),
  phone_number: (entity, text) => same(link(`tel:${text.replace(/[^+\d]/g, "")}`, true)),
  text_link: (entity) => same(link(entity.url, false)),
  mention: (entity, text, on) => same(action("mention", () => on.mention(text))),
  text_mention: () => same(el("span.tag")),
  bot_command: (entity, text, on) => same(action("command", () => on.command(text))),
  code: (entity, text, on) => {
    const copy = () => on.copy(text);
    return same(el("code", { dir: "ltr", role: "button", tabindex: 0, title: word("demo-copy"), ...pressed(copy) }));
  },
  pre: (entity, text, on) => {
    const code = el("code", { dir: "ltr" });
    const label = word("demo-copy");
    const copy = el(
      "button.copy",
      { type: "button", title: label, "aria-label": label, onclick: () => on.copy(text) },
      icon("copy"),
    );
    const head = el("span.language", { dir: "auto" }, entity.language ?? "");
    return [el("div.pre", { "data-block": true }, el("div.pre-head", {}, head, copy), el("pre", {}, code)), code];
  },
  blockquote: () => same(el("blockquote", { "data-block": true, dir: "auto" })),
  expandable_blockquote: () => {
    const quote = el("blockquote.expandable", { "data-block": true, dir: "auto", tabindex: 0, role: "button" });
    const toggle = () => quote.classList.toggle("expanded");
    return same(listen(quote, pressed(toggle)));
  },
  spoiler: () => {
    const text = el("span.spoiler-text");
    const label = word("demo-spoiler");
    const spoiler = el("span.spoiler", { role: "button", tabindex: 0, "aria-label": label, title: label }, text);
    const show = (event) => {
      if (spoiler.classList.contains("shown")) return;
      event.preventDefault(); // a link under the cover is not followed by the press that lifts it
      event.stopPropagation();
      spoiler.classList.add("shown");
      for (const name of ["role", "tabindex", "aria-label", "title"]) spoiler.removeAttribute(name);
    };
    spoiler.addEventListener("click", show, true);
    spoiler.addEventListener("keydown", (event) => event.key === "Enter" && show(event), true);
    return [spoiler, text];
  },
};

function link(address, bare) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return el("span");
  }
  if (!SAFE.has(url.protocol)) return el("span");
  const properties = { href: url.href, target: "_blank", rel: "noopener noreferrer" };
  // A bare address reads from the left even among Persian words.
  return el("a.link", bare ? { ...properties, dir: "ltr" } : { ...properties, dir: "auto", title: url.href });
}

const action = (kind, onclick) => el(`button.link.${kind}`, { type: "button", dir: "ltr", onclick });

const pressed = (act) => ({
  onclick: act,
  onkeydown: (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act();
  },
});

function listen(target, handlers) {
  for (const [key, handler] of Object.entries(handlers)) target.addEventListener(key.slice(2), handler);
  return target;
}
