// The emulator's page API: the only file that knows its addresses.

const REPLY_WITHIN = 10_000; // milliseconds, for everything that answers at once
const POLL_SECONDS = 25; // the longest wait the server grants a long poll
const POLL_WITHIN = (POLL_SECONDS + 10) * 1000;

async function call(path, { body, within = REPLY_WITHIN } = {}) {
  const options = { signal: AbortSignal.timeout(within), cache: "no-store" };
  if (body !== undefined) {
    options.method = "POST";
    options.body = JSON.stringify(body);
    // The server refuses a POST without this header, so that no foreign page can send one.
    options.headers = { "Content-Type": "application/json", "X-Ferry-Demo": "1" };
  }
  const response = await fetch(path, options);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.json();
}

export const me = () => call("/page/me");

/** Everything that is alive now, as events. */
export const snapshot = () => call("/page/events?after=0&wait=0");

/** What happened after `seq`; waits for the first event. */
export const eventsAfter = (seq) =>
  call(`/page/events?after=${seq}&wait=${POLL_SECONDS}`, { within: POLL_WITHIN });

export const send = (message) => call("/page/send", { body: message });

export const press = (chatId, messageId, data) =>
  call("/page/press", { body: { chat_id: chatId, message_id: messageId, data } });

/** Ask the bot what it offers for these words in inline mode; the answer comes as an event. */
export const ask = (chatId, query, offset) => call("/page/ask", { body: { chat_id: chatId, query, offset } });

export const choose = (chatId, queryId, resultId) =>
  call("/page/choose", { body: { chat_id: chatId, inline_query_id: queryId, result_id: resultId } });

export const speak = (language) => call("/page/language", { body: { language } });

export const fileUrl = (fileId) => `/page/file/${encodeURIComponent(fileId)}`;

export const saveUrl = (fileId) => `${fileUrl(fileId)}?download=1`;
