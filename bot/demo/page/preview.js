// The picture of a link preview (core.telegram.org/bots/api#linkpreviewoptions).

import { el } from "./dom.js";

// Telegram's servers fetch what is previewed. Here the page does, so it takes what this computer serves, and no more.
const OWN = new Set(["127.0.0.1", "localhost"]);

/** What is to be shown of a message's link preview: { address, above }, or null. */
export function previewOf(message) {
  const options = message.link_preview_options;
  if (!options?.url || options.is_disabled || !URL.canParse(options.url)) return null;
  const { protocol, hostname, href } = new URL(options.url);
  if (protocol !== "http:" || !OWN.has(hostname)) return null;
  return { address: href, above: options.show_above_text === true, large: options.prefer_small_media !== true };
}

/** The picture in its box, whose shape is known before it is loaded; what can't be loaded takes its box along. */
export function preview({ address, large }) {
  const picture = el("img", { src: address, alt: "", draggable: "false", referrerpolicy: "no-referrer" });
  const box = el(large ? "div.link-picture" : "div.link-picture.small", { "aria-hidden": "true" }, picture);
  picture.addEventListener("error", () => (box.hidden = true));
  return box;
}
