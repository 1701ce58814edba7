// Compiles every .py below the folder given as argument with Python 3.13 in WebAssembly.
// Bytecode is the same on every machine; this makes Lambda's without its interpreter installed.
const { loadPyodide } = require("pyodide");

const COMPILE = `
import compileall, os, py_compile
os.chdir("/folder")
# A false answer is normal: some distributions carry templates that are no Python.
compileall.compile_dir(
    ".", quiet=2, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH
)
`;

loadPyodide().then((python) => {
  python.mountNodeFS("/folder", process.argv[2]);
  python.runPython(COMPILE);
});
