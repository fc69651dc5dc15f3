// Entry of the worker thread in which services are asked, beside the thread that reports.
import { parentPort, workerData } from 'node:worker_threads'
import type { IdentifyOptions } from '../engine.ts'
import { Answerer } from './answerer.ts'
import type { Question } from './channel.ts'

const port = parentPort
if (port === null) throw new Error('this is the entry of a worker thread')
const answerer = new Answerer(workerData as IdentifyOptions, (answers) => port.postMessage(answers))

port.on('message', (question: Question | 'end') => {
  if (question === 'end') port.close()
  else answerer.hear(question)
})
