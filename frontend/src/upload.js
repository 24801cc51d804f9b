// The upload page: a queue of files, a few on their way at a time, each with a row that says what became of it.
import { eventPicker } from "./staff/picker.js";
import { breath } from "./staff/folders.js";
import { Rate } from "./staff/rate.js";
import { FolderEvents, freshToken, post } from "./upload/asking.js";
import { Entry, OVER } from "./upload/entry.js";
import { Hasher, Unreadable } from "./upload/hashing.js";
import { forget, recall, remember } from "./upload/memory.js";
import { Rows } from "./upload/rows.js";
import { Cancelled, Sending } from "./upload/sending.js";
import { RowView } from "./upload/view.js";
import { waysIn } from "./upload/ways.js";

const AT_ONCE = 4;
const ADDED_AT_ONCE = 500; // files put on the list between two frames
const SPOKEN_EVERY = 10; // seconds between what a screen reader is told
const REMEMBERED_EVERY = 2;
const SETTLED_AT_ONCE = 1000;

const page = document.querySelector("[data-upload]");
const find = (name) => document.querySelector(`[data-${name}]`);
const words = JSON.parse(page.dataset.words);
const say = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const decimal = (number) => number.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
const eventControl = page.elements.event;
const publishControl = page.elements.publish;
const folderControl = page.elements.folders;

const entries = [];
const queue = [];
const counts = Object.fromEntries(OVER.map((outcome) => [outcome, 0]));
const totals = { bytes: 0, sent: 0, travelled: 0 }; // sent: with what need not travel
const rate = new Rate();
const hasher = new Hasher(page.dataset.hasher);
const folderEvents = new FolderEvents(eventControl.dataset.url);
const view = new RowView(find("row-template"), words, { cancel, retry });
const rows = new Rows(find("rows"), (entry) => view.make(entry), (row, entry) => view.fill(row, entry));
let filter = "";
let active = 0;
let paused = false;
let halted = ""; // why, where it was not the archivist who stopped
let accession = null;
let settling = false;
let spokenAt = 0;
let rememberedAt = 0;

eventPicker(eventControl);

// Files come in

async function add(found) {
  if (!found.length) return;
  find("state").hidden = false;
  find("next").hidden = true;
  find("interrupted").hidden = true;
  for (let start = 0; start < found.length; start += ADDED_AT_ONCE) {
    for (const each of found.slice(start, start + ADDED_AT_ONCE)) take(new Entry(each));
    run();
    await breath();
  }
}

function take(entry) {
  entries.push(entry);
  totals.bytes += entry.file.size;
  if (entry.folder) find("folders").hidden = false;
  const refusal = refused(entry.file);
  if (refusal) end(entry, "refused", refusal);
  else queue.push(entry);
}

// What need not travel to be refused.
function refused(file) {
  if (/^(video|audio)\//.test(file.type)) return words.video;
  if (file.size > Number(page.dataset.mostBytes)) return words.large;
  return "";
}

// Files go out

async function run() {
  draw();
  if (paused) return;
  if (!active && !queue.length) return settle();
  accession ??= begin();
  let id;
  try {
    id = await accession;
  } catch (error) {
    accession = null;
    return halt(error.message || words.lost);
  }
  while (!paused && active < AT_ONCE && queue.length) upload(queue.shift(), id);
}

const begin = async () => recall()?.accession ?? (await post(page.dataset.accession, {})).id;

async function upload(entry, id) {
  active += 1;
  entry.state = "checked";
  draw();
  try {
    const sha256 = await hasher.digest(entry.file);
    const target = await wanted(entry);
    if (paused) await unpaused();
    if (entry.state !== "checked") throw new Cancelled();
    entry.state = "sending";
    entry.sending = new Sending(page.dataset.files, entry.file, about(entry, id, sha256, target), {
      progress: (bytes) => progress(entry, bytes),
      waiting: () => {
        entry.state = "lost";
        draw();
      },
    });
    const { resumed, answer } = await entry.sending.run();
    entry.target = resumed ? null : target; // what was said of it then is not what is wanted now
    entry.answer = answer;
    const reason = answer.status === "new" || answer.reason === words.held ? "" : answer.reason;
    end(entry, answer.status, [reason, ...answer.notes].filter(Boolean).join(" "));
  } catch (error) {
    if (error instanceof Cancelled) end(entry, "cancelled");
    else if (error.halts) {
      back(entry);
      halt(error.signedOut ? words.signedOut : error.message || words.fault);
    } else end(entry, "failed", error instanceof Unreadable ? words.unreadable : error.message || words.lost);
  }
  entry.sending = null;
  active -= 1;
  run();
}

function about(entry, id, sha256, { event, publish }) {
  const said = { filename: entry.name, folder: entry.folder, accession: id, event, publish: publish ? "1" : "", sha256 };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value).map(([name, value]) => [name, String(value)]));
}

