// Installs what is missing, before `npm start` and `npm test`. Runs on the machine's own Node (20 or newer), so it is
// plain JavaScript without dependencies. Where everything is there it returns at once.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fail, withLock } from './lock.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
/** Says for which package-lock.json node_modules was installed completely. */
const mark = `${root}node_modules/.installed`;
const pinnedNode = `${root}node_modules/.bin/node`;

const wanted = createHash('sha256')
  .update(readFileSync(`${root}package-lock.json`))
  .update(`${process.platform} ${process.arch}`)
  .digest('hex');

if (!isInstalled()) {
  await withLock(`${root}.installing`, 'Another command is installing: waiting for it.', async () => {
    if (!isInstalled()) await install();
    writeFileSync(mark, wanted);
  });
  checkNode();
}

function isInstalled() {
  return (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) || isInstalledByHand();
}

/** After `npm ci` or `npm install` by hand: npm's own note of what it put there says what package-lock.json asks for. */
function isInstalledByHand() {
  const note = `${root}node_modules/.package-lock.json`;
  if (!existsSync(note) || !existsSync(pinnedNode)) return false;
  const { packages: there } = JSON.parse(readFileSync(note, 'utf8'));
  const { packages: asked } = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8'));
  return Object.entries(asked).every(([path, { version, optional }]) => {
    return path === '' || there[path]?.version === version || (optional && !there[path]);
  });
}

async function install() {
  console.log('Installing what is missing (npm ci). This happens once.');
  // Development tools too, whatever NODE_ENV says: one tree serves both commands; and the optional packages are where
  // Node and PostgreSQL come from.
  const args = ['ci', '--include=dev', '--include=optional'];
  const { npm_execpath, npm_node_execpath } = process.env;
  const [command, ...rest] = npm_execpath
    ? [npm_node_execpath ?? process.execPath, npm_execpath, ...args]
    : ['npm', ...args];
  const code = await new Promise((resolve) => {
    const child = spawn(command, rest, { cwd: root, stdio: 'inherit' });
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (exitCode, signal) => resolve(exitCode ?? signal));
  });
  if (code !== 0) {
    fail(
      `npm ci failed (${code}); what npm says is above. Most often the registry could not be reached: ` +
        'check the network and `npm config get registry`, then run the same command again.',
    );
  }
}

/** Our code needs Node 24: the pinned one, or where there is none for this platform, the one that runs this. */
function checkNode() {
  const own = process.versions.node;
  if (!existsSync(pinnedNode)) {
    if (Number(own.split('.')[0]) >= 24) return;
    fail(
      `Node 24 or newer is needed and this is ${own}; for ${process.platform}-${process.arch} none can be installed along.`,
    );
  }
  const { status, error } = spawnSync(pinnedNode, ['--version']);
  if (status !== 0) {
    fail(`The Node that was installed along does not run on this system (${error?.message ?? `exit code ${status}`}).`);
  }
}
