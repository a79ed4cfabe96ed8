// Python in a worker: the interpreter and the library are loaded once, from beside this file, and answer as data.
import { loadPyodide } from "./pyodide/pyodide.mjs";

const FOLDER = "/beside", beside = (name) => new URL(name, import.meta.url).href;
let python = null;
// Where a file of the interpreter cannot be had, what loads it waits for ever and says so nowhere: it is seen here.
const broken = new Promise((_, reject) => {
  const plain = fetch;
  globalThis.fetch = async (...asked) => {
    try {
      const got = await plain(...asked);
      if (!got.ok) throw new Error(`${got.url}: ${got.status}`);
      return got;
    } catch (error) {
      reject(error);
      throw error;
    }
  };
});
broken.catch(() => {});

const names = fetch(beside("files.json")).then((got) => got.json());

async function fetched(name) {
  const got = await fetch(beside((await names)[name]));
  return new Response(got.body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

// Write the files of an archive: each is a block of 512 bytes with its name and its size, then its content in whole blocks.
function unpack(archive) {
  const text = (from, length) => new TextDecoder().decode(new Uint8Array(archive, from, length)).replace(/\0.*$/s, "");
  for (let at = 0; at + 512 <= archive.byteLength && text(at, 1);) {
    const prefix = text(at + 345, 155), name = (prefix ? `${prefix}/` : "") + text(at, 100), size = parseInt(text(at + 124, 12), 8);
    const path = `${FOLDER}/${name}`;
    python.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    python.FS.writeFile(path, new Uint8Array(archive, at + 512, size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
}

// A module that was not served at first is fetched when it is imported, and Python waits for it.
function fetchMore(name) {
  const request = new XMLHttpRequest();
  request.open("GET", beside(name), false);
  request.responseType = "arraybuffer";
  request.send();
  if (request.status !== 200) throw new Error(`${name}: ${request.status}`);
  const plain = python.runPython("import zlib\nlambda packed: zlib.decompress(packed.to_py(), 31)")(request.response).getBuffer("u8");
  unpack(plain.data.slice().buffer);
  plain.release();
}

// Python's own packages begin in the archive from which it starts, and go on in the folder.
const FIND_MORE = `
import sys
from importlib.machinery import PathFinder

FOLDER = "${FOLDER}"
sys.path.append(FOLDER)
sys.dont_write_bytecode = True

class More:
    def __init__(self, fetch, packages):
        self.fetch, self.packages = fetch, frozenset(packages.split())

    def find_spec(self, name, path=None, target=None):
        folder = "/".join([FOLDER, *name.split(".")[:-1]])
        spec = PathFinder.find_spec(name, [folder])
        if spec is None and self.fetch is not None and name.partition(".")[0] in self.packages:
            fetch, self.fetch = self.fetch, None
            fetch()
            sys.path_importer_cache.clear()
            spec = PathFinder.find_spec(name, [folder])
        return spec

lambda fetch, packages: sys.meta_path.append(More(fetch, packages))
`;

async function prepare(lang, page) {
  postMessage({ share: 0.05 });
  const of = { library: true, bill: page === "bill", french: lang === "fr" };
  const archives = Object.keys(of).filter((name) => of[name]).map(fetched);
  const loaded = loadPyodide({ indexURL: beside("pyodide/"), stdLibURL: beside((await names).standard) });
  python = await Promise.race([loaded, broken]);
  postMessage({ share: 0.8 });
  for (const archive of archives) unpack(await archive);
  const { more, packages_in_more: packages } = await names;
  python.runPython(FIND_MORE)(() => fetchMore(more), packages.join(" "));
  const answer = python.runPython("from telcoterms.cli.desk.answering import answer_json\nanswer_json");
  postMessage({ share: 1 });
  return answer;
}

let ready = null;
addEventListener("message", async ({ data: { lang, page, number, request } }) => {
  if (lang) {
    ready = prepare(lang, page);
    ready.catch((error) => postMessage({ broken: String(error?.message ?? error) }));
    return;
  }
  try {
    postMessage({ number, reply: (await ready)(request) });
  } catch (error) {
    postMessage({ number, failed: String(error?.message ?? error) });
  }
});
