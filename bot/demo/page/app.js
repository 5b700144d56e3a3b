// Wires the page: what the server says goes into the timelines, what a person does goes to the server.

import * as api from "./api.js";
import { Chats } from "./chats.js";
import { Composer } from "./composer.js";
import { el, icon, touch } from "./dom.js";
import { follow } from "./feed.js";
import { answered } from "./keyboard.js";
import { languageMenu, preferred, remember } from "./language.js";
import { toast } from "./overlay.js";
import { Samples } from "./samples.js";
import { Timeline } from "./timeline.js";
import { currentLanguage, number, use, word } from "./words.js";

const $ = (id) => document.getElementById(id);

const timelines = new Map(); // chat id -> Timeline
let me = null;
let open = null; // id of the open chat

const chats = new Chats((id) => {
  show(id);
  document.body.dataset.view = "chat";
});
const composer = new Composer({ onSend: send, onChoose: choose, onButton: begin, commandText });
const samples = new Samples((url) => send(open, isPrivate() ? url : `/get@${me.bot.username} ${url}`));
const bar = languageMenu(changeLanguage);

const isPrivate = () => timelines.get(open)?.chat.type === "private";

/** In a group a command says which bot is meant. */
function commandText(command) {
  return isPrivate() ? `/${command}` : `/${command}@${me.bot.username}`;
}

const actions = {
  command: (text) => send(open, text.includes("@") ? text : commandText(text.slice(1))),
  mention: (text) => composer.insert(`${text} `),
  copy: async (text) => {
    await navigator.clipboard.writeText(text);
    toast(word("demo-copied"));
  },
};

const context = {
  get myId() {
    return me.user.id;
  },
  on: actions,
  reply: (message) => composer.reply(message),
};

function send(chatId, text, replyTo) {
  return post(chatId, api.send({ chat_id: chatId, text, ...(replyTo ? { reply_to: replyTo } : {}) }));
}

function choose(chatId, queryId, resultId) {
  return post(chatId, api.choose(chatId, queryId, resultId));
}

/** The button above inline results leads to the chat with the bot. */
function begin(button) {
  const [own] = me.chats;
  show(own.id);
  send(own.id, `/start ${button.start_parameter}`);
}

/** Shows the person's own message once the server has it. True when it does. */
async function post(chatId, sent) {
  try {
    const { message } = await sent;
    receive([{ kind: "message", chat_id: chatId, message }]);
    timelines.get(chatId).toBottom();
    return true;
  } catch (error) {
    console.warn("Not sent:", error.message);
    toast(word("demo-not-sent"));
    return false;
  }
}

function intro(chat) {
  const start = el("button.primary", { type: "button", onclick: () => send(chat.id, "/start") }, word("demo-start"));
  if (chat.type !== "private") return el("div.intro", {}, el("p", { dir: "auto" }, word("demo-group-hint")));
  return el(
    "div.intro",
    {},
    el("span.avatar.ferry", { "aria-hidden": "true" }),
    el("h2", { dir: "auto" }, me.bot.first_name),
    el("p", {}, word("demo-about")),
    el("p.small", {}, word("demo-about-local")),
    start,
  );
}

function timeline(chat) {
  if (!timelines.has(chat.id)) {
    const made = new Timeline(chat, context, { intro: () => intro(chat), onScroll: paint });
    made.node.hidden = true;
    timelines.set(chat.id, made);
    $("timelines").append(made.node);
  }
  return timelines.get(chat.id);
}

function show(id) {
  if (open === id) return;
  open = id;
  for (const [chatId, shown] of timelines) shown.node.hidden = chatId !== id;
  const now = timelines.get(id);
  if (now.atBottom) {
    now.unseen = 0;
    now.toBottom();
  }
  composer.open(now.chat);
  if (!touch()) composer.field.focus();
  paint();
}

