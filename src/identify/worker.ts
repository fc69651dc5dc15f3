// Entry of the worker thread in which services are asked: whatever a peer sends is read here, beside the thread that reports.
import { parentPort, workerData } from 'node:worker_threads'
import { IdentifyEngine } from './engine.ts'
import { heartbeatMs, type WorkerAnswer, type WorkerQuestion, type WorkerTerms } from './worker-messages.ts'

const port = parentPort
if (port === null) throw new Error('this is the entry of a worker thread')
const aborted = new AbortController()
const engine = new IdentifyEngine(workerData as WorkerTerms, aborted.signal)

port.on('message', (question: WorkerQuestion) => {
  if (question.kind === 'abort') return aborted.abort()
  if (question.kind === 'end') return port.close()
  const { id, subject } = question
  void engine.ask(subject).then((outcome) => tell({ id, outcome }))
})

/** What is known within one turn of the loop goes in one message: a message costs a tenth of an interview. */
let known: WorkerAnswer[] = []

// Who asks waits for as long as it hears from us.
setInterval(() => port?.postMessage([]), heartbeatMs).unref()

function tell(answer: WorkerAnswer): void {
  if (known.push(answer) > 1) return
  setImmediate(() => {
    const answers = known
    known = []
    port?.postMessage(answers)
  })
}
