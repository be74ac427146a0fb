import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { describeVariables } from '../src/config.ts';

/** Image, compose file and unit cannot be run here; what they say of the project can be held to it. */

const root = fileURLToPath(new URL('../../../', import.meta.url));
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const manifest = (folder: string): Record<string, unknown> =>
  JSON.parse(read(join(folder, 'package.json'))) as Record<string, unknown>;
const variables = new Set(describeVariables().match(/\b(?:RETENTION_)?[A-Z]{3,}[A-Z_]*(?=\s{2,})/g));

describe('every package', () => {
  const packages = ['domain', 'server', 'admin', 'sdk', 'vue'].map((name) => join('packages', name));

  it.each(packages.filter((folder) => !folder.endsWith('admin')))(
    '%s says what is public, and it is there',
    (folder) => {
      const { exports } = manifest(folder) as { exports: Record<string, string> };
      const files = Object.values(exports).filter((file) => !file.includes('*'));
      expect(Object.keys(exports)).not.toEqual([]);
      expect(files.filter((file) => !existsSync(join(root, folder, file)))).toEqual([]);
    },
  );

  it('has the one version of the product', () => {
    const { version } = manifest('.');
    expect(packages.map((folder) => manifest(folder)['version'])).toEqual(packages.map(() => version));
    expect(read('RELEASE_NOTES.md')).toContain(`## ${String(version)}`);
  });
});

describe('the image', () => {
  const lines = read('Dockerfile').replaceAll('\\\n', '').split('\n');

  it('copies what is there, the description of every workspace among it', () => {
    const copied = lines
      .filter((line) => /^COPY (?!--from|\. )/.test(line))
      .flatMap((line) => line.split(/\s+/).slice(1, -1));
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    const { workspaces } = manifest('.') as { workspaces: string[] };
    const named = workspaces.flatMap((one) =>
      one === 'packages/*' ? ['admin', 'domain', 'sdk', 'server', 'vue'].map((name) => `packages/${name}`) : [one],
    );
    expect(copied).toEqual(expect.arrayContaining(named.map((folder) => `${folder}/package.json`)));
  });

  it('does not run as root', () => {
    expect(lines.findLastIndex((line) => line === 'USER node')).toBeGreaterThan(
      lines.findLastIndex((line) => line.startsWith('RUN ')),
    );
  });

  it('sets variables of the program alone', () => {
    const set = lines.filter((line) => line.startsWith('ENV ')).flatMap((line) => line.match(/[A-Z_]+(?==)/g) ?? []);
    expect(set.filter((name) => name !== 'NODE_ENV' && !variables.has(name))).toEqual([]);
  });

  describe('its health check', () => {
    const server = createServer((request, response) => {
      response.writeHead(request.url === '/readyz' && healthy ? 200 : 503).end();
    }).listen(0, '127.0.0.1');
    let healthy = true;
    afterAll(() => server.close());

    it.each([
      ['is well while the server is ready', true, 0],
      ['is not where the database does not answer', false, 1],
    ])('%s', async (_, ready, code) => {
      healthy = ready;
      const at = lines.find((line) => line.includes('CMD ["node", "-e"')) ?? '';
      const [, ...args] = JSON.parse(at.slice(at.indexOf('["node"'))) as string[];
      if (!server.listening) await once(server, 'listening');
      const env = { PORT: String((server.address() as AddressInfo).port) };
      const child = spawn(process.execPath, args, { env, stdio: 'inherit' });
      expect(await once(child, 'exit')).toEqual([code, null]);
    });
  });
});

describe('what a host fills in', () => {
  it('is called as the program calls it', () => {
    const named = ['deploy/example.env', 'deploy/compose.yaml', 'deploy/retention.service']
      .flatMap((file) => read(file).match(/\bRETENTION_[A-Z_]+/g) ?? [])
      .filter((name) => name !== 'RETENTION_PUBLISHED_PORT');
    expect(named.filter((name) => !variables.has(name))).toEqual([]);
  });

  it('starts what is there', () => {
    const unit = read('deploy/retention.service');
    const [, program = ''] = /^ExecStart=\S+ --\S+ (\S+) serve$/m.exec(unit) ?? [];
    expect(existsSync(join(root, program))).toBe(true);
  });
});
