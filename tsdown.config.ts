import { fileURLToPath } from 'node:url'
import { defineConfig, type UserConfig } from 'tsdown'

const common = {
  platform: 'node',
  target: 'node20.19',
  outDir: 'dist',
  // package.json says "module", so .js it is.
  fixedExtension: false,
} as const

// Each file that Node loads costs a millisecond of its start, however small: what commands load together is one file.
// A later chunk has no module of an earlier one; else a chunk has what its modules import as well.
const chunks = {
  start: ['version', 'cli/command', 'cli/commands.gen', 'cli/aliases', 'cli/wants-scanner'],
  lib: ['lib/address', 'lib/errors', 'lib/escape', 'lib/remembering', 'lib/text', 'lib/worker-thread', 'model/unions'],
  libc: ['libc/library', 'libc/netlink', 'libc/netlink-messages', 'libc/netlink-device', 'libc/netns'],
  ahead: [
    ...['libc/descriptor-passing', 'libc/process-rights', 'libc/socket', 'probe/platform', 'probe/raw/capabilities'],
    ...['launch', 'spawn-by-thread', 'spawn-child', 'start-child', 'target-user'].map((x) => `confined/${x}`),
    'probe/confined/scanner-process',
    'cli/head-start',
  ],
  walk: ['local/linux/processes', 'local/linux/shared-pids'],
  sockets: ['as-root', 'cgroup', 'groups', 'namespaces', 'source-netlink', 'source-proc'].map(
    (x) => `local/linux/${x}`,
  ),
  report: [
    ...['cli/options', 'cli/output', 'cli/print', 'cli/terminal', 'local/listeners', 'local/port-word'],
    ...['collect', 'sink', 'terminal-table', 'types', 'views/views'].map((x) => `report/${x}`),
  ],
}

// What is started by name: the library, the command line and the worker threads.
export const program: UserConfig = {
  ...common,
  entry: {
    index: 'src/index.ts',
    'cli/main': 'src/cli/main.ts',
    'local/linux/walk-worker': 'src/local/linux/walk-worker.ts',
    'probe/connect/worker': 'src/probe/connect/worker.ts',
    'probe/raw/worker': 'src/probe/raw/worker.ts',
    'confined/launcher': 'src/confined/launcher.ts',
    'identify/apart/worker': 'src/identify/apart/worker.ts',
  },
  format: 'esm',
  clean: true,
  dts: true,
  outputOptions: {
    codeSplitting: {
      groups: Object.entries(chunks).map(([name, modules], i, { length }) => ({
        name,
        priority: length - i,
        test: (id: string) => modules.some((module) => id.endsWith(`/src/${module}.ts`)),
      })),
    },
  },
}

// What runs in a process of its own, which may read no file: all in one, and the native part of koffi comes in as a descriptor.
const confined: UserConfig = {
  ...common,
  format: 'cjs',
  clean: false,
  dts: false,
  alias: { './load-koffi.ts': fileURLToPath(new URL('src/libc/inherited-koffi.ts', import.meta.url)) },
  deps: { alwaysBundle: /./ },
  outputOptions: { codeSplitting: false },
}
const scanner: UserConfig = { ...confined, entry: { 'probe/confined/child': 'src/probe/confined/child.ts' } }
const asker: UserConfig = { ...confined, entry: { 'identify/apart/child': 'src/identify/apart/child.ts' } }

export default defineConfig([program, scanner, asker])
