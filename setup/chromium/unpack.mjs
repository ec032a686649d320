// Owns unpacking the browser that @sparticuz/chromium ships: the program, its libraries, its software renderer and a typeface.
// Node has the decompression; the package's own code is made for another place and is not used.
import { createReadStream, createWriteStream, mkdirSync, chmodSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";
import tar from "tar-fs";

const from = "node_modules/@sparticuz/chromium/bin";
const unpacked = (name) => createReadStream(`${from}/${name}.br`).pipe(createBrotliDecompress());

mkdirSync("unpacked/libraries", { recursive: true });
await pipeline(unpacked("chromium"), createWriteStream("unpacked/chromium"));
chmodSync("unpacked/chromium", 0o755);
await pipeline(unpacked("al2023.tar"), tar.extract("unpacked/libraries"));
await pipeline(unpacked("swiftshader.tar"), tar.extract("unpacked"));
await pipeline(unpacked("fonts.tar"), tar.extract("unpacked"));
