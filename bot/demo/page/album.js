// An album: several pictures and films as one mosaic, in rows of up to three.

import { el } from "./dom.js";
import { media } from "./media.js";

// How many stand in each row, by how many there are; the fewest first, where they are largest.
const ROWS = {
  2: [2],
  3: [1, 2],
  4: [2, 2],
  5: [2, 3],
  6: [3, 3],
  7: [2, 2, 3],
  8: [2, 3, 3],
  9: [3, 3, 3],
  10: [2, 2, 3, 3],
};

/** The element that shows these messages' files, in their order. */
export function album(messages) {
  let next = 0;
  const rows = ROWS[messages.length].map((count) => {
    const row = messages.slice(next, next + count);
    next += count;
    return el(`div.row.of-${count}`, {}, ...row.map(media));
  });
  return el("div.album", { role: "group" }, ...rows);
}

/** The message whose caption stands below the album: that of the only one with a caption, as in Telegram's clients. */
export function captioned(messages) {
  const those = messages.filter((message) => message.caption);
  return those.length === 1 ? those[0] : undefined;
}