async function wanted(entry) {
  const own = folderControl.checked && entry.folder;
  return { event: own ? await folderEvents.of(entry.folder) : eventControl.value, publish: publishControl.checked };
}

function progress(entry, bytes) {
  if (entry.over) return;
  totals.sent += bytes - entry.sent;
  totals.travelled += bytes - entry.sent;
  entry.sent = bytes;
  entry.state = bytes < entry.file.size ? "sending" : "reading";
  draw();
}

function end(entry, outcome, said = "") {
  if (entry.over) return;
  totals.sent += entry.file.size - entry.sent;
  entry.sent = entry.file.size;
  entry.state = outcome;
  entry.about = said;
  counts[outcome] += 1;
}

// Behind a stop, or for another try.
function back(entry) {
  totals.sent -= entry.sent;
  Object.assign(entry, { state: "queued", sent: 0, about: "" });
  queue.unshift(entry);
}

function retry(entry) {
  counts[entry.state] -= 1;
  totals.sent -= entry.file.size;
  Object.assign(entry, { state: "queued", sent: 0, about: "" });
  queue.push(entry);
  run();
}

function cancel(entry) {
  if (entry.sending) return entry.sending.cancel();
  if (queue.includes(entry)) queue.splice(queue.indexOf(entry), 1);
  end(entry, "cancelled");
  return run();
}

// Stops

let released = [];
const unpaused = () => new Promise((resolve) => released.push(resolve));

async function pause(on) {
  if (!on && halted) await freshToken();
  paused = on;
  for (const entry of entries) if (entry.sending) on ? entry.sending.pause() : entry.sending.goOn();
  if (on) return draw();
  halted = "";
  for (const resolve of released.splice(0)) resolve();
  return run();
}

// Every other file would fare the same: they wait until somebody has seen to it.
function halt(reason) {
  halted = reason;
  paused = true;
  speak(reason);
  draw();
}

addEventListener("online", () => {
  for (const entry of entries) if (!paused && entry.state === "lost") entry.sending?.restart();
});

// When all have arrived: those that were sent before event or status were chosen follow the others.

const arrived = () => entries.filter((entry) => entry.state === "new" && entry.answer);

async function settle() {
  if (settling || active || queue.length) return;
  settling = true;
  try {
    const behind = new Map(); // event to entries
    const publish = publishControl.checked;
    for (const entry of arrived()) {
      const { event } = await wanted(entry);
      if (entry.target?.event === event && entry.target.publish === publish) continue;
      behind.set(event, [...(behind.get(event) ?? []), entry]);
    }
    for (const [event, late] of behind) {
      for (let start = 0; start < late.length; start += SETTLED_AT_ONCE) {
        const part = late.slice(start, start + SETTLED_AT_ONCE);
        const values = [["event", event], ["publish", publish ? "1" : ""], ...part.map((entry) => ["id", entry.answer.id])];
        await post(page.dataset.settle, values);
        for (const entry of part) entry.target = { event, publish };
      }
    }
    if (behind.size) speak(words.settled);
  } catch (error) {
    speak(`${error.message} ${words.unsettled}`);
  }
  settling = false;
  draw();
  if (entries.length) done();
}

for (const control of [eventControl, publishControl, folderControl]) control.addEventListener("change", settle);

