import { expect, it } from 'vitest'
import { whyUnreachable } from './route.ts'
import { answeredRoute } from './route-answer.ts'

it.each(['no-route', 'unreachable', 'prohibited', 'blackhole'] as const)(
  '%s says what to do, in one line',
  (reason) => {
    expect(answeredRoute(reason, new Uint8Array(4), new Map())).toEqual({ kind: 'unreachable', reason })
    expect(whyUnreachable(reason)).toMatch(/^[^\n]{20,120}$/)
    expect(whyUnreachable(reason)).toContain('ip route')
  },
)
