// A page: its form goes to the engine as data, and what comes back is shown. Nothing is sent to anyone else.
import { ask, start } from "./engine.js";
import { show } from "./markup.js";

const MAX_FILE = 10_000_000, MAX_FACTS = 60, MAX_LENGTH = 400, OWN_FILE = "file";
const find = (id) => document.getElementById(id);
const data = (id) => JSON.parse(find(id).textContent);
const form = find("form"), words = data("words"), services = find("services") ? data("services") : {};
const page = document.documentElement.dataset.page, lang = document.documentElement.lang;
const files = {};
let leftOut = "";  // what is said beside the first answer of a link that holds too much

// The state of things, in words; the bar is shown while the engine is made ready.
function tell(text, share = null) {
  find("state").textContent = text;
  find("progress").hidden = share === null;
  if (share !== null) find("progress").value = share;
}

function complain(text, facts = []) {
  find("error").textContent = text;
  find("error").hidden = !text;
  for (const field of form.querySelectorAll("[aria-invalid]")) {
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-errormessage");
  }
  for (const fact of facts) {
    form.elements[fact]?.setAttribute("aria-invalid", "true");
    form.elements[fact]?.setAttribute("aria-errormessage", "error");
    form.elements[fact]?.closest("details")?.setAttribute("open", "");
  }
  if (text) (form.elements[facts[0]] ?? find("error")).scrollIntoView({ block: "center" });
}

// What was typed, as the fragment of a link has it and as the engine takes it.

function typed() {
  const facts = {};
  for (const field of form.elements) {
    if (!field.name || !field.value.trim()) continue;
    facts[field.name] = field.value.trim();
  }
  return facts;
}

function rows() {
  return [...document.querySelectorAll("#rows [data-event]")].map((row) => ({
    row: row.dataset.event,
    ...Object.fromEntries([...row.querySelectorAll("[data-column]")].map((one) => [one.dataset.column, one.value.trim()])
      .filter(([, value]) => value)),
  }));
}

function request() {
  const facts = typed(), { provider, service } = facts;
  delete facts.provider;
  delete facts.service;
  for (const name of Object.keys(facts))
    if (form.elements[name].hasAttribute("data-list")) facts[name] = facts[name].split(/[\s,;]+/).filter(Boolean);
  return {
    page, lang, facts, rows: rows(), ...files,
    provider: form.elements.provider && provider !== OWN_FILE ? provider ?? "" : files.terms ?? "", service: service ?? "",
  };
}

function fragment() {
  const given = new URLSearchParams(typed());
  for (const one of rows()) given.append("row", JSON.stringify(one));
  return given.toString();
}

function fill(text) {
  const given = [...new URLSearchParams(text)];
  const kept = given.slice(0, MAX_FACTS).filter(([, value]) => value.length <= MAX_LENGTH);
  for (const [name, value] of kept) {
    if (name === "row") {
      try { addRow(JSON.parse(value)); } catch { /* no row: it is left out */ }
      continue;
    }
    const field = form.elements.namedItem(name);  // never a control by its place, as `elements[name]` may be
    if (!(field instanceof HTMLElement) || field.name !== name || field.type === "file") continue;
    field.value = value;
    if (name === "provider") offerServices();
    field.closest("details")?.setAttribute("open", "");
  }
  if (kept.length < given.length) leftOut = words.link;
  complain(leftOut);
  return kept.length > 0;
}

// The choice of a provider, and of a service where its terms have several.

function offerServices() {
  if (!form.elements.provider) return;
  const provider = form.elements.provider.value, known = services[provider] ?? [], choice = form.elements.service;
  choice.replaceChildren(choice.options[0], ...known.map(([id, title]) => new Option(title, id)));
  find("of-service").hidden = !known.length;
  find("own-file").hidden = provider !== OWN_FILE;
}

// Files are read here, in the page. What is dropped on no field of its own is for the first one.
const fileFields = Object.fromEntries([...form.querySelectorAll("[data-file]")].map((field) => [field.dataset.file, field]));
const firstFile = find("drop")?.querySelector("input").dataset.file ?? "terms";

async function open(file, place) {
  const endings = fileFields[place].accept.split(",");
  if (file.size > MAX_FILE) return complain(words.large);
  if (!endings.some((end) => file.name.toLowerCase().endsWith(end)))
    return complain(words.wrong.replace("{ends}", endings.join(", ")));
  files[place] = { name: file.name, text: await file.text() };
  complain("");
  if (files[firstFile] && !empty().length) await answer();  // else something is still to come
}

function empty() {
  return [...form.querySelectorAll("[required]")].filter((field) => !field.value.trim());
}

// A file that is dropped stands in its field, as one that is chosen does.
function dropped(file, place) {
  const held = new DataTransfer();
  held.items.add(file);
  fileFields[place].files = held.files;
  return open(file, place);
}

