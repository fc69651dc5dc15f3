import { expect, it } from 'vitest'
import { Interruption } from './interruption.ts'

it('tells all who still listen, once, and also whoever asks later', () => {
  const controller = new AbortController()
  const interruption = new Interruption(controller.signal)
  const heard: string[] = []
  const gone = () => void heard.push('gone')
  interruption.addEventListener('abort', () => void heard.push('first'))
  interruption.addEventListener('abort', gone)
  interruption.addEventListener('abort', () => void heard.push('last'))
  interruption.removeEventListener('abort', gone)
  expect([interruption.aborted, heard]).toEqual([false, []])
  controller.abort()
  controller.abort()
  expect([interruption.aborted, heard]).toEqual([true, ['first', 'last']])
})

it('one that goes while it is told, as whoever waits does, keeps nobody else from hearing it', () => {
  const controller = new AbortController()
  const interruption = new Interruption(controller.signal)
  const heard: number[] = []
  for (const i of [1, 2, 3]) {
    const listener = () => {
      interruption.removeEventListener('abort', listener)
      heard.push(i)
    }
    interruption.addEventListener('abort', listener)
  }
  controller.abort()
  expect(heard).toEqual([1, 2, 3])
})
