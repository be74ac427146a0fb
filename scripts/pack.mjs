// `npm run pack`: the SDK and the Vue kit as packages that an app can install: dist/retention-sdk-….tgz, dist/retention-vue-….tgz.
// They hold what was built and its types. The kit asks for the SDK, Vue and Pinia, and nothing else.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { declare } from './declare.mjs';

const root = fileURLToPath(new URL('../', import.meta.url)).replace(/\/$/, '');
const destination = join(root, 'dist');
process.env.NODE_ENV = 'production';

mkdirSync(destination, { recursive: true });
for (const name of ['sdk', 'vue']) {
  const folder = join(root, 'packages', name);
  const out = join(folder, 'dist');
  rmSync(out, { recursive: true, force: true });
  const lib = { entry: 'src/index.ts', formats: ['es'], fileName: 'index' };
  const given = name === 'vue' ? {} : { configFile: false, build: { target: 'es2023', lib } };
  await build({ ...given, root: folder, logLevel: 'warn', build: { ...given.build, outDir: out, emptyOutDir: true } });
  declare({ root, name, out: join(out, 'types') });
  const source = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  writeFileSync(join(out, 'package.json'), `${JSON.stringify(described(source), null, 2)}\n`);
  copyFileSync(join(folder, 'README.md'), join(out, 'README.md'));
  copyFileSync(join(root, 'LICENSE'), join(out, 'LICENSE'));
  const { status, stdout } = spawnSync('npm', ['pack', out, '--pack-destination', destination, '--silent'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(1);
  console.log(`dist/${stdout.trim()}`);
}

/** What the package says of itself. What is left of ours to be installed is the SDK: the rest is in the built script. */
function described({ name, version, description, license, type, dependencies, peerDependencies }) {
  const isVue = peerDependencies !== undefined;
  return {
    name,
    version,
    description,
    license,
    type,
    sideEffects: isVue ? ['*.css'] : false,
    exports: {
      '.': { types: './types/index.d.ts', default: './index.js' },
      ...(isVue && { './style.css': './style.css' }),
    },
    types: './types/index.d.ts',
    ...(isVue && { dependencies, peerDependencies }),
  };
}
