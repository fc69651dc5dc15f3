import { defineConfig } from 'tsdown'

// What is started by name: the library, the command line and the worker threads.
export default defineConfig({
  entry: {
    index: 'src/index.ts',
    'cli/main': 'src/cli/main.ts',
    'local/linux/walk-worker': 'src/local/linux/walk-worker.ts',
    'probe/connect/worker': 'src/probe/connect/worker.ts',
    'probe/raw/worker': 'src/probe/raw/worker.ts',
  },
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  outDir: 'dist',
  clean: true,
  // package.json says "module", so .js it is.
  fixedExtension: false,
  dts: true,
})
