// Runs the service worker of the site on what a browser may bring it: files that are kept already, and requests.
//
// A line of standard input is such a life. What the worker answers, and what is kept at its end, is printed as a line.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const source = readFileSync(process.argv[2], "utf8");

// As much of the caches of a browser as the worker touches: of each its name, and the addresses that it holds.
class Cache {
  constructor(held, served) { [this.held, this.served] = [held, served]; }
  async addAll(addresses) {
    const found = addresses.map((address) => this.served(address));
    if (found.includes(null)) throw new TypeError("a file is not served");
    for (const one of found) this.held.add(one);
  }
}

async function lived({ build, files, scope, kept, served, requests }) {
  const caches = new Map(kept.map(([name, addresses]) => [name, new Set(addresses)])), listeners = {};
  const resolved = (address) => new URL(address, `${scope}service-worker.js`).href;
  const fetched = (address) => (served.includes(address) ? address : null);
  const registration = { scope }, location = new URL(`${scope}service-worker.js`);
  const opened = (name) => caches.get(name) ?? caches.set(name, new Set()).get(name);
  const storage = {
    open: async (name) => new Cache(opened(name), (address) => fetched(resolved(address))),
    keys: async () => [...caches.keys()],
    delete: async (name) => caches.delete(name),
    match: async (address, { ignoreSearch, cacheName } = {}) => {
      const plain = (one) => { const url = new URL(one); url.hash = ""; if (ignoreSearch) url.search = ""; return url.href; };
      for (const name of cacheName === undefined ? caches.keys() : [cacheName])
        for (const held of caches.get(name) ?? []) if (plain(held) === plain(address)) return { from: name, address: held };
    },
  };
  const fetch = async (request) => ({ from: null, address: request.url });
  const text = source.replace("{{build}}", build).replace("{{files}}", JSON.stringify(files));
  new Function("registration", "location", "caches", "fetch", "addEventListener", "skipWaiting", "clients", text)(
    registration, location, storage, fetch, (kind, act) => { listeners[kind] = act; }, async () => {}, { claim: async () => {} });
  const taken = async (kind) => { let work; listeners[kind]({ waitUntil: (promise) => { work = promise; } }); await work; };
  let installed = true;
  try { await taken("install"); } catch { installed = false; } // the browser keeps the worker that was there
  if (installed) await taken("activate");
  const answers = [];
  for (const [method, address] of installed ? requests : []) {
    let answer = "left to the browser";
    listeners.fetch({ request: { method, url: new URL(address).href }, respondWith: (promise) => { answer = promise; } });
    answers.push(await answer);
  }
  return { installed, answers, kept: [...caches].map(([name, held]) => [name, [...held].sort()]) };
}

for await (const line of createInterface({ input: process.stdin }))
  process.stdout.write(`${JSON.stringify(await lived(JSON.parse(line)))}\n`);
