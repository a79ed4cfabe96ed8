// As much of a browser's document as the script of a page touches: elements, forms, selectors, and HTML that is well-formed.
const VOID = new Set("area base br col embed hr img input link meta source track wbr".split(" "));
const LISTED = new Set(["button", "fieldset", "input", "object", "output", "select", "textarea"]);
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };

export class Node {
  static ELEMENT_NODE = 1;
  static TEXT_NODE = 3;
  parent = null;

  remove() {
    if (this.parent) this.parent.childNodes = this.parent.childNodes.filter((one) => one !== this);
    this.parent = null;
  }
}

export class Text extends Node {
  nodeType = Node.TEXT_NODE;
  constructor(data) { super(); this.data = data; }
  get textContent() { return this.data; }
  cloneNode() { return new Text(this.data); }
}

const LIST = Symbol("list");

// Named properties of a collection of controls stand behind those that any object has, as in a browser.
class Controls {
  constructor(list) {
    this[LIST] = list;
    return new Proxy(this, {
      get: (self, key) => {
        if (key === Symbol.iterator) return () => list[Symbol.iterator]();
        if (key === "length") return list.length;
        if (typeof key === "symbol" || key in self) return self[key];
        return /^(0|[1-9]\d*)$/.test(key) ? list[Number(key)] : (self.namedItem(key) ?? undefined);
      },
    });
  }
  item(place) { return this[LIST][place] ?? null; }
  namedItem(key) {
    const found = this[LIST].filter((one) => key && (one.getAttribute("id") === key || one.getAttribute("name") === key));
    return found.length > 1 ? { length: found.length } : (found[0] ?? null);
  }
}

export class HTMLElement extends Node {
  nodeType = Node.ELEMENT_NODE;
  namespaceURI = "http://www.w3.org/1999/xhtml";
  childNodes = [];
  held = new Map();
  listeners = {};
  style = {};
  files = [];
  typed = null;  // what was set as the value of an input, or the chosen option of a list

  constructor(localName, held = new Map()) {
    super();
    this.localName = localName;
    this.held = held;
    if (localName === "template") this.content = new HTMLElement("#fragment");
    if (localName === "meta") this.content = held.get("content");
  }

  // ---- attributes
  getAttribute(name) { return this.held.get(name) ?? null; }
  setAttribute(name, value) { this.held.set(name, String(value)); }
  removeAttribute(name) { this.held.delete(name); }
  hasAttribute(name) { return this.held.has(name); }
  get attributes() { return [...this.held].map(([name, value]) => ({ name, value })); }
  get id() { return this.held.get("id") ?? ""; }
  get name() { return this.held.get("name") ?? ""; }
  get lang() { return this.held.get("lang") ?? ""; }
  get accept() { return this.held.get("accept") ?? ""; }
  get hidden() { return this.held.has("hidden"); }
  set hidden(value) { if (value) this.held.set("hidden", ""); else this.held.delete("hidden"); }
  get open() { return this.held.has("open"); }
  set open(value) { if (value) this.held.set("open", ""); else this.held.delete("open"); }
  get type() { return this.localName === "select" ? "select-one" : (this.held.get("type") ?? "text"); }
  get dataset() {
    const dashed = (key) => `data-${key.replace(/[A-Z]/g, (one) => `-${one.toLowerCase()}`)}`;
    return new Proxy({}, { get: (_, key) => typeof key === "string" ? this.held.get(dashed(key)) : undefined });
  }
  get classList() { return { toggle: () => {} }; }

  // ---- the tree
  adopt(nodes) {
    for (const node of nodes) { node.remove(); node.parent = this; }
    return nodes;
  }
  append(...nodes) {
    const into = nodes.map((one) => (typeof one === "string" ? new Text(one) : one));
    this.childNodes.push(...this.adopt(into));
  }
  replaceChildren(...nodes) {
    for (const node of [...this.childNodes]) node.remove();
    this.append(...nodes);
    if (this.localName === "select" && !this.options.includes(this.typed)) this.typed = null;
  }
  get children() { return this.childNodes.filter((one) => one instanceof HTMLElement); }
  get firstElementChild() { return this.children[0] ?? null; }
  get textContent() { return this.childNodes.map((one) => one.textContent).join(""); }
  set textContent(text) { this.replaceChildren(...(String(text) ? [new Text(String(text))] : [])); }
  cloneNode() {
    const made = new HTMLElement(this.localName, new Map(this.held));
    made.append(...this.childNodes.map((one) => one.cloneNode()));
    return made;
  }
  *descendants() {
    for (const child of this.children) { yield child; yield* child.descendants(); }
  }

  // ---- selectors
  matches(selector) {
    const parts = selector.trim().split(/\s+(?![^[]*\])/);
    if (!matchesOne(this, parts.pop())) return false;
    let place = this.parent;
    while (parts.length) {
      while (place && !matchesOne(place, parts.at(-1))) place = place.parent;
      if (!place) return false;
      parts.pop();
      place = place.parent;
    }
    return true;
  }
  querySelectorAll(selector) { return [...this.descendants()].filter((one) => one.matches(selector)); }
  querySelector(selector) { return this.querySelectorAll(selector)[0] ?? null; }
  closest(selector) {
    for (let place = this; place; place = place.parent) if (place.localName !== "#document" && place.matches(selector)) return place;
    return null;
  }