function addRow(given) {
  const template = document.querySelector(`template[data-row="${CSS.escape(String(given.row))}"]`);
  if (!template) return null;
  const row = template.content.firstElementChild.cloneNode(true);
  for (const field of row.querySelectorAll("[data-column]")) field.value = given[field.dataset.column] ?? "";
  const bills = [...document.querySelectorAll('#rows [data-column="number"]')];
  const number = row.querySelector('[data-column="number"]'), bill = row.querySelector('[data-column="invoice"]');
  if (number && !number.value) number.value = String(bills.length + 1);
  if (bill && !bill.value && bills.length === 1) bill.value = bills[0].value;
  find("rows").append(row);
  return row;
}

// The answer.

async function answer() {
  if (form.elements.provider?.value === "") return complain("");
  history.replaceState(null, "", `#${fragment()}`);  // a page that is loaded again has what was typed
  tell(words.working);
  let shown;
  try {
    shown = await ask(request());
  } catch (error) {
    console.error(error);
    tell("");
    return complain(words.failed);
  }
  tell("");
  complain(shown.error ?? leftOut, shown.facts);
  leftOut = "";
  find("answer").hidden = Boolean(shown.error);
  if (shown.error) return;
  for (const name of ["figure", "sentence"]) {
    find(name).textContent = shown[name] ?? "";
    find(name).hidden = !shown[name];
  }
  show(find("page"), shown.page);
  find("other").hidden = !shown.readings;
  show(find("readings"), shown.readings ?? "");
  find("calendar").hidden = !shown.has_days;
  find("record").hidden = !shown.has_record;
  find("answer").focus({ preventScroll: true });
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  requestAnimationFrame(() => requestAnimationFrame(() => find("answer").scrollIntoView({ behavior })));  // a frame around it grows first
}

const progress = (share) => tell(share < 1 ? words.loading : "", share < 1 ? share : null);

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const lacking = empty();
  complain(lacking.length ? words.empty : "", lacking.map((field) => field.name));
  if (lacking.length) return lacking[0].focus();
  answer();
});
form.addEventListener("reset", () => {
  for (const place of Object.keys(files)) delete files[place];
  find("rows")?.replaceChildren();
  find("answer").hidden = true;
  complain("");
  history.replaceState(null, "", location.pathname);
  setTimeout(offerServices);
});
form.elements.provider?.addEventListener("change", () => {
  offerServices();
  if (page === "terms" && form.elements.provider.value !== OWN_FILE) answer();
});
for (const [place, field] of Object.entries(fileFields))
  field.addEventListener("change", () => field.files[0] && open(field.files[0], place));
for (const button of document.querySelectorAll("[data-add]"))
  button.addEventListener("click", () => addRow({ row: button.dataset.add }).querySelector("input").focus());
find("rows")?.addEventListener("click", (event) => event.target.closest("[data-remove]")?.closest("fieldset").remove());
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  markDrop(event.target);
});
document.addEventListener("dragleave", () => markDrop(null));
document.addEventListener("drop", (event) => {
  event.preventDefault();
  markDrop(null);
  const [file, second] = [...event.dataTransfer.files].sort((one, other) => (one.name < other.name ? -1 : 1));
  if (!file) return;
  if (second && fileFields.before) {  // two bills: by their names, the earlier one comes first
    dropped(file, "before").then(() => dropped(second, "file"));
    return;
  }
  const place = fileFieldAt(event.target)?.dataset.file ?? firstFile;
  if (place === "terms" && form.elements.provider) form.elements.provider.value = OWN_FILE;
  offerServices();
  dropped(file, place);
});
function fileFieldAt(target) {
  return target.closest?.(".field")?.querySelector("[data-file]");
}
function markDrop(target) {
  for (const field of Object.values(fileFields)) field.closest(".field").classList.toggle("over", field === (target && fileFieldAt(target)));
}
async function save(wanted, name, type) {
  const { file, error } = await ask({ ...request(), wanted });
  if (error) return complain(error);
  const link = document.createElement("a");
  link.download = name;
  link.href = URL.createObjectURL(new Blob([file], { type }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
find("calendar").addEventListener("click", () => save("calendar", "complaint.ics", "text/calendar"));
find("record").addEventListener("click", () => save("record", `${page}.json`, "application/json"));
find("print").addEventListener("click", () => print());
find("link").addEventListener("click", async () => {
  history.replaceState(null, "", `#${fragment()}`);
  await navigator.clipboard?.writeText(location.href).then(() => tell(words.copied), () => {});
});
for (const other of document.querySelectorAll(".language"))
  other.addEventListener("click", () => { other.hash = fragment(); });
// On paper nothing is folded; afterwards, what was folded is again.
let unfolded = [];
addEventListener("beforeprint", () => {
  unfolded = [...document.querySelectorAll("#answer details:not([open])")];
  for (const fold of unfolded) fold.open = true;
});
addEventListener("afterprint", () => { for (const fold of unfolded) fold.open = false; });

offerServices();
const filled = fill(location.hash.slice(1));
start(lang, page, progress).then(() => tell("")).catch((error) => { console.error(error); tell(""); complain(words.failed); });
if (filled && form.elements.provider?.value) answer();
