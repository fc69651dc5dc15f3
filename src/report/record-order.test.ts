import { expect, test } from 'vitest'
import { CheckRecord } from '../model/check-record.ts'
import { Listener } from '../model/listener.ts'
import { ScanRecord } from '../model/scan-record.ts'
import { goldenCheck, goldenPorts, goldenScan } from './golden-inventory.ts'
import { inModelOrder, recordOrder } from './record-order.ts'

test('the fields and their order are those of the model, at every depth', () => {
  const schemas = { scan: ScanRecord, check: CheckRecord, ports: Listener }
  for (const kind of ['scan', 'check', 'ports'] as const) {
    expect(Object.keys(recordOrder[kind])).toEqual(Object.keys(schemas[kind].shape))
  }
  // Parsing by a schema puts keys into the schema's order, nested ones too.
  const texts = (records: readonly unknown[]) => records.map((record) => JSON.stringify(record))
  expect(texts(goldenScan.map((r) => inModelOrder('scan', r)))).toEqual(
    texts(goldenScan.map((r) => ScanRecord.parse(r))),
  )
  expect(texts(goldenCheck.map((r) => inModelOrder('check', r)))).toEqual(
    texts(goldenCheck.map((r) => CheckRecord.parse(r))),
  )
  expect(texts(goldenPorts.map((r) => inModelOrder('ports', r)))).toEqual(
    texts(goldenPorts.map((r) => Listener.parse(r))),
  )
})
