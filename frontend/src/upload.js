// The upload page: a queue of files, a few on their way at a time, each with a row that says what became of it.
import { eventPicker } from "./staff/picker.js";
import { chosen, dropped } from "./staff/folders.js";
import { csrfToken } from "./staff/csrf.js";
import { Rate } from "./staff/rate.js";
import { Lost, send } from "./staff/transfer.js";
import { thumbFor } from "./staff/thumbs.js";

const AT_ONCE = 3;
const ROWS_AT_ONCE = 200; // rows put on the page between two frames
const SPOKEN_EVERY = 10; // seconds between what a screen reader is told
const SETTLED_AT_ONCE = 1000;

const page = document.querySelector("[data-upload]");
const find = (name) => document.querySelector(`[data-${name}]`);
const words = JSON.parse(page.dataset.words);
const say = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const rows = find("rows");
const template = find("row-template");
const eventControl = page.elements.event;
const publishControl = page.elements.publish;

const entries = [];
const queue = [];
const counts = { new: 0, held: 0, refused: 0, failed: 0 };
const rate = new Rate();
let active = 0;
let accession = null;
let settling = false;
let spokenAt = 0;

eventPicker(eventControl);

// One file: what is sent, how far it is, what the archive said.
class Entry {
  constructor(file) {
    this.file = file;
    this.sent = 0;
    this.outcome = null;
    this.answer = null;
    this.row = template.content.firstElementChild.cloneNode(true);
    this.at("upload-name").textContent = file.name;
    this.at("upload-size").textContent = size(file.size);
    this.at("upload-outcome").textContent = words.waiting;
    thumbFor(this.row.querySelector("canvas"), file);
  }

  at(name) {
    return this.row.querySelector(`.${name}`);
  }

  get bar() {
    return this.row.querySelector("progress");
  }

  progress(bytes) {
    this.sent = Math.min(bytes, this.file.size);
    this.bar.hidden = false;
    this.bar.value = this.file.size ? this.sent / this.file.size : 1;
    this.at("upload-outcome").textContent = this.sent < this.file.size ? words.sending : words.reading;
    draw();
  }

  // `about` is what to say beside the outcome, `act` a button or link.
  end(outcome, about = "", act = null) {
    this.outcome = outcome;
    this.sent = this.file.size;
    counts[outcome] += 1;
    this.row.className = `upload-row is-${outcome}`;
    this.bar.hidden = true;
    const name = document.createElement("strong");
    name.textContent = words[outcome];
    this.at("upload-outcome").replaceChildren(name, ` ${about} `, ...(act ? [act] : []));
    draw();
  }

  retry() {
    counts[this.outcome] -= 1;
    this.outcome = null;
    this.sent = 0;
    this.row.className = "upload-row";
    this.at("upload-outcome").textContent = words.waiting;
    queue.push(this);
    run();
  }
}

const decimal = (number) => number.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });

const size = (bytes) =>
  bytes < 1e6
    ? say(words.kilobytes, { n: Math.max(1, Math.round(bytes / 1000)) })
    : say(words.megabytes, { n: decimal(bytes / 1e6) });

const target = () => ({ event: eventControl.value, publish: publishControl.checked });

// Files come in

async function add(files) {
  if (!files.length) return;
  find("state").hidden = false;
  find("next").hidden = true;
  for (let start = 0; start < files.length; start += ROWS_AT_ONCE) {
    const fresh = files.slice(start, start + ROWS_AT_ONCE).map((file) => new Entry(file));
    entries.push(...fresh);
    rows.append(...fresh.map((entry) => entry.row));
    for (const entry of fresh) {
      const refusal = refused(entry.file);
      if (refusal) entry.end("refused", refusal);
      else queue.push(entry);
    }
    run();
    await new Promise(requestAnimationFrame);
  }
}

// What need not travel to be refused.
function refused(file) {
  if (/^(video|audio)\//.test(file.type)) return words.video;
  if (file.size > Number(page.dataset.mostBytes)) return words.large;
  return "";
}

// Files go out

async function run() {
  accession ??= begin();
  let id;
  try {
    id = await accession;
  } catch (error) {
    accession = null;
    for (const entry of queue.splice(0)) entry.end("failed", error.message || words.lost, again(entry));
    return settle();
  }
  while (active < AT_ONCE && queue.length) upload(queue.shift(), id);
  if (!active && !queue.length) settle();
}

async function begin() {
  const answer = await post(page.dataset.accession, {});
  return answer.id;
}

async function upload(entry, id) {
  active += 1;
  entry.target = target();
  const query = new URLSearchParams({ accession: id, event: entry.target.event, publish: entry.target.publish ? "1" : "" });
  try {
    entry.answer = await send(`${page.dataset.file}?${query}`, entry.file, (bytes) => entry.progress(bytes));
    finish(entry);
  } catch (error) {
    entry.end("failed", error.message || (error instanceof Lost ? words.lost : words.fault), again(entry));
  }
  active -= 1;
  run();
}

function finish(entry) {
  const { status, reason, notes, url, thumb } = entry.answer;
  entry.end(status, [status === "new" ? "" : reason, ...notes].filter(Boolean).join(" "));
  if (!url) return;
  const link = document.createElement("a");
  Object.assign(link, { href: url, textContent: entry.file.name, target: "_blank" });
  entry.at("upload-name").replaceChildren(link);
  const canvas = entry.row.querySelector("canvas");
  if (canvas.classList.contains("is-drawn")) return;
  const image = Object.assign(new Image(72, 48), { src: thumb, alt: "", loading: "lazy" });
  canvas.replaceWith(image);
}

function again(entry) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "button button-quiet", textContent: words.retry });
  button.addEventListener("click", () => entry.retry());
  return button;
}

