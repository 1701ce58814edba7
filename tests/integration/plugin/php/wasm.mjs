// Another PHP than the machine's, as WebAssembly: node wasm.mjs PACKAGES VERSION PHP-ARGUMENTS…
// WordPress is where WORDPRESS says.
import { createRequire } from "node:module";

const [packages, version, ...args] = process.argv.slice(2);
const require = createRequire(`${packages}/`);
const { PHP } = require("@php-wasm/universal");
const { loadNodeRuntime, useHostFilesystem } = require("@php-wasm/node");

const env = { WORDPRESS: process.env.WORDPRESS, HOME: "/tmp" };
const php = new PHP(await loadNodeRuntime(version, { emscriptenOptions: { processId: 1, ENV: env } }));
useHostFilesystem(php);
const done = await php.cli(["php", "-d", "include_path=.:/usr/share/php", ...args], { env });
process.stdout.write(await done.stdoutText);
process.stderr.write(await done.stderrText);
process.exit(await done.exitCode);
