// The files of what was dropped or chosen, folders opened, in the order in which cameras number them.

// What systems leave in folders: nobody means to upload it.
const CLUTTER = /^(\.|Thumbs\.db$|desktop\.ini$|__MACOSX$)/i;
const AT_ONCE = 500; // files looked at between two frames

// Lets the page draw and answer.
export const breath = () => new Promise((resolve) => setTimeout(resolve));

// Plain texts compare some ten times quicker than a collator does.
const key = ({ file, folder }) => `${folder}/${file.name}`.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(12, "0"));

async function ordered(found) {
  const keyed = [];
  for (const each of found) {
    keyed.push([key(each), each]);
    if (keyed.length % AT_ONCE === 0) await breath();
  }
  keyed.sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  await breath();
  return keyed.map(([, each]) => each);
}

const folderOf = (path) => path.split("/").slice(0, -1).join("/");

// `[{ file, folder }]`: the folder with "/" between its parts, empty for a file by itself.
export async function chosen(list) {
  const found = [];
  for (const file of [...list]) {
    if (!CLUTTER.test(file.name)) found.push({ file, folder: folderOf(file.webkitRelativePath ?? "") });
    if (found.length % AT_ONCE === 0) await breath();
  }
  return ordered(found);
}

// Call it within the drop event: entries must be taken before it ends.
export async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return chosen(transfer.files);
  const found = await Promise.all(entries.map(filesOf));
  return ordered(found.flat());
}

async function filesOf(entry) {
  if (CLUTTER.test(entry.name)) return [];
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return [{ file, folder: folderOf(entry.fullPath.replace(/^\//, "")) }];
  }
  const inside = [];
  const reader = entry.createReader();
  // A reader gives a hundred at a time, and nothing when it is through.
  for (;;) {
    const part = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!part.length) return inside;
    const found = await Promise.all(part.map(filesOf));
    for (const each of found) inside.push(...each);
  }
}
