// Follows the server for as long as the page is open, through outages and restarts.

import * as api from "./api.js";

const FIRST_PAUSE = 500; // milliseconds between two attempts while the server is away
const LONGEST_PAUSE = 5000;
const EMPTY_PAUSE = 300; // while nothing has ever happened: "after 0" asks for the state and is answered at once

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/**
 * Calls `onState(me, events)` with the whole state at first and after each outage or restart, `onEvents(events)`
 * with what happens then, and `onAway()` when the server does not answer. Never ends.
 */
export async function follow({ onState, onEvents, onAway }) {
  let seq = null; // the last event seen; null: the whole state is wanted
  let wait = FIRST_PAUSE;
  for (;;) {
    let deliver = () => {};
    try {
      if (!seq) {
        if (seq === 0) await pause(EMPTY_PAUSE);
        const state = await api.snapshot();
        const me = await api.me(); // after the state: what happens in between comes again as an event
        if (seq === null || state.seq > 0) deliver = () => onState(me, state.events);
        seq = state.seq;
      } else {
        const answer = await api.eventsAfter(seq);
        // A lower number than ours: this is another run of the server, and what we show is stale.
        if (answer.seq < seq) seq = null;
        else {
          seq = answer.seq;
          deliver = () => onEvents(answer.events);
        }
      }
      wait = FIRST_PAUSE;
    } catch (error) {
      console.warn("The demo cannot be reached:", error.message);
      onAway();
      seq = null;
      await pause(wait);
      wait = Math.min(wait * 2, LONGEST_PAUSE);
    }
    try {
      deliver();
    } catch (error) {
      console.error("An event could not be shown", error); // the next ones still are
    }
  }
}
