import { defineConfig } from 'vitest/config'
import { TotalsReporter } from './tools/vitest-reporter.ts'

// unit: beside the code, needs nothing. simulation: hundreds of scans of a simulated network, a minute of arithmetic. lab: real
// hosts in network namespaces, one file at a time on two cores. Vitest leaves one core idle unless it is told otherwise.
export default defineConfig({
  test: {
    reporters: ['default', new TotalsReporter()],
    // Processes, not threads: the lab's clean-up hangs on a process's signals and exit.
    pool: 'forks',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // Files share a process for each core: to load all modules anew for each of them takes as long as the tests themselves.
          isolate: false,
          maxWorkers: '100%',
          include: ['src/**/*.test.ts', 'tools/**/*.test.ts'],
          exclude: ['src/**/*.simulated.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'simulation',
          maxWorkers: '100%',
          include: ['src/**/*.simulated.test.ts'],
          testTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'lab',
          include: ['test/**/*.test.ts', 'lab/**/*.test.ts'],
          globalSetup: 'test/bundle-programs.ts',
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
