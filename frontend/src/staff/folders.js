// The files of what was dropped or chosen, folders opened, in the order in which cameras number them.

// What systems leave in folders: nobody means to upload it.
const CLUTTER = /^(\.|Thumbs\.db$|desktop\.ini$|__MACOSX$)/i;
const collator = new Intl.Collator(undefined, { numeric: true });

const ordered = (files) =>
  files.sort((a, b) => collator.compare(a.webkitRelativePath || a.name, b.webkitRelativePath || b.name));

export const chosen = (list) => ordered([...list].filter((file) => !CLUTTER.test(file.name)));

// Call it within the drop event: entries must be taken before it ends.
export async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return chosen(transfer.files);
  const files = await Promise.all(entries.map(filesOf));
  return ordered(files.flat());
}

async function filesOf(entry) {
  if (CLUTTER.test(entry.name)) return [];
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  const inside = [];
  const reader = entry.createReader();
  // A reader gives a hundred at a time, and nothing when it is through.
  for (;;) {
    const part = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!part.length) return inside;
    for (const child of part) inside.push(...(await filesOf(child)));
  }
}
