import { startWorker } from '../../lib/worker-thread.ts'
import type { IdentifyOptions } from '../engine.ts'
import type { Answer, OpenChannel, Question } from './channel.ts'

/** To a thread of this process. @throws Error when the system has no room for one */
export function threadChannel(options: IdentifyOptions): OpenChannel {
  return (listener) => {
    const worker = startWorker('identify/apart/worker', { workerData: options })
    worker.on('message', (answers: readonly Answer[]) => listener.heard(answers))
    worker.on('error', (error) => listener.ended(error instanceof Error ? error.message : String(error)))
    worker.on('exit', () => listener.ended('the thread that asks has ended'))
    return {
      tell: (question: Question) => worker.postMessage(question),
      close: () => worker.postMessage('end'),
      kill: () => void worker.terminate(),
    }
  }
}
