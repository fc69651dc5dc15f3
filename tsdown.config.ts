import { fileURLToPath } from 'node:url'
import { defineConfig, type UserConfig } from 'tsdown'

const common = {
  platform: 'node',
  target: 'node20.19',
  outDir: 'dist',
  // package.json says "module", so .js it is.
  fixedExtension: false,
} as const

// What is started by name: the library, the command line and the worker threads.
export const program: UserConfig = {
  ...common,
  entry: {
    index: 'src/index.ts',
    'cli/main': 'src/cli/main.ts',
    'local/linux/walk-worker': 'src/local/linux/walk-worker.ts',
    'probe/connect/worker': 'src/probe/connect/worker.ts',
    'probe/raw/worker': 'src/probe/raw/worker.ts',
    'probe/confined/launcher': 'src/probe/confined/launcher.ts',
  },
  format: 'esm',
  clean: true,
  dts: true,
}

// The scanner in a process of its own, which may read no file: all in one, and the native part of koffi comes in as a descriptor.
const scanner: UserConfig = {
  ...common,
  entry: { 'probe/confined/child': 'src/probe/confined/child.ts' },
  format: 'cjs',
  clean: false,
  dts: false,
  alias: { koffi: fileURLToPath(new URL('src/libc/inherited-koffi.ts', import.meta.url)) },
  deps: { alwaysBundle: /./ },
  outputOptions: { codeSplitting: false },
}

export default defineConfig([program, scanner])
