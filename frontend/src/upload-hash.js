// A worker that computes the SHA-256 of files: neither the page nor the memory feels their size.
// The browser's own digest is the quickest, but wants a whole file in memory, and is missing where pages come without
// TLS; otherwise it is done in script, a stretch at a time.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

const STRETCH = 4 << 20;
const WHOLE = 32 << 20;

async function digest(file) {
  if (globalThis.crypto.subtle && file.size <= WHOLE) {
    return new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  }
  const hash = sha256.create();
  for (let start = 0; start < file.size; start += STRETCH) {
    hash.update(new Uint8Array(await file.slice(start, start + STRETCH).arrayBuffer()));
  }
  return hash.digest();
}

let last = Promise.resolve(); // one after the other: a few large files at once would fill the memory

addEventListener("message", ({ data: { number, file } }) => {
  last = last.then(async () => {
    try {
      postMessage({ number, digest: bytesToHex(await digest(file)) });
    } catch {
      postMessage({ number }); // it cannot be read: taken away, or changed since it was chosen
    }
  });
});