  // ---- forms
  get elements() { return new Controls([...this.descendants()].filter((one) => LISTED.has(one.localName))); }
  get options() { return [...this.descendants()].filter((one) => one.localName === "option"); }
  get value() {
    switch (this.localName) {
      case "fieldset": return undefined;
      case "option": return this.held.get("value") ?? this.textContent;
      case "select":
        if (this.typed === "none") return "";
        return (this.typed ?? this.options.find((one) => one.hasAttribute("selected")) ?? this.options[0])?.value ?? "";
      default: return this.type === "file" ? "" : (this.typed ?? this.held.get("value") ?? "");
    }
  }
  set value(given) {
    const text = given === null ? "" : String(given);
    if (this.localName === "select") this.typed = this.options.find((one) => one.value === text) ?? "none";
    else if (this.type === "file") { if (text) throw new Error("InvalidStateError"); }
    else if (this.type === "date") this.typed = isDay(text) ? text : "";
    else this.typed = this.localName === "input" ? text.replace(/[\r\n]/g, "") : text;
  }

  // ---- what happens
  addEventListener(kind, act) { (this.listeners[kind] ??= []).push(act); }
  happen(kind, event = {}) {
    return Promise.all((this.listeners[kind] ?? []).map((act) => act({ target: this, preventDefault() {}, ...event })));
  }
  click() {}
  focus() {}
  scrollIntoView() {}
}

function isDay(text) {
  const found = /^(\d{4,})-(\d\d)-(\d\d)$/.exec(text);
  if (!found || Number(found[1]) < 1) return false;
  const [year, month, day] = found.slice(1).map(Number);
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month >= 1 && month <= 12 && day >= 1 && day <= [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
}

const SIMPLE = /^(?<tag>[a-z][a-z0-9]*)|^#(?<id>[\w-]+)|^\.(?<kind>[\w-]+)|^\[(?<name>[\w-]+)(?:="(?<value>(?:[^"\\]|\\[^])*)")?\]|^:not\((?<not>[^)]*)\)/;

function matchesOne(element, compound) {
  let rest = compound;
  while (rest) {
    const found = SIMPLE.exec(rest);
    if (!found) throw new SyntaxError(`no selector: ${rest}`);
    rest = rest.slice(found[0].length);
    const { tag, id, kind, name, value, not } = found.groups;
    if (tag && element.localName !== tag) return false;
    if (id && element.getAttribute("id") !== id) return false;
    if (kind && !(element.getAttribute("class") ?? "").split(" ").includes(kind)) return false;
    if (name && !element.hasAttribute(name)) return false;
    if (name && value !== undefined && element.getAttribute(name) !== unescaped(value)) return false;
    if (not && matchesOne(element, not)) return false;
  }
  return true;
}

function unescaped(text) {
  return text.replace(/\\([0-9a-f]{1,6}) ?|\\([^])/gi, (_, code, one) => (code ? String.fromCodePoint(parseInt(code, 16)) : one));
}

// https://drafts.csswg.org/cssom/#serialize-an-identifier
export const CSS = {
  escape(text) {
    return [...text].map((one, place) => {
      const code = one.codePointAt(0);
      if (code === 0) return "\ufffd";
      if (code < 0x20 || code === 0x7f || (/[0-9]/.test(one) && (place === 0 || (place === 1 && text[0] === "-")))) return `\\${code.toString(16)} `;
      if (one === "-" && text.length === 1) return "\\-";
      return code >= 0x80 || /[-_0-9A-Za-z]/.test(one) ? one : `\\${one}`;
    }).join("");
  },
};

function decoded(text) {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (all, ten, sixteen, name) =>
    ten ? String.fromCodePoint(Number(ten)) : sixteen ? String.fromCodePoint(parseInt(sixteen, 16)) : (ENTITIES[name] ?? all));
}

// HTML as the library writes it: each element is closed, and each value stands in quotation marks.
export function parsed(html) {
  const root = new HTMLElement("#document");
  let place = root;
  const into = (node) => (place.localName === "template" ? place.content : place).append(node);
  const token = /<!--[^]*?-->|<!doctype[^>]*>|<(\/?)([a-z][\w-]*)((?:\s+[^\s=>"']+(?:="[^"]*")?)*)\s*\/?>|[^<]+|</gi;
  for (const [all, end, name, given] of html.matchAll(token)) {
    if (!name) {
      if (!all.startsWith("<!")) into(new Text(place.localName === "script" ? all : decoded(all)));
    } else if (end) {
      let up = place;
      while (up.parent && up.localName !== name.toLowerCase()) up = up.parent;
      if (up.parent) place = up.parent;
    } else {
      const held = new Map([...given.matchAll(/([^\s=>"']+)(?:="([^"]*)")?/g)].map(([, key, value]) => [key.toLowerCase(), decoded(value ?? "")]));
      const made = new HTMLElement(name.toLowerCase(), held);
      into(made);
      if (made.parent.localName === "#fragment") made.parent.parent = place;
      if (!VOID.has(made.localName) && !all.endsWith("/>")) place = made;
    }
  }
  return root;
}
