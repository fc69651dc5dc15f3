import { expect, test } from 'vitest'
import { CheckRecord } from '../model/check-record.ts'
import { Listener } from '../model/listener.ts'
import { ScanRecord } from '../model/scan-record.ts'
import { goldenCheck, goldenPorts, goldenScan } from './golden-inventory.ts'
import { recordOrder } from './record-order.ts'
import { recordWriter } from './record-text.ts'
import type { ReportKind, ReportKinds } from './types.ts'

test('the fields and their order are those of the model, at every depth', () => {
  const schemas = { scan: ScanRecord, check: CheckRecord, ports: Listener }
  for (const kind of ['scan', 'check', 'ports'] as const) {
    expect(Object.keys(recordOrder[kind])).toEqual(Object.keys(schemas[kind].shape))
  }
  // Parsing by a schema puts keys into the schema's order, nested ones too.
  const written = <K extends ReportKind>(kind: K, records: readonly ReportKinds[K]['record'][]) =>
    records.map(recordWriter(kind)).map((text) => JSON.stringify(JSON.parse(text)))
  const texts = (records: readonly unknown[]) => records.map((record) => JSON.stringify(record))
  expect(written('scan', goldenScan)).toEqual(texts(goldenScan.map((r) => ScanRecord.parse(r))))
  expect(written('check', goldenCheck)).toEqual(texts(goldenCheck.map((r) => CheckRecord.parse(r))))
  expect(written('ports', goldenPorts)).toEqual(texts(goldenPorts.map((r) => Listener.parse(r))))
})