// The request's answer, or an error with the archive's own sentence.
async function post(url, values) {
  const answer = await fetch(url, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRFToken": csrfToken() },
    body: new URLSearchParams(values),
  });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.error.message);
  return told;
}

// When all have arrived: those that came before event or status were chosen follow the others.

const arrived = () => entries.filter((entry) => entry.outcome === "new");

async function settle() {
  if (settling || active || queue.length) return;
  const { event, publish } = target();
  const behind = arrived().filter((entry) => entry.target.event !== event || entry.target.publish !== publish);
  if (behind.length) {
    settling = true;
    try {
      for (let start = 0; start < behind.length; start += SETTLED_AT_ONCE) {
        const part = behind.slice(start, start + SETTLED_AT_ONCE);
        const values = [["event", event], ["publish", publish ? "1" : ""], ...part.map((entry) => ["id", entry.answer.id])];
        await post(page.dataset.settle, values);
        for (const entry of part) entry.target = { event, publish };
      }
      speak(words.settled);
    } catch (error) {
      speak(`${error.message} ${words.unsettled}`);
    }
    settling = false;
  }
  draw();
  if (entries.length) done();
}

for (const control of [eventControl, publishControl]) control.addEventListener("change", settle);

async function done() {
  const told = say(words.done, counts);
  speak(told);
  const next = find("next");
  const ids = [...new Set(arrived().map((entry) => entry.answer.id))];
  next.hidden = false;
  find("done").textContent = told;
  find("describe").hidden = find("see").hidden = !ids.length;
  find("describe").querySelector("span").textContent = say(words.describe, { n: ids.length });
  for (const old of next.querySelectorAll("[name=id]")) old.remove();
  for (const id of ids) next.append(Object.assign(document.createElement("input"), { type: "hidden", name: "id", value: id }));
  const see = find("see");
  see.href = see.href.replace(/accession%3A\d+|accession:\d+/, `accession:${await accession}`);
  next.elements.next.value = see.pathname + see.search;
}

// What is seen and heard of it

let drawn = false;

function draw() {
  if (drawn) return;
  drawn = true;
  requestAnimationFrame(() => {
    drawn = false;
    const total = entries.reduce((sum, entry) => sum + entry.file.size, 0);
    const sent = entries.reduce((sum, entry) => sum + entry.sent, 0);
    const finished = counts.new + counts.held + counts.refused + counts.failed;
    const parts = [say(words.of, { done: finished, total: entries.length })];
    rate.note(entries.reduce((sum, entry) => sum + (entry.outcome === "refused" ? 0 : entry.sent), 0));
    const speed = finished < entries.length ? rate.perSecond() : 0;
    if (speed) {
      parts.push(say(words.rate, { rate: decimal(speed / 1e6) }));
      parts.push(say(words.left, { time: time((total - sent) / speed) }));
    }
    find("total").value = total ? sent / total : 1;
    find("figures").textContent = parts.join(" · ");
    for (const [name, count] of Object.entries(counts)) find(`count=${name}`).textContent = count;
    find("retry-all").hidden = !counts.failed;
    const now = performance.now() / 1000;
    if (finished < entries.length && now - spokenAt > SPOKEN_EVERY) speak(parts.join(", "));
  });
}

function speak(text) {
  spokenAt = performance.now() / 1000;
  find("spoken").textContent = text;
}

const time = (left) =>
  left < 90 ? say(words.seconds, { n: Math.max(1, Math.ceil(left)) }) : say(words.minutes, { n: Math.round(left / 60) });

// Ways in

for (const input of page.querySelectorAll("input[type=file]")) {
  input.addEventListener("change", () => {
    add(chosen(input.files));
    input.value = "";
  });
}

const zone = find("dropzone");
let over = 0; // dragenter and dragleave come for every child

addEventListener("dragenter", (event) => {
  if (!event.dataTransfer.types.includes("Files")) return;
  over += 1;
  zone.classList.add("is-over");
});
addEventListener("dragleave", () => {
  over = Math.max(0, over - 1);
  if (!over) zone.classList.remove("is-over");
});
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", async (event) => {
  event.preventDefault();
  over = 0;
  zone.classList.remove("is-over");
  add(await dropped(event.dataTransfer));
});

find("retry-all").addEventListener("click", () => {
  for (const entry of entries.filter((each) => each.outcome === "failed")) entry.retry();
});

page.addEventListener("submit", (event) => event.preventDefault());
addEventListener("beforeunload", (event) => {
  if (active || queue.length || settling) event.preventDefault();
});
