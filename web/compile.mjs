// Compile the modules of an archive in the interpreter that will run them, ask every page once, and say what was used:
// node compile.mjs PACKAGE PLAIN.zip COMPILED.zip REHEARSAL.json USED.json
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, plain, made, rehearsal, used] = process.argv.slice(2).map((one) => resolve(one));
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`).href);
const write = (python, name, file) => python.FS.writeFile(name, readFileSync(file));

process.on("uncaughtException", (error) => { console.error(String(error.message).slice(-2000)); process.exit(1); });

const compiler = await loadPyodide({ indexURL: folder });
write(compiler, "/plain.zip", plain);
compiler.runPython(`
import zipfile
from importlib._bootstrap_external import _code_to_hash_pyc
from importlib.util import source_hash

with zipfile.ZipFile("/plain.zip") as plain, zipfile.ZipFile("/made.zip", "w") as made:
    for name in plain.namelist():
        content = plain.read(name)
        if name.endswith(".py"):
            code = compile(content, name.partition("/")[2], "exec", dont_inherit=True, optimize=2)
            name, content = name + "c", bytes(_code_to_hash_pyc(code, source_hash(content), False))
        made.writestr(zipfile.ZipInfo(name), content)
`);
writeFileSync(made, compiler.FS.readFile("/made.zip"));

const python = await loadPyodide({ indexURL: folder });
write(python, "/made.zip", made);
write(python, "/rehearsal.json", rehearsal);
writeFileSync(used, python.runPython(`
import sys

def loaded():
    found = []
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None) or ""
        for start in ("/beside/", "/lib/python314.zip/"):
            if file.startswith(start):
                name = file.removeprefix(start)
                found.append(name if name.endswith(".pyc") else name + "c")
    return found

started = loaded()
import json, zipfile
with zipfile.ZipFile("/made.zip") as made:
    for name in made.namelist():
        if name.startswith("beside/"):
            made.extract(name, "/")
sys.path.append("/beside")
from telcoterms.cli.desk.answering import answer
used = [started]
requests = json.load(open("/rehearsal.json"))
of_bills = [request for request in requests if request["page"] == "bill"]
others = [request for request in requests if request["page"] != "bill"]
saved = {"name": "record.json", "text": answer({**others[0], "wanted": "record"})["file"]}
others.append({"page": "record", "file": saved})
for lang, asked in (("en", others), ("en", of_bills), ("fr", requests)):
    for request in asked:
        shown = answer({**request, "lang": lang})
        if "error" in shown:
            raise SystemExit(f"{request}: {shown['error']}")
    used.append(loaded())
json.dumps(used)
`));
