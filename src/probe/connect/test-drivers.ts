import type { TestContext } from 'vitest'
import { driverFor } from './capabilities.ts'
import type { ConnectDriver } from './driver.ts'
import { NodeDriver } from './node-driver.ts'

/** Both drivers, for tests that each of them must pass. `open` skips the test, with the reason, where the driver does not run. */
export const testDrivers = [
  { id: 'node', open: async (): Promise<ConnectDriver> => new NodeDriver() },
  {
    id: 'epoll',
    open: async (ctx: TestContext, slots: number): Promise<ConnectDriver> => {
      needsEpoll(ctx)
      return new (await import('./epoll-driver.ts')).EpollDriver(slots)
    },
  },
] as const

export function needsEpoll(ctx: TestContext): void {
  if (driverFor('auto') !== 'epoll') ctx.skip('needs epoll: Linux, on a processor of 64 bits')
}
