// Entry of the process in which services are asked (process.ts): it comes in as standard input, in one file, for it may read none.
import { Socket } from 'node:net'
import { firstChannel } from '../../confined/descriptors.ts'
import { FrameReader, framed } from '../../confined/frames.ts'
import { endWithParent } from '../../libc/process-rights.ts'
// Used when a peer keeps silent, and loaded before the first has been heard.
import '../../libc/tcp-info.ts'
import { Answerer } from './answerer.ts'
import { decodeOrder, mostOrderBytes } from './orders.ts'
import { encodeAnswers, encodeFailure } from './sayings.ts'

endWithParent()
const line = new Socket({ fd: firstChannel })
const reader = new FrameReader(mostOrderBytes)
let answerer: Answerer | null = null

line.on('data', (piece) => {
  for (const bytes of reader.push(piece)) {
    const order = decodeOrder(bytes)
    if (order.kind !== 'begin') answerer?.hear(order)
    else answerer ??= new Answerer(order.options, (answers) => line.write(encodeAnswers(answers)))
  }
})
// Nobody is there any more.
line.on('error', () => process.exit(0)).on('close', () => process.exit(0))
process.on('uncaughtException', (error) => line.end(framed(encodeFailure(error)), () => process.exit(1)))
