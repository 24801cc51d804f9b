// The SHA-256 of files, computed by a worker, one file after the other.
export class Unreadable extends Error {}

export class Hasher {
  #worker;
  #asked = new Map();
  #number = 0;

  constructor(url) {
    this.#worker = new Worker(url, { type: "module" });
    this.#worker.addEventListener("message", ({ data: { number, digest } }) => {
      const { resolve, reject } = this.#asked.get(number);
      this.#asked.delete(number);
      if (digest) resolve(digest);
      else reject(new Unreadable());
    });
  }

  // In hexadecimal digits. Rejects with Unreadable.
  digest(file) {
    this.#number += 1;
    return new Promise((resolve, reject) => {
      this.#asked.set(this.#number, { resolve, reject });
      this.#worker.postMessage({ number: this.#number, file });
    });
  }
}
