// After the first visit the pages work without a network: every file is kept, by the names of this build. Other sites may
// stand beside this folder, and keep what is theirs: the names of our own begin with the folder.
const OURS = `telcoterms ${registration.scope} `, BUILD = OURS + "{{build}}", FILES = JSON.parse('{{files}}');

addEventListener("install", (event) => event.waitUntil(
  caches.open(BUILD).then((cache) => cache.addAll(FILES)).then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(
  caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith(OURS) && name !== BUILD).map((name) => caches.delete(name))))
    .then(() => clients.claim())));
addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.endsWith("/")) url.pathname += "index.html";
  event.respondWith(caches.match(url, { ignoreSearch: true, cacheName: BUILD }).then((kept) => kept ?? fetch(event.request)));
});