async function done() {
  const told = say(words.done, { counts: outcomes().join(", ") });
  speak(told);
  if (!counts.failed) forget();
  const next = find("next");
  const ids = [...new Set(arrived().map((entry) => entry.answer.id))];
  next.hidden = false;
  find("done").textContent = told;
  find("describe").hidden = find("see").hidden = !ids.length;
  find("describe").querySelector("span").textContent = say(words.describe, { n: ids.length });
  for (const old of next.querySelectorAll("[name=id]")) old.remove();
  for (const id of ids) next.append(Object.assign(document.createElement("input"), { type: "hidden", name: "id", value: id }));
  const number = await accession;
  if (!number) return;
  if (!counts.failed) post(page.dataset.settle, { accession: number }).catch(() => {}); // it only stays open
  const see = find("see");
  see.href = see.href.replace(/accession%3A\d+|accession:\d+/, `accession:${number}`);
  find("receipt-link").href = page.dataset.receipt.replace(/\/0(?=$|\/)/, `/${number}`);
  next.elements.next.value = see.pathname + see.search;
}

const outcomes = () =>
  OVER.filter((outcome) => outcome === "new" || counts[outcome]).map((outcome) => `${words.outcomes[outcome]} ${counts[outcome]}`);

// What is seen and heard of it

let drawn = false;

function draw() {
  if (drawn) return;
  drawn = true;
  requestAnimationFrame(() => {
    drawn = false;
    rows.show(filter ? entries.filter((entry) => entry.state === filter) : entries);
    rows.draw();
    drawState();
  });
}

function drawState() {
  const finished = OVER.reduce((sum, outcome) => sum + counts[outcome], 0);
  const parts = [say(words.of, { done: finished, total: entries.length })];
  rate.note(totals.travelled);
  const speed = finished < entries.length && !paused ? rate.perSecond() : 0;
  if (speed) {
    parts.push(say(words.rate, { rate: decimal(speed / 1e6) }));
    parts.push(say(words.left, { time: time((totals.bytes - totals.sent) / speed) }));
  }
  if (paused) parts.push(words.paused);
  find("total").value = totals.bytes ? totals.sent / totals.bytes : 1;
  find("figures").textContent = parts.join(" · ");
  for (const outcome of OVER) {
    const button = find(`filter=${outcome}`);
    button.querySelector("strong").textContent = counts[outcome];
    button.hidden = !counts[outcome] && outcome !== "new";
  }
  find("retry-all").hidden = !counts.failed;
  find("pause").hidden = paused || finished === entries.length;
  find("go-on").hidden = !paused;
  find("halted").hidden = !halted;
  find("halted").querySelector("p").textContent = halted;
  const now = performance.now() / 1000;
  if (finished < entries.length && now - spokenAt > SPOKEN_EVERY) speak(parts.join(", "));
  if (now - rememberedAt > REMEMBERED_EVERY && finished < entries.length) note(now);
}

async function note(now) {
  rememberedAt = now;
  if (accession) remember(await accession.catch(() => null), entries.filter((entry) => !entry.over || entry.state === "failed"));
}

function speak(text) {
  spokenAt = performance.now() / 1000;
  find("spoken").textContent = text;
}

const time = (left) =>
  left < 90 ? say(words.seconds, { n: Math.max(1, Math.ceil(left)) }) : say(words.minutes, { n: Math.round(left / 60) });

// What one can do

waysIn(page, find("dropzone"), add);

find("retry-all").addEventListener("click", () => {
  for (const entry of entries.filter((each) => each.state === "failed")) retry(entry);
});
find("pause").addEventListener("click", () => {
  pause(true);
  find("go-on").hidden = false;
  find("go-on").focus();
});
find("go-on").addEventListener("click", () => {
  pause(false);
  find("pause").hidden = false;
  find("pause").focus();
});
find("filters").addEventListener("click", ({ target }) => {
  const button = target.closest("[data-filter]");
  if (!button) return;
  filter = button.dataset.filter === filter ? "" : button.dataset.filter;
  for (const each of page.querySelectorAll("[data-filter]")) each.ariaPressed = String(each.dataset.filter === filter);
  draw();
});

const interrupted = recall();
if (interrupted?.count) {
  find("interrupted").hidden = false;
  const names = `${interrupted.names.join(", ")}${interrupted.count > interrupted.names.length ? " …" : ""}`;
  find("interrupted-said").textContent = say(words.interrupted, { n: interrupted.count, names });
}
find("forget").addEventListener("click", () => {
  forget();
  find("interrupted").hidden = true;
});

page.addEventListener("submit", (event) => event.preventDefault());
addEventListener("beforeunload", (event) => {
  if (active || queue.length || settling) event.preventDefault();
});
