// Runs the script of a page on what a visitor brings: a link, files, and clicks.
//
// A line of standard input is such a visit. The script's requests are printed, each on a line, and answered by the next
// line; at the end of a visit comes what it left behind. The document is that of `document.mjs`, and the engine the one of
// a page that this machine answers.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { CSS, HTMLElement, Node, Text, parsed } from "./document.mjs";

const folder = process.argv[2];
const source = (name) => readFileSync(`${folder}/${name}`, "utf8").replace(/^import .*$/gm, "").replace(/^export /gm, "").replaceAll("import.meta.url", "location.href");
const scripts = ["engine.js", "markup.js", "page.js"].map(source);
// Each stands in a function of its own, as modules do.
const [engine, markup, page] = [`${scripts[0]}; return { ask, start };`, `${scripts[1]}; return { show };`, scripts[2]];
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
const pages = {};
const settled = () => new Promise((resolve) => setImmediate(resolve));
process.on("unhandledRejection", (error) => surprises.push(`rejected: ${error?.stack ?? error}`));
let surprises = [];

class DOMParser {
  parseFromString(text) { return { body: parsed(text) }; }
}

async function visited({ name, html, link, acts }) {
  surprises = [];
  const root = parsed((pages[name] ??= html)), left = { addresses: [], requests: 0, saved: [] };
  const [top] = root.children;
  const own = Object.getOwnPropertyNames(Object.prototype).length;
  const document = {
    documentElement: top,
    getElementById: (id) => [...root.descendants()].find((one) => one.getAttribute("id") === id) ?? null,
    querySelector: (selector) => root.querySelector(selector),
    querySelectorAll: (selector) => root.querySelectorAll(selector),
    createElement: (kind) => new HTMLElement(kind),
    createElementNS: (space, kind) => Object.assign(new HTMLElement(kind), { namespaceURI: space }),
    createTextNode: (text) => new Text(text),
    addEventListener: (kind, act) => root.addEventListener(kind, act),
  };
  let hash = link === "" ? "" : new URL(`http://127.0.0.1/#${link}`).hash;
  const location = { get hash() { return hash; }, pathname: "/", get href() { return `http://127.0.0.1/${hash}`; } };
  const waiting = [];
  const surroundings = {
    document, location, HTMLElement, Node, DOMParser, CSS, URLSearchParams,
    history: { replaceState: (_, __, address) => { left.addresses.push(address); hash = address.startsWith("#") ? new URL(`http://127.0.0.1/${address}`).hash : ""; } },
    navigator: { clipboard: { writeText: async (text) => { left.copied = text; } } },
    fetch: (address, { body }) => {
      left.requests += 1;
      say({ address, request: JSON.parse(body) });
      const reply = lines.next();
      waiting.push(reply);
      return reply.then(({ value }) => ({ ok: true, json: async () => JSON.parse(value) }));
    },
    Option: function Option(text, value) {
      const made = new HTMLElement("option", new Map([["value", String(value)]]));
      made.append(String(text));
      return made;
    },
    DataTransfer: class { items = { add: (file) => { this.files = [file]; } }; },
    Blob: class { constructor([text]) { left.saved.push(text); } },
    URL: { createObjectURL: () => "blob:", revokeObjectURL() {} },
    Worker: class { constructor() { throw new Error("a worker was started"); } },
    matchMedia: () => ({ matches: false }), requestAnimationFrame: (act) => setImmediate(act), setTimeout: (act) => setImmediate(act),
    addEventListener() {}, print() {}, console: { error: (error) => surprises.push(`told: ${error?.stack ?? error}`) },
  };
  const run = (text, more = {}) => {
    const given = { ...surroundings, ...more };
    return new Function(...Object.keys(given), `"use strict"; ${text}`)(...Object.values(given));
  };
  const done = async () => {
    for (let turn = 0; turn < 8; turn += 1) {
      await settled();
      while (waiting.length) await waiting.shift();
    }
  };
  try {
    run(page, { ...run(engine), ...run(markup) });
    await done();
    for (const act of acts) {
      const of = (selector) => { const found = root.querySelectorAll(selector); return found[act.place % found.length]; };
      switch (act.kind) {
        case "file": {
          const field = of("[data-file]");
          const file = { name: act.name, size: act.size ?? act.text.length, text: async () => act.text };
          if (field) { field.files = [file]; await field.happen("change"); }
          break;
        }
        case "drop":
          await root.happen("drop", { target: root.querySelector("#form"), dataTransfer: { files: act.names.map((name) => ({ name, size: 1, text: async () => act.text })) } });
          break;
        case "type": {
          const field = of("#form [name]");
          if (field && field.type !== "file") { field.value = act.text; await field.happen("change"); }
          break;
        }
        case "press":
          await document.getElementById(act.id).happen("click");
          break;
        case "click": {
          const button = of("button");
          const form = root.querySelector("#form");
          if (button?.type === "submit") await form.happen("submit");
          else if (button?.type === "reset") {
            await form.happen("reset");
            for (const field of form.elements) [field.typed, field.files] = [null, []];
          }
          else if (button?.hasAttribute("data-remove")) await root.querySelector("#rows").happen("click", { target: button });
          else await button?.happen("click");
          break;
        }
      }
      await done();
    }
  } catch (error) {
    surprises.push(`thrown: ${error?.stack ?? error}`);
  }
  const shown = ["page", "readings"].flatMap((id) => [...document.getElementById(id).descendants()]);
  return {
    ...left, surprises, link: hash.slice(1), polluted: Object.getOwnPropertyNames(Object.prototype).length !== own,
    elements: [...new Set(shown.map((one) => one.localName))],
    attributes: [...new Set(shown.flatMap((one) => one.attributes.filter(({ name, value }) => name.startsWith("on") || (name === "href" && !value.startsWith("#"))).map(({ name }) => name)))],
    said: document.getElementById("error").textContent,
  };
}

for (;;) {
  const { value, done } = await lines.next();
  if (done) break;
  say({ left: await visited(JSON.parse(value)) });
}
