// Readies the JavaScript clients for the tests: installs the locked packages and bundles what Node cannot load as
// published. Maven runs it before the tests; a second run with nothing changed installs nothing.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const bundles = join(here, '../../../target/js');
const stamp = join(here, 'node_modules/.installed-from');

function fail(why) {
    console.error(`The tests with JavaScript clients need Node 20 or newer with npm: ${why}`);
    process.exit(1);
}

function npm(...args) {
    // On Windows npm is a script, which only a shell starts.
    return spawnSync('npm', args, { cwd: here, encoding: 'utf8', shell: process.platform === 'win32' });
}

/** What an installation depends on; esbuild is a binary for one platform. */
function wanted() {
    const hash = createHash('sha256');
    for (const file of ['package.json', 'package-lock.json']) {
        hash.update(readFileSync(join(here, file)));
    }
    return `${hash.digest('hex')} ${process.platform} ${process.arch}\n`;
}

function install() {
    // Gone before the installation begins, since npm removes the folder; written only after a good one.
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted()) {
        return;
    }
    // "error": two packages state an engine newer than they need.
    const run = npm('ci', '--ignore-scripts', '--loglevel=error');
    if (run.status !== 0) {
        console.error(`npm ci failed in ${here}:\n${run.stdout ?? ''}${run.stderr ?? ''}`);
        process.exit(1);
    }
    writeFileSync(stamp, wanted());
}

if (Number(process.versions.node.split('.')[0]) < 20) {
    fail(`this is Node ${process.versions.node}.`);
}
if (npm('--version').status !== 0) {
    fail('npm is not on the path.');
}
install();

// After the installation, so not imported above.
const { build } = await import('esbuild');
await build({
    entryPoints: [join(here, 'rocketchat/published.mjs')],
    outfile: join(bundles, 'rocketchat.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'warning',
});
