// What a message carries besides text: pictures, videos, animations, songs, files.

import { fileUrl, saveUrl } from "./api.js";
import { calm, el, icon } from "./dom.js";
import { picture } from "./overlay.js";
import { player } from "./player.js";
import { duration, size, word } from "./words.js";

const LARGEST = 420; // CSS pixels of a picture's longer side
const SMALLEST = 200; // CSS pixels of its width, so that time and buttons have room

// In this order: an animation also carries a document, for old clients.
const KINDS = ["animation", "video", "video_note", "photo", "audio", "voice", "sticker", "document"];
const VISUAL = new Set(["animation", "video", "video_note", "photo", "sticker"]);
const NAMES = {
  animation: "demo-animation",
  video: "demo-video",
  video_note: "demo-video",
  photo: "demo-photo",
  audio: "demo-audio",
  voice: "demo-voice",
  sticker: "demo-sticker",
  document: "demo-file",
};

/** Which kind of file a message carries, or undefined. */
export const kindOf = (message) => KINDS.find((kind) => message[kind]);
export const isVisual = (message) => VISUAL.has(kindOf(message));

/** What changes when the file does: as long as it stays the same, a player is left alone. */
export const identity = (message) => {
  const kind = kindOf(message);
  return kind ? `${kind} ${fileOf(message).file_id}` : "";
};

/** A few words for a list or a quote: the text, or what the file is. */
export function summary(message) {
  const kind = kindOf(message);
  const text = message.text ?? message.caption;
  if (text) return text;
  const titled = message.audio?.title ?? message.document?.file_name;
  return titled ?? (kind ? word(NAMES[kind]) : word("demo-unsupported"));
}

/** The element that shows the message's file. */
export function media(message) {
  const kind = kindOf(message);
  return BUILDERS[kind](fileOf(message), message);
}

function fileOf(message) {
  const kind = kindOf(message);
  if (kind !== "photo") return message[kind];
  return message.photo.reduce((best, next) => (next.width * next.height > best.width * best.height ? next : best));
}

/** The box a picture fills: known before it is loaded, so that nothing jumps. */
function frame(file, kind, ...children) {
  const width = file.width || file.length || 1280;
  const height = file.height || file.length || 720;
  const scale = Math.min(LARGEST / width, LARGEST / height, Math.max(1, SMALLEST / width));
  const box = el(`div.visual.${kind}`, {}, ...children);
  const shown = [Math.max(SMALLEST, width * scale), Math.max(80, height * scale)].map(Math.round);
  box.style.setProperty("--width", `${shown[0]}px`);
  box.style.setProperty("--ratio", `${shown[0]} / ${shown[1]}`);
  return box;
}

const poster = (file) => (file.thumbnail ? fileUrl(file.thumbnail.file_id) : null);

const saveButton = (file) => {
  const label = `${word("demo-save")} ${file.file_name ?? ""}`.trim();
  return el("a.save", { href: saveUrl(file.file_id), download: true, title: label, "aria-label": label }, icon("save"));
};

function video(file, message) {
  const film = el("video", {
    src: fileUrl(file.file_id),
    poster: poster(file),
    preload: file.thumbnail ? "none" : "metadata",
    playsinline: true,
    "aria-label": file.file_name ?? message.caption ?? word("demo-video"),
  });
  const length = file.duration ? `${duration(file.duration)} · ` : "";
  const badge = el("span.badge", {}, el("bdi", {}, length + size(file.file_size ?? 0)));
  const start = el("button.play", { type: "button", "aria-label": word("demo-play") }, icon("play"));
  const box = frame(file, "video", film, badge, saveButton(file), start);
  start.addEventListener("click", () => {
    box.classList.add("started");
    film.controls = true;
    film.focus();
    film.play().catch((error) => console.warn("The video does not play:", error.message));
  });
  return box;
}

function animation(file) {
  const film = el("video", {
    src: fileUrl(file.file_id),
    poster: poster(file),
    loop: true,
    playsinline: true,
    autoplay: !calm(),
    controls: calm(),
    preload: "auto",
    "aria-label": file.file_name ?? word("demo-animation"),
  });
  film.muted = true; // the attribute alone counts only in parsed HTML
  const still = file.mime_type === "image/gif" ? el("img", { src: fileUrl(file.file_id), alt: word(NAMES.animation) }) : film;
  return frame(file, "animation", still, el("span.badge", {}, word("demo-animation")), saveButton(file));
}

function photo(file, message) {
  const alt = message.caption ?? word("demo-photo");
  const image = el("img", { src: fileUrl(file.file_id), alt, draggable: "false" });
  const open = () => picture({ address: fileUrl(file.file_id), save: saveUrl(file.file_id), alt });
  const button = el("button.open", { type: "button", "aria-label": word("demo-open-picture"), onclick: open }, image);
  return frame(file, "photo", button);
}

function sticker(file) {
  return frame(file, "sticker", el("img", { src: fileUrl(file.file_id), alt: file.emoji ?? word("demo-sticker") }));
}

function document_(file) {
  const name = file.file_name ?? word("demo-file");
  const extension = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1] ?? "";
  const face = file.thumbnail
    ? el("img", { src: poster(file), alt: "" })
    : el("span.extension", { "aria-hidden": "true" }, extension ? extension.toLowerCase() : icon("file"));
  const address = { href: saveUrl(file.file_id), download: true };
  const facts = el("span.facts", {}, el("bdi", {}, size(file.file_size ?? 0)), " · ", el("span.verb", {}, word("demo-save")));
  const about = el("span.about", {}, el("bdi.name", {}, name), facts);
  const label = `${word("demo-save")} ${name}`;
  return el("a.document", { ...address, "aria-label": label }, el("span.face", {}, face, icon("save")), about);
}

const BUILDERS = { animation, video, video_note: video, photo, sticker, document: document_, audio: player, voice: player };
