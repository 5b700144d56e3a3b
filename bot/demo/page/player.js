// The song player inside a bubble: cover with play button, title, a line to seek on, time.

import { fileUrl, saveUrl } from "./api.js";
import { el, icon } from "./dom.js";
import { duration, size, word } from "./words.js";

export function player(file) {
  const sound = el("audio", { src: fileUrl(file.file_id), preload: "none" });
  const toggle = el("button.toggle", { type: "button" });
  const seek = el("input.seek", { type: "range", min: 0, max: 1000, value: 0, "aria-label": word("demo-position") });
  const clock = el("bdi.clock");
  const title = file.title ?? file.file_name ?? word(file.title === undefined && !file.file_name ? "demo-voice" : "demo-audio");
  const save = el(
    "a.save",
    { href: saveUrl(file.file_id), download: true, title: word("demo-save"), "aria-label": `${word("demo-save")} ${title}` },
    icon("save"),
  );
  if (file.thumbnail) {
    toggle.classList.add("cover");
    toggle.style.backgroundImage = `url("${fileUrl(file.thumbnail.file_id)}")`;
  }

  const length = () => (Number.isFinite(sound.duration) ? sound.duration : (file.duration ?? 0));
  const paint = () => {
    const playing = !sound.paused;
    toggle.replaceChildren(icon(playing ? "pause" : "play"));
    toggle.setAttribute("aria-label", `${word(playing ? "demo-pause" : "demo-play")} ${title}`);
    const begun = playing || sound.currentTime > 0;
    const whole = duration(length());
    clock.textContent = begun
      ? `${duration(sound.currentTime)} / ${whole}`
      : [whole, size(file.file_size ?? 0)].join(" · ");
    const share = length() ? sound.currentTime / length() : 0;
    seek.value = String(Math.round(share * 1000));
    seek.style.setProperty("--share", `${share * 100}%`);
    seek.setAttribute("aria-valuetext", duration(sound.currentTime));
  };

  for (const name of ["play", "pause", "timeupdate", "ended", "durationchange"]) sound.addEventListener(name, paint);
  toggle.addEventListener("click", () => {
    if (!sound.paused) return sound.pause();
    return sound.play().catch((error) => console.warn("The song does not play:", error.message));
  });
  seek.addEventListener("input", () => {
    sound.currentTime = (Number(seek.value) / 1000) * length();
    paint();
  });
  paint();

  const performer = file.performer ? el("bdi.performer", {}, file.performer) : null;
  return el(
    "div.song",
    {},
    sound,
    toggle,
    el("div.about", {}, el("bdi.name", {}, title), performer, seek, clock),
    save,
  );
}
