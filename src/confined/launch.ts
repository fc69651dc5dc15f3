import type { ChildFiles } from './spawn-child.ts'

/** What a thread is started with that starts a program (launcher.ts). */
export interface Launch {
  readonly files: ChildFiles
  readonly memory: Int32Array
}

export interface Launched {
  /** The process id of what was started; 0 when nothing was. */
  readonly pid: number
  /** Of the system call that was refused; 0 when none was. */
  readonly errno: number
}

const [STATE, PID, ERRNO] = [0, 1, 2]
const [OPEN, CLAIMED, GIVEN_UP, KNOWN] = [0, 1, 2, 3]

/** How the thread that starts the program, and the one that waits for it without turning its loop, agree: by memory that both see. */
export class LaunchOutcome {
  readonly memory: Int32Array

  constructor(memory: Int32Array = new Int32Array(new SharedArrayBuffer(12))) {
    this.memory = memory
  }

  /** Whether the files are still the launcher's: who has waited too long has closed them, and may have opened others by their numbers. */
  claim(): boolean {
    return Atomics.compareExchange(this.memory, STATE, OPEN, CLAIMED) === OPEN
  }

  tell({ pid = 0, errno = 0 }: Partial<Launched>): void {
    this.memory[PID] = pid
    this.memory[ERRNO] = errno
    Atomics.store(this.memory, STATE, KNOWN)
    Atomics.notify(this.memory, STATE)
  }

  /** Waits until it is known; null when nobody has claimed the files in time. They may be closed when this returns. */
  wait(timeoutMs: number): Launched | null {
    Atomics.wait(this.memory, STATE, OPEN, timeoutMs)
    if (Atomics.compareExchange(this.memory, STATE, OPEN, GIVEN_UP) === OPEN) return null
    Atomics.wait(this.memory, STATE, CLAIMED)
    return { pid: this.memory[PID]!, errno: this.memory[ERRNO]! }
  }
}