/** Draws what depends on several chats: the list, the header, the arrow to the newest message. */
function paint() {
  if (open === null) return;
  const entries = [...timelines.values()].map((shown) => ({
    chat: shown.chat,
    title: shown.chat.type === "private" ? me.bot.first_name : shown.chat.title,
    last: shown.last,
    unseen: shown.chat.id === open ? 0 : shown.unseen,
  }));
  chats.paint({ entries, open, myId: me.user.id });
  const away = entries.reduce((sum, entry) => sum + entry.unseen, 0);
  $("back-count").textContent = away ? number(away) : "";
  const { atBottom, unseen } = timelines.get(open);
  $("to-bottom").hidden = atBottom;
  $("to-bottom-count").textContent = unseen ? number(unseen) : "";
}

/** Takes over words, commands and chats; rebuilds what is written in another language. */
function adopt(fresh) {
  const changed = me !== null && fresh.language !== currentLanguage();
  me = fresh;
  use(me);
  composer.myId = me.user.id;
  composer.username = me.bot.username;
  composer.commands.set(me.commands);
  samples.set(me.samples);
  bar.set(me.language);
  for (const chat of me.chats) timeline(chat);
  if (changed) for (const shown of timelines.values()) shown.rebuild();
  if (open === null) show(me.chats[0].id);
  paint();
}

async function changeLanguage(language) {
  try {
    adopt(await api.speak(language));
    remember(language);
  } catch (error) {
    console.warn("The language was not changed:", error.message);
    toast(word("demo-not-sent"));
  }
}

async function refresh() {
  try {
    adopt(await api.me());
  } catch (error) {
    console.warn("Not refreshed:", error.message); // the feed meets the same outage and reloads everything
  }
}

function receive(events) {
  const touched = new Set();
  for (const event of events) {
    const shown = timelines.get(event.chat_id);
    if (event.kind === "answer") answered(event);
    else if (event.kind === "inline") composer.inline.answered(event);
    else if (event.kind === "commands" || event.kind === "language") refresh();
    else if (!shown) continue;
    else if (event.kind === "action") chats.act(event.chat_id, event.action, paint);
    else if (event.kind === "deleted") {
      shown.remove(event.message_id);
      composer.forget(event.chat_id, event.message_id);
    } else if (event.kind === "message") {
      const isNew = shown.put(event.message);
      if (isNew && event.message.from?.id !== me.user.id) chats.act(event.chat_id, null, paint);
    }
    if (shown) touched.add(shown);
  }
  for (const shown of touched) shown.arrange();
  paint();
}

function reload(fresh, events) {
  $("connection").hidden = true;
  const quiet = !document.body.classList.contains("ready"); // what was there at first is no news
  adopt(fresh);
  for (const shown of timelines.values()) {
    const messages = events.filter((event) => event.kind === "message" && event.chat_id === shown.chat.id);
    const latest = new Map(messages.map((event) => [event.message.message_id, event.message]));
    for (const event of events) {
      if (event.kind === "deleted" && event.chat_id === shown.chat.id) latest.delete(event.message_id);
    }
    shown.reconcile([...latest.values()], { quiet });
    if (shown.atBottom) shown.toBottom();
  }
  paint();
  document.body.classList.add("ready");
  const wanted = preferred(me.language);
  if (wanted !== me.language) changeLanguage(wanted);
}

function away() {
  $("connection").hidden = false;
  $("connection").textContent = word("demo-away");
}

for (const place of document.querySelectorAll("[data-icon]")) place.prepend(icon(place.dataset.icon));
$("to-bottom").addEventListener("click", () => timelines.get(open).toBottom({ smooth: true }));
$("back").addEventListener("click", () => (document.body.dataset.view = "list"));
// One player at a time; silent animations do not count.
document.addEventListener(
  "play",
  (event) => {
    if (event.target.muted) return;
    for (const other of document.querySelectorAll("audio, video")) {
      if (other !== event.target && !other.muted) other.pause();
    }
  },
  true,
);

follow({ onState: reload, onEvents: receive, onAway: away });
