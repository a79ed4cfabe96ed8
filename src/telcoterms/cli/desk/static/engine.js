// Who computes: Python in a worker of this page, or the Python of this machine where `telcoterms desk` serves the page.
const local = document.querySelector('meta[name="telcoterms-desk"]')?.content;
const waiting = new Map();
let worker = null, number = 0, showProgress = () => {}, share = 0;  // how much of the engine is ready

export function start(lang, page, progress) {
  showProgress = progress;
  if (local) return Promise.resolve();
  return new Promise((resolve, reject) => {
    worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }) => {
      if ("share" in data) {
        share = data.share;
        showProgress(share);
        if (share < 1) return;
        resolve();
        navigator.serviceWorker?.register("service-worker.js").catch(() => {});
      } else if ("broken" in data) {
        failAll(new Error(data.broken));
        reject(new Error(data.broken));
      } else {
        const [keep, drop] = waiting.get(data.number);
        waiting.delete(data.number);
        if ("failed" in data) drop(new Error(data.failed));
        else keep(JSON.parse(data.reply));
      }
    });
    worker.postMessage({ lang, page });
    worker.addEventListener("error", (event) => {
      failAll(event);
      reject(event);
    });
  });
}

function failAll(error) {
  for (const [, drop] of waiting.values()) drop(error);
  waiting.clear();
  worker = null;
}

export async function ask(request) {
  if (local) {
    const got = await fetch("answer", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(request),
    });
    if (!got.ok) throw new Error(`${got.status}`);
    return got.json();
  }
  if (!worker) throw new Error("no engine");
  if (share < 1) showProgress(share);
  return new Promise((keep, drop) => {
    waiting.set(++number, [keep, drop]);
    worker.postMessage({ number, request: JSON.stringify(request) });
  });
}
