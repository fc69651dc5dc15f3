import { test } from 'vitest'
import { fuzzView } from './fuzz-view.ts'
import { synAck, written } from './samples.ts'
import { emitTcp, parseTcp, TcpView } from './tcp.ts'

test('arbitrary, damaged and huge segments', () => {
  fuzzView(() => new TcpView(), parseTcp, [
    written((bytes, at) => emitTcp(synAck, bytes, at)),
    written((bytes, at) => emitTcp({ ...synAck, payload: Uint8Array.of(1, 2, 3) }, bytes, at)),
  ])
})
